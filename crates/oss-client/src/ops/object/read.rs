//! Objects are read and described.

use crate::{Client, ErrorKind, Incoming, Options, Request, Response, Route, ops::Operation};
use oss_protocol::OperationId;
use std::sync::Arc;

/// Reads an object, or a range of it.
#[derive(Clone, Debug, Default)]
pub struct GetObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for GetObject {
    /// The object, not read yet.
    type Output = Incoming;

    fn route(&self) -> Route {
        OperationId::GetObject.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    fn streams(&self) -> bool {
        true
    }

    fn attach(&self, output: &mut Incoming, client: &Client, options: &Arc<Options>) {
        output.attach(client, self, options);
    }

    async fn parse(response: &mut Response) -> Result<Incoming, ErrorKind> {
        Incoming::new(response)
    }
}

/// Describes an object: its headers are those of [`GetObject`].
#[derive(Clone, Debug, Default)]
pub struct HeadObject {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for HeadObject {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::HeadObject.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Describes an object in a few words: ETag, size, time. It says nothing of encryption.
#[derive(Clone, Debug, Default)]
pub struct GetObjectMeta {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for GetObjectMeta {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::GetObjectMeta.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
