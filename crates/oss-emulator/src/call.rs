//! A request on its way through the server.

use crate::config::Account;
use bytes::Bytes;
use http::{HeaderMap, Method};
use oss_protocol::{OperationId, Query, date::Timestamp, sign::Signable};

/// What was asked, read but not yet believed.
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
pub(crate) struct Call<'a> {
    pub(crate) operation: OperationId,
    pub(crate) asked: &'a Asked,
    pub(crate) account: &'a Account,
    /// The document that came with it. What is stored as it comes is not here but in [`crate::incoming::Incoming`].
    pub(crate) body: Bytes,
    pub(crate) now: Timestamp,
    /// The same in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

impl Call<'_> {
    /// The bucket of an operation on a bucket.
    pub(crate) fn bucket(&self) -> &str {
        self.asked
            .bucket
            .as_deref()
            .expect("only a request that names a bucket resolves to an operation on one")
    }
    /// The key of an operation on an object.
    pub(crate) fn key(&self) -> &str {
        self.asked
            .key
            .as_deref()
            .expect("only a request that names an object resolves to an operation on one")
    }

    /// The version that is asked for.
    pub(crate) fn version_id(&self) -> Option<&str> {
        self.asked.query.get("versionId")
    }
}
