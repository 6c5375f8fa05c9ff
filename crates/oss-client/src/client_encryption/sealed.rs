//! What is encrypted while it is sent.

use super::{DataKey, Keystream};
use crate::{Payload, outgoing::Meter};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::Mac;
use http_body_util::BodyExt;
use md5::{Digest, Md5};
use oss_protocol::crc64::Crc64;
use std::{
    io,
    sync::{Arc, OnceLock},
};

/// A payload that is encrypted while it is sent: as long as what is in it.
#[derive(Clone, Debug)]
pub struct Sealed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    payload: Payload,
    key: DataKey,
    /// Where its first byte is in the object.
    offset: u64,
    /// The checksum of the ciphertext, once it was summed up: nothing else is sent to its end.
    crc64: OnceLock<u64>,
}

/// Sums of what is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// How many bytes there are.
    pub length: u64,
    /// The MD5 of the plaintext, in Base64.
    pub md5: String,
    /// What authenticates the ciphertext, in Base64.
    pub hmac: String,
}

impl Sealed {
    /// Encrypts `payload`, which is in the object from the byte `offset` on.
    pub fn new(payload: Payload, key: DataKey, offset: u64) -> Self {
        Self(Arc::new(Inner { payload, key, offset, crc64: OnceLock::new() }))
    }

    pub(crate) fn payload(&self) -> &Payload {
        &self.0.payload
    }

    /// The encryption of one attempt.
    pub(crate) fn seal(&self) -> Sealing {
        let Inner { key, offset, .. } = &*self.0;
        Sealing { keystream: key.keystream(*offset), plain: Crc64::default() }
    }

    /// The checksum that the ciphertext must have.
    pub(crate) fn expected(&self) -> Option<u64> {
        self.0.crc64.get().copied()
    }

    /// Reads all of it beforehand, for what is said of it before it is sent. From then on, nothing else is sent.
    ///
    /// # Errors
    /// When it cannot be read, or only once.
    pub async fn sums(&self) -> io::Result<Sums> {
        let Inner { payload, key, crc64, .. } = &*self.0;
        if !payload.is_replayable() {
            return Err(io::Error::other("a stream can be read once only, and is not summed up beforehand"));
        }
        let meter = Arc::new(Meter::default());
        let mut outgoing = payload.open(Arc::clone(&meter)).map_err(io::Error::other)?;
        let mut keystream = key.keystream(self.0.offset);
        let (mut md5, mut hmac, mut crc) = (Md5::new(), key.authentication(), Crc64::default());
        while let Some(frame) = outgoing.frame().await {
            let Ok(piece) = frame.map_err(|error| error.to_io())?.into_data() else { continue };
            md5.update(&piece);
            let piece = keystream.apply(piece);
            hmac.update(&piece);
            crc.update(&piece);
            // Others have their turn: bytes in memory are there at once.
            tokio::task::yield_now().await;
        }
        let length = crc.length();
        hmac.update(&length.to_be_bytes());
        let _ = crc64.set(crc.value());
        Ok(Sums {
            length,
            md5: STANDARD.encode(md5.finalize()),
            hmac: STANDARD.encode(hmac.finalize().into_bytes()),
        })
    }
}

/// The encryption of one attempt.
pub(crate) struct Sealing {
    keystream: Keystream,
    /// The checksum of the plaintext.
    plain: Crc64,
}

impl Sealing {
    pub(crate) fn apply(&mut self, piece: Bytes) -> Bytes {
        self.plain.update(&piece);
        self.keystream.apply(piece)
    }

    /// Of what has been encrypted.
    pub(crate) fn plain_crc64(&self) -> u64 {
        self.plain.value()
    }
}
