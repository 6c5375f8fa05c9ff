//! Calls in the manner of STS and KMS: RPC over a signed form
//! (help.aliyun.com, "Request syntax and signature method V1").

use crate::{
    Clock, ErrorKind,
    transport::{NetworkSettings, Plain, PlainAnswer},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderValue, header::CONTENT_TYPE};
use oss_protocol::{date::Timestamp, encode, sign::Credentials};
use serde::Deserialize;
use sha1::Sha1;
use std::{collections::BTreeMap, time::Duration};
use zeroize::Zeroizing;

/// A service that is called so.
#[derive(Clone)]
pub struct Rpc {
    /// What it is called in errors, such as `STS`.
    pub service: &'static str,
    /// The version of its API, such as `2015-04-01`.
    pub version: &'static str,
    /// Such as `https://sts.aliyuncs.com`.
    pub endpoint: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a call may take.
    pub timeout: Duration,
    /// How it is reached.
    pub network: NetworkSettings,
    /// Tells the time requests are signed with.
    pub clock: Clock,
}

/// Why there is no answer of success.
#[derive(Debug, thiserror::Error)]
pub enum RpcError {
    /// There was no answer.
    #[error("{0}: {1}")]
    Unreached(&'static str, ErrorKind),
    /// It refused.
    #[error("{service} answered {}: {code}: {message} (request {})", answer.status, request_id.as_deref().unwrap_or("without an id"))]
    Refused {
        /// Who.
        service: &'static str,
        /// Such as `NoPermission`.
        code: String,
        /// In words.
        message: String,
        /// The id of the request.
        request_id: Option<String>,
        /// The answer.
        answer: PlainAnswer,
    },
    /// It refused in other words than its own.
    #[error("{0} answered {status} without saying why", status = .1.status)]
    Unreadable(&'static str, PlainAnswer),
}

/// Names and values. They are sent in their order, which is that of the signature.
pub type Form = BTreeMap<String, Zeroizing<String>>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
    request_id: Option<String>,
}

impl Rpc {
    /// Asks for an action; unsigned, where nobody's keys are given.
    ///
    /// # Errors
    /// When the service refuses or is not reached.
    pub async fn call(
        &self,
        credentials: Option<&Credentials>,
        action: &str,
        mut form: Form,
    ) -> Result<PlainAnswer, RpcError> {
        let mut set = |name: &str, value: &str| form.insert(name.to_owned(), value.to_owned().into());
        set("Action", action);
        set("Version", self.version);
        set("Format", "JSON");
        set("Timestamp", &Timestamp::from((self.clock)()).iso8601());
        if let Some(credentials) = credentials {
            set("AccessKeyId", &credentials.access_key_id);
            set("SignatureMethod", "HMAC-SHA1");
            set("SignatureVersion", "1.0");
            set("SignatureNonce", &nonce().map_err(|kind| RpcError::Unreached(self.service, kind))?);
            if let Some(token) = &credentials.security_token {
                set("SecurityToken", token);
            }
            let signature = signature(&form, &credentials.access_key_secret);
            form.insert("Signature".to_owned(), signature.into());
        }
        self.post(&form).await
    }

    async fn post(&self, form: &Form) -> Result<PlainAnswer, RpcError> {
        let mut request = http::Request::new(Zeroizing::new(encoded(form).as_bytes().to_vec()));
        *request.method_mut() = http::Method::POST;
        let endpoint = if self.endpoint.contains("://") {
            self.endpoint.clone()
        } else {
            format!("https://{}", self.endpoint)
        };
        *request.uri_mut() = endpoint.parse().map_err(|error| {
            let what = format!("{endpoint:?} is no endpoint of {}: {error}", self.service);
            RpcError::Unreached(self.service, ErrorKind::Input(what))
        })?;
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let plain = Plain::new(&self.network, self.connect_timeout, self.timeout);
        let answer = plain.exchange(request).await.map_err(|kind| RpcError::Unreached(self.service, kind))?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        Err(match serde_json::from_slice(&answer.body) {
            Ok(Refusal { code, message, request_id }) => {
                RpcError::Refused { service: self.service, code, message, request_id, answer }
            }
            Err(_) => RpcError::Unreadable(self.service, answer),
        })
    }
}

/// `name=value&…`, percent-encoded.
fn encoded(form: &Form) -> Zeroizing<String> {
    let pairs: Vec<_> = form
        .iter()
        .map(|(name, value)| Zeroizing::new(format!("{name}={}", encode::component(value))))
        .collect();
    let mut text = Zeroizing::new(String::with_capacity(pairs.iter().map(|pair| pair.len() + 1).sum()));
    for pair in &pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(pair);
    }
    text
}

fn signature(form: &Form, secret: &str) -> String {
    let text = Zeroizing::new(format!("POST&%2F&{}", encode::component(&encoded(form))));
    let key = Zeroizing::new(format!("{secret}&"));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// A text no other request has.
fn nonce() -> Result<String, ErrorKind> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| ErrorKind::Input(format!("this machine gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By Python's hmac, base64 and urllib.parse.quote(safe="-_.~"), after the rules of the documentation.
    #[test]
    fn signs_as_documented() {
        let mut form = Form::new();
        for (name, value) in [
            ("Action", "AssumeRole"),
            ("RoleArn", "acs:ram::1:role/r"),
            ("Policy", "{\"a\": \"*~'()!\u{e4}+/=\"}"),
            ("Timestamp", "2023-12-16T16:20:57.000Z"),
        ] {
            form.insert(name.to_owned(), value.to_owned().into());
        }
        assert_eq!(signature(&form, "secret"), "PPY7KT/0NTj/AN4uOhSKPNlfiPE=");
    }
}
