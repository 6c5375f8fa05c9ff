//! DeleteMultipleObjects.
//!
//! Sources: the service's page of the operation; for the refused version id, the official Python SDK's `test_object_versioning.py`.

use crate::{
    call::Call,
    handlers::listing,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Store, check_version_id},
};
use http::StatusCode;
use oss_protocol::{
    header,
    object::{DeleteObjects, DeleteResult, Deleted, MAX_DELETED, ObjectToDelete},
    xml,
};

/// Deletes all that a document names, in one change.
pub(crate) async fn delete_many(call: &Call<'_>, store: &Store) -> Reply {
    // The service's page demands it, and every SDK sends it; what it must be is checked of every operation.
    if !call.asked.headers.contains_key(header::CONTENT_MD5) {
        return Err(Reason::MissingArgument.into());
    }
    let encoded = listing::encoded(call)?;
    let asked: DeleteObjects = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    if asked.object.is_empty()
        || asked.object.len() > MAX_DELETED
        || asked.object.iter().any(|object| object.key.is_empty())
    {
        return Err(Reason::MalformedXml.into());
    }
    for object in &asked.object {
        check_version_id(object.version_id.as_deref())?;
    }
    let (bucket, now, quiet) = (call.bucket().to_owned(), call.now_ms, asked.quiet);
    let deleted = store
        .change(move |draft| {
            let delete = |object: ObjectToDelete| {
                let done = draft.delete_object(&bucket, &object.key, object.version_id.as_deref(), now)?;
                Ok(Deleted {
                    key: object.key,
                    version_id: object.version_id,
                    delete_marker: done.marker.then_some(true),
                    delete_marker_version_id: done.version_id.filter(|_| done.marker),
                })
            };
            asked.object.into_iter().map(delete).collect::<Result<Vec<_>, Refusal>>()
        })
        .await?;
    if quiet {
        return Ok(reply::empty(StatusCode::OK));
    }
    Ok(listing::answer(DeleteResult { encoding_type: None, deleted }, encoded))
}
