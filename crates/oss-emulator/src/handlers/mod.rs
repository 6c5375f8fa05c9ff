//! What the server does, operation by operation.

mod bucket;
mod document;
mod encryption;
pub(crate) mod object;
mod service;
mod versioning;

use crate::{
    Config,
    call::Call,
    incoming::Incoming,
    reason::{Reason, Refusal},
    reply::Reply,
    store::Store,
};
use oss_protocol::{OperationId as Op, encryption::EncryptionRule, versioning::VersioningConfiguration};

/// Every row of the table has an arm: a new operation does not compile until it is answered here.
pub(crate) async fn dispatch(
    call: &Call<'_>,
    incoming: &mut Incoming,
    store: &Store,
    config: &Config,
) -> Reply {
    match call.operation {
        Op::ListBuckets => service::list_buckets(call, store, config),
        Op::PutBucket => bucket::put(call, store).await,
        Op::DeleteBucket => bucket::delete(call, store).await,
        Op::GetBucketInfo => bucket::info(call, store, config),
        Op::GetBucketLocation => bucket::location(call, store, config),
        Op::GetBucketStat => bucket::stat(call, store),
        Op::PutBucketEncryption => document::put::<EncryptionRule>(call, store).await,
        Op::GetBucketEncryption => document::get::<EncryptionRule>(call, store),
        Op::DeleteBucketEncryption => document::delete::<EncryptionRule>(call, store).await,
        Op::PutBucketVersioning => document::put::<VersioningConfiguration>(call, store).await,
        Op::GetBucketVersioning => document::get::<VersioningConfiguration>(call, store),

        Op::PutObject => object::put(call, incoming, store).await,
        Op::AppendObject => object::append(call, incoming, store).await,
        Op::GetObject => object::get(call, store).await,
        Op::HeadObject => object::head(call, store),
        Op::GetObjectMeta => object::meta(call, store),
        Op::DeleteObject => object::delete(call, store).await,

        Op::ListObjects
        | Op::ListObjectsV2
        | Op::ListObjectVersions
        | Op::ListMultipartUploads
        | Op::DeleteMultipleObjects
        | Op::PostObject
        | Op::CopyObject
        | Op::PutObjectAcl
        | Op::GetObjectAcl
        | Op::PutSymlink
        | Op::GetSymlink
        | Op::PutObjectTagging
        | Op::GetObjectTagging
        | Op::DeleteObjectTagging
        | Op::RestoreObject
        | Op::InitiateMultipartUpload
        | Op::UploadPart
        | Op::UploadPartCopy
        | Op::CompleteMultipartUpload
        | Op::AbortMultipartUpload
        | Op::ListParts => Err(Refusal::from(Reason::NotImplemented)
            .saying(format!("The local server does not do this yet: {}.", call.operation.spec().name))),
    }
}
