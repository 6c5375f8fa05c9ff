//! Records as bytes: JSON, and behind it a checksum that is looked at whenever a record is read.

use crate::reason::{Reason, Refusal};
use oss_protocol::crc64;
use serde::{Serialize, de::DeserializeOwned};

/// What is kept in the database.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// What it is, for messages.
    const WHAT: &'static str;

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).expect("records are text and numbers");
        let sum = crc64::checksum(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let (json, sum) = bytes.split_last_chunk().ok_or_else(|| corrupt(Self::WHAT, "it is too short"))?;
        if u64::from_le_bytes(*sum) != crc64::checksum(json) {
            return Err(corrupt(Self::WHAT, "its checksum does not fit"));
        }
        serde_json::from_slice(json).map_err(|e| corrupt(Self::WHAT, e))
    }
}

pub(super) fn corrupt(what: &str, how: impl std::fmt::Display) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The stored {what} is corrupt: {how}"))
}
