//! Why storage cannot be opened.

use std::{io, path::PathBuf};

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be made.
    #[error("cannot make the data folder {0}: {1}")]
    Folder(PathBuf, io::Error),
    /// Another server holds it.
    #[error("the data folder {0} is in use by another server")]
    InUse(PathBuf),
    /// What lies there cannot be read.
    #[error("cannot open the data folder {0}: {1}")]
    Open(PathBuf, redb::Error),
    /// What lies there was damaged.
    #[error("the data folder {0} is damaged: {1}")]
    Damaged(PathBuf, String),
    /// What lies there does not belong together. Nothing of it was removed or replaced.
    #[error("the data folder {0} is not as it was left: {1}")]
    Mixed(PathBuf, String),
    /// The keys or the bytes that lie there cannot be read.
    #[error("cannot read the data folder {0}: {1}")]
    Read(PathBuf, io::Error),
    /// A bucket that was to be there from the start cannot be made.
    #[error("cannot make the bucket {0:?}: {1}")]
    Bucket(String, String),
    /// Storage in memory cannot be made.
    #[error("cannot open storage in memory: {0}")]
    Memory(String),
}
