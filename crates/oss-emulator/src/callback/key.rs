//! The key that signs what is told: made when it is first needed, and gone with the server. The service's own has 512 bits.

use base64::{Engine, engine::general_purpose::STANDARD};
use getrandom::SysRng;
use md5::Md5;
use rsa::{
    PrivateKey,
    pkcs1v15::SigningKey,
    pkcs8::{EncodePublicKey, LineEnding},
    signature::{SignatureEncoding, Signer},
};
use std::io;

const BITS: usize = 1_024;

/// A key that signs what is told.
pub(super) struct Key {
    signing: SigningKey<Md5>,
    /// The public half, in PEM.
    pub(super) public: String,
}

impl Key {
    /// Makes a key, which takes a while.
    pub(super) fn make() -> io::Result<Self> {
        let key = PrivateKey::new(&mut SysRng, BITS).map_err(io::Error::other)?;
        let public = key.to_public_key().to_public_key_pem(LineEnding::LF).map_err(io::Error::other)?;
        Ok(Self { signing: SigningKey::new(key), public })
    }

    /// The signature, in Base64.
    pub(super) fn sign(&self, text: &[u8]) -> io::Result<String> {
        let signature = self.signing.try_sign(text).map_err(io::Error::other)?;
        Ok(STANDARD.encode(signature.to_bytes()))
    }
}
