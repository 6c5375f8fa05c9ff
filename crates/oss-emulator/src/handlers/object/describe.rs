//! What answers say of an object, in headers.

use crate::{
    call::Call,
    lifecycle::Rules,
    reason::{Reason, Refusal},
    sse,
    store::{Bucket, Kind, Object, Versioning},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT_RANGES, ETAG, LAST_MODIFIED},
};
use oss_protocol::{date::Timestamp, encode, header};

/// Everything that GET and HEAD say, but for the length.
pub(crate) fn object(
    object: &Object,
    bucket: &Bucket,
    now: u64,
    headers: &mut HeaderMap,
) -> Result<(), Refusal> {
    object.metadata.put_on(headers);
    etag(&object.etag, headers);
    checksum(object.crc64, headers);
    last_modified(object.modified, headers);
    sse::echo(object.encryption.as_ref(), headers);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::X_OSS_OBJECT_TYPE, HeaderValue::from_static(object.kind.name()));
    headers.insert(header::X_OSS_STORAGE_CLASS, text(&object.storage_class));
    if object.kind == Kind::Appendable {
        headers.insert(header::X_OSS_NEXT_APPEND_POSITION, object.length.into());
    }
    if !object.tags.is_empty() {
        headers.insert(header::X_OSS_TAGGING_COUNT, object.tags.len().into());
    }
    if let Some(restored) = restored(object, now) {
        headers.insert(header::X_OSS_RESTORE, text(&restored));
    }
    version_of(object, bucket, headers)
}

/// When a current version is deleted by a rule of its bucket, and by which. Source: the service's page "HeadObject".
pub(crate) fn expiration(
    call: &Call<'_>,
    object: &Object,
    bucket: &Bucket,
    headers: &mut HeaderMap,
) -> Result<(), Refusal> {
    let Some(rules) = Rules::of(bucket)?.filter(|_| call.version_id().is_none()) else { return Ok(()) };
    if let Some((at, id)) = rules.expires(call.key(), object) {
        let at = Timestamp::from_secs(at / 1_000).rfc1123();
        let said = format!("expiry-date=\"{at}\", rule-id=\"{}\"", encode::component(id));
        headers.insert(header::X_OSS_EXPIRATION, text(&said));
    }
    Ok(())
}

/// Of an archived object that was or is being restored: whether it is readable, and until when.
pub(crate) fn restored(object: &Object, now: u64) -> Option<String> {
    let restored = object.restored.filter(|restored| restored.until > now)?;
    if restored.ready > now {
        return Some("ongoing-request=\"true\"".to_owned());
    }
    let until = Timestamp::from_secs(restored.until / 1_000).rfc1123();
    Some(format!("ongoing-request=\"false\", expiry-date=\"{until}\""))
}

/// A time in milliseconds since 1970, as documents say it.
pub(crate) fn iso8601(milliseconds: u64) -> String {
    Timestamp::from_secs(milliseconds / 1_000).iso8601()
}

/// An ETag as it travels.
pub(crate) fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

/// The id of a version, in a bucket that has ever kept versions.
pub(crate) fn version_of(object: &Object, bucket: &Bucket, headers: &mut HeaderMap) -> Result<(), Refusal> {
    let keeps = bucket.versioning()? != Versioning::Off;
    version(keeps.then_some(&object.version_id), headers);
    Ok(())
}

/// The id of a version, if there is one to tell.
pub(crate) fn version(id: Option<&str>, headers: &mut HeaderMap) {
    if let Some(id) = id {
        headers.insert(header::X_OSS_VERSION_ID, text(id));
    }
}

/// An ETag, in quotes.
pub(crate) fn etag(etag: &str, headers: &mut HeaderMap) {
    headers.insert(ETAG, text(&quoted(etag)));
}

/// The MD5 of an object that came in one request, whose ETag is the same in another form, or in parts one after the other;
/// nobody knows that of another that came in parts. Source: tests of the official Go SDK v2 against the service (`TestGetObject`, `TestUploaderWithSequential`).
pub(crate) fn content_md5(object: &Object) -> Option<HeaderValue> {
    let digits = match object.kind {
        Kind::Normal => &object.etag,
        Kind::Multipart => object.md5.as_ref()?,
        _ => return None,
    };
    let digest = u128::from_str_radix(digits, 16).ok()?.to_be_bytes();
    HeaderValue::from_str(&STANDARD.encode(digest)).ok()
}

pub(crate) fn checksum(crc64: u64, headers: &mut HeaderMap) {
    headers.insert(header::X_OSS_HASH_CRC64ECMA, crc64.into());
}

pub(crate) fn last_modified(milliseconds: u64, headers: &mut HeaderMap) {
    headers.insert(LAST_MODIFIED, text(&Timestamp::from_secs(milliseconds / 1_000).rfc1123()));
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("what the server makes fits into a header")
}

/// Refuses to store over what is there.
pub(crate) fn forbid_overwrite(bucket: &Bucket, stored: Option<&Object>) -> Result<(), Refusal> {
    // A bucket that keeps versions loses nothing; there the header says nothing.
    match stored {
        Some(object) if !object.is_marker() && bucket.versioning()? == Versioning::Off => {
            Err(Reason::FileAlreadyExists.into())
        }
        _ => Ok(()),
    }
}
