//! V4: HMAC-SHA256 under a key derived for one day, region and product.
//!
//! Source: the service's page "Use the V4 signature algorithm", and the official Go SDK v2 (`oss/signer/v4.go`).

use super::{Authorization, Credentials, Signable, SignedText, hex, hmac_sha256};
use crate::{date::Timestamp, encode, header};
use http::header::CONTENT_TYPE;
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The last part of every scope.
pub const TERMINATOR: &str = "aliyun_v4_request";

/// What a signing key is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// `YYYYMMDD`
    pub date: String,
    /// `cn-hangzhou`, without `oss-`; on a CloudBox its id.
    pub region: String,
    /// `oss`, or `oss-cloudbox`.
    pub product: String,
}

impl Scope {
    /// The scope of a request signed at `time`.
    pub fn at(time: Timestamp, region: &str, product: &str) -> Self {
        let mut date = time.basic();
        date.truncate(8);
        Self { date, region: region.to_owned(), product: product.to_owned() }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{TERMINATOR}", self.date, self.region, self.product)
    }
}

/// The key a signature is computed with. It is good for one [`Scope`]; keep it rather than derive it again.
#[derive(Clone)]
pub struct SigningKey(Zeroizing<[u8; 32]>);

impl SigningKey {
    /// Derives the key.
    pub fn derive(secret: &str, scope: &Scope) -> Self {
        let start = Zeroizing::new(format!("aliyun_v4{secret}"));
        let mut key = Zeroizing::new(hmac_sha256(start.as_bytes(), scope.date.as_bytes()));
        for part in [&scope.region, &scope.product, TERMINATOR] {
            key = Zeroizing::new(hmac_sha256(key.as_slice(), part.as_bytes()));
        }
        Self(key)
    }

    /// A key that its source prints in place of the secret.
    #[cfg(test)]
    pub(super) fn from_hex(text: &str) -> Self {
        let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
        Self(Zeroizing::new(std::array::from_fn(byte)))
    }

    /// Hex of the HMAC-SHA256 of `text`.
    pub fn sign(&self, text: &SignedText) -> String {
        hex(&hmac_sha256(self.0.as_slice(), text.as_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

/// The request as a signature sees it.
///
/// `additional_headers` are the names [`additional`] returns.
pub fn canonical_request(request: &Signable<'_>, additional_headers: &[String]) -> SignedText {
    let mut text =
        format!("{}\n{}\n{}\n", request.method, encode::path(&request.resource()), canonical_query(request))
            .into_bytes();
    text.extend(request.header_lines(|name| {
        is_always_signed(name.as_str())
            || additional_headers.iter().any(|additional| additional == name.as_str())
    }));
    text.extend_from_slice(
        format!("\n{}\n{}", additional_headers.join(";"), header::UNSIGNED_PAYLOAD).as_bytes(),
    );
    SignedText(text)
}

/// Sorted by the encoded name.
fn canonical_query(request: &Signable<'_>) -> String {
    let mut parameters: Vec<_> = request
        .query
        .iter()
        .map(|(name, value)| (encode::component(name).to_string(), encode::component(value).to_string()))
        .collect();
    parameters.sort_unstable();
    let parameters: Vec<_> = parameters
        .into_iter()
        .map(|(name, value)| if value.is_empty() { name } else { format!("{name}={value}") })
        .collect();
    parameters.join("&")
}

/// What is signed: time, scope and the digest of the canonical request.
pub fn string_to_sign(canonical_request: &SignedText, date: &str, scope: &Scope) -> SignedText {
    let digest = hex(&Sha256::digest(canonical_request.as_bytes()));
    SignedText(format!("OSS4-HMAC-SHA256\n{date}\n{scope}\n{digest}").into_bytes())
}

/// Those of `wanted` that need naming: on the request, and not signed anyhow. Lower-case, sorted, each once.
pub fn additional(wanted: &[String], request: &Signable<'_>) -> Vec<String> {
    let mut names: Vec<_> = wanted
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .filter(|name| !is_always_signed(name) && request.headers.contains_key(name.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A header that is to be signed, and is not on the request. To sign without it would leave it open to change.
pub fn missing<'wanted>(wanted: &'wanted [String], request: &Signable<'_>) -> Option<&'wanted str> {
    let lacks = |name: &str| !is_always_signed(name) && !request.headers.contains_key(name);
    wanted.iter().map(String::as_str).find(|name| lacks(&name.to_ascii_lowercase()))
}

/// Signs a request that carries its `x-oss-date` and `x-oss-content-sha256`. `key` is derived for `scope`.
pub fn authorize(
    request: &Signable<'_>,
    credentials: &Credentials,
    scope: Scope,
    key: &SigningKey,
    wanted: &[String],
) -> Authorization {
    let additional_headers = additional(wanted, request);
    let date = String::from_utf8_lossy(request.header(header::X_OSS_DATE)).into_owned();
    let text = string_to_sign(&canonical_request(request, &additional_headers), &date, &scope);
    let signature = key.sign(&text);
    Authorization::V4 {
        access_key_id: credentials.access_key_id.clone(),
        scope,
        additional_headers,
        signature,
    }
}

fn is_always_signed(name: &str) -> bool {
    name == CONTENT_TYPE.as_str() || name == header::CONTENT_MD5.as_str() || name.starts_with("x-oss-")
}
