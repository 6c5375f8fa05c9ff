//! A request on its way through the server.

use crate::config::Account;
use bytes::Bytes;
use http::{HeaderMap, Method};
use oss_protocol::{OperationId, Query, sign::Signable};

/// What was asked, read but not yet believed.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
}

impl Asked {
    /// A header as text.
    pub(crate) fn header(&self, name: impl http::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parts a signature covers.
    pub(crate) fn signable(&self) -> Signable<'_> {
        Signable {
            method: &self.method,
            bucket: self.bucket.as_deref(),
            key: self.key.as_deref(),
            query: &self.query,
            headers: &self.headers,
        }
    }
}

/// A request whose sender is known and may do what it asks.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) operation: OperationId,
    pub(crate) asked: &'a Asked,
    pub(crate) account: &'a Account,
    pub(crate) body: Bytes,
}

impl Call<'_> {
    /// The bucket of an operation on a bucket.
    pub(crate) fn bucket(&self) -> &str {
        self.asked
            .bucket
            .as_deref()
            .expect("only a request that names a bucket resolves to an operation on one")
    }
}
