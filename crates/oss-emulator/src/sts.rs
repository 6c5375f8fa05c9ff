//! Temporary access keys: issued, and expired by the server's clock or on request.

use crate::{
    access::SessionPolicy,
    clock::{Clock, LAST, milliseconds},
    config::Account,
    reason::{Reason, Refusal},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_protocol::sign::Credentials;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// So many keys are remembered; the oldest are forgotten, and then unknown.
const REMEMBERED: usize = 10_000;
/// The longest duration that AssumeRole knows, in seconds.
const MAX_SECONDS: u64 = 12 * 60 * 60;
const DEFAULT_SECONDS: u64 = 60 * 60;

/// Issues temporary access keys, and knows them.
pub struct Sts {
    clock: Clock,
    /// To whom they belong unless somebody is named.
    owner: String,
    /// Ids that belong to no temporary key.
    taken: Vec<String>,
    issued: Mutex<VecDeque<Temporary>>,
}

struct Temporary {
    account: Arc<Account>,
    /// Milliseconds since 1970.
    expiration: u64,
}

/// A temporary key to issue. The default is one of the first account, for an hour.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// How long it is good, in seconds; up to twelve hours.
    pub seconds: Option<u64>,
    /// When it expires, in milliseconds since 1970; instead of `seconds`. It may have been.
    pub expiration: Option<u64>,
    /// Its id; without one, a random one that begins with `STS.`.
    pub access_key_id: Option<String>,
    /// The number of the owner of what it makes.
    pub owner: Option<String>,
    /// What it is restricted to.
    pub policy: Option<SessionPolicy>,
}

/// A temporary key that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The key, its secret and its token.
    pub credentials: Credentials,
    /// When it expires, in milliseconds since 1970.
    pub expiration: u64,
}

/// Why a temporary key is not issued or expired.
#[derive(Debug, thiserror::Error)]
pub enum StsError {
    /// A value that means nothing.
    #[error("{0} must be {1}, not {2}")]
    Value(String, &'static str, String),
    /// Both ways to say how long.
    #[error("durationSeconds and expiration cannot go together: they say the same")]
    Both,
    /// Another key has this id.
    #[error("there is an access key {0:?} already")]
    Taken(String),
    /// A policy that is none.
    #[error("policy: {0}")]
    Policy(String),
    /// No key has this token.
    #[error("no temporary access key has this token")]
    Unknown,
    /// The system gives no randomness.
    #[error("no randomness for an access key: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl Sts {
    pub(crate) fn new(clock: Clock, accounts: &[Account]) -> Self {
        let owner = accounts.first().map_or_else(|| Account::OWNER.to_owned(), |first| first.owner.clone());
        let taken = accounts.iter().map(|account| account.credentials.access_key_id.clone()).collect();
        Self { clock, owner, taken, issued: Mutex::default() }
    }

    /// Issues a key.
    ///
    /// # Errors
    /// When its id is taken, its duration is too long or said twice, or there is no randomness.
    pub fn issue(&self, new: NewToken) -> Result<Issued, StsError> {
        let seconds = new.seconds.unwrap_or(DEFAULT_SECONDS);
        if new.seconds.is_some() && new.expiration.is_some() {
            return Err(StsError::Both);
        }
        if seconds > MAX_SECONDS {
            return Err(wrong("durationSeconds", "at most twelve hours, 43200", &seconds.into()));
        }
        if let Some(expiration) = new.expiration.filter(|expiration| *expiration > LAST) {
            return Err(wrong("expiration", "a time before the year 10000", &expiration.into()));
        }
        let expiration = new.expiration.unwrap_or_else(|| self.now().saturating_add(seconds * 1_000));
        let credentials = Credentials {
            access_key_id: match new.access_key_id {
                Some(id) => id,
                None => format!("STS.{}", random::<18>()?.replace(['+', '/'], "x")),
            },
            access_key_secret: random::<30>()?.into(),
            // As the service's own begin. It holds `+` and `/`, which must be encoded in a URL.
            security_token: Some(format!("CAIS{}", random::<192>()?).into()),
        };
        let mut issued = self.lock();
        let id = &credentials.access_key_id;
        if self.taken.contains(id) || issued.iter().any(|key| key.account.credentials.access_key_id == *id) {
            return Err(StsError::Taken(id.clone()));
        }
        if issued.len() >= REMEMBERED {
            issued.pop_front();
        }
        let owner = new.owner.unwrap_or_else(|| self.owner.clone());
        let account = Arc::new(Account { session: new.policy, ..Account::new(credentials.clone(), owner) });
        issued.push_back(Temporary { account, expiration });
        Ok(Issued { credentials, expiration })
    }

    /// Lets the key that a token belongs to expire now.
    ///
    /// # Errors
    /// When there is none.
    pub fn expire(&self, token: &str) -> Result<(), StsError> {
        let now = self.now();
        let mut issued = self.lock();
        let key = issued.iter_mut().find(|key| has_token(&key.account, token)).ok_or(StsError::Unknown)?;
        key.expiration = key.expiration.min(now);
        Ok(())
    }

    /// Forgets all keys.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    /// Does what a request in JSON asks: `{ "action": "issue", "durationSeconds": 900 }` or `{ "action": "expire", "stsToken": "…" }`.
    /// To issue gives the key as ali-oss takes it, and its `expiration`.
    ///
    /// # Errors
    /// Those of the methods, and when the request is none of these.
    pub fn perform(&self, request: &Value) -> Result<Value, StsError> {
        match request["action"].as_str() {
            Some("issue") => {
                let issued = self.issue(NewToken {
                    seconds: whole(request, "durationSeconds")?,
                    expiration: whole(request, "expiration")?,
                    access_key_id: text(request, "accessKeyId")?,
                    owner: text(request, "owner")?,
                    policy: policy(request)?,
                })?;
                let Credentials { access_key_id, access_key_secret, security_token } = &issued.credentials;
                Ok(json!({
                    "accessKeyId": access_key_id,
                    "accessKeySecret": access_key_secret.as_str(),
                    "stsToken": security_token.as_ref().map(|token| token.as_str()),
                    "expiration": issued.expiration,
                }))
            }
            Some("expire") => {
                let token = text(request, "stsToken")?.map(Zeroizing::new).ok_or(StsError::Unknown)?;
                self.expire(&token).map(|()| Value::Null)
            }
            _ => Err(wrong("action", "issue or expire", &request["action"])),
        }
    }

    /// The account of a temporary key, if the token is its own and it has not expired. `None` where the id is no such key's.
    ///
    /// Sources: the service's pages of the ECs 0002-00000002, -06 and -07: without its token the key is unknown.
    pub(crate) fn account(&self, id: &str, token: Option<&str>) -> Option<Result<Arc<Account>, Refusal>> {
        let now = self.now();
        let issued = self.lock();
        let key = issued.iter().find(|key| key.account.credentials.access_key_id == id)?;
        Some(match token {
            None | Some("") => Err(Refusal::from(Reason::UnknownAccessKey).with("OSSAccessKeyId", id)),
            Some(token) if !has_token(&key.account, token) => Err(Reason::TokenInvalid.into()),
            Some(_) if key.expiration <= now => Err(Reason::TokenExpired.into()),
            Some(_) => Ok(Arc::clone(&key.account)),
        })
    }

    fn now(&self) -> u64 {
        milliseconds(&self.clock)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Temporary>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn has_token(account: &Account, token: &str) -> bool {
    let own = account.credentials.security_token.as_ref();
    own.is_some_and(|own| own.as_bytes().ct_eq(token.as_bytes()).into())
}

fn random<const N: usize>() -> Result<String, StsError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    getrandom::fill(&mut *bytes)?;
    Ok(STANDARD.encode(*bytes))
}

fn wrong(name: &str, wanted: &'static str, got: &Value) -> StsError {
    StsError::Value(name.to_owned(), wanted, got.to_string())
}

fn whole(request: &Value, name: &str) -> Result<Option<u64>, StsError> {
    match &request[name] {
        Value::Null => Ok(None),
        value => match value.as_u64() {
            Some(number) => Ok(Some(number)),
            None => Err(wrong(name, "a whole number that is not negative", value)),
        },
    }
}

/// A policy, as an object or as its JSON.
fn policy(request: &Value) -> Result<Option<SessionPolicy>, StsError> {
    let text = match &request["policy"] {
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    SessionPolicy::parse(&text).map(Some).map_err(StsError::Policy)
}

fn text(request: &Value, name: &str) -> Result<Option<String>, StsError> {
    match &request[name] {
        Value::Null => Ok(None),
        Value::String(text) if !text.is_empty() => Ok(Some(text.clone())),
        value => Err(wrong(name, "text", value)),
    }
}
