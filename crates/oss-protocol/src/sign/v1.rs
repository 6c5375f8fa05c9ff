//! V1: HMAC-SHA1 over a few headers and the sub-resources.
//!
//! Source: the service's page "Add signatures to the Authorization header", and the official Go SDK v2 (`oss/signer/v1.go`).

use super::{Authorization, Credentials, Signable, SignedText, hmac_sha1};
use crate::{header, subresource};
use http::header::{CONTENT_TYPE, DATE};

/// What is signed. The date is the `Date` header, or `x-oss-date` where there is none.
pub fn string_to_sign(request: &Signable<'_>) -> SignedText {
    let date = if request.headers.contains_key(DATE) { DATE } else { header::X_OSS_DATE };
    string_to_sign_dated(request, request.header(date))
}

/// What is signed, with `date` in the place of the date; a presigned URL has the time of its expiry there.
pub(super) fn string_to_sign_dated(request: &Signable<'_>, date: &[u8]) -> SignedText {
    let mut text = request.method.as_str().as_bytes().to_vec();
    for part in [request.header(header::CONTENT_MD5), request.header(CONTENT_TYPE), date] {
        text.push(b'\n');
        text.extend_from_slice(part);
    }
    text.push(b'\n');
    text.extend(request.header_lines(|name| name.as_str().starts_with("x-oss-")));
    text.extend_from_slice(canonical_resource(request).as_bytes());
    SignedText(text)
}

/// Neither key nor values are encoded here.
fn canonical_resource(request: &Signable<'_>) -> String {
    let mut signed: Vec<_> = request.query.iter().filter(|(name, _)| subresource::is_signed(name)).collect();
    signed.sort_unstable();
    let parameters: Vec<_> = signed
        .into_iter()
        .map(|(name, value)| if value.is_empty() { name.to_owned() } else { format!("{name}={value}") })
        .collect();
    let separator = if parameters.is_empty() { "" } else { "?" };
    format!("{}{separator}{}", request.resource(), parameters.join("&"))
}

/// Base64 of the HMAC-SHA1 of `text`.
pub fn signature(secret: &str, text: &SignedText) -> String {
    hmac_sha1(secret, text.as_bytes())
}

/// Signs a request that carries its date.
pub fn authorize(request: &Signable<'_>, credentials: &Credentials) -> Authorization {
    Authorization::V1 {
        access_key_id: credentials.access_key_id.clone(),
        signature: signature(&credentials.access_key_secret, &string_to_sign(request)),
    }
}
