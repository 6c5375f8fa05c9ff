//! `/-/sign`: a link to an object that works without a key until it expires, at the address the page was reached by.

use super::{Outcome, malformed, only, session};
use crate::{call::Asked, service::Service};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    #[serde(default = "get")]
    method: String,
    bucket: String,
    key: String,
    /// For so many seconds.
    expires: u64,
    version_id: Option<String>,
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
    let now = service.now();
    let scope = Scope::at(now, &service.config.region, "oss");
    let key = SigningKey::derive(&account.credentials.access_key_secret, &scope);
    let signable = Signable {
        method: &method,
        bucket: Some(&wanted.bucket),
        key: Some(&wanted.key),
        query: &query,
        headers: &HeaderMap::new(),
    };
    let added = presign::v4(&signable, &account.credentials, now, wanted.expires, &scope, &key, &[]);
    let scheme = if service.config.tls.is_some() { "https" } else { "http" };
    let path = format!("/{}/{}", wanted.bucket, encode::path(&wanted.key));
    Ok(json!({ "url": format!("{scheme}://{host}{path}?{}", query.with(added.iter())) }))
}
