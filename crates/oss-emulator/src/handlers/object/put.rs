//! An object stored.

use super::{Attributes, describe, receive, refuse_conditions};
use crate::{
    call::Call,
    callback::Stored,
    incoming::Incoming,
    reason::Refusal,
    reply::{self, Reply},
    sse,
    store::{Draft, Kind, Object, Store},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, StatusCode};
use oss_protocol::header;

/// Stores an object.
pub(crate) async fn put(call: &Call<'_>, incoming: &mut Incoming, store: &Store) -> Reply {
    refuse_conditions(call)?;
    let headers = &call.asked.headers;
    let bucket = store.bucket(call.bucket())?;
    let attributes = Attributes::from_headers(headers, &bucket)?;
    let (encryption, cipher) = store.kms.encrypt(sse::choose(headers, &bucket)?)?;
    receive::check_announced(call.asked)?;
    if attributes.forbid_overwrite {
        // Asked again when it is stored; asked now, so that the bytes need not come.
        let stored = store.view()?.any_object(call.bucket(), call.key(), None)?;
        describe::forbid_overwrite(&bucket, stored.as_ref())?;
    }
    let sealed = receive::receive(headers.get(header::CONTENT_MD5), incoming, store, cipher).await?;
    let md5 = STANDARD.encode(sealed.md5);
    let forbid_overwrite = attributes.forbid_overwrite;
    let object = Object {
        length: sealed.length,
        etag: hex(&sealed.md5),
        crc64: sealed.crc64,
        encryption,
        ..attributes.into_object(Kind::Normal, bucket.owner, call.now_ms)
    };
    let mut response = reply::empty(StatusCode::OK);
    let answer = response.headers_mut();
    describe::etag(&object.etag, answer);
    describe::checksum(object.crc64, answer);
    sse::echo(object.encryption.as_ref(), answer);
    answer.insert(header::CONTENT_MD5, HeaderValue::from_str(&md5).expect("base64 is ASCII"));
    let mut told = Stored { key: call.key().to_owned(), object: object.clone() };
    let (name, key) = (call.bucket().to_owned(), call.key().to_owned());
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        let segments = draft.adopt(sealed.segment).into_iter().collect();
        draft.put_object(&name, &key, Object { segments, ..object }, forbid_overwrite)
    };
    let stored = store.change(change).await?;
    describe::version(stored.version_id.as_deref(), response.headers_mut());
    told.object.version_id = stored.version_id.unwrap_or_default();
    response.extensions_mut().insert(told);
    Ok(response)
}

/// Upper-case hexadecimal digits, as the service writes digests.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
