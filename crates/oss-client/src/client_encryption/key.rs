//! The data key of an object, and the stream of bytes that it makes.

use bytes::{Bytes, BytesMut};
use getrandom::fill;
use hmac::{Hmac, KeyInit, Mac};
use oss_protocol::crc64::Crc64;
use sha2::Sha256;
use std::{fmt, io};
use zeroize::{Zeroize, Zeroizing};

/// What the key of the authentication code is derived for, so that it is no other key's.
const AUTHENTICATION: &[u8] = b"ali-oss-native client encryption: HMAC-SHA256, version 1";

/// So much is encrypted at once for a checksum.
const PIECE: usize = 64 << 10;

/// The data key of an object and its initial counter.
#[derive(Clone)]
pub struct DataKey {
    key: Zeroizing<[u8; 32]>,
    start: [u8; 16],
}

/// Bytes that are no data key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a data key has 32 bytes and its initial counter 16, not {key} and {start}: another master key wrapped them, or they are damaged"
)]
pub struct InvalidDataKey {
    key: usize,
    start: usize,
}

impl DataKey {
    /// A new key. The counter has four bytes of zero before its last four, so that it does not overflow 64 bits: clients that seek
    /// in it change no others (Go `RandomKeyIv`, Java `CryptoScheme`).
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> io::Result<Self> {
        let (mut key, mut start) = (Zeroizing::new([0; 32]), [0; 16]);
        fill(key.as_mut()).map_err(io::Error::other)?;
        fill(&mut start).map_err(io::Error::other)?;
        start[8..12].fill(0);
        Ok(Self { key, start })
    }

    /// A key that was unwrapped.
    ///
    /// # Errors
    /// When they have not the lengths of one.
    pub fn new(key: &[u8], start: &[u8]) -> Result<Self, InvalidDataKey> {
        let invalid = InvalidDataKey { key: key.len(), start: start.len() };
        Ok(Self {
            key: Zeroizing::new(key.try_into().map_err(|_| invalid)?),
            start: start.try_into().map_err(|_| invalid)?,
        })
    }

    /// The key, 32 bytes, for who wraps it.
    pub fn key(&self) -> &[u8] {
        self.key.as_ref()
    }

    /// The initial counter, 16 bytes, for who wraps it.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// The stream from the byte `offset` of the object on.
    pub(crate) fn keystream(&self, offset: u64) -> Keystream {
        Keystream(keystream::Keystream::new(&self.key, &self.start, offset))
    }

    /// The checksum of bytes when they are encrypted; they are in the object from the byte `offset` on.
    pub fn crc64(&self, bytes: &[u8], offset: u64) -> u64 {
        let (mut keystream, mut crc) = (self.keystream(offset), Crc64::default());
        for piece in bytes.chunks(PIECE) {
            crc.update(&keystream.apply(Bytes::copy_from_slice(piece)));
        }
        crc.value()
    }

    /// What authenticates an object: an HMAC under a key derived from the data key, begun with what it is of.
    pub(crate) fn authentication(&self) -> Hmac<Sha256> {
        let mut derived = mac(self.key.as_ref()).chain_update(AUTHENTICATION).finalize().into_bytes();
        let begun = mac(&derived).chain_update(self.start);
        derived.zeroize();
        begun
    }
}

/// A key of this length is taken.
fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

/// The bytes that make ciphertext of plaintext, and plaintext of ciphertext, from a place in the object on.
pub(crate) struct Keystream(keystream::Keystream);

impl Keystream {
    /// Encrypts or decrypts the next bytes; they are copied only where somebody else holds them too.
    pub(crate) fn apply(&mut self, bytes: Bytes) -> Bytes {
        let mut bytes = bytes.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&*shared));
        self.apply_in_place(&mut bytes);
        bytes.freeze()
    }

    pub(crate) fn apply_in_place(&mut self, bytes: &mut [u8]) {
        self.0.apply(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_keys_differ_and_leave_room_for_the_counter() {
        let (one, other) = (DataKey::generate().unwrap(), DataKey::generate().unwrap());
        assert_ne!((one.key(), one.start()), (other.key(), other.start()));
        assert_eq!(one.start()[8..12], [0; 4]);
        assert_eq!(format!("{one:?}"), "DataKey");
        assert!(DataKey::new(&[0; 16], &[0; 16]).is_err());
    }
}
