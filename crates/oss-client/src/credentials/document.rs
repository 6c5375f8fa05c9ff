//! Credentials in JSON, as the metadata server, STS and credential services write them.

use super::{Granted, SourceError};
use oss_protocol::{date::Timestamp, sign::Credentials};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    fmt::Display,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use zeroize::Zeroizing;

/// `AccessKeyId` and its companions. A field that is not there is told by name.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    /// `Success`, where the server says how it went.
    code: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<Zeroizing<String>>,
    security_token: Option<Zeroizing<String>>,
    expiration: Option<String>,
}

impl Document {
    /// Reads what `who` wrote.
    pub(super) fn grant(self, who: impl Display) -> Result<Granted, SourceError> {
        if let Some(code) = self.code.filter(|code| code != "Success") {
            return Err(SourceError::failed(format!("{who} answered {code}")));
        }
        granted(self.access_key_id, self.access_key_secret, self.security_token, self.expiration, who)
    }
}

/// Credentials out of fields that may be missing.
pub(super) fn granted(
    id: Option<String>,
    secret: Option<Zeroizing<String>>,
    token: Option<Zeroizing<String>>,
    expiration: Option<String>,
    who: impl Display,
) -> Result<Granted, SourceError> {
    let lacks = |what: &str| SourceError::failed(format!("{who} gave no {what}"));
    let credentials = Credentials {
        access_key_id: id.filter(|id| !id.is_empty()).ok_or_else(|| lacks("access key id"))?,
        access_key_secret: secret
            .filter(|secret| !secret.is_empty())
            .ok_or_else(|| lacks("access key secret"))?,
        security_token: token.filter(|token| !token.is_empty()),
    };
    let expires = match expiration.filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(time(&text).ok_or_else(|| {
            SourceError::failed(format!(
                "{who} gave the expiration {text:?}, which is no time such as 2030-01-01T00:00:00Z"
            ))
        })?),
    };
    Ok(Granted { credentials, expires })
}

fn time(text: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(Timestamp::parse_iso8601(text)?.as_secs()))
}

/// Reads JSON that may hold secrets: the error says where it is wrong, and quotes nothing of it.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8], who: impl Display) -> Result<T, SourceError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = match error.classify() {
            serde_json::error::Category::Eof => "ends too early",
            serde_json::error::Category::Syntax => "is no JSON",
            serde_json::error::Category::Data | serde_json::error::Category::Io => {
                "lacks a field, or has one of the wrong type"
            }
        };
        SourceError::failed(format!("what {who} says {what}, at line {line}, column {column}"))
    })
}
