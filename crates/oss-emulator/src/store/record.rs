//! Records as bytes: a number that tells the form, an HMAC, and JSON. The HMAC is of the JSON and of the row it lies in, under a
//! key of `keys.json`, so a record that was changed, or moved to another row, is an error and never another answer.
//!
//! Version 0.2 wrote JSON and behind it a checksum. Such a folder is written anew when it is opened; from then on that form is
//! refused, or a record could be moved by whoever takes its HMAC off.

use super::tables::Row;
use crate::reason::{Reason, Refusal};
use hmac::{Hmac, KeyInit, Mac};
use oss_protocol::crc64;
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;

/// The form of a record, as its first byte. The form of version 0.2 begins with a brace.
const FORM: u8 = 1;
/// Bytes of the HMAC that are kept: half of them.
const TAG: usize = 16;

/// What binds records to their rows.
#[derive(Clone)]
pub(super) struct RecordKey {
    mac: Hmac<Sha256>,
    /// Whether records of version 0.2 are taken as they are.
    unbound: bool,
}

impl RecordKey {
    pub(super) fn new(secret: &[u8; 32], unbound: bool) -> Self {
        let mac = Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
        Self { mac, unbound }
    }

    fn mac(&self, row: &Row<impl AsRef<str>>, json: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(&row.place());
        mac.update(json);
        mac
    }
}

/// What is kept in the database.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// What it is, for messages.
    const WHAT: &'static str;

    /// Why it cannot be one that was written here, if so. All that is read from a disk is outside data.
    fn flaw(&self) -> Option<&'static str> {
        None
    }

    fn to_bytes(&self, key: &RecordKey, row: &Row<impl AsRef<str>>) -> Vec<u8> {
        let json = serde_json::to_vec(self).expect("records are text and numbers");
        let tag = key.mac(row, &json).finalize().into_bytes();
        let mut bytes = Vec::with_capacity(1 + TAG + json.len());
        bytes.push(FORM);
        bytes.extend_from_slice(&tag[..TAG]);
        bytes.extend_from_slice(&json);
        bytes
    }

    fn from_bytes(bytes: &[u8], key: &RecordKey, row: &Row<impl AsRef<str>>) -> Result<Self, Refusal> {
        let json = match bytes {
            [FORM, rest @ ..] => {
                let (tag, json) = rest.split_at_checked(TAG).ok_or_else(|| too_short(Self::WHAT))?;
                let fits = key.mac(row, json).verify_truncated_left(tag);
                fits.map_err(|_| corrupt(Self::WHAT, "it was changed, or belongs to another row"))?;
                json
            }
            _ if key.unbound => of_version_0_2(bytes, Self::WHAT)?,
            _ => return Err(corrupt(Self::WHAT, "it is bound to no row")),
        };
        let record: Self = serde_json::from_slice(json).map_err(|e| corrupt(Self::WHAT, e))?;
        match record.flaw() {
            Some(flaw) => Err(corrupt(Self::WHAT, flaw)),
            None => Ok(record),
        }
    }
}

fn of_version_0_2<'b>(bytes: &'b [u8], what: &str) -> Result<&'b [u8], Refusal> {
    let (json, sum) = bytes.split_last_chunk().ok_or_else(|| too_short(what))?;
    if u64::from_le_bytes(*sum) == crc64::checksum(json) {
        Ok(json)
    } else {
        Err(corrupt(what, "its checksum does not fit"))
    }
}

fn too_short(what: &str) -> Refusal {
    corrupt(what, "it is too short")
}

pub(crate) fn corrupt(what: &str, how: impl std::fmt::Display) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The stored {what} is corrupt: {how}"))
}
