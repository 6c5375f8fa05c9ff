//! Calls of STS, which gives out temporary credentials: RPC over a signed form
//! (help.aliyun.com, "RAM: AssumeRole", "AssumeRoleWithOIDC" and "Request syntax and signature method V1").

use super::{
    Granted, SourceError,
    document::{self, Document},
};
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

const ENDPOINT: &str = "https://sts.aliyuncs.com";

/// The service that gives out temporary credentials.
#[derive(Clone)]
pub struct Sts {
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

/// A role, and how it is taken on.
#[derive(Clone, Debug, Default)]
pub struct Role {
    /// Such as `acs:ram::123456789012****:role/name`.
    pub arn: String,
    /// How the session is named in logs.
    pub session_name: String,
    /// Seconds that the credentials are to be good; the service takes 900 to what the role allows.
    pub seconds: u32,
    /// A policy in JSON that narrows what the role allows.
    pub policy: Option<String>,
    /// What the role's owner asked to be told.
    pub external_id: Option<String>,
}

/// An answer of STS.
#[derive(Debug)]
pub struct Issued {
    /// The answer, as it came. Its body holds the secret.
    pub answer: PlainAnswer,
}

/// Why STS gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum StsError {
    /// There was no answer.
    #[error("STS: {0}")]
    Unreached(#[from] ErrorKind),
    /// It refused.
    #[error("STS answered {}: {code}: {message} (request {})", answer.status, request_id.as_deref().unwrap_or("without an id"))]
    Refused {
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
    #[error("STS answered {} without saying why", .0.status)]
    Unreadable(PlainAnswer),
}

impl From<StsError> for SourceError {
    fn from(error: StsError) -> Self {
        Self::failed(error)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
    request_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    credentials: Option<Document>,
}

/// Names and values of a form. They are sent in their order, which is that of the signature.
type Form = BTreeMap<&'static str, Zeroizing<String>>;

impl Sts {
    /// At `endpoint`, or else at the one for all regions.
    pub fn new(endpoint: Option<String>, network: NetworkSettings, clock: Clock) -> Self {
        Self {
            endpoint: endpoint.unwrap_or_else(|| ENDPOINT.to_owned()),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
            network,
            clock,
        }
    }

    /// Takes on a role with the keys of somebody who may.
    ///
    /// # Errors
    /// When STS refuses or is not reached.
    pub async fn assume_role(&self, credentials: &Credentials, role: &Role) -> Result<Issued, StsError> {
        let mut form = self.form("AssumeRole", role);
        let mut set = |name, value: &str| form.insert(name, value.to_owned().into());
        set("AccessKeyId", &credentials.access_key_id);
        set("SignatureMethod", "HMAC-SHA1");
        set("SignatureVersion", "1.0");
        set("SignatureNonce", &nonce()?);
        if let Some(token) = &credentials.security_token {
            set("SecurityToken", token);
        }
        let signature = signature(&form, &credentials.access_key_secret);
        form.insert("Signature", signature.into());
        self.post(&form).await
    }

    /// Takes on a role with a token of an identity provider. It is not signed: the token says who asks.
    pub(super) async fn assume_role_with_oidc(
        &self,
        role: &Role,
        provider: &str,
        token: Zeroizing<String>,
    ) -> Result<Issued, StsError> {
        let mut form = self.form("AssumeRoleWithOIDC", role);
        form.insert("OIDCProviderArn", provider.to_owned().into());
        form.insert("OIDCToken", token);
        self.post(&form).await
    }

    fn form(&self, action: &str, role: &Role) -> Form {
        let mut form = Form::new();
        let mut set = |name, value: &str| form.insert(name, value.to_owned().into());
        set("Action", action);
        set("Version", "2015-04-01");
        set("Format", "JSON");
        set("Timestamp", &Timestamp::from((self.clock)()).iso8601());
        set("RoleArn", &role.arn);
        set("RoleSessionName", &role.session_name);
        set("DurationSeconds", &role.seconds.to_string());
        if let Some(policy) = &role.policy {
            set("Policy", policy);
        }
        if let Some(id) = &role.external_id {
            set("ExternalId", id);
        }
        form
    }

    async fn post(&self, form: &Form) -> Result<Issued, StsError> {
        let mut request = http::Request::new(Zeroizing::new(encoded(form).as_bytes().to_vec()));
        *request.method_mut() = http::Method::POST;
        let endpoint = if self.endpoint.contains("://") {
            self.endpoint.clone()
        } else {
            format!("https://{}", self.endpoint)
        };
        *request.uri_mut() = endpoint
            .parse()
            .map_err(|error| ErrorKind::Input(format!("{endpoint:?} is no endpoint of STS: {error}")))?;
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let answer = Plain::new(&self.network, self.connect_timeout, self.timeout).exchange(request).await?;
        if answer.status.is_success() {
            return Ok(Issued { answer });
        }
        Err(match serde_json::from_slice(&answer.body) {
            Ok(Refusal { code, message, request_id }) => {
                StsError::Refused { code, message, request_id, answer }
            }
            Err(_) => StsError::Unreadable(answer),
        })
    }
}

impl Issued {
    /// The credentials in it.
    ///
    /// # Errors
    /// When there are none.
    pub fn grant(&self) -> Result<Granted, SourceError> {
        let Answer { credentials } = document::parse(&self.answer.body, "STS")?;
        credentials.ok_or_else(|| SourceError::failed("STS gave no credentials"))?.grant("STS")
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
            form.insert(name, value.to_owned().into());
        }
        assert_eq!(signature(&form, "secret"), "PPY7KT/0NTj/AN4uOhSKPNlfiPE=");
    }
}
