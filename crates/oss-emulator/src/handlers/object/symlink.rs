//! Objects that stand for others.
//!
//! Sources: the service's pages "PutSymlink" and "GetSymlink", and the official Java SDK's `SymlinkTest`.

use super::{
    Attributes, check_key, describe, get::asked_object, headers::bad_argument, put::hex, refuse_conditions,
};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Draft, Kind, Object, Store},
};
use http::{HeaderValue, StatusCode};
use md5::{Digest, Md5};
use oss_protocol::{encode, header};

/// Stores a symlink. Whether there is what it stands for is asked when it is read.
pub(crate) async fn put_symlink(call: &Call<'_>, store: &Store) -> Reply {
    refuse_conditions(call)?;
    let target = target(call)?;
    let bucket = store.bucket(call.bucket())?;
    let attributes = Attributes::from_headers(&call.asked.headers, &bucket)?;
    let forbid_overwrite = attributes.forbid_overwrite;
    let object = Object {
        etag: hex(&Md5::digest(&target)),
        symlink_target: Some(target),
        ..attributes.into_object(Kind::Symlink, bucket.owner, call.now_ms)
    };
    let mut response = reply::empty(StatusCode::OK);
    describe::etag(&object.etag, response.headers_mut());
    let (name, key) = (call.bucket().to_owned(), call.key().to_owned());
    let change = move |draft: &mut Draft<'_, '_>| draft.put_object(&name, &key, object, forbid_overwrite);
    let stored = store.change(change).await?;
    describe::version(stored.version_id.as_deref(), response.headers_mut());
    Ok(response)
}

/// Tells what a symlink stands for, and its own metadata.
pub(crate) fn get_symlink(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let (object, bucket) = asked_object(call, &view)?;
    let target = object.symlink_target.as_deref().ok_or(Reason::NotSymlink)?;
    let mut response = reply::empty(StatusCode::OK);
    let headers = response.headers_mut();
    object.metadata.put_on(headers);
    describe::etag(&object.etag, headers);
    describe::last_modified(object.modified, headers);
    describe::version_of(&object, &bucket, headers)?;
    let encoded = encode::path(target).to_string();
    headers.insert(
        header::X_OSS_SYMLINK_TARGET,
        HeaderValue::from_str(&encoded).expect("encoded text is ASCII"),
    );
    Ok(response)
}

/// The key that is to be stood for; it is encoded in the header.
fn target(call: &Call<'_>) -> Result<String, Refusal> {
    let sent = call.asked.headers.get(header::X_OSS_SYMLINK_TARGET).ok_or(Reason::MissingArgument)?;
    let target = std::str::from_utf8(sent.as_bytes()).ok().and_then(encode::decode).ok_or_else(|| {
        bad_argument(header::X_OSS_SYMLINK_TARGET.as_str(), &String::from_utf8_lossy(sent.as_bytes()))
    })?;
    check_key(&target)?;
    Ok(target)
}
