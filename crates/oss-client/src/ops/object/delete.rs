//! Objects are deleted.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{
    Names, OperationId,
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
    type Output = ();

    fn route(&self) -> Route {
        OperationId::DeleteObject.into()
    }

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
    /// What was deleted; nothing where the request was quiet.
    type Output = DeleteResult;

    fn route(&self) -> Route {
        OperationId::DeleteMultipleObjects.into()
    }

    fn build(&self) -> Request {
        let request = Request::bucket(&self.bucket);
        match self.document.check() {
            Ok(()) => {
                let encoding = self.document.wants_encoding().then_some("url");
                request.parameter("encoding-type", encoding).xml(&self.document)
            }
            Err(why) => request.refuse(why.to_string()),
        }
    }

    async fn parse(response: &mut Response) -> Result<DeleteResult, ErrorKind> {
        if response.read().await?.is_empty() {
            return Ok(DeleteResult::default());
        }
        let result: DeleteResult = response.xml().await?;
        result.decode().map_err(|e| response.malformed(e.to_string()))
    }
}
