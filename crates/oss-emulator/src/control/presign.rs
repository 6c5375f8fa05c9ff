//! `/-/sign`: a link to an object that works without a key until it expires, at the address the page was reached by.

use super::{Outcome, malformed, only, session};
use crate::{call::Asked, service::Service};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use oss_protocol::{
    Query, encode,
    sign::{
        Signable,
        presign::{self, V4_MAX_EXPIRES},
        v4::{Scope, SigningKey},
    },
};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    #[serde(default = "get")]
    method: String,
    bucket: String,
    /// Without it, the bucket itself is asked.
    key: Option<String>,
    /// For so many seconds.
    expires: u64,
    version_id: Option<String>,
    /// What else is asked for; an empty value is written as the bare name.
    #[serde(default)]
    query: BTreeMap<String, String>,
    /// What the request will be sent with, and the signature covers.
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

fn get() -> String {
    "GET".to_owned()
}

pub(super) fn answer(service: &Service, asked: &Asked, host: &str, body: &Bytes) -> Outcome {
    only(&asked.method, &Method::POST)?;
    let wanted: Wanted = serde_json::from_slice(body).map_err(|e| malformed(&e))?;
    let refused = |how: String| (StatusCode::BAD_REQUEST, how);
    if !(1..=V4_MAX_EXPIRES).contains(&wanted.expires) {
        return Err(refused(format!(
            "expires must be 1 to {V4_MAX_EXPIRES} seconds, not {}",
            wanted.expires
        )));
    }
    let method = Method::from_bytes(wanted.method.as_bytes())
        .map_err(|_| refused(format!("{:?} is no method", wanted.method)))?;
    let first = || service.accounts.told().first().cloned();
    let nobody = || (StatusCode::CONFLICT, "the server knows no access key to sign with".to_owned());
    let account = session::of(service, asked, host).or_else(first).ok_or_else(nobody)?;
    let mut query = Query::default();
    if let Some(id) = &wanted.version_id {
        query.push("versionId", id.as_str());
    }
    for (name, value) in &wanted.query {
        query.push(name.as_str(), value.as_str());
    }
    let headers = headers(&wanted.headers).map_err(refused)?;
    let now = service.now();
    let scope = Scope::at(now, &service.config.region, "oss");
    let signing = SigningKey::derive(&account.credentials.access_key_secret, &scope);
    let signable = Signable {
        method: &method,
        bucket: Some(&wanted.bucket),
        key: wanted.key.as_deref(),
        query: &query,
        headers: &headers,
    };
    let added = presign::v4(&signable, &account.credentials, now, wanted.expires, &scope, &signing, &[]);
    let scheme = if service.config.tls.is_some() { "https" } else { "http" };
    let key = wanted.key.as_deref().unwrap_or_default();
    let path = format!("/{}/{}", wanted.bucket, encode::path(key));
    Ok(json!({ "url": format!("{scheme}://{host}{path}?{}", query.with(added.iter())) }))
}

fn headers(wanted: &BTreeMap<String, String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in wanted {
        let parsed = HeaderName::try_from(name).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        let (name, value) = parsed.ok_or_else(|| format!("{name:?} with this value is no header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}
