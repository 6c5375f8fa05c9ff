//! What a bucket holds, page by page.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{
    Names, OperationId, Query,
    listing::{ObjectList, ObjectListV2},
    multipart::UploadList,
    versioning::VersionList,
    xml::{self, Element},
};
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// A page of what a bucket holds. `parameters` are the operation's own: `prefix`, `delimiter`, `max-keys`, …
///
/// With `encoding-type=url` the names of the answer are decoded here.
#[derive(Clone, Debug)]
pub struct List<P> {
    /// The bucket.
    pub bucket: String,
    /// Which page.
    pub parameters: Query,
    page: PhantomData<fn() -> P>,
}

impl<P> List<P> {
    /// A page of this bucket.
    pub fn of(bucket: impl Into<String>, parameters: Query) -> Self {
        Self { bucket: bucket.into(), parameters, page: PhantomData }
    }
}

/// A page, and the operation that asks for it.
pub trait Page: Names + DeserializeOwned + Send + 'static {
    /// The operation.
    const ID: OperationId;
}

impl<P: Page> Operation for List<P> {
    type Output = P;

    fn route(&self) -> Route {
        P::ID.into()
    }

    fn build(&self) -> Request {
        let mut request = Request::bucket(&self.bucket);
        if P::ID == OperationId::ListObjectsV2 {
            request = request.parameter("list-type", Some(2));
        }
        self.parameters.iter().fold(request, |request, (name, value)| request.parameter(name, Some(value)))
    }

    async fn parse(response: &mut Response) -> Result<P, ErrorKind> {
        let page: P = response.xml().await?;
        page.decode().map_err(|e| response.malformed(e.to_string()))
    }
}

/// A page as the service wrote it, whose fields and names the caller reads.
#[derive(Clone, Debug)]
pub struct Tree<P>(pub List<P>);

impl<P: Page> Operation for Tree<P> {
    type Output = Element;

    fn route(&self) -> Route {
        self.0.route()
    }

    fn build(&self) -> Request {
        self.0.build()
    }

    async fn parse(response: &mut Response) -> Result<Element, ErrorKind> {
        let tree = xml::tree_of::<P>(response.read().await?);
        tree.map_err(|e| response.malformed(e.to_string()))
    }
}

/// Lists objects, the first way.
pub type ListObjects = List<ObjectList>;
/// Lists objects, the second way: with continuation tokens.
pub type ListObjectsV2 = List<ObjectListV2>;
/// Lists versions and delete markers.
pub type ListObjectVersions = List<VersionList>;
/// Lists multipart uploads that were begun and not ended.
pub type ListMultipartUploads = List<UploadList>;

impl Page for ObjectList {
    const ID: OperationId = OperationId::ListObjects;
}

impl Page for ObjectListV2 {
    const ID: OperationId = OperationId::ListObjectsV2;
}

impl Page for VersionList {
    const ID: OperationId = OperationId::ListObjectVersions;
}

impl Page for UploadList {
    const ID: OperationId = OperationId::ListMultipartUploads;
}
