//! Objects are stored.

use crate::{
    ErrorKind, Payload, Request, Response, Route,
    ops::{Operation, Proof},
};
use http::header::CONTENT_TYPE;
use oss_protocol::OperationId;

/// Stores an object.
#[derive(Clone, Debug, Default)]
pub struct PutObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// What is stored.
    pub body: Payload,
    /// What it is, such as `text/plain`.
    pub content_type: Option<String>,
    /// The user's own metadata, by name without `x-oss-meta-`.
    pub metadata: Vec<(String, String)>,
}

impl Operation for PutObject {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::PutObject.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
            .header(CONTENT_TYPE, self.content_type.as_deref())
            .metadata(&self.metadata)
            .body(self.body.clone())
    }

    fn echoes_checksum(&self) -> bool {
        true
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "FileAlreadyExists").then_some(Proof::Object)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
