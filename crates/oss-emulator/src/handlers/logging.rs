//! Where the requests to a bucket are written down. [`crate::accesslog`] writes them.
//!
//! Sources: the service's page "PutBucketLogging", and those of the codes 0032-00000001 to 0032-00000014.

use super::document::Kept;
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Draft, Store},
};
use http::StatusCode;
use oss_protocol::{logging::BucketLoggingStatus, xml};

impl Kept for BucketLoggingStatus {
    /// The service answers with a document that says nothing.
    fn absent() -> Result<Self, Refusal> {
        Ok(Self::default())
    }
}

/// Has them written down; a document that says nothing ends it.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let status: BucketLoggingStatus = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let name = call.bucket().to_owned();
    let change = move |draft: &mut Draft<'_, '_>| -> Result<(), Refusal> {
        let mut bucket = draft.bucket(&name)?;
        match &status.logging_enabled {
            None => bucket.unset::<BucketLoggingStatus>(),
            Some(enabled) => {
                if enabled.target_bucket.is_empty() {
                    return Err(Reason::LoggingTargetNotNamed.into());
                }
                if enabled.logging_role.as_ref().is_some_and(|role| role.contains([':', '/'])) {
                    return Err(Reason::InvalidLoggingRole.into());
                }
                let target = draft.find_bucket(&enabled.target_bucket)?;
                let target = target.ok_or(Reason::LoggingTargetMissing)?;
                if target.owner != bucket.owner {
                    return Err(Reason::LoggingTargetNotYours.into());
                }
                bucket.set(&status);
            }
        }
        draft.set_bucket(&name, Some(&bucket))
    };
    store.change(change).await?;
    Ok(reply::empty(StatusCode::OK))
}
