//! An object that grows.

use super::{Attributes, describe, headers::bad_argument, receive, refuse_conditions};
use crate::{
    call::Call,
    incoming::Incoming,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    sse,
    store::{Draft, Kind, Object, Store},
};
use http::StatusCode;
use oss_protocol::{crc64, header, number};

/// Adds to the end of an object. The first append makes it, and decides how it is encrypted; what later ones say of that is
/// passed over, as the service does.
pub(crate) async fn append(call: &Call<'_>, incoming: &mut Incoming, store: &Store) -> Reply {
    refuse_conditions(call)?;
    let text = call.asked.query.get("position").unwrap_or_default();
    let position: u64 = number::plain(text).ok_or_else(|| bad_argument("position", text))?;
    let headers = &call.asked.headers;
    let bucket = store.bucket(call.bucket())?;
    // What the headers ask for is judged even where it is passed over.
    let chosen = sse::choose(headers, &bucket)?;
    let stored =
        store.view()?.any_object(call.bucket(), call.key(), None)?.filter(|object| !object.is_marker());
    check(stored.as_ref(), position)?;
    // What the first asks for counts. Later ones may ask for anything, even for what is refused to the first, such as eleven
    // tags. Source: tests of the official SDK oss2 against the service, `test_append_object_with_tagging_wrong_num`.
    let attributes = match &stored {
        Some(_) => None,
        None => Some(Attributes::from_headers(headers, &bucket)?),
    };
    let (encryption, cipher) = match &stored {
        Some(object) => (object.encryption.clone(), store.kms.cipher(object.encryption.as_ref())?),
        None => store.kms.encrypt(chosen)?,
    };
    receive::check_announced(call.asked)?;
    let sealed = receive::receive(headers.get(header::CONTENT_MD5), incoming, store, cipher).await?;

    let (name, key, now) = (call.bucket().to_owned(), call.key().to_owned(), call.now_ms);
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        let there = draft.object(&name, &key)?;
        check(there.as_ref(), position)?;
        // Replaced meanwhile: the bytes were sealed for another object.
        if there.as_ref().is_some_and(|object| object.encryption != encryption) {
            return Err(Reason::ObjectNotAppendable.into());
        }
        let segment = draft.adopt(sealed.segment);
        let grow = move |object: &mut Object| {
            object.crc64 = crc64::combine(object.crc64, sealed.crc64, sealed.length);
            object.length += sealed.length;
            object.modified = now;
            object.etag = format!("{:016X}{:016X}", object.crc64, object.length);
            object.segments.extend(segment);
        };
        if there.is_some() {
            let object = draft.change_object(&name, &key, None, |object| {
                grow(object);
                Ok(object.clone())
            })?;
            let version = Some(object.version_id.clone()).filter(|id| id != crate::store::NULL_VERSION);
            return Ok((object, version));
        }
        // Gone meanwhile, if it was there.
        let attributes = attributes.ok_or(Reason::ObjectNotAppendable)?;
        let forbid_overwrite = attributes.forbid_overwrite;
        let mut object = attributes.into_object(Kind::Appendable, bucket.owner, now);
        object.encryption = encryption;
        grow(&mut object);
        let stored = draft.put_object(&name, &key, object.clone(), forbid_overwrite)?;
        Ok((object, stored.version_id))
    };
    let (object, version) = store.change(change).await?;
    let mut response = reply::empty(StatusCode::OK);
    let answer = response.headers_mut();
    describe::etag(&object.etag, answer);
    describe::checksum(object.crc64, answer);
    describe::version(version.as_deref(), answer);
    sse::echo(object.encryption.as_ref(), answer);
    answer.insert(header::X_OSS_NEXT_APPEND_POSITION, object.length.into());
    Ok(response)
}

/// Refuses to append to what does not grow, or elsewhere than at the end.
fn check(object: Option<&Object>, position: u64) -> Result<(), Refusal> {
    if object.is_some_and(|object| object.kind != Kind::Appendable) {
        return Err(Reason::ObjectNotAppendable.into());
    }
    let (end, crc64) = object.map_or((0, 0), |object| (object.length, object.crc64));
    if position == end {
        return Ok(());
    }
    Err(Refusal::from(Reason::PositionNotEqualToLength)
        .header(header::X_OSS_NEXT_APPEND_POSITION, end.into())
        .header(header::X_OSS_HASH_CRC64ECMA, crc64.into()))
}
