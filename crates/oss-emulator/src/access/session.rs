//! What a temporary key is restricted to, by the policy that STS was given with AssumeRole.
//!
//! Source: EC 0003-00000301: the key may do what both its role and that policy allow.

use super::{
    Asker,
    action::Need,
    policy::{self, Document},
};
use crate::reason::{Reason, Refusal};
use std::sync::Arc;

/// What a temporary key is restricted to.
#[derive(Clone, Debug)]
pub struct SessionPolicy(Arc<Document>);

impl SessionPolicy {
    /// Reads a policy in JSON, without principals.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        Document::of_session(text.as_bytes()).map(|document| Self(Arc::new(document)))
    }
}

/// Refuses who has a key that is restricted to something else. `place` is a bucket and its owner.
pub(super) fn check(asker: &Asker<'_>, place: (&str, &str), needs: &[Need<'_>]) -> Result<(), Refusal> {
    match &asker.account.session {
        Some(session) if !policy::permits(&session.0, asker, place, needs) => {
            Err(Reason::DeniedBySession.into())
        }
        _ => Ok(()),
    }
}
