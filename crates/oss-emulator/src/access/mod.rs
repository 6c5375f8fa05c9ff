//! May they? What is in a bucket is its owner's alone, but for what its policy, and the ACLs of bucket and object, open.
//!
//! Sources: the service's page "PutObjectACL", which says which operations read and which write; "Bucket Policy" for the order;
//! "Server-side encryption" for KMS. No page says whether ACLs open lists; here those of a bucket that let everybody read do.

mod action;
mod asker;
mod payer;
pub(crate) mod policy;
mod referer;
mod session;

pub(crate) use asker::Asker;
pub(crate) use payer::Payer;
pub use session::SessionPolicy;

use crate::{
    call::Call,
    config::Account,
    reason::{Reason, Refusal},
    store::{Bucket, Object, Store, View},
};
use action::{Need, needs};
use oss_protocol::{OperationId as Op, Target};
use policy::Verdict;

/// What an ACL can open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// Whether an operation makes the bucket it names, if there is none.
///
/// Source: the service's page "PutBucketAcl"; ali-oss's live test of `putBucketACL`.
pub(crate) fn creates(operation: Op) -> bool {
    matches!(operation, Op::PutBucket | Op::PutBucketAcl)
}

/// Refuses a caller who may not do this; else tells who pays for it. A form says only in its fields who sends it, and is judged
/// where they are read.
pub(crate) fn authorize(call: &Call<'_>, store: &Store) -> Result<Payer, Refusal> {
    if call.operation == Op::PostObject {
        return Ok(Payer::Owner);
    }
    let view = store.view()?;
    let bucket = match call.operation.spec().target {
        Target::Service => None,
        // PutBucket has its own answer for a name that is taken.
        _ if call.operation == Op::PutBucket => None,
        _ if creates(call.operation) => view.find_bucket(call.bucket())?,
        _ => Some(view.bucket(call.bucket())?),
    };
    let asker = Asker::of(call);
    let policed =
        asker.account.session.is_some() || bucket.as_ref().is_some_and(|bucket| bucket.policy.is_some());
    let needs = if policed { needs(call) } else { Vec::new() };
    let owner = bucket.as_ref().map_or(&asker.account.owner, |bucket| &bucket.owner);
    session::check(&asker, (owner, call.asked.bucket.as_deref().unwrap_or("*")), &needs)?;
    let Some(bucket) = bucket else {
        return if call.account.is_anonymous() {
            Err(Reason::AnonymousForbidden.into())
        } else {
            Ok(Payer::Owner)
        };
    };
    referer::check(call, &bucket)?;
    let payer = payer::check(&asker, &bucket)?;
    let acl = match policy::judge(&asker, call.bucket(), &bucket, &needs)? {
        Verdict::Denied => return Err(denied(call.operation)),
        Verdict::Silent if call.account.owns(&bucket.owner) => return Ok(payer),
        Verdict::Silent => Some(access(call.operation).ok_or_else(|| forbidden(call.account))?),
        Verdict::Allowed => None,
    };
    let object = match &call.asked.key {
        Some(key) => view.any_object(call.bucket(), key, call.version_id())?,
        None => None,
    };
    if let Some(access) = acl {
        opened(call.account, &bucket, object.as_ref(), access)?;
    }
    for_anonymous(call.account, object.as_ref())?;
    let overrides = || call.asked.query.iter().any(|(name, _)| name.starts_with("response-"));
    if call.account.is_anonymous() && access(call.operation) == Some(Access::Read) && overrides() {
        return Err(Reason::OverridesForbidden.into());
    }
    Ok(payer)
}

/// What an operation needs of an ACL; `None` is one that no ACL opens.
fn access(operation: Op) -> Option<Access> {
    match operation {
        Op::GetObject
        | Op::HeadObject
        | Op::GetObjectMeta
        | Op::GetSymlink
        | Op::ListObjects
        | Op::ListObjectsV2 => Some(Access::Read),
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
    call: &Call<'_>,
    view: &View<'_>,
    bucket: &str,
    key: &str,
    version_id: Option<&str>,
) -> Result<(Object, Bucket), Refusal> {
    let record = view.bucket(bucket)?;
    let object = view.object(bucket, key, version_id);
    let need = Need::reading(key, version_id);
    check(&Asker::of(call), (bucket, &record), object.as_ref().ok(), need, Access::Read)?;
    Ok((object?, record))
}

/// Refuses who may not read an object of the bucket they ask about. Asked of a missing one too, so that who may not read is not
/// told whether there is one.
pub(crate) fn check_read(
    call: &Call<'_>,
    bucket: &Bucket,
    key: &str,
    object: Option<&Object>,
) -> Result<(), Refusal> {
    let need = Need::reading(key, None);
    check(&Asker::of(call), (call.bucket(), bucket), object, need, Access::Read)
}

/// Refuses who may not store an object in place of what is there.
pub(crate) fn check_write(
    asker: &Asker<'_>,
    bucket: (&str, &Bucket),
    key: &str,
    object: Option<&Object>,
) -> Result<(), Refusal> {
    check(asker, bucket, object, Need::writing(key), Access::Write)
}

/// What the requester pays for, the policy and the ACLs say of one object.
fn check(
    asker: &Asker<'_>,
    (name, bucket): (&str, &Bucket),
    object: Option<&Object>,
    need: Need<'_>,
    access: Access,
) -> Result<(), Refusal> {
    payer::check(asker, bucket)?;
    let needs = [need];
    session::check(asker, (&bucket.owner, name), &needs)?;
    match policy::judge(asker, name, bucket, &needs)? {
        Verdict::Denied => return Err(Reason::DeniedByPolicy.into()),
        Verdict::Silent if asker.account.owns(&bucket.owner) => return Ok(()),
        Verdict::Silent => opened(asker.account, bucket, object, access)?,
        Verdict::Allowed => {}
    }
    for_anonymous(asker.account, object)
}

/// Refuses unless the ACL of the object, else that of the bucket, opens it.
fn opened(
    account: &Account,
    bucket: &Bucket,
    object: Option<&Object>,
    access: Access,
) -> Result<(), Refusal> {
    let own = object.filter(|object| !object.is_marker()).map(|object| object.acl.as_str());
    let open = match own.filter(|acl| *acl != "default").unwrap_or(&bucket.acl) {
        "public-read-write" => true,
        "public-read" => access == Access::Read,
        _ => false,
    };
    if open { Ok(()) } else { Err(forbidden(account)) }
}

/// Whoever is nobody has no right to a key.
fn for_anonymous(account: &Account, object: Option<&Object>) -> Result<(), Refusal> {
    let encryption = object.and_then(|object| object.encryption.as_ref());
    if account.is_anonymous() && encryption.is_some_and(|encryption| encryption.settings.algorithm == "KMS") {
        return Err(Reason::ForbiddenByKms.into());
    }
    Ok(())
}

fn forbidden(account: &Account) -> Refusal {
    if account.is_anonymous() { Reason::AnonymousForbidden } else { Reason::NotYours }.into()
}

fn denied(operation: Op) -> Refusal {
    let batch = operation == Op::DeleteMultipleObjects;
    if batch { Reason::DeniedByPolicyInBatch } else { Reason::DeniedByPolicy }.into()
}
