//! An object deleted.

use super::describe;
use crate::{
    call::Call,
    reply::{self, Reply},
    store::{Store, check_version_id},
};
use http::{HeaderValue, StatusCode};
use oss_protocol::header;

/// Deletes an object, or one version of it. What is not there is deleted already.
pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    check_version_id(call.version_id())?;
    let (bucket, key, now) = (call.bucket().to_owned(), call.key().to_owned(), call.now_ms);
    let version = call.version_id().map(str::to_owned);
    let deleted =
        store.change(move |draft| draft.delete_object(&bucket, &key, version.as_deref(), now)).await?;
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    describe::version(deleted.version_id.as_deref(), response.headers_mut());
    if deleted.marker {
        response.headers_mut().insert(header::X_OSS_DELETE_MARKER, HeaderValue::from_static("true"));
    }
    Ok(response)
}
