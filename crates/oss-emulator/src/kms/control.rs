//! Customer master keys, managed: what the console of KMS does.

use super::{
    Kms,
    keyring::{CustomerKey, Keyring, State, Versions},
    random_id,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io;

/// The service lets a key wait between 7 and 366 days; here it may also be none.
const MAX_DAYS: u32 = 366;
const DEFAULT_DAYS: u32 = 30;
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// A customer master key, but for its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyDescription {
    /// Its id.
    pub key_id: String,
    /// Its aliases, each with its `alias/`.
    pub aliases: Vec<String>,
    /// `Enabled`, `Disabled`, `PendingDeletion` or `PendingImport`.
    pub state: String,
    /// How many versions it has.
    pub versions: usize,
    /// Milliseconds since 1970.
    pub created: u64,
    /// When it will be gone, in milliseconds since 1970, if it waits for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion: Option<u64>,
    /// Whether it is used where a request names no key.
    pub default: bool,
}

/// What the key management is asked to do, as JSON: `{ "action": "disable", "keyId": "…" }`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum KmsRequest {
    /// See [`Kms::list`].
    List,
    /// See [`Kms::create`].
    Create {
        /// See [`NewKey::key_id`].
        key_id: Option<String>,
        /// See [`NewKey::alias`].
        alias: Option<String>,
        /// See [`NewKey::origin`].
        #[serde(default)]
        origin: KeyOrigin,
    },
    /// See [`Kms::disable`].
    Disable {
        /// The key.
        key_id: String,
    },
    /// See [`Kms::enable`].
    Enable {
        /// The key.
        key_id: String,
    },
    /// See [`Kms::schedule_deletion`].
    ScheduleDeletion {
        /// The key.
        key_id: String,
        /// So long it waits.
        days: Option<u32>,
    },
    /// See [`Kms::cancel_deletion`].
    CancelDeletion {
        /// The key.
        key_id: String,
    },
    /// See [`Kms::rotate`].
    Rotate {
        /// The key; without it, the service's own.
        key_id: Option<String>,
    },
}

/// A key to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewKey {
    /// Its id; without one, a random UUID.
    pub key_id: Option<String>,
    /// A name for it; `alias/` is put in front if it is missing.
    pub alias: Option<String>,
    /// Where its material comes from.
    pub origin: KeyOrigin,
}

/// Where the material of a key comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum KeyOrigin {
    /// It is made with the key.
    #[default]
    Kms,
    /// Its owner will bring it: until then, which here is for ever, the key is `PendingImport`.
    External,
}

/// Why a key is not as it was asked to be.
#[derive(Debug, thiserror::Error)]
pub enum KmsError {
    /// There is none.
    #[error("there is no key {0:?}")]
    Unknown(String),
    /// There is one already.
    #[error("the key or alias {0:?} exists already")]
    Taken(String),
    /// An id or alias that would mean something else.
    #[error("{0:?} cannot be the name of a key")]
    Name(String),
    /// Its state does not allow it.
    #[error("the key {0:?} is {1}")]
    State(String, &'static str),
    /// So long does no key wait.
    #[error("a key waits for its deletion 0 to {MAX_DAYS} days, not {0}")]
    Days(u32),
    /// The keys cannot be kept.
    #[error("the keys cannot be saved: {0}")]
    Storage(#[from] io::Error),
}

impl Kms {
    /// Does what a request asks: gives a [`KeyDescription`], a list of them, or for a rotation nothing.
    ///
    /// # Errors
    /// Those of the methods of the same names.
    pub fn perform(&self, request: KmsRequest) -> Result<Value, KmsError> {
        let key = match request {
            KmsRequest::List => return Ok(json!(self.list())),
            KmsRequest::Rotate { key_id } => return self.rotate(key_id.as_deref()).map(|()| Value::Null),
            KmsRequest::Create { key_id, alias, origin } => self.create(NewKey { key_id, alias, origin }),
            KmsRequest::Disable { key_id } => self.disable(&key_id),
            KmsRequest::Enable { key_id } => self.enable(&key_id),
            KmsRequest::ScheduleDeletion { key_id, days } => self.schedule_deletion(&key_id, days),
            KmsRequest::CancelDeletion { key_id } => self.cancel_deletion(&key_id),
        };
        key.map(|key| json!(key))
    }

    /// Makes a key.
    ///
    /// # Errors
    /// When its id or alias is taken or malformed, or the keys cannot be saved.
    pub fn create(&self, new: NewKey) -> Result<KeyDescription, KmsError> {
        let alias =
            new.alias.map(|alias| format!("alias/{}", alias.strip_prefix("alias/").unwrap_or(&alias)));
        let plain = |name: &str| {
            (1..=255).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
        };
        if let Some(name) = new.key_id.as_deref().filter(|id| !plain(id) || id.contains('/')) {
            return Err(KmsError::Name(name.to_owned()));
        }
        if let Some(name) = alias.as_deref().filter(|alias| !plain(&alias["alias/".len()..])) {
            return Err(KmsError::Name(name.to_owned()));
        }
        let state = match new.origin {
            KeyOrigin::Kms => State::Enabled,
            KeyOrigin::External => State::PendingImport,
        };
        let created = self.now();
        self.change(|keys| {
            let id = match new.key_id {
                Some(id) => id,
                None => random_id()?,
            };
            if keys.customer.contains_key(&id) {
                return Err(KmsError::Taken(id));
            }
            if let Some(alias) = alias {
                if keys.aliases.contains_key(&alias) {
                    return Err(KmsError::Taken(alias));
                }
                keys.aliases.insert(alias, id.clone());
            }
            keys.customer.insert(
                id.clone(),
                CustomerKey {
                    created,
                    state,
                    external: state == State::PendingImport,
                    versions: Versions::new()?,
                },
            );
            describe(keys, &id)
        })
    }

    /// All keys, by id.
    pub fn list(&self) -> Vec<KeyDescription> {
        let (keys, now) = (self.read(), self.now());
        let live = keys.customer.keys().filter(|id| keys.live(id, now).is_some());
        live.filter_map(|id| describe(&keys, id).ok()).collect()
    }

    /// One key, by its id, an alias or an ARN.
    pub(crate) fn describe(&self, name: &str) -> Option<KeyDescription> {
        let (keys, now) = (self.read(), self.now());
        let id = keys.id(name).filter(|id| keys.live(id, now).is_some())?;
        describe(&keys, id).ok()
    }

    /// Makes a key unusable, for reading too.
    ///
    /// # Errors
    /// When there is no such key, it is neither enabled nor disabled, or the keys cannot be saved.
    pub fn disable(&self, name: &str) -> Result<KeyDescription, KmsError> {
        self.switch(name, |state| matches!(state, State::Enabled | State::Disabled), State::Disabled)
    }

    /// Makes a disabled key usable again.
    ///
    /// # Errors
    /// As for [`disable`](Self::disable).
    pub fn enable(&self, name: &str) -> Result<KeyDescription, KmsError> {
        self.switch(name, |state| matches!(state, State::Enabled | State::Disabled), State::Enabled)
    }

    /// Lets a key be gone after some days, 30 by default; until then it is unusable. What it encrypted is lost with it.
    ///
    /// # Errors
    /// When there is no such key, the days are too many, or the keys cannot be saved.
    pub fn schedule_deletion(&self, name: &str, days: Option<u32>) -> Result<KeyDescription, KmsError> {
        let days = days.unwrap_or(DEFAULT_DAYS);
        if days > MAX_DAYS {
            return Err(KmsError::Days(days));
        }
        self.switch(name, |_| true, State::PendingDeletion(self.now() + u64::from(days) * DAY))
    }

    /// Keeps a key that was to be deleted, and enables it if it has its material.
    ///
    /// # Errors
    /// When there is no such key, it does not wait for its deletion, or the keys cannot be saved.
    pub fn cancel_deletion(&self, name: &str) -> Result<KeyDescription, KmsError> {
        self.switch(name, |state| matches!(state, State::PendingDeletion(_)), State::Enabled)
    }

    /// Adds a version to a key, or without a name to the service's own. New objects use it; what is stored stays as it is.
    ///
    /// # Errors
    /// When there is no such key, it is not enabled, or the keys cannot be saved.
    pub fn rotate(&self, name: Option<&str>) -> Result<(), KmsError> {
        self.change(|keys| match name {
            None => Ok(keys.service.values_mut().try_for_each(Versions::rotate)?),
            Some(name) => {
                let (id, key) = find(keys, name)?;
                match key.state {
                    State::Enabled => Ok(key.versions.rotate()?),
                    state => Err(KmsError::State(id, word(state))),
                }
            }
        })
    }

    fn switch(
        &self,
        name: &str,
        from: impl Fn(State) -> bool,
        to: State,
    ) -> Result<KeyDescription, KmsError> {
        self.change(|keys| {
            let (id, key) = find(keys, name)?;
            if !from(key.state) {
                return Err(KmsError::State(id, word(key.state)));
            }
            // A key that was kept from deletion is what it was made as.
            key.state = if key.external && to == State::Enabled { State::PendingImport } else { to };
            describe(keys, &id)
        })
    }
}

fn find<'a>(keys: &'a mut Keyring, name: &str) -> Result<(String, &'a mut CustomerKey), KmsError> {
    let unknown = || KmsError::Unknown(name.to_owned());
    let id = keys.id(name).ok_or_else(unknown)?.to_owned();
    let key = keys.customer.get_mut(&id).ok_or_else(unknown)?;
    Ok((id, key))
}

fn word(state: State) -> &'static str {
    match state {
        State::Enabled => "Enabled",
        State::Disabled => "Disabled",
        State::PendingDeletion(_) => "PendingDeletion",
        State::PendingImport => "PendingImport",
    }
}

fn describe(keys: &Keyring, id: &str) -> Result<KeyDescription, KmsError> {
    let key = keys.customer.get(id).ok_or_else(|| KmsError::Unknown(id.to_owned()))?;
    Ok(KeyDescription {
        key_id: id.to_owned(),
        aliases: keys.aliases.iter().filter(|(_, of)| *of == id).map(|(alias, _)| alias.clone()).collect(),
        state: word(key.state).to_owned(),
        versions: key.versions.count(),
        created: key.created,
        deletion: match key.state {
            State::PendingDeletion(date) => Some(date),
            _ => None,
        },
        default: keys.default.as_deref() == Some(id),
    })
}
