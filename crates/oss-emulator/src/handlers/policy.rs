//! The policy of a bucket, which is kept as it was put; `access/policy` holds requests against it.
//!
//! Sources: the service's pages "PutBucketPolicy" and "GetBucketPolicy"; the official Go SDK's live test `TestBucketPolicy`, which gets
//! back what it put to the letter.

use crate::{
    access::policy::Document,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;

/// Replaces the policy.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let refused = |what: String| Refusal::from(Reason::InvalidPolicyDocument).saying(what);
    Document::parse(&call.body).map_err(refused)?;
    let text = String::from_utf8_lossy(&call.body).into_owned();
    keep(call, store, Some(text)).await?;
    Ok(reply::empty(StatusCode::OK))
}

/// Gives it back.
pub(crate) fn get(call: &Call<'_>, store: &Store) -> Reply {
    let policy = store.bucket(call.bucket())?.policy;
    Ok(reply::json(policy.ok_or(Reason::NoSuchBucketPolicy)?))
}

/// Forgets it.
pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    keep(call, store, None).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

async fn keep(call: &Call<'_>, store: &Store, policy: Option<String>) -> Result<(), Refusal> {
    let change = move |bucket: &mut crate::store::Bucket| {
        bucket.policy = policy;
        Ok(())
    };
    store.change_bucket(call.bucket(), change).await
}
