//! Who may use a bucket; `access` holds requests against it.
//!
//! Sources: the service's pages "PutBucketAcl" and "GetBucketAcl"; ali-oss's live tests of `putBucketACL`.

use super::bucket::{at, bad_argument};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Draft, Store},
};
use oss_protocol::{
    bucket::{AccessControlList, Owner, is_creatable_name},
    header,
    object::AccessControlPolicy,
};

/// Sets the ACL. A bucket that is not there is made.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let name = call.bucket().to_owned();
    let acl = asked(call)?;
    let response = at(&name);
    let (owner, now) = (call.account.owner.clone(), call.now.as_secs());
    let change = move |draft: &mut Draft<'_, '_>| {
        let there = draft.find_bucket(&name)?;
        if there.is_none() && !is_creatable_name(&name) {
            return Err(Reason::InvalidBucketName.into());
        }
        let mut bucket = there.unwrap_or_else(|| Bucket::new(owner.clone(), now));
        // Somebody has made it since the caller was let in.
        if bucket.owner != owner && bucket.policy.is_none() {
            return Err(Reason::NotYours.into());
        }
        bucket.acl = acl.unwrap_or(bucket.acl);
        draft.set_bucket(&name, Some(&bucket))
    };
    store.change(change).await?;
    Ok(response)
}

/// Tells who may use it.
pub(crate) fn get(call: &Call<'_>, store: &Store) -> Reply {
    let bucket = store.bucket(call.bucket())?;
    Ok(reply::document(&AccessControlPolicy {
        owner: Owner { id: bucket.owner.clone(), display_name: bucket.owner },
        access_control_list: AccessControlList { grant: bucket.acl },
    }))
}

/// Who may use it, as the headers say.
pub(super) fn asked(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    match call.asked.header(header::X_OSS_ACL) {
        None => Ok(None),
        Some(acl @ ("private" | "public-read" | "public-read-write")) => Ok(Some(acl.to_owned())),
        Some(acl) => {
            Err(bad_argument(header::X_OSS_ACL.as_str(), acl).saying("no such bucket access control exists"))
        }
    }
}
