//! `OSS` for Node.js: the argument and result shapes of ali-oss over `oss-client`.
//!
//! Shapes only: no URL, no XML document and no signature is made here.

// The class. napi-derive must meet it before the files that add methods to it, so it stands apart from the sorted rest.
mod client;

mod bucket;
mod call;
mod config;
mod error;
mod options;
mod result;
mod timeout;
mod value;
