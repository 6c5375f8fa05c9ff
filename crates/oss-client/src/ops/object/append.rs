//! Objects grow.

use crate::{
    ErrorKind, Payload, Request, Response, Route,
    ops::{Operation, Proof},
};
use http::header::CONTENT_TYPE;
use oss_protocol::{OperationId, header};

/// Adds to the end of an object, or makes one. What the first append says of encryption holds for all.
#[derive(Clone, Debug, Default)]
pub struct AppendObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// Where the object ends now. The service refuses any other position.
    pub position: u64,
    /// What is added.
    pub body: Payload,
    /// What the object is, such as `text/plain`.
    pub content_type: Option<String>,
    /// The user's own metadata, by name without `x-oss-meta-`.
    pub metadata: Vec<(String, String)>,
}

impl Operation for AppendObject {
    /// Where the object ends then.
    type Output = Option<u64>;

    fn route(&self) -> Route {
        OperationId::AppendObject.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
            .parameter("position", Some(self.position))
            .header(CONTENT_TYPE, self.content_type.as_deref())
            .metadata(&self.metadata)
            .body(self.body.clone())
    }

    /// The service's is that of the whole object, which is what is sent only where the object begins.
    fn echoes_checksum(&self) -> bool {
        self.position == 0
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "PositionNotEqualToLength").then_some(Proof::Tail { position: self.position })
    }

    async fn parse(response: &mut Response) -> Result<Option<u64>, ErrorKind> {
        Ok(response.number(header::X_OSS_NEXT_APPEND_POSITION))
    }
}
