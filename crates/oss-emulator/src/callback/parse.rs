//! What a request says of a callback: Base64 of JSON.

use super::{
    fill::{Kind, fill},
    url::Url,
};
use crate::reason::{Reason, Refusal};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The limits of the service.
const MAX_LENGTH: usize = 5 << 10;
const MAX_URLS: usize = 5;

/// Whom to tell, and what.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    /// Tried in this order.
    pub(super) urls: Vec<Url>,
    /// In place of the host of the address.
    pub(super) host: Option<HeaderValue>,
    pub(super) template: String,
    pub(super) kind: Kind,
    /// Whether the host is told in TLS.
    pub(super) sni: bool,
    pub(super) headers: HeaderMap,
    /// By their names, `x:…`.
    pub(super) variables: BTreeMap<String, String>,
}

impl Callback {
    /// Of the field `callback` of a form, whose variables are fields of their own.
    pub(crate) fn of_form<'f>(
        field: Option<&str>,
        fields: impl Iterator<Item = (&'f str, &'f str)>,
    ) -> Result<Option<Self>, Refusal> {
        let Some(text) = field.filter(|text| !text.is_empty()) else { return Ok(None) };
        let own = fields.filter(|(name, _)| name.starts_with("x:"));
        Self::parse(text, own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Without an address it is none.
    pub(super) fn parse(text: &str, variables: BTreeMap<String, String>) -> Result<Option<Self>, Refusal> {
        if text.len() > MAX_LENGTH {
            return Err(Refusal::from(Reason::BadCallback).saying("The length of callback exceeds 5 KB."));
        }
        let said = object(text, "callback", Reason::BadCallbackBase64, Reason::BadCallbackJson)?;
        let urls = string(&said, "callbackUrl", Reason::BadCallbackUrl)?.unwrap_or_default();
        let urls: Vec<_> = urls.split(';').map(str::trim).filter(|url| !url.is_empty()).collect();
        if urls.is_empty() {
            return Ok(None);
        }
        if urls.len() > MAX_URLS {
            return Err(Reason::TooManyCallbackUrls.into());
        }
        let bad_url = |url: &str| argument(Reason::BadCallbackUrl, "callbackUrl", url);
        let urls = urls
            .into_iter()
            .map(|url| Url::parse(url).ok_or_else(|| bad_url(url)))
            .collect::<Result<_, _>>()?;
        let host = string(&said, "callbackHost", Reason::BadCallbackHost)?.filter(|host| !host.is_empty());
        let bad_host = |host: &str| argument(Reason::BadCallbackHost, "callbackHost", host);
        let host = host.map(|host| HeaderValue::from_str(host).map_err(|_| bad_host(host))).transpose()?;
        let template = string(&said, "callbackBody", Reason::BadCallback)?.unwrap_or_default();
        if template.is_empty() {
            return Err(argument(Reason::EmptyCallbackBody, "callbackBody", ""));
        }
        let kind = match string(&said, "callbackBodyType", Reason::BadCallbackBodyType)?.unwrap_or_default() {
            "" | "application/x-www-form-urlencoded" => Kind::Form,
            "application/json" => Kind::Json,
            other => return Err(argument(Reason::BadCallbackBodyType, "callbackBodyType", other)),
        };
        if kind == Kind::Json {
            let filled = fill(template, kind, |_| Value::Null);
            serde_json::from_str::<IgnoredAny>(&filled)
                .map_err(|_| argument(Reason::BadCallbackJson, "callbackBody", template))?;
        }
        let sni = match said.get("callbackSNI") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(sni)) => *sni,
            Some(other) => return Err(argument(Reason::BadCallback, "callbackSNI", &other.to_string())),
        };
        let headers = additional(said.get("additionalHeaders"))?;
        Ok(Some(Self { urls, host, template: template.to_owned(), kind, sni, headers, variables }))
    }
}

/// The variables of a header or of the query.
pub(super) fn variables(text: &str) -> Result<BTreeMap<String, String>, Refusal> {
    if text.is_empty() {
        return Ok(BTreeMap::new());
    }
    if text.len() > MAX_LENGTH {
        return Err(Reason::CallbackVarTooLong.into());
    }
    let said = object(text, "callback-var", Reason::BadCallback, Reason::BadCallback)?;
    let pair = |(name, value): (String, Value)| match value {
        _ if !name.starts_with("x:") => Err(argument(Reason::BadCallback, "callback-var", &name)),
        Value::String(text) => Ok((name, text)),
        Value::Null => Ok((name, String::new())),
        other => Ok((name, other.to_string())),
    };
    said.into_iter().map(pair).collect()
}

fn object(
    text: &str,
    name: &'static str,
    base64: Reason,
    json: Reason,
) -> Result<Map<String, Value>, Refusal> {
    let bytes = STANDARD.decode(text).map_err(|_| argument(base64, name, text))?;
    serde_json::from_slice(&bytes).map_err(|_| argument(json, name, &String::from_utf8_lossy(&bytes)))
}

fn string<'v>(
    said: &'v Map<String, Value>,
    name: &'static str,
    reason: Reason,
) -> Result<Option<&'v str>, Refusal> {
    match said.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(argument(reason, name, &other.to_string())),
    }
}

fn additional(said: Option<&Value>) -> Result<HeaderMap, Refusal> {
    let bad = |value: &str| argument(Reason::BadCallbackHeaders, "additionalHeaders", value);
    let pairs = match said {
        None | Some(Value::Null) => return Ok(HeaderMap::new()),
        Some(Value::Object(pairs)) => pairs,
        Some(other) => return Err(bad(&other.to_string())),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let parsed = HeaderName::try_from(name.as_str())
            .ok()
            .zip(value.as_str().and_then(|v| HeaderValue::from_str(v).ok()));
        match parsed {
            Some((header, value)) if !header.as_str().starts_with("x-oss-") => headers.insert(header, value),
            _ => return Err(bad(name)),
        };
    }
    Ok(headers)
}

fn argument(reason: Reason, name: &'static str, value: &str) -> Refusal {
    Refusal::from(reason).with("ArgumentName", name).with("ArgumentValue", value)
}
