//! One chunk: sealed and opened.

use super::CHUNK;
use crate::blobs::BlobId;
use aes_gcm::{
    Aes256Gcm, AesGcm, KeyInit,
    aead::{AeadInOut, consts::U12},
};
use oss_protocol::crc64::Crc64;
use sm4::Sm4;
use std::{fmt, io};
use zeroize::Zeroizing;

/// The key of one object.
#[derive(Clone)]
pub(crate) enum DataKey {
    Aes256(Zeroizing<[u8; 32]>),
    Sm4(Zeroizing<[u8; 16]>),
}

impl DataKey {
    /// A new key for AES-256.
    pub(crate) fn aes256() -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(io::Error::other)?;
        Ok(Self::Aes256(key))
    }

    /// A new key for SM4.
    pub(crate) fn sm4() -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 16]);
        getrandom::fill(&mut *key).map_err(io::Error::other)?;
        Ok(Self::Sm4(key))
    }

    /// Its length tells what it is for.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes.len() {
            32 => Some(Self::Aes256(Zeroizing::new(bytes.try_into().ok()?))),
            16 => Some(Self::Sm4(Zeroizing::new(bytes.try_into().ok()?))),
            _ => None,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Aes256(key) => &**key,
            Self::Sm4(key) => &**key,
        }
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

/// What seals the chunks of an object.
#[derive(Clone)]
pub(crate) enum Cipher {
    /// Nothing is hidden; a checksum tells what was damaged.
    Plain,
    Aes256(Box<Aes256Gcm>),
    Sm4(Box<AesGcm<Sm4, U12>>),
}

impl From<&DataKey> for Cipher {
    fn from(key: &DataKey) -> Self {
        match key {
            DataKey::Aes256(key) => Self::Aes256(Box::new(Aes256Gcm::new((&**key).into()))),
            DataKey::Sm4(key) => Self::Sm4(Box::new(AesGcm::new((&**key).into()))),
        }
    }
}

/// Bytes by which a chunk is longer than its plaintext.
fn overhead(encrypted: bool) -> usize {
    if encrypted { 16 } else { 8 }
}

/// The length of a blob of so many bytes of plaintext.
pub(crate) fn sealed_length(length: u64, encrypted: bool) -> u64 {
    length.saturating_add(length.div_ceil(CHUNK as u64).saturating_mul(overhead(encrypted) as u64))
}

impl Cipher {
    /// Bytes by which a chunk is longer than its plaintext.
    pub(crate) fn overhead(&self) -> usize {
        overhead(!matches!(self, Self::Plain))
    }

    /// Seals what `sealed` has from `begin` on, and adds the seal.
    pub(crate) fn seal(&self, place: &Place, sealed: &mut Vec<u8>, begin: usize) -> io::Result<()> {
        let (nonce, about) = (place.nonce(), place.about());
        let failed = |_| io::Error::other("a chunk could not be sealed");
        let plain = sealed.get_mut(begin..).unwrap_or_default();
        match self {
            Self::Plain => {
                let sum = checksum(&about, plain);
                sealed.extend_from_slice(&sum);
            }
            Self::Aes256(cipher) => {
                let tag =
                    cipher.encrypt_inout_detached(&nonce.into(), &about, plain.into()).map_err(failed)?;
                sealed.extend_from_slice(&tag);
            }
            Self::Sm4(cipher) => {
                let tag =
                    cipher.encrypt_inout_detached(&nonce.into(), &about, plain.into()).map_err(failed)?;
                sealed.extend_from_slice(&tag);
            }
        }
        Ok(())
    }

    /// Opens a chunk where it lies, its seal apart.
    pub(crate) fn open(&self, place: &Place, bytes: &mut [u8], seal: &[u8]) -> io::Result<()> {
        let (nonce, about) = (place.nonce(), place.about());
        let damaged = || place.damaged("its seal does not fit");
        match self {
            Self::Plain => self.check(place, bytes, seal),
            Self::Aes256(cipher) => {
                let tag = seal.try_into().map_err(|_| damaged())?;
                cipher.decrypt_inout_detached(&nonce.into(), &about, bytes.into(), tag).map_err(|_| damaged())
            }
            Self::Sm4(cipher) => {
                let tag = seal.try_into().map_err(|_| damaged())?;
                cipher.decrypt_inout_detached(&nonce.into(), &about, bytes.into(), tag).map_err(|_| damaged())
            }
        }
    }

    /// Checks a chunk that is not encrypted, which need not be copied for it.
    pub(crate) fn check(&self, place: &Place, bytes: &[u8], seal: &[u8]) -> io::Result<()> {
        if checksum(&place.about(), bytes) == seal {
            Ok(())
        } else {
            Err(place.damaged("its checksum does not fit"))
        }
    }
}

fn checksum(about: &[u8], bytes: &[u8]) -> [u8; 8] {
    let mut crc = Crc64::default();
    crc.update(about);
    crc.update(bytes);
    crc.value().to_le_bytes()
}

/// Where a chunk belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) blob: BlobId,
    pub(crate) number: u32,
    pub(crate) last: bool,
}

impl Place {
    fn nonce(&self) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&self.blob.0[..8]);
        nonce[8..].copy_from_slice(&self.number.to_be_bytes());
        nonce
    }

    fn about(&self) -> [u8; 21] {
        let mut about = [0; 21];
        about[..16].copy_from_slice(&self.blob.0);
        about[16..20].copy_from_slice(&self.number.to_be_bytes());
        about[20] = u8::from(self.last);
        about
    }

    pub(crate) fn damaged(&self, how: &str) -> io::Error {
        let Self { blob, number, .. } = self;
        io::Error::new(io::ErrorKind::InvalidData, format!("chunk {number} of blob {blob} is damaged: {how}"))
    }
}
