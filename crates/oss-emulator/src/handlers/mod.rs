//! What the server does, operation by operation.

mod acl;
mod bucket;
mod client_encryption;
mod copy;
mod cors;
mod document;
mod encryption;
mod inventory;
mod lifecycle;
mod listing;
mod live;
mod logging;
mod multipart;
pub(crate) mod object;
mod policy;
mod referer;
mod request_payment;
mod service;
mod tags;
mod versioning;
mod website;
mod worm;

use crate::{
    Config,
    auth::Accounts,
    call::Call,
    incoming::Incoming,
    post,
    reason::{Reason, Refusal},
    reply::Reply,
    store::Store,
};
use oss_protocol::{
    OperationId as Op, cors::CorsConfiguration, encryption::EncryptionRule,
    lifecycle::LifecycleConfiguration, logging::BucketLoggingStatus, referer::RefererConfiguration,
    request_payment::RequestPaymentConfiguration, tagging::Tagging, versioning::VersioningConfiguration,
    website::WebsiteConfiguration,
};

/// Every row of the table has an arm: a new operation does not compile until it is answered here.
pub(crate) async fn dispatch(
    call: &Call<'_>,
    incoming: &mut Incoming,
    store: &Store,
    config: &Config,
    accounts: &Accounts,
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
        Op::PutBucketLifecycle => lifecycle::put(call, store).await,
        Op::GetBucketLifecycle => document::get::<LifecycleConfiguration>(call, store),
        Op::DeleteBucketLifecycle => document::delete::<LifecycleConfiguration>(call, store).await,
        Op::PutBucketLogging => logging::put(call, store).await,
        Op::GetBucketLogging => document::get::<BucketLoggingStatus>(call, store),
        Op::DeleteBucketLogging => document::delete::<BucketLoggingStatus>(call, store).await,
        Op::InitiateBucketWorm => worm::initiate(call, store).await,
        Op::AbortBucketWorm => worm::abort(call, store).await,
        Op::CompleteBucketWorm => worm::complete(call, store).await,
        Op::ExtendBucketWorm => worm::extend(call, store).await,
        Op::GetBucketWorm => worm::get(call, store),

        Op::PutBucketAcl => acl::put(call, store).await,
        Op::GetBucketAcl => acl::get(call, store),
        Op::PutBucketPolicy => policy::put(call, store).await,
        Op::GetBucketPolicy => policy::get(call, store),
        Op::DeleteBucketPolicy => policy::delete(call, store).await,
        Op::PutBucketReferer => document::put::<RefererConfiguration>(call, store).await,
        Op::GetBucketReferer => document::get::<RefererConfiguration>(call, store),
        Op::PutBucketRequestPayment => document::put::<RequestPaymentConfiguration>(call, store).await,
        Op::GetBucketRequestPayment => document::get::<RequestPaymentConfiguration>(call, store),
        Op::PutBucketTags => document::put::<Tagging>(call, store).await,
        Op::GetBucketTags => document::get::<Tagging>(call, store),
        Op::DeleteBucketTags => tags::delete(call, store).await,
        Op::PutBucketInventory => inventory::put(call, store).await,
        Op::GetBucketInventory => inventory::get(call, store),
        Op::ListBucketInventory => inventory::list(call, store),
        Op::DeleteBucketInventory => inventory::delete(call, store).await,
        Op::PutBucketCors => cors::put(call, store).await,
        Op::GetBucketCors => document::get::<CorsConfiguration>(call, store),
        Op::DeleteBucketCors => document::delete::<CorsConfiguration>(call, store).await,
        Op::PutBucketWebsite => document::put::<WebsiteConfiguration>(call, store).await,
        Op::GetBucketWebsite => document::get::<WebsiteConfiguration>(call, store),
        Op::DeleteBucketWebsite => document::delete::<WebsiteConfiguration>(call, store).await,

        Op::PutObject => object::put(call, incoming, store).await,
        Op::AppendObject => object::append(call, incoming, store).await,
        Op::GetObject => object::get(call, store).await,
        Op::HeadObject => object::head(call, store),
        Op::GetObjectMeta => object::meta(call, store),
        Op::DeleteObject => object::delete(call, store).await,

        Op::CopyObject => Box::pin(copy::copy(call, store)).await,
        Op::DeleteMultipleObjects => object::delete_many(call, store).await,
        Op::PostObject => Box::pin(post::post(call, incoming, store, config, accounts)).await,
        Op::PutObjectAcl => object::put_acl(call, store).await,
        Op::GetObjectAcl => object::get_acl(call, store),
        Op::PutSymlink => object::put_symlink(call, store).await,
        Op::GetSymlink => object::get_symlink(call, store),
        Op::PutObjectTagging => object::put_tagging(call, store).await,
        Op::GetObjectTagging => object::get_tagging(call, store),
        Op::DeleteObjectTagging => object::delete_tagging(call, store).await,
        Op::RestoreObject => object::restore(call, store, config).await,

        Op::ListObjects => listing::list_objects(call, store),
        Op::ListObjectsV2 => listing::list_objects_v2(call, store),
        Op::ListObjectVersions => listing::list_versions(call, store),
        Op::ListMultipartUploads => listing::list_uploads(call, store),

        Op::InitiateMultipartUpload => multipart::initiate(call, store).await,
        Op::UploadPart => multipart::upload_part(call, incoming, store).await,
        Op::UploadPartCopy => Box::pin(copy::copy_part(call, store)).await,
        Op::CompleteMultipartUpload => multipart::complete(call, store).await,
        Op::AbortMultipartUpload => multipart::abort(call, store).await,
        Op::ListParts => multipart::list_parts(call, store),

        Op::PutLiveChannel => live::put(call, store, config).await,
        Op::GetLiveChannelInfo => live::info(call, store),
        Op::DeleteLiveChannel => live::delete(call, store).await,
        Op::PutLiveChannelStatus => live::put_status(call, store).await,
        Op::GetLiveChannelStat => live::stat(call, store),
        Op::ListLiveChannel => live::list(call, store, config),
        Op::PostVodPlaylist | Op::GetVodPlaylist => live::vod(call),

        // These need a cloud.
        Op::ProcessObject | Op::PostAsyncFetchTask | Op::GetAsyncFetchTask => {
            Err(Refusal::from(Reason::NotImplemented)
                .saying(format!("The local server does not do this: {}.", call.operation.spec().name)))
        }
    }
}
