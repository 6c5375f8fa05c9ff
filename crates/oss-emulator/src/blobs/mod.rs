//! Bytes that are kept: sealed by the vault, opaque here. The only place with two ways of keeping.

mod dir;
mod found;
mod memory;

pub(crate) use dir::Dir;
pub(crate) use found::Found;
pub(crate) use memory::Memory;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{fmt, io, sync::Arc};

/// The name of a blob: 16 random bytes. The vault makes nonces of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct BlobId(pub(crate) [u8; 16]);

impl BlobId {
    /// A new name.
    pub(crate) fn random() -> io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    /// Reads 32 lower-case hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = (text.len() == 32 && digits).then(|| u128::from_str_radix(text, 16).ok())??;
        Some(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<BlobId> for String {
    fn from(id: BlobId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for BlobId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no name of a blob"))
    }
}

/// Where blobs are kept.
pub(crate) trait Blobs: Send + Sync {
    /// Begins a blob. Nobody sees it before it is finished.
    fn begin(&self, id: BlobId) -> io::Result<Box<dyn Unfinished>>;

    /// Bytes of a finished blob: `length` of them, or fewer where it ends.
    fn read(&self, id: BlobId, offset: u64, length: usize) -> io::Result<Bytes>;

    /// Forces finished blobs and their names to the disk. They would then survive a loss of power.
    fn force(&self, ids: &[BlobId]) -> io::Result<()>;

    /// Forgets a blob. One that is not there is forgotten already.
    fn remove(&self, id: BlobId);

    /// Whether bytes of a few chunks come at once, so that no thread need wait for them.
    fn instant(&self) -> bool;
}

/// A blob being written. Dropped unfinished, it leaves nothing.
pub(crate) trait Unfinished: Send {
    /// Adds to its end.
    fn write(&mut self, bytes: Vec<u8>) -> io::Result<()>;

    /// Gives it its name. It would now survive the end of the process.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A finished blob that no record names yet. Dropped, it is removed; a committed change [keeps](Self::keep) it.
pub(crate) struct Loose {
    id: BlobId,
    blobs: Option<Arc<dyn Blobs>>,
}

impl Loose {
    pub(crate) fn new(id: BlobId, blobs: Arc<dyn Blobs>) -> Self {
        Self { id, blobs: Some(blobs) }
    }

    /// Forces all of them to the disk, as must be before a record that names them is there.
    pub(crate) fn force(all: &[Self]) -> io::Result<()> {
        let ids: Vec<_> = all.iter().map(|loose| loose.id).collect();
        all.iter().find_map(|loose| loose.blobs.as_ref()).map_or(Ok(()), |blobs| blobs.force(&ids))
    }

    /// A record names it now.
    pub(crate) fn keep(mut self) {
        self.blobs = None;
    }
}

impl Drop for Loose {
    fn drop(&mut self) {
        if let Some(blobs) = self.blobs.take() {
            blobs.remove(self.id);
        }
    }
}
