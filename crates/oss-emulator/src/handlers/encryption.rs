//! The encryption rule of a bucket.

use super::document::Kept;
use crate::{
    reason::{Reason, Refusal},
    sse,
};
use oss_protocol::encryption::EncryptionRule;

impl Kept for EncryptionRule {
    fn absent() -> Result<Self, Refusal> {
        Err(Reason::NoSuchEncryptionRule.into())
    }

    fn accept(self) -> Result<Self, Refusal> {
        Ok(Self { default: sse::accept(self.default)? })
    }
}
