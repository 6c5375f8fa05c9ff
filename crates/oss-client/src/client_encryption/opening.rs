//! What was encrypted, decrypted as it comes and held against what its metadata say.

use super::{DataKey, Keystream};
use crate::{ErrorKind, Response};
use bytes::Bytes;
use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderName};
use md5::{Digest, Md5};
use sha2::Sha256;
use std::{fmt, pin::Pin};
use subtle::ConstantTimeEq;

/// How the metadata begin that name the wrapped data key: now, and in the first Python client's.
const KEYS: [&str; 2] = ["x-oss-meta-client-side-encryption-key", "x-oss-meta-oss-crypto-key"];

/// How the names of all metadata begin that say how a client encrypted the object.
const PREFIXES: [&str; 4] = [
    "x-oss-meta-client-side-encryption-",
    "x-oss-meta-oss-crypto-",
    "x-oss-meta-oss-cek-",
    "x-oss-meta-oss-wrap-",
];

/// Whether an object's headers say that a client encrypted it.
pub fn is_client_encrypted(headers: &HeaderMap) -> bool {
    KEYS.iter().any(|name| headers.contains_key(*name))
}

/// Whether a header says how a client encrypted the object.
pub fn is_of_envelope(name: &HeaderName) -> bool {
    PREFIXES.iter().any(|prefix| name.as_str().starts_with(prefix))
}

/// What the answer says of how its object was encrypted.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The user's metadata and what else the answer says.
    pub headers: HeaderMap,
}

impl Envelope {
    /// Nothing where no client says that it encrypted the object.
    pub(crate) fn of(response: &Response) -> Option<Box<Self>> {
        is_client_encrypted(&response.headers).then(|| Box::new(Self { headers: response.headers.clone() }))
    }
}

/// A data key, and what the metadata say of the plaintext.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The key.
    pub key: DataKey,
    /// How many bytes the object has.
    pub length: Option<u64>,
    /// The MD5 of the plaintext.
    pub md5: Option<[u8; 16]>,
    /// What authenticates the ciphertext.
    pub hmac: Option<[u8; 32]>,
}

/// The data key of an object, on its way.
pub type Open<'a> = Pin<Box<dyn Future<Output = Result<Opened, ErrorKind>> + Send + 'a>>;

/// Finds the data keys of objects.
pub trait Opener: Send + Sync {
    /// Unwraps the data key that stands in the metadata of an object.
    fn open(&self, envelope: &Envelope) -> Open<'_>;

    /// Whether nothing is given out that is not authenticated, what nobody encrypted included.
    fn authenticates(&self) -> bool;
}

impl fmt::Debug for dyn Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

/// An object that is decrypted as it comes.
pub(crate) struct Decryption {
    key: DataKey,
    /// Where the answer begins in the object.
    first: u64,
    keystream: Keystream,
    checks: Checks,
    /// The last piece that has come: it is given out when the next has, or when all is right.
    held: Option<Bytes>,
}

/// A place in an object, and the key of the object.
#[derive(Clone)]
pub(crate) struct KeyPlace {
    key: DataKey,
    offset: u64,
}

impl KeyPlace {
    /// What decrypts from there on.
    pub(crate) fn keystream(&self) -> Keystream {
        self.key.keystream(self.offset)
    }
}

/// What is computed while the whole comes, and what it must be.
#[derive(Default)]
struct Checks {
    md5: Option<(Md5, [u8; 16])>,
    hmac: Option<(Hmac<Sha256>, [u8; 32])>,
    length: u64,
}

impl Decryption {
    /// `first` and `count` are the bytes of the object that come, as the answer says, never as was asked.
    ///
    /// # Errors
    /// When its length is not what it was, or it cannot be authenticated and is to be.
    pub(crate) fn new(
        opened: Opened,
        authenticate: bool,
        whole: bool,
        first: u64,
        count: Option<u64>,
    ) -> Result<Self, ErrorKind> {
        let Opened { key, length, md5, hmac } = opened;
        let mut checks = Checks::default();
        if whole {
            if let (Some(length), Some(count)) = (length, count)
                && length != count
            {
                return Err(not_what_it_was(format!(
                    "it was encrypted with {length} bytes, and the service has {count}"
                )));
            }
            checks.md5 = md5.map(|md5| (Md5::new(), md5));
        }
        if authenticate && !whole {
            return Err(ErrorKind::Decryption(
                "a part of it cannot be authenticated: read the whole, or pass `authenticate: false`"
                    .to_owned(),
            ));
        }
        if authenticate && hmac.is_none() {
            return Err(unauthenticated());
        }
        if whole {
            checks.hmac = hmac.map(|hmac| (key.authentication(), hmac));
        }
        let keystream = key.keystream(first);
        Ok(Self { key, first, keystream, checks, held: None })
    }

    /// Whether all of it must come in order, for sums are made of it.
    pub(crate) fn is_in_order(&self) -> bool {
        self.checks.md5.is_some() || self.checks.hmac.is_some()
    }

    /// What is `place` bytes behind the first that comes.
    pub(crate) fn place_at(&self, place: u64) -> KeyPlace {
        KeyPlace { key: self.key.clone(), offset: self.first + place }
    }

    /// Takes the next piece of ciphertext, and gives the plaintext of the one before.
    pub(crate) fn apply(&mut self, data: Bytes) -> Option<Bytes> {
        self.checks.length += data.len() as u64;
        if let Some((hmac, _)) = &mut self.checks.hmac {
            hmac.update(&data);
        }
        let plain = self.keystream.apply(data);
        if let Some((md5, _)) = &mut self.checks.md5 {
            md5.update(&plain);
        }
        self.held.replace(plain)
    }

    /// The last piece, when all of it is what was encrypted.
    pub(crate) fn end(&mut self) -> Result<Option<Bytes>, ErrorKind> {
        if let Some((mut hmac, expected)) = self.checks.hmac.take() {
            hmac.update(&self.checks.length.to_be_bytes());
            if !bool::from(hmac.finalize().into_bytes().as_slice().ct_eq(&expected)) {
                self.held = None;
                return Err(not_what_it_was("its HMAC does not fit".to_owned()));
            }
        }
        if let Some((md5, expected)) = self.checks.md5.take()
            && md5.finalize().as_slice() != expected
        {
            self.held = None;
            return Err(not_what_it_was("its MD5 does not fit".to_owned()));
        }
        Ok(self.held.take())
    }
}

fn not_what_it_was(why: String) -> ErrorKind {
    ErrorKind::Decryption(format!("it is not what was encrypted: {why}"))
}

/// Why an object is not read that has no authentication.
pub(crate) fn unauthenticated() -> ErrorKind {
    ErrorKind::Decryption(
        "nothing in its metadata authenticates it, and the client wants that (`authenticate`)".to_owned(),
    )
}
