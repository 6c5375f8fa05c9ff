//! All master keys as one thing: taken, added to others, and put in their place.
//!
//! Objects name the version of the key that wrapped theirs. Keys from elsewhere are therefore added behind those that are here, and
//! what they wrapped is wrapped anew, so that at no moment anything stored lacks its key.

use super::{
    Encryption, Kms, about, broken,
    keyring::{Keyring, Versions},
    unreadable,
};
use crate::{reason::Refusal, vault::Cipher};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, io};

/// The master keys of a server, secrets too, without what binds them to its folder.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Keys(Keyring);

/// Keys that were added to those of a server.
pub(crate) struct Added {
    foreign: Keyring,
    /// Those of the server, with the others.
    own: Keyring,
    /// By how many versions those of a key were moved, by the customer's key or the service's algorithm.
    moved: BTreeMap<(Option<String>, String), usize>,
}

impl Keys {
    /// What opens an object by these keys, whatever their state.
    pub(crate) fn cipher(&self, encryption: Option<&Encryption>) -> Result<Cipher, Refusal> {
        let Some(encryption) = encryption else { return Ok(Cipher::Plain) };
        let versions = versions(&self.0, encryption).ok_or_else(unreadable)?;
        let key = versions.unwrap(&about(&encryption.settings), &encryption.key).ok_or_else(unreadable)?;
        Ok(Cipher::from(&key))
    }
}

impl Kms {
    /// The keys as they are.
    pub(crate) fn keys(&self) -> Keys {
        Keys(Keyring { binding: None, ..self.read().clone() })
    }

    /// Adds keys to those that are here, which stay as they are.
    pub(crate) fn add(&self, Keys(foreign): &Keys) -> Result<Added, Refusal> {
        self.change(|own| {
            let mut moved = BTreeMap::new();
            for (algorithm, versions) in &foreign.service {
                let here = own.service.entry(algorithm.clone()).or_insert_with(Versions::none);
                moved.insert((None, algorithm.clone()), here.add(versions));
            }
            for (id, key) in &foreign.customer {
                let by = match own.customer.get_mut(id) {
                    Some(here) => here.versions.add(&key.versions),
                    None => {
                        own.customer.insert(id.clone(), key.clone());
                        0
                    }
                };
                moved.insert((Some(id.clone()), String::new()), by);
            }
            Ok(Added { foreign: foreign.clone(), own: own.clone(), moved })
        })
        .map_err(|e: io::Error| broken(e))
    }

    /// Leaves only these, in their states; they were [added](Self::add), and no object needs another.
    pub(crate) fn become_those(&self, Keys(keys): &Keys) -> Result<(), Refusal> {
        self.change(|own| {
            own.customer.retain(|id, _| keys.customer.contains_key(id));
            for (id, key) in &keys.customer {
                if let Some(here) = own.customer.get_mut(id) {
                    (here.created, here.state, here.external) = (key.created, key.state, key.external);
                }
            }
            own.aliases.clone_from(&keys.aliases);
            own.default.clone_from(&keys.default);
            Ok(())
        })
        .map_err(|e: io::Error| broken(e))
    }
}

impl Added {
    /// The encryption of an object of those keys, by the keys of the server.
    pub(crate) fn rewrapped(&self, encryption: &Encryption) -> Result<Encryption, Refusal> {
        let wrapped = &encryption.key;
        let whose = match &wrapped.customer {
            Some(id) => (Some(id.clone()), String::new()),
            None => (None, encryption.settings.algorithm.clone()),
        };
        match self.moved.get(&whose) {
            Some(0) => return Ok(encryption.clone()),
            Some(_) => {}
            None => return Err(unreadable()),
        }
        let about = about(&encryption.settings);
        let foreign = versions(&self.foreign, encryption).ok_or_else(unreadable)?;
        let key = foreign.unwrap(&about, wrapped).ok_or_else(unreadable)?;
        let own = versions(&self.own, encryption).ok_or_else(unreadable)?;
        let key = own.wrap(wrapped.customer.as_deref(), &about, &key).map_err(broken)?;
        Ok(Encryption { settings: encryption.settings.clone(), key })
    }
}

/// The versions of the key that wrapped an object's.
fn versions<'k>(keys: &'k Keyring, encryption: &Encryption) -> Option<&'k Versions> {
    match &encryption.key.customer {
        Some(id) => keys.customer.get(id).map(|key| &key.versions),
        None => keys.service.get(&encryption.settings.algorithm),
    }
}
