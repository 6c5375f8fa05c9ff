//! A request before it has an endpoint, a date or a signature.

use crate::Payload;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use oss_protocol::{Query, digest, header, xml};
use serde::Serialize;

/// So many headers a request or an answer may have: the service keeps 8 KB of metadata, and each takes 16 bytes at least.
pub const MAX_HEADERS: usize = 512;

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
    pub body: Payload,
    /// Why it cannot be sent.
    pub(crate) refused: Option<String>,
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

    /// A request about an object.
    pub fn object(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        // A custom domain may stand for a bucket whose name is not known.
        let bucket = Some(bucket.into()).filter(|bucket: &String| !bucket.is_empty());
        Self { bucket, key: Some(key.into()), ..Self::default() }
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Payload>) -> Self {
        self.body = body.into();
        self
    }

    /// Adds the user's own metadata.
    pub fn metadata(self, metadata: &[(String, String)]) -> Self {
        metadata.iter().fold(self, |request, (name, value)| {
            match HeaderName::from_bytes(format!("{}{name}", header::X_OSS_META).as_bytes()) {
                Ok(name) => request.header(name, Some(value)),
                Err(_) => request.refuse(format!("metadata: {name:?} cannot be sent as a header")),
            }
        })
    }

    /// Sets a parameter if there is a value.
    pub fn parameter(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.query.set(name, value.to_string());
        }
        self
    }

    /// Adds a header if there is a value. One that no header can hold makes the call an error: it must not go out without.
    pub fn header(mut self, name: HeaderName, value: Option<&str>) -> Self {
        match value.map(|text| HeaderValue::from_bytes(text.as_bytes())) {
            None => {}
            Some(Ok(_)) if self.headers.len() >= MAX_HEADERS => return self.refuse(too_many_headers()),
            Some(Ok(value)) => {
                self.headers.insert(name, value);
            }
            Some(Err(_)) => return self.refuse(format!("{name} holds characters no header can carry")),
        }
        self
    }

    /// Makes the call an error: it cannot be sent as it stands.
    pub fn refuse(mut self, why: String) -> Self {
        self.refused = Some(why);
        self
    }

    /// Sets the body to a document. The service checks its digest.
    pub fn xml(mut self, document: &impl Serialize) -> Self {
        let body = xml::to_bytes(document);
        let md5 = digest::content_md5(&body);
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        self.headers.insert(header::CONTENT_MD5, HeaderValue::from_str(&md5).expect("base64 is ASCII"));
        self.body = Bytes::from(body).into();
        self
    }
}

/// Why a request cannot be sent that has more.
pub(crate) fn too_many_headers() -> String {
    format!("there are more than {MAX_HEADERS} headers, those of the metadata among them; leave some out")
}
