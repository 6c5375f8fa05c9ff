//! Calls in the manner of STS and KMS: RPC over a signed form
//! (help.aliyun.com, "Request syntax and signature method V1").

use crate::{
    Clock, ErrorKind,
    transport::{NetworkSettings, Plain, PlainAnswer},
};
use http::{HeaderValue, header::CONTENT_TYPE};
use oss_protocol::{
    date::Timestamp,
    sign::{Credentials, rpc},
};
use serde::Deserialize;
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
            let text = rpc::string_to_sign(&http::Method::POST, &encoded(&form));
            let signature = rpc::signature(&credentials.access_key_secret, &text);
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

/// What is sent, and signed.
fn encoded(form: &Form) -> Zeroizing<String> {
    rpc::canonical(form.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// A text no other request has.
fn nonce() -> Result<String, ErrorKind> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| ErrorKind::Input(format!("this machine gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
