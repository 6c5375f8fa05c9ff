//! Each error is made here by a signer of its own: texts are written out, and only the HMAC is a library's.

mod aws;
mod forms;
mod headers;
mod links;
mod random;
mod secrets;
mod v4;

use super::{Diagnosis, Pace, search};
use crate::{
    auth::{Accounts, authenticate},
    call::Asked,
    clock::system_clock,
    config::Account,
    reason::Reason,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use oss_protocol::{Query, date::Timestamp, encode, sign::Credentials};
use sha1::Sha1;
use sha2::{Digest, Sha256};

const ID: &str = "test-id";
const SECRET: &str = "oneVerySecretSecret";
/// 2026-01-02T03:04:05Z
const NOW: Timestamp = Timestamp::from_secs(1_767_323_045);
const DATE: &str = "Fri, 02 Jan 2026 03:04:05 GMT";
const BASIC: &str = "20260102T030405Z";
const TOKEN: &str = "CAIS+a/long=token of+mine";
/// The access key that has the token.
const TEMPORARY: &str = "STS.id";

fn accounts() -> Accounts {
    let account = |id: &str, secret: &str, token: Option<&str>| {
        let credentials = Credentials {
            access_key_id: id.to_owned(),
            access_key_secret: secret.to_owned().into(),
            security_token: token.map(|token| token.to_owned().into()),
        };
        Account::new(credentials, Account::OWNER)
    };
    let told = vec![
        account(ID, SECRET, None),
        account("other-id", "anotherVerySecretSecret", None),
        account(TEMPORARY, SECRET, Some(TOKEN)),
    ];
    Accounts::new(told, system_clock())
}

/// A request as it comes in, path style: `GET /bkt/k?acl`.
fn asked(request: &str, headers: &[(&str, &str)]) -> Asked {
    let (method, target) = request.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = encode::decode(&path[1..]).unwrap();
    let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    Asked {
        method: method.parse().unwrap(),
        bucket: some(bucket),
        key: some(key),
        query: Query::parse(query).unwrap(),
        headers: map,
        in_path: true,
        ..Asked::default()
    }
}

/// Why a request is refused.
fn refused(asked: &Asked) -> Diagnosis {
    refused_as(asked, Reason::SignatureMismatch)
}

fn refused_as(asked: &Asked, reason: Reason) -> Diagnosis {
    let refusal = authenticate(asked, &accounts(), "cn-hangzhou", NOW).unwrap_err();
    assert_eq!(refusal.reason, reason, "{refusal}");
    let diagnosis = refusal.signature.unwrap();
    let all = format!("{diagnosis:?} {}", diagnosis.to_json());
    for secret in [SECRET, "anotherVerySecretSecret", TOKEN, &encode::component(TOKEN).to_string()] {
        assert!(!all.contains(secret), "{all}");
    }
    (*diagnosis).clone()
}

/// The cause that was found, with the text that the client signed last.
fn cause(diagnosis: &Diagnosis) -> (String, String) {
    let id = diagnosis.id().unwrap_or_else(|| panic!("nothing was found: {diagnosis:#?}"));
    let last = diagnosis.texts.last().unwrap();
    (id, last.client.clone().unwrap())
}

fn sha1(secret: &str, text: &str) -> Vec<u8> {
    Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .unwrap()
        .chain_update(text)
        .finalize()
        .into_bytes()
        .to_vec()
}

fn sha256(secret: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(text).finalize().into_bytes().to_vec()
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The signature of V4 for a canonical request, with a key for `date/region/product/end`.
fn v4_signature(secret: &str, start: &str, key: &str, said: &str, time: &str, canonical: &str) -> String {
    let derived =
        key.split('/').fold(format!("{start}{secret}").into_bytes(), |key, part| sha256(&key, part));
    let digest = hex(&Sha256::digest(canonical));
    hex(&sha256(&derived, &format!("OSS4-HMAC-SHA256\n{time}\n{said}\n{digest}")))
}
