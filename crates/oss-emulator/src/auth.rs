//! Who is asking. The signature is computed anew from what was received.

use crate::{
    call::Asked,
    config::Account,
    reason::{Reason, Refusal},
};
use http::header::{AUTHORIZATION, DATE};
use oss_protocol::{
    date::Timestamp,
    header,
    sign::{
        Authorization, SignedText, v1,
        v4::{self, Scope, SigningKey},
    },
};
use subtle::ConstantTimeEq;

/// A request may be so far from the server's clock, in seconds.
const MAX_SKEW: u64 = 15 * 60;

/// Query names that carry a signature in a presigned URL.
const QUERY_SIGNATURES: [&str; 4] =
    ["Signature", "OSSAccessKeyId", "x-oss-signature", "x-oss-signature-version"];

/// Finds out who signed, and refuses who did not.
pub(crate) fn authenticate<'a>(
    asked: &Asked,
    accounts: &'a [Account],
    region: &str,
    now: Timestamp,
) -> Result<&'a Account, Refusal> {
    let presigned = QUERY_SIGNATURES.iter().any(|name| asked.query.has(name));
    let Some(value) = asked.headers.get(AUTHORIZATION) else {
        return Err(if presigned {
            Refusal::from(Reason::NotImplemented)
                .saying("The local server does not check presigned URLs yet.")
        } else {
            Reason::AnonymousForbidden.into()
        });
    };
    if presigned {
        return Err(Reason::TwoSignatures.into());
    }
    let malformed = || {
        Refusal::from(Reason::BadAuthorization)
            .with("Authorization", String::from_utf8_lossy(value.as_bytes()))
    };
    if value.as_bytes().starts_with(b"OSS2 ") {
        return Err(
            Refusal::from(Reason::NotImplemented).saying("The local server does not check V2 signatures.")
        );
    }
    let authorization =
        value.to_str().ok().and_then(|text| Authorization::parse(text).ok()).ok_or_else(malformed)?;

    let id = authorization.access_key_id();
    let account = accounts
        .iter()
        .find(|account| account.credentials.access_key_id == id)
        .ok_or_else(|| Refusal::from(Reason::UnknownAccessKey).with("OSSAccessKeyId", id))?;
    check_token(asked, account)?;
    let time = check_time(asked, &authorization, now)?;
    if let Authorization::V4 { scope, .. } = &authorization {
        check_scope(asked, scope, region, time)
            .map_err(|refusal| refusal.with("Authorization", authorization.to_string()))?;
    }
    check_signature(asked, &authorization, account)?;
    Ok(account)
}

fn check_token(asked: &Asked, account: &Account) -> Result<(), Refusal> {
    let sent = asked.header(header::X_OSS_SECURITY_TOKEN).unwrap_or_default();
    let known = account.credentials.security_token.as_ref().map(|token| token.as_str()).unwrap_or_default();
    if sent == known { Ok(()) } else { Err(Reason::TokenInvalid.into()) }
}

/// The time of signing, if it is near.
fn check_time(asked: &Asked, authorization: &Authorization, now: Timestamp) -> Result<Timestamp, Refusal> {
    let date = asked.header(DATE);
    let own = asked.header(header::X_OSS_DATE);
    let time = match authorization {
        Authorization::V1 { .. } => date.or(own).and_then(Timestamp::parse_rfc1123),
        Authorization::V4 { .. } => own.and_then(Timestamp::parse_basic),
    };
    let time = time.ok_or(Reason::BadDate)?;
    if time.as_secs().abs_diff(now.as_secs()) > MAX_SKEW {
        return Err(Refusal::from(Reason::TimeTooSkewed)
            .with("MaxAllowedSkewMilliseconds", (MAX_SKEW * 1_000).to_string())
            .with("RequestTime", time.iso8601())
            .with("ServerTime", now.iso8601()));
    }
    Ok(time)
}

fn check_scope(asked: &Asked, scope: &Scope, region: &str, time: Timestamp) -> Result<(), Refusal> {
    if asked.header(header::X_OSS_CONTENT_SHA256) != Some(header::UNSIGNED_PAYLOAD) {
        return Err(Reason::BadContentSha256.into());
    }
    let expected = Scope::at(time, region, "oss");
    if scope.region != expected.region {
        return Err(Refusal::from(Reason::BadSigningRegion).with("Region", region));
    }
    if scope.product != expected.product {
        return Err(Reason::BadSigningProduct.into());
    }
    if scope.date != expected.date {
        return Err(Reason::BadScopeDate.into());
    }
    Ok(())
}

fn check_signature(asked: &Asked, authorization: &Authorization, account: &Account) -> Result<(), Refusal> {
    let request = asked.signable();
    let secret = account.credentials.access_key_secret.as_str();
    let (expected, text, canonical) = match authorization {
        Authorization::V1 { .. } => {
            let text = v1::string_to_sign(&request);
            (v1::signature(secret, &text), text, None)
        }
        Authorization::V4 { scope, additional_headers, .. } => {
            let canonical = v4::canonical_request(&request, additional_headers);
            let date = asked.header(header::X_OSS_DATE).unwrap_or_default();
            let text = v4::string_to_sign(&canonical, date, scope);
            (SigningKey::derive(secret, scope).sign(&text), text, Some(canonical))
        }
    };
    if expected.as_bytes().ct_eq(authorization.signature().as_bytes()).into() {
        return Ok(());
    }
    let refusal = Refusal::from(Reason::SignatureMismatch)
        .with("OSSAccessKeyId", authorization.access_key_id())
        .with("SignatureProvided", authorization.signature())
        .with("StringToSign", text.to_string())
        .with("StringToSignBytes", spaced_hex(&text));
    Err(match canonical {
        Some(canonical) => refusal.with("CanonicalRequest", canonical.to_string()),
        None => refusal,
    })
}

fn spaced_hex(text: &SignedText) -> String {
    let bytes: Vec<_> = text.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(" ")
}
