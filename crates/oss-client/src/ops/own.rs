//! Requests that the caller makes himself: operations that have no row, or rows with other ends.

use crate::{ErrorKind, Incoming, OwnRoute, Payload, Request, Response, Route, ops::Operation};
use http::{HeaderValue, Method, StatusCode};
use oss_protocol::{OperationId, Target, digest, header};
use std::sync::Arc;

/// A request of the caller's own.
#[derive(Clone, Debug)]
pub struct Own {
    route: Arc<OwnRoute>,
    request: Request,
    streams: bool,
}

impl Own {
    /// A request by this method. Without `success`, every status is one.
    pub fn new(method: Method, request: Request, success: Option<Vec<StatusCode>>) -> Self {
        let target = match (&request.bucket, &request.key) {
            (_, Some(_)) => Target::Object,
            (Some(_), None) => Target::Bucket,
            (None, None) => Target::Service,
        };
        let route = OwnRoute::new(method, target, &request.query, &request.headers, success);
        Self { route: Arc::new(route), request, streams: false }
    }

    /// Whether the answer may be large, and is read as it comes.
    pub fn streams(mut self, streams: bool) -> Self {
        self.streams = streams;
        self
    }

    /// Adds the digest of the body, which the service checks, where the body is in memory.
    pub fn with_digest(mut self) -> Self {
        if let Payload::Bytes(bytes) = &self.request.body
            && !bytes.is_empty()
        {
            let digest = digest::content_md5(bytes);
            let value = HeaderValue::from_str(&digest).expect("base64 is ASCII");
            self.request.headers.insert(header::CONTENT_MD5, value);
        }
        self
    }
}

impl Operation for Own {
    /// What a GET reads; the answers to others have been read.
    type Output = Option<Incoming>;

    fn route(&self) -> Route {
        Route::Own(Arc::clone(&self.route))
    }

    fn build(&self) -> Request {
        self.request.clone()
    }

    fn streams(&self) -> bool {
        self.streams
    }

    fn echoes_checksum(&self) -> bool {
        self.route().row() == Some(OperationId::PutObject)
    }

    async fn parse(response: &mut Response) -> Result<Option<Incoming>, ErrorKind> {
        // The checksum on other answers is that of what was stored, not of what comes.
        if response.route.method() == Method::GET { Incoming::new(response).map(Some) } else { Ok(None) }
    }
}
