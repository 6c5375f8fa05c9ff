//! KMS and STS by their own APIs, as their SDKs call them: RPC, told apart by its version. The keys are those of `kms/` and `sts.rs`.
//!
//! Sources: the service's pages "Encrypt", "Decrypt", "GenerateDataKey", "DescribeKey" and "Error codes" of KMS; the official Python SDKs
//! `aliyun-python-sdk-kms` and `aliyun-python-sdk-sts`, whose requests are held against it (`__test__/witness`). How a ciphertext looks is
//! nobody's but the server's.

mod answer;
mod form;
mod kms;
mod sts;

use crate::{
    auth::Accounts,
    body::Body,
    config::Account,
    kms::Kms,
    reason::{Reason, Refusal},
    sts::Sts,
};
use form::Form;
use http::{Response, StatusCode, header::CONTENT_TYPE, request::Parts};
use oss_protocol::{date::Timestamp, sign::rpc};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use subtle::ConstantTimeEq;

/// An API, by its version.
#[derive(Clone, Copy)]
enum Api {
    Kms,
    Sts,
}

impl Api {
    fn of(version: &str) -> Option<Self> {
        match version {
            "2016-01-20" => Some(Self::Kms),
            "2015-04-01" => Some(Self::Sts),
            _ => None,
        }
    }

    fn host(self) -> &'static str {
        match self {
            Self::Kms => "kms.aliyuncs.com",
            Self::Sts => "sts.aliyuncs.com",
        }
    }
}

/// A request's time may be so many seconds off.
const MAX_SKEW: u64 = 15 * 60;
/// So many nonces are remembered; the oldest are forgotten.
const REMEMBERED: usize = 10_000;

/// A refusal in the words of KMS, or of the gateway before it.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    code: String,
    message: String,
}

impl Refused {
    fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, code: code.to_owned(), message: message.into() }
    }
}

/// What is remembered of the requests before.
#[derive(Default)]
pub(crate) struct Rpc {
    nonces: Mutex<VecDeque<String>>,
}

/// Whom a request may be from, and what it asks.
pub(crate) struct Served<'a> {
    pub(crate) accounts: &'a Accounts,
    pub(crate) kms: &'a Kms,
    pub(crate) sts: &'a Sts,
    pub(crate) now: Timestamp,
    pub(crate) request_id: &'a str,
}

/// Whether a request is for one of them: by its parameters, or because it is a form, which no operation of OSS takes there.
pub(crate) fn is_for(parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    let named = |name: &str| query.split('&').any(|pair| pair.starts_with(name));
    let is_form = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded")
    });
    parts.uri.path() == "/"
        && ((named("Action=") && named("Version=")) || (is_form && parts.method == http::Method::POST))
}

impl Rpc {
    /// Answers a request. What it holds is secret: it is not for the log.
    pub(crate) fn answer(&self, parts: &Parts, body: &[u8], served: &Served<'_>) -> Response<Body> {
        let form = Form::read(parts.uri.query().unwrap_or_default(), body);
        let json = form.get("Format").is_some_and(|format| format.eq_ignore_ascii_case("json"));
        let action = form.get("Action").unwrap_or_default();
        match self.perform(parts, &form, served) {
            Ok(fields) => answer::success(action, fields, served.request_id, json),
            Err(refused) => {
                let host = form.get("Version").and_then(Api::of).unwrap_or(Api::Kms).host();
                answer::refusal(&refused, host, served.request_id, json)
            }
        }
    }

    fn perform(
        &self,
        parts: &Parts,
        form: &Form,
        served: &Served<'_>,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Refused> {
        let version = form.need("Version")?;
        let Some(api) = Api::of(version) else {
            return Err(Refused::new(400, "InvalidVersion", format!("There is no version {version} here.")));
        };
        let account = self.authenticate(parts, form, served)?;
        let action = form.need("Action")?;
        match api {
            Api::Kms => kms::perform(action, form, served.kms),
            Api::Sts => sts::perform(action, form, &account, served.sts),
        }
    }

    /// Computes the signature anew, of the parameters that came (help.aliyun.com, "Request syntax and signature method V1").
    fn authenticate(&self, parts: &Parts, form: &Form, served: &Served<'_>) -> Result<Arc<Account>, Refused> {
        let id = form.need("AccessKeyId")?;
        let account = served.accounts.find(id, form.get("SecurityToken")).map_err(unknown)?;
        let (method, algorithm) = (form.need("SignatureMethod")?, form.need("SignatureVersion")?);
        if (method, algorithm) != ("HMAC-SHA1", "1.0") {
            let what = format!("Only HMAC-SHA1 of version 1.0 is known here, not {method} of {algorithm}.");
            return Err(Refused::new(400, "InvalidSignatureMethod", what));
        }
        let signed = form.need("Signature")?;
        let secret = account.credentials.access_key_secret.as_str();
        let text = form.string_to_sign(&parts.method);
        if !bool::from(rpc::signature(secret, &text).as_bytes().ct_eq(signed.as_bytes())) {
            let what = format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                *text
            );
            return Err(Refused::new(400, "SignatureDoesNotMatch", what));
        }
        let time = Timestamp::parse_iso8601(form.need("Timestamp")?);
        let off = time.map(|time| time.as_secs().abs_diff(served.now.as_secs()));
        if off.is_none_or(|off| off > MAX_SKEW) {
            return Err(Refused::new(
                400,
                "InvalidTimeStamp.Expired",
                "Specified time stamp or date value is expired.",
            ));
        }
        let nonce = form.need("SignatureNonce")?;
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        if nonces.iter().any(|known| known == nonce) {
            return Err(Refused::new(
                400,
                "SignatureNonceUsed",
                "Specified signature nonce was used already.",
            ));
        }
        if nonces.len() >= REMEMBERED {
            nonces.pop_front();
        }
        nonces.push_back(nonce.to_owned());
        Ok(account)
    }
}

fn unknown(refusal: Refusal) -> Refused {
    match refusal.reason {
        Reason::TokenExpired => {
            Refused::new(403, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
        }
        Reason::TokenInvalid => {
            Refused::new(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
        }
        _ => Refused::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
    }
}
