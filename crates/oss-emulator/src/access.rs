//! May they? Buckets are their owner's alone; ACLs and policies are not looked at yet.

use crate::{
    call::Call,
    reason::{Reason, Refusal},
    store::Store,
};
use oss_protocol::{OperationId, Target};

/// Refuses a caller who is not the bucket's owner.
pub(crate) fn authorize(call: &Call<'_>, store: &Store) -> Result<(), Refusal> {
    if call.operation.spec().target == Target::Service || call.operation == OperationId::PutBucket {
        return Ok(()); // PutBucket has its own answer for a name that is taken.
    }
    let bucket = store.bucket(call.bucket())?;
    if bucket.owner == call.account.owner { Ok(()) } else { Err(Reason::NotYours.into()) }
}
