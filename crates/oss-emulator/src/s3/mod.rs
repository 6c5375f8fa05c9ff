//! The dialect of S3 that the service speaks beside its own: a request is made one of the service's own before anything looks at
//! it, and the answer is put back. Handlers know nothing of it.
//!
//! Sources: the service's pages "S3 API on OSS: supported operations and limitations" (`compatibility-with-amazon-s3`) for the
//! operations, "Access OSS using an AWS SDK" (`use-amazon-s3-sdks-to-access-oss`), and those of the codes named in
//! [`crate::reason`]; what users were told, where no page says it, stands with the code in question.

mod acl;
mod answer;
mod auth;
mod documents;
mod form;
mod lifecycle;
mod request;
mod values;

pub(crate) use answer::{document, headers};
pub(crate) use auth::{authenticate, chunks, post_policy};
pub(crate) use documents::read;
pub(crate) use form::translate as form;
pub(crate) use request::translate;

use http::{HeaderMap, Method, header::AUTHORIZATION, request::Parts};
use oss_protocol::{Query, address::Hosts};

/// What an S3 client sent, as its signature covers it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// The path, encoded.
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
}

/// Whether a request is in this dialect: by its host; at any other by its signature, or because it says so
/// (`x-oss-s3-compat`, in the examples of EC 0002-00000402 and others).
pub(crate) fn speaks(parts: &Parts, host: &str, hosts: &Hosts) -> bool {
    let begins = |scheme: &[u8]| {
        parts.headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(scheme))
    };
    let query = || Query::parse(parts.uri.query().unwrap_or_default()).unwrap_or_default();
    let signed = |query: Query| {
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "AWSAccessKeyId"]
            .iter()
            .any(|name| query.has(name))
    };
    hosts.is_s3(host)
        || begins(b"AWS ")
        || begins(b"AWS4-")
        || parts.headers.get("x-oss-s3-compat").is_some_and(|value| value == "true")
        || signed(query())
}

/// The dialect as the log names it.
pub(crate) const NAME: &str = "s3";

/// The dialect of a request, as the log names it.
pub(crate) fn name(s3: bool) -> &'static str {
    if s3 { NAME } else { "oss" }
}
