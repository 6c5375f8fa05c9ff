//! Methods about buckets, a file for each resource.

mod encryption;
mod lifetime;
mod list;
mod report;
mod versioning;
