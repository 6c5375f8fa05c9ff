//! What answers say about an object.

use crate::{
    call::Call,
    reason::Refusal,
    store::{Bucket, Object, Store, Versioning},
};
use bytes::Bytes;
use http::{HeaderValue, Response};
use oss_protocol::{date::Timestamp, header};

/// A time in milliseconds, as documents say it.
pub(crate) fn iso8601(milliseconds: u64) -> String {
    Timestamp::from_secs(milliseconds / 1_000).iso8601()
}

/// An ETag as it travels.
pub(crate) fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

/// Of an archived object: whether it is readable, and until when.
pub(crate) fn restore(object: &Object, now: u64) -> Option<String> {
    let restored = object.restored.filter(|restored| restored.until > now)?;
    if restored.ready > now {
        return Some("ongoing-request=\"true\"".to_owned());
    }
    let until = Timestamp::from_secs(restored.until / 1_000).rfc1123();
    Some(format!("ongoing-request=\"false\", expiry-date=\"{until}\""))
}

/// The id to tell of a version; none in a bucket that never kept versions.
pub(crate) fn version(bucket: &Bucket, object: &Object) -> Option<String> {
    (bucket.versioning != Versioning::Off).then(|| object.version_id.clone())
}

/// Says which version an answer is about.
pub(crate) fn with_version(mut response: Response<Bytes>, version: Option<String>) -> Response<Bytes> {
    if let Some(value) = version.and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert(header::X_OSS_VERSION_ID, value);
    }
    response
}

/// Changes the version that a request is about where it is, and gives its id if the answer has to tell it.
pub(crate) async fn change<T: Send + 'static>(
    call: &Call<'_>,
    store: &Store,
    change: impl FnOnce(&mut Object) -> Result<T, Refusal> + Send + 'static,
) -> Result<(T, Option<String>), Refusal> {
    let (bucket, key) = (call.bucket().to_owned(), call.key().to_owned());
    let id = call.version_id().map(str::to_owned);
    crate::store::check_version_id(id.as_deref())?;
    store
        .change(move |draft| {
            let record = draft.bucket(&bucket)?;
            draft.change_object(&bucket, &key, id.as_deref(), |object| {
                let outcome = change(object)?;
                Ok((outcome, version(&record, object)))
            })
        })
        .await
}
