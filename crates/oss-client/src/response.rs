//! An answer of the service.

use crate::{
    Error, ErrorKind,
    ops::Operation,
    transport::{Body, TransportError},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, response::Parts};
use http_body_util::BodyExt;
use oss_protocol::{header, xml};
use serde::de::DeserializeOwned;
use std::{net::SocketAddr, time::Duration};

/// No document of OSS comes near this; a list of 1,000 keys takes about 4 MB.
const MAX_DOCUMENT: usize = 16 << 20;

/// The other end of a connection, and what the connection has been used for.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The other end.
    pub address: SocketAddr,
    /// Requests sent over this connection, this one included.
    pub requests: u32,
}

/// An answer of the service.
#[derive(Debug)]
pub struct Response {
    /// Status.
    pub status: StatusCode,
    /// The words behind the status.
    pub reason: String,
    /// Headers.
    pub headers: HeaderMap,
    /// The bucket that was asked about.
    pub bucket: Option<String>,
    /// The URL that was asked. Signatures travel in a header, so it holds none.
    pub url: String,
    /// Who answered, where the transport knows.
    pub peer: Option<Peer>,
    /// From the start of the request until the answer had been read.
    pub elapsed: Duration,
    body: Content,
}

enum Content {
    Unread(Body),
    Read(Bytes),
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unread(_) => f.write_str("unread"),
            Self::Read(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

impl Response {
    pub(crate) fn new(response: http::Response<Body>, bucket: Option<String>, url: String) -> Self {
        let (Parts { status, headers, extensions, .. }, body) = response.into_parts();
        let reason = match extensions.get::<hyper::ext::ReasonPhrase>() {
            Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
            None => status.canonical_reason().unwrap_or_default().to_owned(),
        };
        let peer = extensions.get::<Peer>().copied();
        Self {
            status,
            reason,
            headers,
            bucket,
            url,
            peer,
            elapsed: Duration::ZERO,
            body: Content::Unread(body),
        }
    }

    /// The body, as far as it has been read.
    pub fn body(&self) -> &Bytes {
        static EMPTY: Bytes = Bytes::new();
        match &self.body {
            Content::Unread(_) => &EMPTY,
            Content::Read(bytes) => bytes,
        }
    }

    /// Reads the body. A body over 16 MiB is no document and is not read to its end.
    pub(crate) async fn read(&mut self) -> Result<&Bytes, ErrorKind> {
        if let Content::Unread(body) = &mut self.body {
            let mut bytes = BytesMut::new();
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame.map_err(TransportError::into_kind)?.into_data() else { continue };
                if bytes.len() + data.len() > MAX_DOCUMENT {
                    return Err(self.malformed(format!("it is larger than {MAX_DOCUMENT} bytes")));
                }
                bytes.extend_from_slice(&data);
            }
            self.body = Content::Read(bytes.freeze());
        }
        Ok(self.body())
    }

    /// Reads the body as a document.
    pub(crate) async fn xml<T: DeserializeOwned>(&mut self) -> Result<T, ErrorKind> {
        let document = xml::from_bytes(self.read().await?);
        document.map_err(|e| self.malformed(e.to_string()))
    }

    /// An answer that is not what the operation's documentation says.
    pub fn malformed(&self, what: String) -> ErrorKind {
        ErrorKind::Malformed { status: self.status, request_id: self.request_id().map(str::to_owned), what }
    }

    /// Why an operation failed although this was its answer.
    pub fn failed<O: Operation>(self, kind: ErrorKind) -> Error {
        Error::new(kind, O::ID, self.bucket.clone(), self.url.clone()).with_response(self)
    }

    /// The id the service gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get(header::X_OSS_REQUEST_ID)?.to_str().ok()
    }
}
