//! Signatures, made and checked from the same values.
//!
//! A signer takes a request apart into a value whose `Display` is the signed text, and returns a signature.
//! It changes nothing; the caller applies what it returns.

mod authorization;
pub mod aws_chunks;
pub mod aws_v2;
pub mod aws_v4;
mod credentials;
pub mod post_policy;
pub mod presign;
pub mod rpc;
mod text;
pub mod v1;
pub mod v4;

pub use authorization::{Authorization, MalformedAuthorization};
pub use credentials::Credentials;
pub use presign::Presigned;
pub use text::SignedText;

use crate::Query;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, Method};
use sha1::Sha1;
use sha2::Sha256;

/// The parts of a request that signatures cover.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// Method.
    pub method: &'a Method,
    /// The bucket, wherever in the request it stands.
    pub bucket: Option<&'a str>,
    /// The key, not encoded.
    pub key: Option<&'a str>,
    /// The query.
    pub query: &'a Query,
    /// The headers. Names are lower-case by their type.
    pub headers: &'a HeaderMap,
}

impl Signable<'_> {
    /// `/`, `/bucket/` or `/bucket/key`: the bucket is always there, wherever the request carries it.
    fn resource(&self) -> String {
        let bucket = self.bucket.map(|bucket| format!("{bucket}/")).unwrap_or_default();
        format!("/{bucket}{}", self.key.unwrap_or_default())
    }

    fn header(&self, name: impl http::header::AsHeaderName) -> &[u8] {
        self.headers.get(name).map(|value| value.as_bytes()).unwrap_or_default()
    }

    /// `name:value` lines of the headers that `signed` chooses, sorted; several values of a name are joined by commas.
    fn header_lines(&self, signed: impl Fn(&HeaderName) -> bool) -> Vec<u8> {
        let mut names: Vec<_> = self.headers.keys().filter(|name| signed(name)).collect();
        names.sort_unstable_by_key(|name| name.as_str());
        let mut lines = Vec::new();
        for name in names {
            let values: Vec<_> =
                self.headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect();
            lines.extend_from_slice(name.as_str().as_bytes());
            lines.push(b':');
            lines.extend_from_slice(&values.join(&b','));
            lines.push(b'\n');
        }
        lines
    }
}

/// Base64 of the HMAC-SHA1 of `text`.
fn hmac_sha1(secret: &str, text: &[u8]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn hmac_sha256(key: &[u8], data: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A header's value as AWS signs it: trimmed, and with one space in place of several.
#[must_use]
pub fn collapsed(value: &[u8]) -> Vec<u8> {
    let words: Vec<_> = value.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    words.join(&b' ')
}

#[cfg(test)]
mod tests;
