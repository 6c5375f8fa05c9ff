//! The key management of the server: the service's own master keys, and those of customers, as the service KMS keeps them.
//!
//! A customer's key has an id, perhaps aliases, a state and versions. What a request gets to hear of a key that cannot be
//! used is what the service's documentation of errors says (EC 0005-00000208, 214, 215; HTTP 404 and 409).

mod blob;
mod control;
mod file;
mod keyring;
mod keys;

pub use control::{KeyDescription, KeyOrigin, KmsError, KmsRequest, NewKey};
pub(crate) use keyring::WrappedKey;
pub(crate) use keys::Keys;

use crate::{
    Clock,
    clock::milliseconds,
    disk::Disk,
    folder::{FolderId, Marker},
    reason::{Reason, Refusal},
    vault::{Cipher, DataKey},
};
use file::KeyFile;
use keyring::{Binding, CustomerKey, Keyring, State, Versions};
use oss_protocol::encryption::EncryptionSettings;
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write,
    io,
    path::Path,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};
use zeroize::Zeroizing;

/// The key management of a server.
pub struct Kms {
    keys: RwLock<Keyring>,
    file: Option<(KeyFile, Arc<Marker>)>,
    clock: Clock,
}

/// What keys say of the folder and the index they belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) folder: FolderId,
    /// How often the keys were saved.
    pub(crate) saves: u64,
    /// Whether all records of the index are bound by these keys; until then, those of version 0.2 are taken as they are.
    pub(crate) complete: bool,
}

/// How an object is encrypted: what answers say of it, and the key of its bytes, wrapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    /// With the id of the default key where the request named none.
    pub(crate) settings: EncryptionSettings,
    key: WrappedKey,
}

impl Encryption {
    /// The key of the bytes as it is kept: wrapped by a master key.
    pub(crate) fn wrapped(&self) -> Wrapped<'_> {
        let WrappedKey { customer, version, sealed } = &self.key;
        Wrapped { customer: customer.as_deref(), version: *version, sealed }
    }
}

/// The key of an object, wrapped, to be looked at.
pub(crate) struct Wrapped<'a> {
    /// The customer's key that wrapped it; without, the service's own.
    pub(crate) customer: Option<&'a str>,
    /// The version of the key that wrapped it, counted from one.
    pub(crate) version: usize,
    /// Base64 of nonce, sealed key and tag.
    pub(crate) sealed: &'a str,
}

impl Kms {
    /// New keys in memory.
    pub(crate) fn in_memory(clock: Clock) -> io::Result<Self> {
        let keys = RwLock::new(Keyring::new(FolderId::random()?, true)?);
        Ok(Self { keys, file: None, clock })
    }

    /// The keys of a folder, if there are any.
    pub(crate) fn load(
        (disk, folder): (&Arc<dyn Disk>, &Path),
        marker: &Arc<Marker>,
        clock: &Clock,
    ) -> io::Result<Option<Self>> {
        let file = KeyFile::in_folder(Arc::clone(disk), folder);
        Ok(file.load()?.map(|keys| Self {
            keys: RwLock::new(keys),
            file: Some((file, Arc::clone(marker))),
            clock: Arc::clone(clock),
        }))
    }

    /// New keys in a folder; `complete` where no record is of version 0.2.
    pub(crate) fn make(
        (disk, folder): (&Arc<dyn Disk>, &Path),
        id: FolderId,
        complete: bool,
        marker: &Arc<Marker>,
        clock: &Clock,
    ) -> io::Result<Self> {
        let keys = RwLock::new(Keyring::new(id, complete)?);
        let file = Some((KeyFile::in_folder(Arc::clone(disk), folder), Arc::clone(marker)));
        let kms = Self { keys, file, clock: Arc::clone(clock) };
        kms.change(|_| Ok::<_, io::Error>(()))?;
        Ok(kms)
    }

    /// What the keys belong to; `None` is those of version 0.2.
    pub(crate) fn bound(&self) -> Option<Bound> {
        let keys = self.read();
        let Binding { folder, saves, complete, .. } = keys.binding.as_ref()?;
        Some(Bound { folder: *folder, saves: *saves, complete: *complete })
    }

    /// Binds keys of version 0.2 to their folder. Its records are still to be bound.
    pub(crate) fn bind(&self, folder: FolderId) -> io::Result<()> {
        self.change(|keys| {
            keys.binding = Some(Binding::new(folder, false)?);
            Ok(())
        })
    }

    /// All records are bound.
    pub(crate) fn complete(&self) -> io::Result<()> {
        self.change(|keys| {
            if let Some(binding) = &mut keys.binding {
                binding.complete = true;
            }
            Ok(())
        })
    }

    /// The key of the records of the index; `None` where the keys are still those of version 0.2.
    pub(crate) fn record_secret(&self) -> Option<Zeroizing<[u8; 32]>> {
        self.read().binding.as_ref().map(|binding| binding.records.0.clone())
    }

    /// A new key for an object, and how it is wrapped. `None` is an object that is not encrypted.
    pub(crate) fn encrypt(
        &self,
        settings: Option<EncryptionSettings>,
    ) -> Result<(Option<Encryption>, Cipher), Refusal> {
        let Some(mut settings) = settings else { return Ok((None, Cipher::Plain)) };
        let sm4 = settings.algorithm == "SM4" || settings.data_encryption.as_deref() == Some("SM4");
        let key = if sm4 { DataKey::sm4() } else { DataKey::aes256() }.map_err(broken)?;
        let about = about(&settings);
        let wrapped = if settings.algorithm == "KMS" {
            let name = match settings.key_id.clone() {
                Some(name) => name,
                None => self.default_key()?,
            };
            let keys = self.read();
            let (id, customer) = self.usable(&keys, &name)?;
            let wrapped = customer.versions.wrap(Some(id), &about, &key).map_err(broken)?;
            settings.key_id = Some(name);
            wrapped
        } else {
            let keys = self.read();
            let versions = keys.service.get(&settings.algorithm).ok_or(Reason::BadEncryption)?;
            versions.wrap(None, &about, &key).map_err(broken)?
        };
        Ok((Some(Encryption { settings, key: wrapped }), Cipher::from(&key)))
    }

    /// What opens an object, and seals more of it.
    pub(crate) fn cipher(&self, encryption: Option<&Encryption>) -> Result<Cipher, Refusal> {
        let Some(Encryption { settings, key: wrapped }) = encryption else { return Ok(Cipher::Plain) };
        let keys = self.read();
        let versions = match &wrapped.customer {
            Some(id) => &self.usable(&keys, id)?.1.versions,
            None => keys.service.get(&settings.algorithm).ok_or_else(unreadable)?,
        };
        let key = versions.unwrap(&about(settings), wrapped).ok_or_else(unreadable)?;
        Ok(Cipher::from(&key))
    }

    /// A customer's key that may be used, and its id.
    fn usable<'a>(&self, keys: &'a Keyring, name: &'a str) -> Result<(&'a str, &'a CustomerKey), Refusal> {
        let unknown = if name.contains("alias/") { Reason::AliasNotFound } else { Reason::KeyNotFound };
        let (id, key) = keys.id(name).and_then(|id| Some((id, keys.live(id, self.now())?))).ok_or(unknown)?;
        match key.state {
            State::Enabled => Ok((id, key)),
            State::Disabled => Err(Reason::KeyDisabled.into()),
            State::PendingDeletion(_) => Err(Reason::KeyPendingDeletion.into()),
            State::PendingImport => Err(Reason::KeyPendingImport.into()),
        }
    }

    /// The key for requests that name none. The first of them makes it, as at the service.
    fn default_key(&self) -> Result<String, Refusal> {
        let now = self.now();
        if let Some(id) = {
            let keys = self.read();
            keys.default.clone().filter(|id| keys.live(id, now).is_some())
        } {
            return Ok(id);
        }
        self.change(|keys| {
            if let Some(id) = &keys.default {
                return Ok(id.clone()); // Another request was faster.
            }
            let id = random_id()?;
            let key = CustomerKey {
                created: now,
                state: State::Enabled,
                external: false,
                versions: Versions::new()?,
            };
            keys.customer.insert(id.clone(), key);
            keys.default = Some(id.clone());
            Ok(id)
        })
        .map_err(|e: io::Error| broken(e))
    }

    /// Changes the keys, in the file first. An error changes nothing.
    fn change<T, E: From<io::Error>>(
        &self,
        change: impl FnOnce(&mut Keyring) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = keys.clone();
        changed.purge(self.now());
        let outcome = change(&mut changed)?;
        if let Some(binding) = &mut changed.binding {
            binding.saves = binding.saves.saturating_add(1);
        }
        if let Some((file, marker)) = &self.file {
            file.save(&changed)?;
            if let Some(binding) = &changed.binding {
                marker.saved(binding.saves);
            }
        }
        *keys = changed;
        Ok(outcome)
    }

    fn read(&self) -> RwLockReadGuard<'_, Keyring> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since 1970.
    fn now(&self) -> u64 {
        milliseconds(&self.clock)
    }
}

/// What the key of an object is for.
fn about(settings: &EncryptionSettings) -> String {
    format!("{}\0{}", settings.algorithm, settings.data_encryption.as_deref().unwrap_or_default())
}

/// An id as KMS makes them: a UUID of version 4.
pub(crate) fn random_id() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        let hyphen = if [4, 6, 8, 10].contains(&position) { "-" } else { "" };
        let _ = write!(id, "{hyphen}{byte:02x}");
    }
    Ok(id)
}

fn broken(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The key management failed: {error}"))
}

fn unreadable() -> Refusal {
    Refusal::from(Reason::InternalError)
        .saying("The key of the object cannot be unwrapped: it or keys.json is damaged.")
}
