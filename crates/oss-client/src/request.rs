//! A request before it has an endpoint, a date or a signature.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use oss_protocol::{Query, digest, header, xml};
use serde::Serialize;

/// What an operation asks for; the pipeline adds the rest, anew for each attempt.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The bucket.
    pub bucket: Option<String>,
    /// The key, not encoded.
    pub key: Option<String>,
    /// Parameters beside the operation's selectors.
    pub query: Query,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Request {
    /// A request about the account.
    pub fn service() -> Self {
        Self::default()
    }

    /// A request about a bucket.
    pub fn bucket(name: impl Into<String>) -> Self {
        Self { bucket: Some(name.into()), ..Self::default() }
    }

    /// Adds a parameter if there is a value.
    pub fn parameter(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.query.push(name, value.to_string());
        }
        self
    }

    /// Adds a header if there is a value that a header can hold.
    pub fn header(mut self, name: HeaderName, value: Option<&str>) -> Self {
        if let Some(value) = value.and_then(|text| HeaderValue::from_str(text).ok()) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Sets the body to a document. The service checks its digest.
    pub fn xml(mut self, document: &impl Serialize) -> Self {
        let body = xml::to_bytes(document);
        let md5 = digest::content_md5(&body);
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        self.headers.insert(header::CONTENT_MD5, HeaderValue::from_str(&md5).expect("base64 is ASCII"));
        self.body = body.into();
        self
    }
}
