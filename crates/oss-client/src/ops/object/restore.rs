//! Archived objects become readable.

use crate::{
    ErrorKind, Request, Response, Route,
    ops::{Operation, Proof},
};
use oss_protocol::{OperationId, object::RestoreRequest};

/// Makes an archived object readable for some days.
#[derive(Clone, Debug, Default)]
pub struct RestoreObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// For how long, and how fast; without it, for a day.
    pub document: Option<RestoreRequest>,
}

impl Operation for RestoreObject {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::RestoreObject.into()
    }

    fn build(&self) -> Request {
        let request = Request::object(&self.bucket, &self.key);
        match &self.document {
            Some(document) => request.xml(document),
            None => request,
        }
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "RestoreAlreadyInProgress").then_some(Proof::Refusal)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
