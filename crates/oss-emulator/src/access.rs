//! May they? What is in a bucket is its owner's alone, but for what the ACLs of bucket and object open to everybody.
//!
//! Source: the service's page "PutObjectACL", which says which operations read and which write; "Server-side encryption" for KMS.

use crate::{
    call::Call,
    config::Account,
    reason::{Reason, Refusal},
    store::{Bucket, Object, Store, View},
};
use oss_protocol::{OperationId as Op, Target};

/// What an ACL can open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// Refuses a caller who may not do this. A form says only in its fields who sends it, and is judged where they are read.
pub(crate) fn authorize(call: &Call<'_>, store: &Store) -> Result<(), Refusal> {
    if call.operation == Op::PostObject {
        return Ok(());
    }
    if call.operation.spec().target == Target::Service || call.operation == Op::PutBucket {
        // PutBucket has its own answer for a name that is taken.
        return if call.account.is_anonymous() { Err(Reason::AnonymousForbidden.into()) } else { Ok(()) };
    }
    let view = store.view()?;
    let bucket = view.bucket(call.bucket())?;
    if call.account.owns(&bucket.owner) {
        return Ok(());
    }
    let access = access(call.operation).ok_or_else(|| forbidden(call.account))?;
    let object = view.any_object(call.bucket(), call.key(), call.version_id())?;
    let object = object.filter(|object| !object.is_marker());
    check(call.account, &bucket, object.as_ref(), access)?;
    if access == Access::Read && call.asked.query.iter().any(|(name, _)| name.starts_with("response-")) {
        return Err(Reason::OverridesForbidden.into());
    }
    Ok(())
}

/// What an operation needs of an ACL; `None` is one that no ACL opens.
fn access(operation: Op) -> Option<Access> {
    match operation {
        Op::GetObject | Op::HeadObject | Op::GetObjectMeta | Op::GetSymlink => Some(Access::Read),
        Op::PutObject
        | Op::AppendObject
        | Op::CopyObject
        | Op::DeleteObject
        | Op::PutSymlink
        | Op::InitiateMultipartUpload
        | Op::UploadPart
        | Op::UploadPartCopy
        | Op::CompleteMultipartUpload
        | Op::AbortMultipartUpload
        | Op::ListParts => Some(Access::Write),
        _ => None,
    }
}

/// An object to read and its bucket, of one moment. Who may not read is told the same whether there is an object or not.
pub(crate) fn read(
    account: &Account,
    view: &View<'_>,
    bucket: &str,
    key: &str,
    version_id: Option<&str>,
) -> Result<(Object, Bucket), Refusal> {
    let record = view.bucket(bucket)?;
    let object = view.object(bucket, key, version_id);
    check_read(account, &record, object.as_ref().ok())?;
    Ok((object?, record))
}

/// Refuses who may not read an object. Asked of a missing one too, so that who may not read is not told whether there is one.
pub(crate) fn check_read(account: &Account, bucket: &Bucket, object: Option<&Object>) -> Result<(), Refusal> {
    let object = object.filter(|object| !object.is_marker());
    if account.owns(&bucket.owner) { Ok(()) } else { check(account, bucket, object, Access::Read) }
}

/// Refuses who may not store an object in place of what is there.
pub(crate) fn check_write(
    account: &Account,
    bucket: &Bucket,
    object: Option<&Object>,
) -> Result<(), Refusal> {
    if account.owns(&bucket.owner) { Ok(()) } else { check(account, bucket, object, Access::Write) }
}

/// What the ACL of the object says, else that of the bucket.
fn check(account: &Account, bucket: &Bucket, object: Option<&Object>, access: Access) -> Result<(), Refusal> {
    let own = object.map(|object| object.acl.as_str()).filter(|acl| *acl != "default");
    let open = match own.unwrap_or(&bucket.acl) {
        "public-read-write" => true,
        "public-read" => access == Access::Read,
        _ => false,
    };
    if !open {
        return Err(forbidden(account));
    }
    // Whoever is nobody has no right to a key.
    let encryption = object.and_then(|object| object.encryption.as_ref());
    if account.is_anonymous() && encryption.is_some_and(|encryption| encryption.settings.algorithm == "KMS") {
        return Err(Reason::ForbiddenByKms.into());
    }
    Ok(())
}

fn forbidden(account: &Account) -> Refusal {
    if account.is_anonymous() { Reason::AnonymousForbidden } else { Reason::NotYours }.into()
}
