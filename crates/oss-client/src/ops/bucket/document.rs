//! Put, get and delete any setting that is one document.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{BucketDocument, document::RemovableDocument};
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
    type Output = ();

    fn route(&self) -> Route {
        D::PUT.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket).xml(&self.document)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl<D: BucketDocument> Operation for Get<D> {
    type Output = D;

    fn route(&self) -> Route {
        D::GET.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<D, ErrorKind> {
        response.xml().await
    }
}

impl<D: RemovableDocument> Operation for Delete<D> {
    type Output = ();

    fn route(&self) -> Route {
        D::DELETE.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
