//! The bytes of objects at rest: cut into chunks of 64 KiB, each sealed on its own.
//!
//! A chunk is the plaintext's length and a seal more: 16 bytes of AES-256-GCM or SM4-GCM under the object's own key, or the
//! 8 bytes of a CRC-64 where the object is not encrypted. What is sealed with a chunk is the name of its blob, its number and
//! whether it is the last, so that a blob that was cut, reordered or put in place of another is an error, never wrong bytes.
//! The nonce is the first eight bytes of the blob's random name and the chunk's number: a key never sees one twice.

mod chunk;
mod open;
mod reseal;
mod seal;
#[cfg(test)]
mod tests;

pub(crate) use chunk::{Cipher, DataKey, sealed_length};
pub(crate) use open::Reader;
pub(crate) use reseal::reseal;
pub(crate) use seal::{Sealed, Sealer};

use crate::blobs::BlobId;
use serde::{Deserialize, Serialize};

/// Bytes of plaintext in a chunk.
pub(crate) const CHUNK: usize = 64 * 1024;
/// Chunks that are read or written at once: 1 MiB.
pub(crate) const BATCH: usize = 16;

/// A piece of an object: one blob. An object that was put has one, an appended or multipart object many, an empty one none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    pub(crate) blob: BlobId,
    /// Of the plaintext.
    pub(crate) length: u64,
}
