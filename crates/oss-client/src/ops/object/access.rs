//! Who may use an object.

use crate::{ErrorKind, Request, Response, ops::Operation};
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
    const ID: OperationId = OperationId::PutObjectAcl;
    type Output = ();

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
    const ID: OperationId = OperationId::GetObjectAcl;
    type Output = AccessControlPolicy;

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(response: &mut Response) -> Result<AccessControlPolicy, ErrorKind> {
        response.xml().await
    }
}
