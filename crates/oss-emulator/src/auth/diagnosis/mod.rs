//! Why a signature was refused.
//!
//! What a client signed cannot be read out of its signature, but it can be found: the errors that clients make are few. Each is made
//! here ([`variations`]), the text that it gives is signed with the account's secret, and where the outcome is the signature that came,
//! that is what the client did. Nothing of this is told to the client: it is for the request log.

mod encodings;
mod pace;
mod parts;
mod search;
mod signing;
#[cfg(test)]
mod tests;
mod usual;
mod variations;

pub(crate) use pace::Pace;

use super::Accounts;
use crate::{call::Asked, config::Account, redact, s3::Sent};
use oss_protocol::sign::{Authorization, Presigned, aws_v4::Claim, v4::Scope};
use parts::Parts;
use serde_json::{Value, json};
use signing::Signature;
use std::sync::Arc;

/// Of a text, so many bytes are kept.
const KEPT: usize = 16 << 10;
/// And so many of a sentence, which may name what came.
const SENTENCE: usize = 400;

/// Why a signature was refused, as far as it was found out. It holds no secret, and of a token the mark that the request log has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// `V1` or `V4`; `AWS4` for V4 of AWS.
    pub version: &'static str,
    /// What was to be signed, and what the client signed.
    pub texts: Vec<Texts>,
    /// What the client did, one thing or two together; empty where that was not found.
    pub causes: Vec<Cause>,
    /// Where nothing was found: what it usually is with such a request, the likeliest first.
    pub usual: Vec<Cause>,
}

/// A text that is signed, as the server and as the client have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// `CanonicalRequest`, `StringToSign` or `Policy`.
    pub name: &'static str,
    /// What the server computed from what it received; at most 16 KiB, as the other.
    pub server: String,
    /// What the client must have signed; none where that was not found.
    pub client: Option<String>,
}

/// Something that makes a signature wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its name, which stays the same from version to version: `content-type-added`.
    pub id: &'static str,
    /// What differs, in a sentence.
    pub sentence: String,
    /// What to do, in a sentence or two.
    pub advice: String,
}

impl Cause {
    fn new(id: &'static str, sentence: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { id, sentence: shorten(&sentence.into(), SENTENCE), advice: advice.into() }
    }
}

impl Diagnosis {
    /// The names of the causes, with `+` between two; none where nothing was found.
    pub fn id(&self) -> Option<String> {
        joined(self.causes.iter().map(|cause| cause.id), "+")
    }

    /// What differs; none where nothing was found.
    pub fn cause(&self) -> Option<String> {
        joined(self.causes.iter().map(|cause| cause.sentence.as_str()), " ")
    }

    /// What to do: about what was found, or else what it usually is.
    pub fn advice(&self) -> Option<String> {
        if !self.causes.is_empty() {
            return joined(self.causes.iter().map(|cause| cause.advice.as_str()), " ");
        }
        let usual = self.usual.iter().enumerate();
        let usual: Vec<_> =
            usual.map(|(n, cause)| format!("{}. {} {}", n + 1, cause.sentence, cause.advice)).collect();
        joined(usual.iter().map(String::as_str), "\n")
    }

    /// The same as JSON, as the request log shows it: `{version, id, cause, advice, texts: [{name, server, client}]}`.
    pub fn to_json(&self) -> Value {
        let texts: Vec<_> = self
            .texts
            .iter()
            .map(|text| json!({ "name": text.name, "server": text.server, "client": text.client }))
            .collect();
        json!({
            "version": self.version,
            "id": self.id(),
            "cause": self.cause(),
            "advice": self.advice(),
            "texts": texts,
        })
    }

    /// How many bytes it takes, about.
    pub(crate) fn size(&self) -> usize {
        let text = |text: &Texts| text.server.len() + text.client.as_ref().map_or(0, String::len);
        let cause = |cause: &Cause| cause.sentence.len() + cause.advice.len();
        self.texts.iter().map(text).sum::<usize>()
            + self.causes.iter().chain(&self.usual).map(cause).sum::<usize>()
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>, separator: &str) -> Option<String> {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { None } else { Some(parts.join(separator)) }
}

/// Of a request with an `Authorization` header.
pub(super) fn of_header(
    asked: &Asked,
    authorization: &Authorization,
    account: &Account,
    accounts: &Accounts,
) -> Diagnosis {
    let secret = account.credentials.access_key_secret.as_str();
    diagnose(&Parts::of_header(asked, authorization, secret), asked, authorization.signature(), accounts)
}

/// Of a request that a presigned URL makes.
pub(super) fn of_link(
    asked: &Asked,
    presigned: &Presigned,
    account: &Account,
    accounts: &Accounts,
) -> Diagnosis {
    let secret = account.credentials.access_key_secret.as_str();
    diagnose(&Parts::of_link(asked, presigned, secret), asked, presigned.signature(), accounts)
}

/// Of a request that is signed as AWS does, V4, in its header or its URL.
pub(crate) fn of_aws(
    sent: &Sent,
    asked: &Asked,
    (claim, time, payload): (&Claim, &str, &str),
    account: &Account,
    accounts: &Accounts,
) -> Diagnosis {
    let secret = account.credentials.access_key_secret.as_str();
    let tokens = redact::tokens(&sent.headers, Some(&sent.query));
    found(&Parts::of_aws(sent, claim, time, payload, secret), &tokens, asked, &claim.signature, accounts)
}

/// Of a form, whose policy is what is signed; `scope` is that of V4.
pub(crate) fn of_form(
    policy: &str,
    token: Option<&str>,
    signature: &str,
    scope: Option<&Scope>,
    account: &Account,
    accounts: &Accounts,
) -> Diagnosis {
    let parts = Parts::of_policy(policy, scope, account.credentials.access_key_secret.as_str());
    let tokens: Vec<_> = token.filter(|token| !token.is_empty()).map(str::to_owned).into_iter().collect();
    found(&parts, &tokens, &Asked::default(), signature, accounts)
}

fn diagnose(parts: &Parts, asked: &Asked, signature: &str, accounts: &Accounts) -> Diagnosis {
    let tokens = redact::tokens(&asked.headers, Some(&asked.query));
    found(parts, &tokens, asked, signature, accounts)
}

fn found(parts: &Parts, tokens: &[String], asked: &Asked, signature: &str, accounts: &Accounts) -> Diagnosis {
    let shown = |text: Vec<u8>| shorten(&redact::text(&String::from_utf8_lossy(&text), tokens), KEPT);
    // Tokens are taken out before a text is written: whatever a variation does to one, it is not there.
    let masked = parts.masked(tokens);
    let server = masked.texts(parts);
    let presented = Signature { text: signature, hex: parts.version() != "V1" };
    let mut diagnosis = Diagnosis {
        version: parts.version(),
        texts: server
            .into_iter()
            .map(|(name, text)| Texts { name, server: shown(text), client: None })
            .collect(),
        causes: Vec::new(),
        usual: Vec::new(),
    };
    if !accounts.refused.has_left() {
        diagnosis.usual = vec![usual::not_looked_into()];
        return diagnosis;
    }
    let variations = variations::all(parts, asked, accounts.told());
    let (found, spent) = search::search(parts, &presented, &variations);
    accounts.refused.spend(spent);
    match found {
        Some(found) => {
            let (mut signed, mut masked) = (parts.clone(), masked);
            for variation in &found.variations {
                (variation.edit)(&mut signed);
                (variation.edit)(&mut masked);
            }
            for (text, (_, client)) in diagnosis.texts.iter_mut().zip(masked.texts(&signed)) {
                text.client = Some(shown(client));
            }
            diagnosis.causes = found.causes(tokens);
        }
        None => diagnosis.usual = usual::causes(parts, asked),
    }
    diagnosis
}

fn shorten(text: &str, to: usize) -> String {
    if text.len() <= to {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(to)])
}

/// The accounts of a server, as the search for another key's secret sees them.
type Told = [Arc<Account>];
