//! PostObject: an object that a form brings.
//!
//! Sources: the service's page "PostObject", its page of HTTP 400 for messages, the tests of ali-oss (`object.test.js`), and for a
//! key that is missing or behind the file what users were told: tusen-ai/naive-ui#2504, wangeditor-team/wangEditor#2254.

mod answer;
mod form;
mod pace;
mod policy;
mod signature;

use crate::{
    access::{self, Asker},
    auth::Accounts,
    call::Call,
    callback::{Callback, Stored},
    config::Config,
    handlers::object::{Attributes, bad_argument, check_key, describe, hex, receive},
    incoming::Incoming,
    reason::{Reason, Refusal},
    reply::Reply,
    sse,
    store::{Draft, Kind, Object, Store},
};
use bytes::Bytes;
use form::Form;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use oss_protocol::header;
use std::{io, ops::RangeInclusive};

/// Stores the file of a form.
pub(crate) async fn post(
    call: &Call<'_>,
    incoming: &mut Incoming,
    store: &Store,
    config: &Config,
    accounts: &Accounts,
) -> Reply {
    // What counts is in the fields; in a header it would be passed over.
    if call.asked.headers.contains_key(header::X_OSS_SERVER_SIDE_ENCRYPTION) {
        return Err(Reason::EncryptionNotHere.into());
    }
    let body = stream::unfold(incoming, |incoming| async {
        let next = incoming.next().await.map_err(|_| io::Error::other("the body breaks off"));
        next.transpose().map(|bytes| (bytes, incoming))
    });
    let mut form = Form::read(&call.asked.headers, Box::pin(body)).await?;
    if call.asked.s3.is_some() {
        form.speak_s3()?;
    }
    let key = form.key().ok_or_else(|| Refusal::from(Reason::NoKeyInForm).with("ArgumentName", "key"))?;
    if key.is_empty() {
        return Err(Reason::EmptyKeyInForm.into());
    }
    check_key(&key)?;
    let signed = signature::check(&form, (call.bucket(), &key), &config.region, accounts, call.now)?;
    let bucket = store.bucket(call.bucket())?;
    let there = store.view()?.any_object(call.bucket(), &key, None)?;
    let there = there.filter(|object| !object.is_marker());
    let callback = Callback::of_form(form.field("callback"), form.fields())?;
    let headers = headers(&form)?;
    let asker = Asker::by_form(call, &signed.account, &headers);
    access::check_write(&asker, (call.bucket(), &bucket), &key, there.as_ref())?;
    let attributes = Attributes::from_headers(&headers, &bucket)?;
    if attributes.forbid_overwrite {
        describe::forbid_overwrite(&bucket, there.as_ref())?;
    }
    let (encryption, cipher) = store.kms.encrypt(sse::choose(&headers, &bucket)?)?;
    let mut file = File { form: &mut form, size: signed.size.clone(), received: 0 };
    let sealed = receive::receive(None, &mut file, store, cipher).await?;
    if sealed.length < *signed.size.start() {
        return Err(Reason::EntityTooSmall.into());
    }
    let answer = answer::Wanted::read(&form);
    form.finish().await?;
    let forbid_overwrite = attributes.forbid_overwrite;
    let object = Object {
        length: sealed.length,
        etag: hex(&sealed.md5),
        crc64: sealed.crc64,
        encryption,
        ..attributes.into_object(Kind::Normal, bucket.owner, call.now_ms)
    };
    let mut response = answer.make(call, &key, &object)?;
    let said = response.headers_mut();
    describe::etag(&object.etag, said);
    describe::checksum(object.crc64, said);
    sse::echo(object.encryption.as_ref(), said);
    let mut told = Stored { key: key.clone(), object: object.clone() };
    let name = call.bucket().to_owned();
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        let segments = draft.adopt(sealed.segment).into_iter().collect();
        draft.put_object(&name, &key, Object { segments, ..object }, forbid_overwrite)
    };
    let stored = store.change(change).await?;
    describe::version(stored.version_id.as_deref(), response.headers_mut());
    if let Some(callback) = callback {
        told.object.version_id = stored.version_id.unwrap_or_default();
        response.extensions_mut().insert(told);
        response.extensions_mut().insert(callback);
    }
    Ok(response)
}

/// The file, cut off where the policy allows no more.
struct File<'f, 'b> {
    form: &'f mut Form<'b>,
    size: RangeInclusive<u64>,
    received: u64,
}

impl receive::Source for File<'_, '_> {
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        let bytes = self.form.chunk().await?;
        self.received += bytes.as_ref().map_or(0, Bytes::len) as u64;
        if self.received > *self.size.end() { Err(Reason::TooLarge.into()) } else { Ok(bytes) }
    }
}

/// Fields that ask for what the server does not do.
const UNSUPPORTED: [&str; 4] =
    ["callback-var", "x-oss-callback", "x-oss-callback-var", "x-oss-traffic-limit"];
/// Fields that are headers of the object, beside those that begin with `x-oss-`.
const STANDARD: [&str; 6] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];

/// The fields that PutObject has as headers.
fn headers(form: &Form<'_>) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    for (name, value) in form.fields() {
        if UNSUPPORTED.contains(&name) {
            return Err(Refusal::from(Reason::NotImplemented)
                .saying(format!("The local server does not know the field {name} yet.")));
        }
        if STANDARD.contains(&name) || name.starts_with("x-oss-") {
            let bad = |_| bad_argument(name, value);
            let header = HeaderName::try_from(name).map_err(|_| bad_argument("name", name))?;
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(bad)?;
            headers.try_insert(header, value).map_err(|_| Reason::FieldsTooLong)?;
        }
    }
    // The field x-oss-content-type wins, then what the browser says of the file, then the field Content-Type.
    let said = form.field("x-oss-content-type").map(str::to_owned).or_else(|| form.file_type());
    if let Some(said) = said {
        let value =
            HeaderValue::from_bytes(said.as_bytes()).map_err(|_| bad_argument("Content-Type", &said))?;
        headers.insert(CONTENT_TYPE, value);
    }
    Ok(headers)
}
