//! What the server does, operation by operation.

mod bucket;
mod document;
mod encryption;
mod service;

use crate::{Config, call::Call, reply::Reply, store::Store};
use oss_protocol::{OperationId as Op, date::Timestamp, encryption::EncryptionRule};

/// Every row of the table has an arm: a new operation does not compile until it is answered here.
pub(crate) fn dispatch(call: &Call<'_>, store: &Store, config: &Config, now: Timestamp) -> Reply {
    match call.operation {
        Op::ListBuckets => service::list_buckets(call, store, config),
        Op::PutBucket => bucket::put(call, store, now),
        Op::DeleteBucket => bucket::delete(call, store),
        Op::GetBucketInfo => bucket::info(call, store, config),
        Op::GetBucketLocation => bucket::location(call, store, config),
        Op::GetBucketStat => bucket::stat(call, store),
        Op::PutBucketEncryption => document::put::<EncryptionRule>(call, store),
        Op::GetBucketEncryption => document::get::<EncryptionRule>(call, store),
        Op::DeleteBucketEncryption => document::delete::<EncryptionRule>(call, store),
    }
}
