//! Who is asking. The signature is computed anew from what was received.

mod accounts;
pub(crate) mod diagnosis;
mod presigned;

pub(crate) use accounts::Accounts;

use crate::{
    call::Asked,
    config::Account,
    reason::{Reason, Refusal},
    s3,
};
use http::{
    HeaderValue,
    header::{AUTHORIZATION, DATE},
};
use oss_protocol::{
    date::Timestamp,
    header,
    sign::{
        Authorization, Presigned, Signable, SignedText, v1,
        v4::{self, Scope, SigningKey},
    },
};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// A request may be so far from the server's clock, in seconds.
pub(crate) const MAX_SKEW: u64 = 15 * 60;

/// Finds out who signed, and refuses who did so wrongly. Who did not sign is [anonymous](Account::anonymous).
pub(crate) fn authenticate(
    asked: &Asked,
    accounts: &Accounts,
    region: &str,
    now: Timestamp,
) -> Result<Arc<Account>, Refusal> {
    if let Some(account) = &asked.signed_in {
        return Ok(Arc::clone(account));
    }
    if let Some(sent) = &asked.s3 {
        return s3::authenticate(sent, asked, accounts, now);
    }
    match (asked.headers.get(AUTHORIZATION), Presigned::parse(&asked.query)) {
        (None, None) => Ok(Account::anonymous()),
        (None, Some(presigned)) => presigned::authenticate(asked, presigned, accounts, region, now),
        (Some(_), Some(_)) => Err(Reason::TwoSignatures.into()),
        (Some(value), None) => by_header(asked, value, accounts, region, now),
    }
}

/// The id of the access key that a request says it is signed with, whether it is or not.
pub(crate) fn claimed(asked: &Asked) -> Option<String> {
    let by_header = || Authorization::parse(asked.header(AUTHORIZATION)?).ok();
    let by_link = || Presigned::parse(&asked.query)?.ok();
    by_header()
        .map(|authorization| authorization.access_key_id().to_owned())
        .or_else(|| Some(by_link()?.access_key_id().to_owned()))
}

fn by_header(
    asked: &Asked,
    value: &HeaderValue,
    accounts: &Accounts,
    region: &str,
    now: Timestamp,
) -> Result<Arc<Account>, Refusal> {
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
    let token = asked.header(header::X_OSS_SECURITY_TOKEN);
    let account = accounts.find(authorization.access_key_id(), token)?;
    let time = check_time(asked, &authorization, now)?;
    if let Authorization::V4 { scope, .. } = &authorization {
        if asked.header(header::X_OSS_CONTENT_SHA256) != Some(header::UNSIGNED_PAYLOAD) {
            return Err(
                Refusal::from(Reason::BadContentSha256).with("Authorization", authorization.to_string())
            );
        }
        check_scope(scope, region, time)
            .map_err(|refusal| refusal.with("Authorization", authorization.to_string()))?;
    }
    let mut expected = expected(asked, &asked.signable(), &authorization, &account);
    if !expected.is(authorization.signature())
        && let Some(request) = asked.signable_as_sent()
    {
        let other = self::expected(asked, &request, &authorization, &account);
        if other.is(authorization.signature()) {
            expected = other;
        }
    }
    compare(expected, authorization.access_key_id(), authorization.signature()).map_err(|refusal| {
        refusal.explained(diagnosis::of_header(asked, &authorization, &account, accounts))
    })?;
    Ok(account)
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
    check_skew(time, now)?;
    Ok(time)
}

/// Refuses a time that is not near.
pub(crate) fn check_skew(time: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if time.as_secs().abs_diff(now.as_secs()) > MAX_SKEW {
        return Err(Refusal::from(Reason::TimeTooSkewed)
            .with("MaxAllowedSkewMilliseconds", (MAX_SKEW * 1_000).to_string())
            .with("RequestTime", time.iso8601())
            .with("ServerTime", now.iso8601()));
    }
    Ok(())
}

/// Refuses a scope that is not this server's, or of another day than the signature.
pub(crate) fn check_scope(scope: &Scope, region: &str, time: Timestamp) -> Result<(), Refusal> {
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

/// The signature that should have come, and what it is of.
pub(crate) struct Expected {
    pub(crate) signature: String,
    pub(crate) text: SignedText,
    pub(crate) canonical: Option<SignedText>,
}

impl Expected {
    fn is(&self, signature: &str) -> bool {
        self.signature.as_bytes().ct_eq(signature.as_bytes()).into()
    }
}

fn expected(
    asked: &Asked,
    request: &Signable<'_>,
    authorization: &Authorization,
    account: &Account,
) -> Expected {
    let secret = account.credentials.access_key_secret.as_str();
    match authorization {
        Authorization::V1 { .. } => {
            let text = v1::string_to_sign(request);
            Expected { signature: v1::signature(secret, &text), text, canonical: None }
        }
        Authorization::V4 { scope, additional_headers, .. } => {
            let canonical = v4::canonical_request(request, additional_headers);
            let date = asked.header(header::X_OSS_DATE).unwrap_or_default();
            let text = v4::string_to_sign(&canonical, date, scope);
            let signature = SigningKey::derive(secret, scope).sign(&text);
            Expected { signature, text, canonical: Some(canonical) }
        }
    }
}

/// Refuses another signature than the expected, and says what that is of.
pub(crate) fn compare(expected: Expected, access_key_id: &str, signature: &str) -> Result<(), Refusal> {
    if expected.is(signature) {
        return Ok(());
    }
    let refusal = Refusal::from(Reason::SignatureMismatch)
        .with("OSSAccessKeyId", access_key_id)
        .with("SignatureProvided", signature)
        .with("StringToSign", expected.text.to_string())
        .with("StringToSignBytes", spaced_hex(&expected.text));
    Err(match expected.canonical {
        Some(canonical) => refusal.with("CanonicalRequest", canonical.to_string()),
        None => refusal,
    })
}

/// The same for text that is no request.
pub(crate) fn compare_text(
    expected: &str,
    text: &str,
    access_key_id: &str,
    signature: &str,
) -> Result<(), Refusal> {
    if expected.as_bytes().ct_eq(signature.as_bytes()).into() {
        return Ok(());
    }
    Err(Refusal::from(Reason::SignatureMismatch)
        .with("OSSAccessKeyId", access_key_id)
        .with("SignatureProvided", signature)
        .with("StringToSign", text))
}

fn spaced_hex(text: &SignedText) -> String {
    let bytes: Vec<_> = text.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(" ")
}
