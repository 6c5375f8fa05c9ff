//! InitiateMultipartUpload.
//!
//! Source: the service's page of the operation; `sequential` is one of the official SDKs (Java `setSequentialMode`, Go `Sequential`,
//! Python `params={'sequential': ''}`), whose tests show what it does.

use crate::{
    call::Call,
    handlers::{
        client_encryption, listing,
        object::{Attributes, describe, hex, refuse_conditions},
    },
    reason::{Reason, Refusal},
    reply::Reply,
    sse,
    store::{Draft, Store, Upload},
};
use oss_protocol::multipart::InitiateMultipartUploadResult;

/// Begins an upload. How the object is encrypted is decided now, and for all its parts.
pub(crate) async fn initiate(call: &Call<'_>, store: &Store) -> Reply {
    refuse_conditions(call)?;
    client_encryption::check_beginning(&call.asked.headers)?;
    let encoded = listing::encoded(call)?;
    let bucket = store.bucket(call.bucket())?;
    let attributes = Attributes::from_headers(&call.asked.headers, &bucket)?;
    let (encryption, _) = store.kms.encrypt(sse::choose(&call.asked.headers, &bucket)?)?;
    let upload = Upload {
        initiated: call.now_ms,
        owner: bucket.owner,
        metadata: attributes.metadata,
        storage_class: attributes.storage_class,
        acl: attributes.acl,
        tags: attributes.tags,
        sequential: call.asked.query.has("sequential"),
        encryption: encryption.clone(),
    };
    let upload_id = random_id()?;
    let (name, key, id) = (call.bucket().to_owned(), call.key().to_owned(), upload_id.clone());
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        if attributes.forbid_overwrite {
            describe::forbid_overwrite(&draft.bucket(&name)?, draft.object(&name, &key)?.as_ref())?;
        }
        draft.set_upload(&name, &key, &id, Some(&upload))
    };
    store.change(change).await?;
    let result = InitiateMultipartUploadResult {
        encoding_type: None,
        bucket: call.bucket().to_owned(),
        key: call.key().to_owned(),
        upload_id,
    };
    let mut response = listing::answer(result, encoded);
    sse::echo(encryption.as_ref(), response.headers_mut());
    Ok(response)
}

/// 32 hexadecimal digits, as the service's own.
fn random_id() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Refusal::from(Reason::InternalError).saying(format!("No randomness: {e}")))?;
    Ok(hex(&bytes))
}
