//! What clients say of their own encryption, which the service holds them to: a part that is not encrypted would spoil the whole.
//!
//! Sources: the service's pages of the EC 0005-00000401 to 413; official SDK oss2, `test_copy_crypto_object_with_replace_encryption_meta`.
//! That an object put in one request is not looked at is live: alibabacloud-oss-v2, `TestCopier`.

use crate::{
    reason::{Reason, Refusal},
    store::Metadata,
};
use http::HeaderMap;
use oss_protocol::number;

const PREFIX: &str = "x-oss-meta-client-side-encryption-";
/// What the beginning of an upload says, and each of its parts again.
const SAID: [(&str, Reason); 6] = [
    ("key", Reason::ClientKeyMissing),
    ("start", Reason::ClientStartMissing),
    ("cek-alg", Reason::ClientCekAlgMissing),
    ("wrap-alg", Reason::ClientWrapAlgMissing),
    ("data-size", Reason::ClientDataSizeMissing),
    ("part-size", Reason::ClientPartSizeMissing),
];

/// Refuses the beginning of an upload that says some of it and not all.
pub(crate) fn check_beginning(headers: &HeaderMap) -> Result<(), Refusal> {
    if !headers.keys().any(|name| name.as_str().starts_with(PREFIX)) {
        return Ok(());
    }
    check_said(headers)
}

/// Refuses a part that does not say what its upload said.
pub(crate) fn check_part(headers: &HeaderMap, upload: &Metadata) -> Result<(), Refusal> {
    if !is_encrypted(upload) {
        return Ok(());
    }
    check_said(headers)?;
    for (name, _) in SAID {
        if headers.get(format!("{PREFIX}{name}")).map(|value| value.as_bytes()) != said(upload, name) {
            let reason = if name == "start" { Reason::ClientStartOther } else { Reason::ClientEncryption };
            return Err(Refusal::from(reason).with("Header", format!("{PREFIX}{name}")));
        }
    }
    Ok(())
}

fn check_said(headers: &HeaderMap) -> Result<(), Refusal> {
    for (name, missing) in SAID {
        let value = headers.get(format!("{PREFIX}{name}")).ok_or(missing)?;
        let is_number = || value.to_str().ok().and_then(number::digits::<u64>).is_some();
        if name == "data-size" && !is_number() {
            return Err(Reason::ClientDataSize.into());
        }
    }
    Ok(())
}

/// Refuses more parts than the upload said it would have.
pub(crate) fn check_count(upload: &Metadata, parts: usize) -> Result<(), Refusal> {
    let size = |name| number::digits::<u64>(std::str::from_utf8(said(upload, name)?).ok()?);
    match (size("data-size"), size("part-size").filter(|size| *size > 0)) {
        (Some(data), Some(part)) if parts as u64 > data.div_ceil(part) => Err(Reason::ClientParts.into()),
        _ => Ok(()),
    }
}

/// Refuses a copy that would say otherwise of an encryption that stays as it is.
pub(crate) fn check_replacement(headers: &HeaderMap, source: &Metadata) -> Result<(), Refusal> {
    let changed = headers.iter().any(|(name, value)| {
        name.as_str()
            .strip_prefix(PREFIX)
            .is_some_and(|name| said(source, name).is_none_or(|said| said != value.as_bytes()))
    });
    if changed && is_encrypted(source) { Err(Reason::ClientEncryption.into()) } else { Ok(()) }
}

/// Whether a client says that it encrypted an object.
pub(crate) fn is_encrypted(metadata: &Metadata) -> bool {
    metadata.iter().any(|(name, _)| name.starts_with(PREFIX))
}

fn said<'m>(metadata: &'m Metadata, name: &str) -> Option<&'m [u8]> {
    metadata.iter().find(|(there, _)| there.strip_prefix(PREFIX) == Some(name)).map(|(_, value)| value)
}
