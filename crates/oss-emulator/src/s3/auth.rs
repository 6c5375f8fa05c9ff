//! Who is asking, by AWS's signatures.
//!
//! Sources: the service's pages of the codes 0002-00000303 to 0002-00000431. They say nothing of statuses; these are what the
//! service answers to its own signatures in the same case. Nor do they say whether region and service of a scope are checked: their
//! own examples are signed for `us-east-1` and sent to Hangzhou, so the region is not; the service is `s3`.

use super::Sent;
use crate::{
    auth::{Accounts, Expected, MAX_SKEW, check_skew, compare, compare_text, diagnosis::of_aws},
    call::Asked,
    config::Account,
    reason::{Reason, Refusal},
};
use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, DATE},
};
use oss_protocol::{
    date::Timestamp,
    number,
    sign::{
        aws_chunks::{self, Chunks},
        aws_v2,
        aws_v4::{self, Claim, MAX_EXPIRES, Malformed, SigningKey, UNSIGNED_PAYLOAD},
    },
};
use std::sync::Arc;

const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const V2_NAMES: [&str; 3] = ["AWSAccessKeyId", "Expires", "Signature"];

impl Sent {
    /// What the body must be: hex of its SHA-256, if that was signed.
    pub(crate) fn payload(&self) -> Option<&str> {
        Some(text(&self.headers, &CONTENT_SHA256)?).filter(|text| is_digest(text))
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A request whose signer is looked for.
struct Asking<'a> {
    sent: &'a Sent,
    asked: &'a Asked,
    accounts: &'a Accounts,
    now: Timestamp,
}

/// Finds out who signed, and refuses who did so wrongly. Who did not sign is anonymous.
pub(crate) fn authenticate(
    sent: &Sent,
    asked: &Asked,
    accounts: &Accounts,
    now: Timestamp,
) -> Result<Arc<Account>, Refusal> {
    let asking = Asking { sent, asked, accounts, now };
    let authorization = sent.headers.get(AUTHORIZATION);
    let claim = Claim::of_query(&sent.query);
    let v2 = V2_NAMES.iter().any(|name| sent.query.has(name));
    match authorization {
        Some(_) if claim.is_some() || v2 => Err(Reason::TwoSignatures.into()),
        Some(value) => {
            let malformed = || {
                Refusal::from(Reason::BadAuthorization)
                    .with("Authorization", String::from_utf8_lossy(value.as_bytes()))
            };
            let value = value.to_str().map_err(|_| malformed())?;
            if let Some(rest) = value.strip_prefix("AWS ") {
                let (id, signature) = rest.trim().split_once(':').ok_or_else(malformed)?;
                let account = accounts.find(id, text(&sent.headers, &TOKEN))?;
                let date = match text(&sent.headers, &AMZ_DATE) {
                    Some(date) => parse_date(date).or_else(|| Timestamp::parse_basic(date)),
                    None => text(&sent.headers, &DATE).and_then(parse_date),
                };
                check_skew(date.ok_or(Reason::BadDate)?, now)?;
                return asking.by_v2(account, (id, signature), None);
            }
            let claim = Claim::parse(value).map_err(|e| refusal(e, &malformed(), false))?;
            asking.by_v4_header(&claim)
        }
        None => match claim {
            Some(claim) => {
                let because = Refusal::from(Reason::BadArgument);
                asking.by_v4_url(&claim.map_err(|e| refusal(e, &because, true))?)
            }
            None if v2 => asking.by_v2_url(),
            None => Ok(Account::anonymous()),
        },
    }
}

/// A date of a V2 signature; s3cmd writes the zone in digits.
fn parse_date(text: &str) -> Option<Timestamp> {
    match text.strip_suffix(" +0000") {
        Some(time) => Timestamp::parse_rfc1123(&format!("{time} GMT")),
        None => Timestamp::parse_rfc1123(text),
    }
}

/// A signature that cannot be read, with what `because` tells of it.
fn refusal(malformed: Malformed, because: &Refusal, in_url: bool) -> Refusal {
    let reason = match (malformed, in_url) {
        (Malformed::Algorithm, false) => Reason::AwsAlgorithm,
        (Malformed::Algorithm, true) => Reason::AwsUrlAlgorithm,
        (Malformed::NoCredential, _) => Reason::AwsNoCredential,
        (Malformed::Credential, false) => Reason::AwsCredential,
        (Malformed::Credential, true) => Reason::AwsUrlCredential,
        (Malformed::NoSignedHeaders, false) => Reason::AwsNoSignedHeaders,
        (Malformed::NoSignedHeaders, true) => Reason::AwsUrlNoSignedHeaders,
        (Malformed::HostNotSigned, _) => Reason::AwsHostNotSigned,
        (Malformed::NoSignature, _) => Reason::AwsNoSignature,
        (Malformed::Signature, false) => Reason::AwsSignature,
        (Malformed::Signature, true) => Reason::AwsUrlSignature,
    };
    Refusal { reason, ..because.clone() }
}

impl Asking<'_> {
    fn by_v4_header(&self, claim: &Claim) -> Result<Arc<Account>, Refusal> {
        let Self { sent, accounts, now, .. } = *self;
        let account = accounts.find(&claim.access_key_id, text(&sent.headers, &TOKEN))?;
        let time = match text(&sent.headers, &AMZ_DATE) {
            Some(date) => Timestamp::parse_basic(date),
            None => text(&sent.headers, &DATE).and_then(Timestamp::parse_rfc1123),
        };
        let time = time.ok_or(Reason::BadDate)?;
        check_skew(time, now)?;
        let payload = text(&sent.headers, &CONTENT_SHA256);
        self.check_v4(claim, &account, time, payload)?;
        Ok(account)
    }

    fn by_v4_url(&self, claim: &Claim) -> Result<Arc<Account>, Refusal> {
        let Self { sent, accounts, now, .. } = *self;
        let account = accounts.find(&claim.access_key_id, sent.query.get("X-Amz-Security-Token"))?;
        let argument = |reason: Reason, name: &'static str| {
            Refusal::from(reason)
                .with("ArgumentName", name)
                .with("ArgumentValue", sent.query.get(name).unwrap_or_default())
        };
        let time = sent.query.get("X-Amz-Date").and_then(Timestamp::parse_basic);
        let time = time.ok_or_else(|| argument(Reason::AwsUrlDate, "X-Amz-Date"))?;
        let seconds = sent.query.get("X-Amz-Expires").and_then(number::plain::<u64>);
        let seconds = seconds.filter(|seconds| (1..=MAX_EXPIRES).contains(seconds)).ok_or_else(|| {
            argument(Reason::BadArgument, "X-Amz-Expires")
                .saying("X-Amz-Expires must be between 1 and 604800 seconds.")
        })?;
        if time.as_secs() > now.as_secs().saturating_add(MAX_SKEW) {
            return Err(Refusal::from(Reason::RequestNotValidYet).with("ServerTime", now.iso8601()));
        }
        check_expiry(Timestamp::from_secs(time.as_secs().saturating_add(seconds)), now)?;
        let payload = text(&sent.headers, &CONTENT_SHA256).or(sent.query.get("X-Amz-Content-Sha256"));
        self.check_v4(claim, &account, time, Some(payload.unwrap_or(UNSIGNED_PAYLOAD)))?;
        Ok(account)
    }

    /// Everything but the time.
    fn check_v4(
        &self,
        claim: &Claim,
        account: &Account,
        time: Timestamp,
        payload: Option<&str>,
    ) -> Result<(), Refusal> {
        let sent = self.sent;
        let scope = &claim.scope;
        if scope.service != "s3" {
            return Err(Reason::BadSigningProduct.into());
        }
        if !time.basic().starts_with(&scope.date) {
            return Err(Reason::BadScopeDate.into());
        }
        let known = |text: &&str| [UNSIGNED_PAYLOAD, aws_chunks::PAYLOAD].contains(text) || is_digest(text);
        let payload = payload.filter(known).ok_or_else(|| {
            Refusal::from(Reason::AwsPayload)
                .with("ArgumentName", CONTENT_SHA256.as_str())
                .with("ArgumentValue", payload.unwrap_or_default())
        })?;
        if let Some(name) = claim.missing(&sent.headers) {
            return Err(Refusal::from(Reason::AwsHeaderMissing).with("Header", name));
        }
        // Else somebody on the way could add an ACL, say. Only what names the dialect is never signed.
        let own = |name: &str| {
            name.starts_with("x-amz-") || name.starts_with("x-oss-") && name != "x-oss-s3-compat"
        };
        if let Some(name) =
            sent.headers.keys().find(|name| own(name.as_str()) && !claim.covers(name.as_str()))
        {
            return Err(Refusal::from(Reason::AwsHeaderNotSigned).with("Header", name.as_str()));
        }
        let path = oss_protocol::encode::decode(&sent.path).unwrap_or_default();
        let request = (&sent.method, path.as_str(), &sent.query, &sent.headers);
        let canonical = aws_v4::canonical_request(request, &claim.signed_headers, payload);
        let text = aws_v4::string_to_sign(&canonical, &time.basic(), scope);
        let key = SigningKey::derive(&account.credentials.access_key_secret, scope);
        let expected = Expected { signature: key.sign(text.as_bytes()), text, canonical: Some(canonical) };
        compare(expected, &claim.access_key_id, &claim.signature).map_err(|refusal| {
            let time = time.basic();
            let signed = (claim, time.as_str(), payload);
            refusal.instead_of(Reason::SignatureMismatch, Reason::AwsV4Mismatch).explained(of_aws(
                sent,
                self.asked,
                signed,
                account,
                self.accounts,
            ))
        })
    }

    fn by_v2_url(&self) -> Result<Arc<Account>, Refusal> {
        let Self { sent, accounts, now, .. } = *self;
        let value = |name| sent.query.get(name).filter(|text| !text.is_empty());
        let [Some(id), Some(expires), Some(signature)] = V2_NAMES.map(value) else {
            return Err(Reason::AwsUrlIncomplete.into());
        };
        let account = accounts.find(id, sent.query.get(TOKEN.as_str()))?;
        let until =
            number::plain(expires).map(Timestamp::from_secs).filter(|until| *until <= Timestamp::LAST);
        check_expiry(until.ok_or(Reason::BadPresigned)?, now)?;
        self.by_v2(account, (id, signature), Some(expires))
    }

    fn by_v2(
        &self,
        account: Arc<Account>,
        (id, signature): (&str, &str),
        expires: Option<&str>,
    ) -> Result<Arc<Account>, Refusal> {
        let Self { sent, asked, .. } = *self;
        let own = |name: &&HeaderName| name.as_str().starts_with("x-oss-") && **name != "x-oss-s3-compat";
        if let Some(name) = sent.headers.keys().find(own) {
            return Err(Refusal::from(Reason::AwsHeaderNotSigned).with("Header", name.as_str()));
        }
        let bucket = asked.bucket.as_ref().map(|bucket| format!("/{bucket}")).unwrap_or_default();
        let path = format!("{bucket}{}", sent.path);
        let request = (&sent.method, path.as_str(), &sent.query, &sent.headers);
        let text = aws_v2::string_to_sign(request, expires);
        let expected = aws_v2::signature(&account.credentials.access_key_secret, &text);
        compare(Expected { signature: expected, text, canonical: None }, id, signature)
            .map_err(|refusal| refusal.instead_of(Reason::SignatureMismatch, Reason::AwsV2Mismatch))?;
        Ok(account)
    }
}

fn check_expiry(until: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if until < now {
        return Err(Refusal::from(Reason::RequestExpired)
            .with("Expires", until.iso8601())
            .with("ServerTime", now.iso8601()));
    }
    Ok(())
}

/// How the body of a request that `account` signed is to be taken apart, if it comes in signed pieces, and how long its content is.
pub(crate) fn chunks(asked: &Asked, account: &Account) -> Option<(Chunks, u64)> {
    let headers = &asked.s3.as_ref()?.headers;
    text(headers, &CONTENT_SHA256).filter(|payload| *payload == aws_chunks::PAYLOAD)?;
    let claim = Claim::parse(text(headers, &AUTHORIZATION)?).ok()?;
    let length = number::digits(text(headers, &DECODED_LENGTH)?)?;
    let key = SigningKey::derive(&account.credentials.access_key_secret, &claim.scope);
    let time = text(headers, &AMZ_DATE)?;
    Some((Chunks::new(key, time, &claim.scope, &claim.signature), length))
}

/// Who signed the policy of a form, by its fields: credential, date and signature.
pub(crate) fn post_policy(
    [credential, date, signature]: [&str; 3],
    policy: &str,
    token: Option<&str>,
    accounts: &Accounts,
) -> Result<Arc<Account>, Refusal> {
    let (id, scope) = aws_v4::parse_credential(credential).map_err(|_| Reason::AwsUrlCredential)?;
    let time = Timestamp::parse_basic(date).ok_or(Reason::AwsUrlDate)?;
    if scope.service != "s3" {
        return Err(Reason::BadSigningProduct.into());
    }
    if !time.basic().starts_with(&scope.date) {
        return Err(Reason::BadScopeDate.into());
    }
    let account = accounts.find(&id, token)?;
    let key = SigningKey::derive(&account.credentials.access_key_secret, &scope);
    compare_text(&key.sign(policy.as_bytes()), policy, &id, signature)
        .map_err(|refusal| refusal.instead_of(Reason::SignatureMismatch, Reason::AwsV4Mismatch))?;
    Ok(account)
}
