//! Objects are deleted.

use crate::{ErrorKind, Request, Response, ops::Operation};
use oss_protocol::{
    OperationId,
    object::{DeleteObjects, DeleteResult},
};

/// Deletes an object, or one version of it. That there is none is no error.
#[derive(Clone, Debug, Default)]
pub struct DeleteObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for DeleteObject {
    const ID: OperationId = OperationId::DeleteObject;
    type Output = ();

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Deletes up to 1,000 objects.
#[derive(Clone, Debug)]
pub struct DeleteMultipleObjects {
    /// The bucket.
    pub bucket: String,
    /// Which ones.
    pub document: DeleteObjects,
}

impl Operation for DeleteMultipleObjects {
    const ID: OperationId = OperationId::DeleteMultipleObjects;
    /// What was deleted; nothing where the request was quiet.
    type Output = DeleteResult;

    fn build(&self) -> Request {
        Request::bucket(&self.bucket).xml(&self.document)
    }

    async fn parse(response: &mut Response) -> Result<DeleteResult, ErrorKind> {
        if response.read().await?.is_empty() {
            return Ok(DeleteResult::default());
        }
        response.xml().await
    }
}
