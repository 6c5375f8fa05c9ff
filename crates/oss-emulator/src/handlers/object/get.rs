//! An object read, and described.

use super::{
    Conditions, describe,
    headers::bad_argument,
    packing::{Packed, packs},
    range,
};
use crate::{
    access,
    body::Body,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Kind, Object, Store, View},
    vault::{CHUNK, Reader},
};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{self, CONTENT_LENGTH, CONTENT_RANGE},
};
use oss_protocol::header::CONTENT_MD5;
use std::io;
use tokio::task::spawn_blocking;

/// An object, or a range of it.
pub(crate) async fn get(call: &Call<'_>, store: &Store) -> Reply {
    let (mut response, reader, length) = {
        let view = store.view()?;
        let (object, bucket, md5) = find(call, &view)?;
        readable(&object, call.now_ms)?;
        Conditions::READ.check(call.asked, &object)?;
        let range = range::asked_for(call.asked, object.length)?;
        let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
        let mut response = reply::empty(status);
        describe::object(&object, &bucket, call.now_ms, response.headers_mut())?;
        describe::expiration(call, &object, &bucket, response.headers_mut())?;
        if let Some(range) = &range {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, object.length);
            response.headers_mut().insert(CONTENT_RANGE, HeaderValue::from_str(&text).expect("digits"));
        } else if let Some(md5) = md5 {
            // It is about a body, and would be wrong of a part of it.
            response.headers_mut().insert(CONTENT_MD5, md5);
        }
        let range = range.unwrap_or(0..object.length);
        let length = range.end - range.start;
        (response, view.read(&object, range)?, length)
    };
    override_headers(call, &mut response)?;
    // The first bytes are read before anything is said, so that what is damaged there is an error and no broken answer.
    let (first, reader) = first(reader, length, store).await.map_err(unreadable)?;
    let whole = response.status() == StatusCode::OK;
    let packed = whole && packs(&call.asked.headers, response.headers_mut(), length);
    *response.body_mut() = if packed {
        Body::unmeasured(Packed::new(first, reader))
    } else {
        Body::stored(first, reader, length)
    };
    Ok(response)
}

async fn first(mut reader: Reader, length: u64, store: &Store) -> io::Result<(Vec<Bytes>, Reader)> {
    if length == 0 || store.instant() && length <= 2 * CHUNK as u64 {
        let first = reader.next()?;
        return Ok((first, reader));
    }
    spawn_blocking(move || Ok((reader.next()?, reader))).await.map_err(io::Error::other)?
}

/// An object described, as GET would describe it.
pub(crate) fn head(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let (object, bucket, md5) = find(call, &view)?;
    Conditions::READ.check(call.asked, &object)?;
    // A key that may not decrypt may not be told of the object either.
    view.read(&object, 0..0)?;
    let mut response = reply::empty(StatusCode::OK);
    describe::object(&object, &bucket, call.now_ms, response.headers_mut())?;
    describe::expiration(call, &object, &bucket, response.headers_mut())?;
    response.headers_mut().insert(CONTENT_LENGTH, object.length.into());
    if let Some(md5) = md5 {
        response.headers_mut().insert(CONTENT_MD5, md5);
    }
    override_headers(call, &mut response)?;
    if packs(&call.asked.headers, response.headers_mut(), object.length) {
        *response.body_mut() = Body::unmeasured_head();
    }
    Ok(response)
}

/// An object described in a few words: nothing of its encryption, and a symlink as it is itself.
pub(crate) fn meta(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let (object, bucket) = asked_object(call, &view)?;
    let mut response = reply::empty(StatusCode::OK);
    let headers = response.headers_mut();
    describe::etag(&object.etag, headers);
    describe::last_modified(object.modified, headers);
    describe::checksum(object.crc64, headers);
    describe::version_of(&object, &bucket, headers)?;
    headers.insert(CONTENT_LENGTH, object.length.into());
    Ok(response)
}

/// The object that is asked for, a symlink as it is itself, if the caller may read it.
pub(super) fn asked_object(call: &Call<'_>, view: &View<'_>) -> Result<(Object, Bucket), Refusal> {
    access::read(call, view, call.bucket(), call.key(), call.version_id())
}

/// The object that is asked for, and its MD5. For a symlink it is the target, described as the service describes it: length,
/// ETag, MD5 and bytes of the target, the rest of the link, and the later of both times. The ACLs of both must allow it.
///
/// Source for the ACLs: the service's page "PutSymlink".
fn find(call: &Call<'_>, view: &View<'_>) -> Result<(Object, Bucket, Option<HeaderValue>), Refusal> {
    let (link, bucket) = asked_object(call, view)?;
    let Some(target) = &link.symlink_target else {
        let md5 = describe::content_md5(&link);
        return Ok((link, bucket, md5));
    };
    let missing =
        || Refusal::from(Reason::SymlinkTargetNotExist).with("Key", call.key()).with("Target", target);
    let found = view.any_object(call.bucket(), target, None)?;
    access::check_read(call, &bucket, target, found.as_ref())?;
    let found = found.filter(|found| !found.is_marker()).ok_or_else(missing)?;
    if found.kind == Kind::Symlink {
        return Err(Refusal::from(Reason::InvalidTargetType).with("Key", call.key()).with("Target", target));
    }
    let md5 = describe::content_md5(&found);
    let object = Object {
        kind: Kind::Symlink,
        version_id: link.version_id,
        modified: link.modified.max(found.modified),
        metadata: link.metadata,
        tags: link.tags,
        acl: link.acl,
        symlink_target: None,
        ..found
    };
    Ok((object, bucket, md5))
}

/// Refuses an archived object that has not been restored.
pub(crate) fn readable(object: &Object, now: u64) -> Result<(), Refusal> {
    let archived = ["Archive", "ColdArchive", "DeepColdArchive"].contains(&object.storage_class.as_str());
    let restored = object.restored.is_some_and(|restored| restored.ready <= now && now < restored.until);
    if archived && !restored {
        return Err(Refusal::from(Reason::InvalidObjectState).with("StorageClass", &object.storage_class));
    }
    Ok(())
}

/// Headers of the answer that a parameter may replace.
const OVERRIDES: [(&str, header::HeaderName); 6] = [
    ("response-content-type", header::CONTENT_TYPE),
    ("response-content-language", header::CONTENT_LANGUAGE),
    ("response-expires", header::EXPIRES),
    ("response-cache-control", header::CACHE_CONTROL),
    ("response-content-disposition", header::CONTENT_DISPOSITION),
    ("response-content-encoding", header::CONTENT_ENCODING),
];

fn override_headers(call: &Call<'_>, response: &mut Response<Body>) -> Result<(), Refusal> {
    for (parameter, name) in OVERRIDES {
        if let Some(value) = call.asked.query.get(parameter) {
            let value =
                HeaderValue::from_bytes(value.as_bytes()).map_err(|_| bad_argument(parameter, value))?;
            response.headers_mut().insert(name, value);
        }
    }
    Ok(())
}

fn unreadable(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The stored object cannot be read: {error}"))
}
