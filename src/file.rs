//! Files that are sent: what they are at first, so that nothing else is sent in their place.

use crate::{
    client::Oss,
    content::Content,
    error::invalid,
    settle::{self, Outcome, Ticket},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{FileVersion, Payload};
use std::io;

/// A file, or a part of it, that is to be sent.
///
/// @internal
#[napi(object)]
pub struct FileBody {
    /// Where it is.
    pub path: String,
    /// Where to begin.
    pub start: f64,
    /// How many bytes. Without it up to the end, for the system does not say where that is.
    pub length: Option<f64>,
    /// What it must be while it is sent.
    pub version: Option<Version>,
}

/// What a file was when it was looked at.
///
/// @internal
#[napi(object)]
pub struct Version {
    /// Bytes.
    pub size: f64,
    /// When it was last written, in nanoseconds since 1970, as text: a number of JavaScript's is too small for it.
    pub modified: Option<String>,
    /// Its number in its file system, as text.
    pub inode: Option<String>,
}

impl From<FileVersion> for Version {
    fn from(FileVersion { size, modified, inode }: FileVersion) -> Self {
        let text = |number: i128| number.to_string();
        Self { size: size as f64, modified: modified.map(text), inode: inode.map(i128::from).map(text) }
    }
}

impl From<Version> for FileVersion {
    fn from(Version { size, modified, inode }: Version) -> Self {
        Self {
            size: size as u64,
            modified: modified.and_then(|text| text.parse().ok()),
            inode: inode.and_then(|text| text.parse().ok()),
        }
    }
}

impl From<FileBody> for Payload {
    fn from(FileBody { path, start, length, version }: FileBody) -> Self {
        let length = length.map(|length| length as u64);
        Self::File { path: path.into(), start: start as u64, length, version: version.map(Into::into) }
    }
}

fn unreadable(error: io::Error, path: String) -> Outcome {
    settle::failure(move |env| {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let mut object = env.create_error(invalid(&format!("{error}, open '{path}'")))?;
        if missing {
            object.set("code", "ENOENT")?;
        }
        Ok(object.to_unknown())
    })
}

#[napi]
impl Oss {
    /// What a file holds, if that is not more than `limit` bytes; else null.
    #[napi(catch_unwind, skip_typescript)]
    pub fn small_file(&self, path: String, limit: f64) -> Ticket {
        self.settlements.run(Box::pin(async move {
            match oss_client::small_file(&path, limit as u64).await {
                Ok(Some(bytes)) => settle::result(Content(bytes)),
                Ok(None) => settle::result(Null),
                Err(error) => unreadable(error, path),
            }
        }))
    }

    /// The checksum of a file, decimal.
    #[napi(catch_unwind, skip_typescript)]
    pub fn file_crc64(&self, path: String) -> Ticket {
        self.settlements.run(Box::pin(async move {
            match oss_client::file_crc64(&path).await {
                Ok(crc64) => settle::result(crc64.to_string()),
                Err(error) => unreadable(error, path),
            }
        }))
    }

    /// Looks at a file that is to be sent whole.
    #[napi(catch_unwind, skip_typescript)]
    pub fn file_body(&self, path: String) -> Ticket {
        self.settlements.run(Box::pin(async move {
            match Payload::file(&path).await {
                Ok(Payload::File { length, version, .. }) => settle::result(FileBody {
                    path,
                    start: 0.0,
                    length: length.map(|length| length as f64),
                    version: version.map(Into::into),
                }),
                Ok(_) => settle::failure(|env| Ok(env.create_error(invalid("it is no file"))?.to_unknown())),
                Err(error) => unreadable(error, path),
            }
        }))
    }
}
