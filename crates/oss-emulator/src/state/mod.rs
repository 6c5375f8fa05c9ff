//! The whole state of a server: put back to a moment in its life, or carried to another server as a tar archive.
//!
//! The archive has `oss-emulator.json`, which tells the form, `keys.json`, the master keys, `records.ndjson`, a record a line, and
//! `blobs/ID`, sealed bytes as they lie in a folder. Whoever has it can read everything in it.

mod export;
mod import;
mod moment;

pub(crate) use export::Export;
pub(crate) use import::import;
pub(crate) use moment::Start;
pub use moment::{Moment, StateError};

/// The number of the form of the archive.
const FORM: u32 = 1;
const ABOUT: &str = "oss-emulator.json";
const KEYS: &str = "keys.json";
const RECORDS: &str = "records.ndjson";
const BLOBS: &str = "blobs/";

/// What `oss-emulator.json` says.
#[derive(serde::Serialize, serde::Deserialize)]
struct About {
    form: u32,
    version: String,
}

/// Why an archive is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// It is none, or one of another form, or damaged.
    #[error("this is no state of an oss-emulator: {0}")]
    Unsound(String),
    /// It breaks off, or cannot be stored.
    #[error("the state could not be taken: {0}")]
    Io(#[from] std::io::Error),
    /// The store refused.
    #[error("the state could not be stored: {0}")]
    Store(String),
}
