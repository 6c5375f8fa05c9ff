//! Who may use an object.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{OperationId, header, object::AccessControlPolicy};

/// Says who may use an object.
#[derive(Clone, Debug, Default)]
pub struct PutObjectAcl {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// `default` (as the bucket says), `private`, `public-read` or `public-read-write`.
    pub acl: String,
}

impl Operation for PutObjectAcl {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::PutObjectAcl.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key).header(header::X_OSS_OBJECT_ACL, Some(&self.acl))
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Tells who may use an object.
#[derive(Clone, Debug, Default)]
pub struct GetObjectAcl {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for GetObjectAcl {
    type Output = AccessControlPolicy;

    fn route(&self) -> Route {
        OperationId::GetObjectAcl.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(response: &mut Response) -> Result<AccessControlPolicy, ErrorKind> {
        response.xml().await
    }
}
