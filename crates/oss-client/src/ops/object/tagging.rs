//! Tags of objects.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{OperationId, tagging::Tagging};

/// Replaces the tags of an object.
#[derive(Clone, Debug, Default)]
pub struct PutObjectTagging {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The tags.
    pub document: Tagging,
}

impl Operation for PutObjectTagging {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::PutObjectTagging.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key).xml(&self.document)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Reads the tags of an object.
#[derive(Clone, Debug, Default)]
pub struct GetObjectTagging {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for GetObjectTagging {
    type Output = Tagging;

    fn route(&self) -> Route {
        OperationId::GetObjectTagging.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(response: &mut Response) -> Result<Tagging, ErrorKind> {
        response.xml().await
    }
}

/// Removes the tags of an object.
#[derive(Clone, Debug, Default)]
pub struct DeleteObjectTagging {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for DeleteObjectTagging {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::DeleteObjectTagging.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
