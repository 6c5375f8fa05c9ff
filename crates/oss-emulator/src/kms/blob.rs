//! Bytes that customers' keys encrypt themselves: what KMS calls a ciphertext blob.

use super::Kms;
use crate::{kms::broken, reason::Refusal};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// Bytes encrypted by a key.
pub(crate) struct SealedBlob {
    /// Base64 of the key's id, its version and the ciphertext: as of KMS, the id can be read in it.
    pub(crate) blob: String,
    pub(crate) key_id: String,
    pub(crate) version: usize,
}

/// Bytes decrypted by a key.
pub(crate) struct OpenedBlob {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
    pub(crate) key_id: String,
    pub(crate) version: usize,
}

impl Kms {
    /// Encrypts bytes by the newest version of a key. `context` must be said again to decrypt them.
    pub(crate) fn seal_blob(
        &self,
        name: &str,
        context: &str,
        plaintext: &[u8],
    ) -> Result<SealedBlob, Refusal> {
        let keys = self.read();
        let (id, key) = self.usable(&keys, name)?;
        let version = key.versions.count();
        let sealed = key.versions.seal(version, &bound(id, version, context), plaintext).map_err(broken)?;
        let blob = STANDARD.encode(format!("{id}.{version}.{}", STANDARD.encode(sealed)));
        Ok(SealedBlob { blob, key_id: id.to_owned(), version })
    }

    /// Decrypts bytes; nothing where no key here encrypted them, or for another context.
    pub(crate) fn open_blob(&self, blob: &str, context: &str) -> Result<Option<OpenedBlob>, Refusal> {
        let Some((id, version, sealed)) = parse(blob) else { return Ok(None) };
        let keys = self.read();
        let (id, key) = self.usable(&keys, &id)?;
        let plaintext = key.versions.open(version, &bound(id, version, context), sealed);
        Ok(plaintext.map(|plaintext| OpenedBlob { plaintext, key_id: id.to_owned(), version }))
    }
}

fn parse(blob: &str) -> Option<(String, usize, Vec<u8>)> {
    let text = String::from_utf8(STANDARD.decode(blob).ok()?).ok()?;
    let (rest, sealed) = text.rsplit_once('.')?;
    let (id, version) = rest.rsplit_once('.')?;
    Some((id.to_owned(), version.parse().ok()?, STANDARD.decode(sealed).ok()?))
}

fn bound(id: &str, version: usize, context: &str) -> Vec<u8> {
    format!("oss-emulator blob\0{id}\0{version}\0{context}").into_bytes()
}
