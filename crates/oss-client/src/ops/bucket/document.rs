//! Put, get and delete any setting that is one document.

use crate::{ErrorKind, Request, Response, ops::Operation};
use oss_protocol::{BucketDocument, OperationId, document::RemovableDocument};
use std::marker::PhantomData;

/// Replaces the setting.
#[derive(Clone, Debug)]
pub struct Put<D> {
    /// The bucket.
    pub bucket: String,
    /// The setting.
    pub document: D,
}

/// Reads the setting.
#[derive(Clone, Debug)]
pub struct Get<D> {
    bucket: String,
    document: PhantomData<fn() -> D>,
}

/// Removes the setting.
#[derive(Clone, Debug)]
pub struct Delete<D> {
    bucket: String,
    document: PhantomData<fn() -> D>,
}

impl<D> Get<D> {
    /// Of this bucket.
    pub fn of(bucket: impl Into<String>) -> Self {
        Self { bucket: bucket.into(), document: PhantomData }
    }
}

impl<D> Delete<D> {
    /// Of this bucket.
    pub fn of(bucket: impl Into<String>) -> Self {
        Self { bucket: bucket.into(), document: PhantomData }
    }
}

impl<D: BucketDocument> Operation for Put<D> {
    const ID: OperationId = D::PUT;
    type Output = ();

    fn build(&self) -> Request {
        Request::bucket(&self.bucket).xml(&self.document)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl<D: BucketDocument> Operation for Get<D> {
    const ID: OperationId = D::GET;
    type Output = D;

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<D, ErrorKind> {
        response.xml().await
    }
}

impl<D: RemovableDocument> Operation for Delete<D> {
    const ID: OperationId = D::DELETE;
    type Output = ();

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
