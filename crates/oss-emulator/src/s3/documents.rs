//! Documents that come with requests, as the service's own.

use super::{acl, lifecycle};
use crate::{
    call::Asked,
    reason::{Reason, Refusal},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use oss_protocol::{OperationId as Op, digest, header, xml::Element};
use std::borrow::Cow;

/// The request and its document, whose sender is known, as the service's own. `region` is that of the server.
pub(crate) fn read<'a>(
    asked: &'a Asked,
    operation: Op,
    body: Bytes,
    region: &str,
) -> Result<(Cow<'a, Asked>, Bytes), Refusal> {
    let unchanged = |body| Ok((Cow::Borrowed(asked), body));
    if asked.s3.is_none() || body.is_empty() {
        return unchanged(body);
    }
    let parse = || Element::parse(&body).map_err(|_| Refusal::from(Reason::MalformedXml));
    match operation {
        Op::PutBucketAcl | Op::PutObjectAcl => {
            let name =
                if operation == Op::PutBucketAcl { header::X_OSS_ACL } else { header::X_OSS_OBJECT_ACL };
            if asked.headers.contains_key(&name) {
                return Err(Refusal::from(Reason::BadArgument)
                    .saying("An ACL may be in a header or in a document, not in both."));
            }
            check_md5(asked, &body)?;
            let canned = acl::canned(&parse()?)?;
            Ok((Cow::Owned(with(asked, name, canned)), Bytes::new()))
        }
        Op::PutBucketLifecycle => {
            check_md5(asked, &body)?;
            let ours = lifecycle::read(parse()?)?.to_document();
            Ok((Cow::Owned(with(asked, header::CONTENT_MD5, "")), ours.into()))
        }
        Op::PutBucket => {
            let constraint = parse()?;
            only(&constraint, &["LocationConstraint"])?;
            let said =
                constraint.child("LocationConstraint").map(|child| child.text.trim()).unwrap_or_default();
            if !["", region].contains(&said.strip_prefix("oss-").unwrap_or(said)) {
                return Err(Refusal::from(Reason::BadLocation).with("LocationConstraint", said));
            }
            unchanged(body)
        }
        Op::PutBucketLogging => {
            for enabled in &parse()?.children {
                only(enabled, &["TargetBucket", "TargetPrefix"])?;
            }
            unchanged(body)
        }
        Op::DeleteMultipleObjects => {
            let delete = parse()?;
            for object in delete.children.iter().filter(|child| child.name == "Object") {
                only(object, &["Key", "VersionId"])?;
            }
            unchanged(body)
        }
        _ => unchanged(body),
    }
}

/// Refuses an element that would be passed over.
pub(super) fn only(element: &Element, known: &[&str]) -> Result<(), Refusal> {
    match element.children.iter().find(|child| !known.contains(&child.name.as_str())) {
        Some(child) => Err(Refusal::from(Reason::NotImplemented)
            .saying(format!("The service's S3 dialect does not know {} in {}.", child.name, element.name))),
        None => Ok(()),
    }
}

/// Compares the sum of a document that others will read in another form.
fn check_md5(asked: &Asked, body: &[u8]) -> Result<(), Refusal> {
    match asked.headers.get(header::CONTENT_MD5) {
        Some(sent) if sent.as_bytes() != digest::content_md5(body).as_bytes() => {
            Err(Refusal::from(Reason::BadDigest)
                .with("Content-MD5", String::from_utf8_lossy(sent.as_bytes())))
        }
        _ => Ok(()),
    }
}

/// The request with another header, and without the sum of what it brought.
fn with(asked: &Asked, name: HeaderName, value: &'static str) -> Asked {
    let mut asked = asked.clone();
    asked.headers.insert(name, HeaderValue::from_static(value));
    asked.headers.remove(header::CONTENT_MD5);
    asked
}

/// An element with text.
pub(super) fn leaf(name: &str, text: &str) -> Element {
    Element { name: name.to_owned(), text: text.to_owned(), ..Element::default() }
}

/// An element with others.
pub(super) fn node(name: &str, children: Vec<Element>) -> Element {
    Element { name: name.to_owned(), children, ..Element::default() }
}
