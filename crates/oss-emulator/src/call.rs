//! A request on its way through the server.

use crate::{config::Account, s3};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Method,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, RANGE},
};
use oss_protocol::{OperationId, Query, date::Timestamp, header, sign::Signable};
use std::{collections::HashMap, net::IpAddr, sync::Arc};

/// Read as one value, beside those of the service.
const SINGLE: [HeaderName; 7] =
    [AUTHORIZATION, CONTENT_LENGTH, header::CONTENT_MD5, CONTENT_TYPE, DATE, HOST, RANGE];

/// What was asked, read but not yet believed.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
    /// Whether it came by TLS.
    pub(crate) secure: bool,
    /// Whether the bucket stands in the path and not in the host.
    pub(crate) in_path: bool,
    /// The id of the request.
    pub(crate) request_id: String,
    /// Where it came from, if it came over a network.
    pub(crate) client: Option<IpAddr>,
    /// Who asks, where that is known without a signature: by a session of the page.
    pub(crate) signed_in: Option<Arc<Account>>,
    /// What was sent, where that was in the dialect of S3; the rest is translated.
    pub(crate) s3: Option<Arc<s3::Sent>>,
}

impl Asked {
    /// A header as text. One that is no ASCII is not passed over: it is the replacement character, which nothing allows.
    pub(crate) fn header(&self, name: impl http::header::AsHeaderName) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap_or("\u{fffd}"))
    }

    /// A header or parameter that is read as one value, and is there with two: a signature may cover one, and what is done follow
    /// the other.
    pub(crate) fn ambiguous(&self) -> Option<&str> {
        let mut first = HashMap::new();
        let parameter = self.query.iter().find(|(name, value)| first.entry(*name).or_insert(*value) != value);
        let header = self.headers.keys().find(|name| {
            let own = name.as_str().starts_with("x-oss-") && !name.as_str().starts_with(header::X_OSS_META);
            let mut values = self.headers.get_all(*name).iter();
            let first = values.next();
            (own || SINGLE.contains(name)) && values.any(|value| Some(value) != first)
        });
        parameter.map(|(name, _)| name).or(header.map(HeaderName::as_str))
    }

    /// The parameters as they were sent.
    pub(crate) fn sent_query(&self) -> &Query {
        self.s3.as_ref().map_or(&self.query, |sent| &sent.query)
    }

    /// The parts a signature covers as some clients see them, who sign the path that they send: `/bucket` for a bucket, where the
    /// service signs `/bucket/`. Only a bucket in the path is such a path; opendal lists it so.
    pub(crate) fn signable_as_sent(&self) -> Option<Signable<'_>> {
        let bucket = self.bucket.as_deref().filter(|_| self.in_path && self.key.is_none())?;
        Some(Signable { bucket: None, key: Some(bucket), ..self.signable() })
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
