//! The access keys that a server knows: those it was told, and temporary ones.

use super::diagnosis::Pace;
use crate::{
    clock::Clock,
    config::Account,
    reason::{Reason, Refusal},
    sts::Sts,
};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The access keys that a server knows.
pub(crate) struct Accounts {
    told: Vec<Arc<Account>>,
    pub(crate) sts: Arc<Sts>,
    /// How many refused signatures are looked into.
    pub(super) refused: Pace,
}

impl Accounts {
    pub(crate) fn new(accounts: Vec<Account>, clock: Clock) -> Self {
        let sts = Arc::new(Sts::new(clock, &accounts));
        Self { told: accounts.into_iter().map(Arc::new).collect(), sts, refused: Pace::default() }
    }

    /// Those it was told, which may manage it.
    pub(crate) fn told(&self) -> &[Arc<Account>] {
        &self.told
    }

    /// The account of an access key that came with a token, or without one. Another token than its own is refused.
    pub(crate) fn find(&self, id: &str, token: Option<&str>) -> Result<Arc<Account>, Refusal> {
        let told = self.told.iter().find(|account| account.credentials.access_key_id == id);
        let Some(account) = told else {
            let unknown = || Err(Refusal::from(Reason::UnknownAccessKey).with("OSSAccessKeyId", id));
            return self.sts.account(id, token).unwrap_or_else(unknown);
        };
        let own = account.credentials.security_token.as_ref().map(|token| token.as_str()).unwrap_or_default();
        if token.unwrap_or_default().as_bytes().ct_eq(own.as_bytes()).into() {
            Ok(Arc::clone(account))
        } else {
            Err(Reason::TokenInvalid.into())
        }
    }
}
