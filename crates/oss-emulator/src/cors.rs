//! What web pages may ask for: the answer to OPTIONS, and the headers on all other answers.
//!
//! Sources: the service's pages "Options" and "PutBucketCors". Where a rule is for all origins, the service answers `*`.

use crate::{
    body::Body,
    call::Asked,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Store},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
        ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
    },
};
use oss_protocol::cors::{CorsConfiguration, CorsRule};

/// So many headers are looked at, far more than a browser names. Each is held against each header of each rule.
const MAX_HEADERS: usize = 100;

/// Answers a browser that asks before it sends a request. It signs nothing.
pub(crate) fn preflight(asked: &Asked, bucket: &Bucket) -> Reply {
    let setting = bucket.setting::<CorsConfiguration>()?;
    let configuration = setting.ok_or_else(|| of_method(Reason::CorsNotEnabled, asked))?;
    let forbidden = || of_method(Reason::CorsForbids, asked);
    let origin = asked.header(ORIGIN).ok_or_else(forbidden)?;
    let method = asked.header(ACCESS_CONTROL_REQUEST_METHOD).ok_or_else(forbidden)?;
    let wanted = asked.header(ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let headers = wanted.split(',').map(str::trim).filter(|name| !name.is_empty());
    if headers.clone().count() > MAX_HEADERS {
        return Err(forbidden());
    }
    let rule = configuration.rule(origin, method, headers).ok_or_else(forbidden)?;
    let mut response = reply::empty(StatusCode::OK);
    say(rule, origin, response.headers_mut());
    if !wanted.is_empty() {
        set(response.headers_mut(), ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    Ok(response)
}

fn of_method(reason: Reason, asked: &Asked) -> Refusal {
    let method = asked.header(ACCESS_CONTROL_REQUEST_METHOD).unwrap_or_default();
    Refusal::from(reason).with("Method", method).with("ResourceType", resource(asked))
}

fn resource(asked: &Asked) -> &'static str {
    if asked.key.is_some() { "OBJECT" } else { "BUCKET" }
}

/// Says on an answer, whatever it is, that a page may read it.
pub(crate) fn decorate(response: &mut Response<Body>, asked: &Asked, store: &Store) {
    let bucket = asked.bucket.as_deref().and_then(|name| store.bucket(name).ok());
    let Some(Ok(Some(configuration))) = bucket.map(|bucket| bucket.setting::<CorsConfiguration>()) else {
        return;
    };
    if configuration.response_vary == Some(true) {
        response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    }
    if asked.method == Method::OPTIONS {
        return;
    }
    let Some(origin) = asked.header(ORIGIN) else { return };
    if let Some(rule) = configuration.rule(origin, asked.method.as_str(), std::iter::empty()) {
        say(rule, origin, response.headers_mut());
    }
}

fn say(rule: &CorsRule, origin: &str, headers: &mut HeaderMap) {
    set(headers, ACCESS_CONTROL_ALLOW_ORIGIN, if rule.is_for_all() { "*" } else { origin });
    set(headers, ACCESS_CONTROL_ALLOW_METHODS, &rule.allowed_method.join(", "));
    if !rule.expose_header.is_empty() {
        set(headers, ACCESS_CONTROL_EXPOSE_HEADERS, &rule.expose_header.join(", "));
    }
    if let Some(seconds) = rule.max_age_seconds {
        headers.insert(ACCESS_CONTROL_MAX_AGE, seconds.into());
    }
}

/// Rules are checked when they are put, and what a request says is a header already.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
