//! The master keys as they are kept, and what is done with one of them: wrapping the keys of objects.

use crate::{folder::FolderId, vault::DataKey};
use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{collections::BTreeMap, io};
use zeroize::Zeroizing;

/// All master keys of a server.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Keyring {
    /// The service's own keys, by the algorithm that a request names: `AES256`, `SM4`.
    pub(super) service: BTreeMap<String, Versions>,
    /// The customers' keys, by id.
    pub(super) customer: BTreeMap<String, CustomerKey>,
    /// Ids by alias, with its `alias/`.
    pub(super) aliases: BTreeMap<String, String>,
    /// The key that is used where a request names none, once there was such a request.
    pub(super) default: Option<String>,
    /// Missing in keys of version 0.2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) binding: Option<Binding>,
}

/// What binds keys, folder and index to each other.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Binding {
    pub(super) folder: FolderId,
    /// How often the keys were saved.
    pub(super) saves: u64,
    /// The key of the records of the index.
    pub(super) records: Secret,
    /// Whether all records are bound by it; until then, those of version 0.2 are taken as they are.
    pub(super) complete: bool,
}

impl Binding {
    pub(super) fn new(folder: FolderId, complete: bool) -> io::Result<Self> {
        Ok(Self { folder, saves: 0, records: Secret::new()?, complete })
    }
}

/// A key of a customer.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct CustomerKey {
    /// Milliseconds since 1970.
    pub(super) created: u64,
    pub(super) state: State,
    /// Whether its material is still to be brought.
    #[serde(default)]
    pub(super) external: bool,
    pub(super) versions: Versions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Enabled,
    Disabled,
    /// Gone from this time on, in milliseconds since 1970.
    PendingDeletion(u64),
    PendingImport,
}

/// The versions of a key, the newest last. The newest wraps, all unwrap.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Versions(Vec<Secret>);

/// 32 secret bytes.
#[derive(Clone)]
pub(super) struct Secret(pub(super) Zeroizing<[u8; 32]>);

impl Secret {
    fn new() -> io::Result<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *secret).map_err(io::Error::other)?;
        Ok(Self(secret))
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(STANDARD.encode(*self.0)))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = Zeroizing::new(STANDARD.decode(text.as_bytes()).map_err(D::Error::custom)?);
        let bytes =
            bytes.as_slice().try_into().map_err(|_| D::Error::custom("a key of another length than 32"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

/// The key of an object, wrapped by a master key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WrappedKey {
    /// The customer's key that wrapped it; without, the service's own.
    pub(super) customer: Option<String>,
    /// The version of the key that wrapped it, counted from one.
    pub(super) version: usize,
    /// Base64 of nonce, sealed key and tag.
    pub(super) sealed: String,
}

impl Versions {
    pub(super) fn new() -> io::Result<Self> {
        let mut versions = Self(Vec::new());
        versions.rotate()?;
        Ok(versions)
    }

    /// A key of which nothing is known yet.
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    /// Adds versions behind these, unless they are among them; by how many theirs are moved with that.
    pub(super) fn add(&mut self, others: &Self) -> usize {
        let same = |own: &[Secret]| own.iter().zip(&others.0).all(|(own, other)| own.0 == other.0);
        if others.0.is_empty() {
            return 0;
        }
        if let Some(at) = self.0.windows(others.0.len()).position(same) {
            return at;
        }
        let at = self.0.len();
        self.0.extend(others.0.iter().cloned());
        at
    }

    /// Adds a version.
    pub(super) fn rotate(&mut self) -> io::Result<()> {
        self.0.push(Secret::new()?);
        Ok(())
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    fn cipher(&self, version: usize) -> Option<Aes256Gcm> {
        let secret = self.0.get(version.checked_sub(1)?)?;
        Some(Aes256Gcm::new((&*secret.0).into()))
    }

    /// Wraps a key with the newest version. `about` must be said again to unwrap it.
    pub(super) fn wrap(&self, customer: Option<&str>, about: &str, key: &DataKey) -> io::Result<WrappedKey> {
        let version = self.count();
        let sealed = self.seal(version, &bound(about, customer, version), key.as_bytes())?;
        Ok(WrappedKey { customer: customer.map(Into::into), version, sealed: STANDARD.encode(sealed) })
    }

    /// Unwraps a key. `None` where it was not wrapped by this key, for this use.
    pub(super) fn unwrap(&self, about: &str, wrapped: &WrappedKey) -> Option<DataKey> {
        let bound = bound(about, wrapped.customer.as_deref(), wrapped.version);
        let key = self.open(wrapped.version, &bound, STANDARD.decode(&wrapped.sealed).ok()?)?;
        DataKey::from_bytes(&key)
    }

    /// Nonce, ciphertext and tag of bytes, which are bound to what must be said again to open them.
    pub(super) fn seal(&self, version: usize, bound: &[u8], plaintext: &[u8]) -> io::Result<Vec<u8>> {
        let cipher = self.cipher(version).ok_or_else(|| io::Error::other("a master key without versions"))?;
        let mut nonce = [0; 12];
        getrandom::fill(&mut nonce).map_err(io::Error::other)?;
        let mut sealed = nonce.to_vec();
        sealed.extend_from_slice(plaintext);
        let tag = cipher
            .encrypt_inout_detached(&nonce.into(), bound, (&mut sealed[12..]).into())
            .map_err(|_| io::Error::other("a key could not be wrapped"))?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// What was sealed so; `None` where it was not.
    pub(super) fn open(&self, version: usize, bound: &[u8], sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(sealed);
        let (nonce, rest) = bytes.split_at_mut_checked(12)?;
        let (plaintext, tag) = rest.split_at_mut_checked(rest.len().checked_sub(16)?)?;
        let nonce: [u8; 12] = (&*nonce).try_into().ok()?;
        let tag = (&*tag).try_into().ok()?;
        self.cipher(version)?
            .decrypt_inout_detached(&nonce.into(), bound, (&mut *plaintext).into(), tag)
            .ok()?;
        Some(Zeroizing::new(plaintext.to_vec()))
    }
}

/// What a wrapped key is bound to: what it is for, and whose key wrapped it.
fn bound(about: &str, customer: Option<&str>, version: usize) -> Vec<u8> {
    format!("oss-emulator data key\0{about}\0{}\0{version}", customer.unwrap_or_default()).into_bytes()
}

impl Keyring {
    pub(super) fn new(folder: FolderId, complete: bool) -> io::Result<Self> {
        let mut service = BTreeMap::new();
        for algorithm in ["AES256", "SM4"] {
            service.insert(algorithm.to_owned(), Versions::new()?);
        }
        let binding = Some(Binding::new(folder, complete)?);
        Ok(Self { service, customer: BTreeMap::new(), aliases: BTreeMap::new(), default: None, binding })
    }

    /// The key that an id, an alias or an ARN means, and whether it was an alias.
    pub(super) fn id<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let resource = match name.strip_prefix("acs:kms:") {
            Some(rest) => rest.splitn(3, ':').nth(2)?,
            None => name,
        };
        match resource.starts_with("alias/") {
            true => self.aliases.get(resource).map(String::as_str),
            false => Some(resource.strip_prefix("key/").unwrap_or(resource)),
        }
    }

    /// A key that has not passed its date of deletion.
    pub(super) fn live(&self, id: &str, now: u64) -> Option<&CustomerKey> {
        self.customer.get(id).filter(|key| !key.gone(now))
    }

    /// Forgets keys that have passed their date of deletion, for good.
    pub(super) fn purge(&mut self, now: u64) {
        self.customer.retain(|_, key| !key.gone(now));
        let customer = &self.customer;
        self.aliases.retain(|_, id| customer.contains_key(id));
        self.default.take_if(|id| !customer.contains_key(id));
    }
}

impl CustomerKey {
    fn gone(&self, now: u64) -> bool {
        matches!(self.state, State::PendingDeletion(date) if date <= now)
    }
}
