//! Buckets and their settings.

mod document;
mod lifetime;
mod report;

pub use document::{Delete, Get, Put};
pub use lifetime::{DeleteBucket, PutBucket};
pub use report::{GetBucketInfo, GetBucketLocation, GetBucketStat};
