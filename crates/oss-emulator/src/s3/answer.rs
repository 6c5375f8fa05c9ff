//! Answers as S3 has them.
//!
//! Which headers an answer has beside `x-amz-request-id` and `x-oss-ec` no page says; those that S3 has a name for have it, the others
//! stay. (The two: vector 20746.) ETags stay in upper case: GitLab's chart 1564 quotes the service's page for that.

use super::{acl, lifecycle, values};
use crate::{body::Body, call::Asked};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};
use oss_protocol::{OperationId as Op, xml::Element};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Elements of the service's documents that S3 does not have.
const OWN: [&str; 8] = [
    "DataRedundancyType",
    "ExtranetEndpoint",
    "HashCrc64ecma",
    "IntranetEndpoint",
    "Location",
    "Region",
    "RestoreInfo",
    "Type",
];

/// Headers that have the same name behind `x-amz-`.
const SAME: [&str; 11] = [
    "copy-source-version-id",
    "delete-marker",
    "expiration",
    "request-charged",
    "request-id",
    "restore",
    "server-side-encryption",
    "storage-class",
    "tagging-count",
    "version-id",
    "server-side-encryption-key-id",
];

/// The document of an answer that succeeded. A head of a bucket has none.
pub(crate) fn document(response: &mut Response<Body>, asked: &Asked, operation: Option<Op>) {
    let Some(sent) = &asked.s3 else { return };
    let Some(operation) = operation.filter(|_| response.status().is_success()) else { return };
    if sent.method == Method::HEAD && asked.key.is_none() {
        *response.body_mut() = Body::full(Bytes::new());
        return;
    }
    if !is_document(operation) {
        return;
    }
    let Ok(mut root) = Element::parse(&response.body().beginning(usize::MAX)) else { return };
    match operation {
        Op::GetBucketAcl | Op::GetObjectAcl => acl::grants(&mut root),
        Op::GetBucketLifecycle => lifecycle::write(&mut root),
        Op::CompleteMultipartUpload => {}
        _ => root.children.iter_mut().for_each(translate),
    }
    root.attributes = vec![("xmlns".to_owned(), NAMESPACE.to_owned())];
    *response.body_mut() = Body::full(root.to_document().into());
}

/// Whether what an operation answers is a document, and not an object.
fn is_document(operation: Op) -> bool {
    !matches!(operation, Op::GetObject | Op::HeadObject | Op::PostObject)
}

fn translate(element: &mut Element) {
    if element.name == "StorageClass" {
        element.text = values::s3_class(&element.text).to_owned();
    }
    element.children.retain(|child| !OWN.contains(&child.name.as_str()));
    element.children.iter_mut().for_each(translate);
}

/// The headers of an answer that is otherwise finished.
pub(crate) fn headers(response: &mut Response<Body>) {
    let ours = std::mem::take(response.headers_mut());
    let mut theirs = HeaderMap::with_capacity(ours.len());
    for (name, value) in &ours {
        let (name, value) = translated(name, value);
        theirs.append(name, value);
    }
    *response.headers_mut() = theirs;
}

fn translated(name: &HeaderName, value: &HeaderValue) -> (HeaderName, HeaderValue) {
    let unchanged = || (name.clone(), value.clone());
    let Some(rest) = name.as_str().strip_prefix("x-oss-") else { return unchanged() };
    if !SAME.contains(&rest) && !rest.starts_with("meta-") {
        return unchanged();
    }
    let written = value.to_str().unwrap_or_default();
    let value = match rest {
        "server-side-encryption" => HeaderValue::from_str(values::s3_encryption(written)),
        "storage-class" => HeaderValue::from_str(values::s3_class(written)),
        _ => Ok(value.clone()),
    };
    let rest =
        if rest == "server-side-encryption-key-id" { "server-side-encryption-aws-kms-key-id" } else { rest };
    match (HeaderName::try_from(format!("x-amz-{rest}")), value) {
        (Ok(name), Ok(value)) => (name, value),
        _ => unchanged(),
    }
}
