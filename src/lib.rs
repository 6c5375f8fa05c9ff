//! `OSS` for Node.js: the argument and result shapes of ali-oss over `oss-client`.
//!
//! Shapes only: no URL, no XML document and no signature is made here.
#![expect(unreachable_pub, reason = "an addon has no Rust callers, and napi wants its types to be `pub`")]

// The class. napi-derive must meet it before the files that add methods to it, so it stands apart from the sorted rest.
mod client;
mod client_encryption;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod body;
mod bucket;
mod call;
mod config;
mod content;
mod credentials;
mod ending;
mod error;
mod file;
#[cfg(unix)]
mod home;
#[cfg(not(unix))]
#[path = "away.rs"]
mod home;
mod judge;
mod lookup;
mod mime;
mod network;
mod object;
mod options;
mod panics;
mod request;
mod result;
mod running;
mod runtime;
mod seam;
mod settle;
mod sse;
mod sts;
mod thrown;
mod timeout;
#[cfg(unix)]
mod uv;
mod value;
