//! The server managed from outside, under `/-/`. No bucket can be called `-`.
//!
//! JSON in, JSON out. Who asks must show the access key of one of the server's accounts (HTTP Basic), which browsers send to no
//! foreign page's request without asking first, and that is not answered; or the token of a [session](session), which the page has.
//! [`oss`] is OSS itself in the name of who is signed in. Beside them lie the key by which upload callbacks are checked
//! (`callback`), and whether the server is ready (`health`).

mod manage;
mod origin;
mod oss;
mod presign;
mod requests;
mod sealed;
mod session;
mod state;
mod uses;

pub(crate) use origin::is_own_name;
pub(crate) use oss::{Entered, enter};
pub(crate) use session::Sessions;

use crate::{
    body::Body,
    call::Asked,
    callback,
    config::Account,
    console, health,
    incoming::Incoming,
    reply::{self, Place},
    service::Service,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{AUTHORIZATION, WWW_AUTHENTICATE},
};
use serde_json::{Value, json};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// A document larger than this is refused.
const MAX_DOCUMENT: usize = 1 << 20;

/// What there is, for whoever asks for something else.
const KNOWN: &str = "there are only /-/console/, /-/session, /-/oss, /-/requests, /-/kms, /-/faults, /-/sts, \
    /-/inventory, /-/clock, /-/sealed, /-/sign and /-/state";

/// Why something is not done: a status, and a sentence.
type Failure = (StatusCode, String);

/// What was done, as JSON.
type Outcome = Result<Value, Failure>;

/// Whether a request is for the server itself and no bucket.
pub(crate) fn is_for(asked: &Asked) -> bool {
    asked.bucket.as_deref() == Some("-")
}

/// Answers a request for the server itself.
pub(crate) async fn answer(
    service: &Service,
    asked: &Asked,
    place: &Place<'_>,
    incoming: &mut Incoming,
) -> Response<Body> {
    if callback::is_for_key(&asked.method, asked.key.as_deref()) {
        return service
            .callbacks
            .answer_key()
            .await
            .unwrap_or_else(|refusal| reply::refusal(&refusal, place));
    }
    let key = asked.key.as_deref().unwrap_or_default();
    if let Some(health) = health::answer(asked, service.is_ready()) {
        return health;
    }
    let of_page = key.strip_prefix("console").filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if let Some(rest) = of_page.filter(|_| service.config.console) {
        return console::answer(asked, rest, place.host, &service.config.hosts);
    }
    if key == "state" {
        return match knows(service, asked, place.host) {
            true => state::answer(service, asked, incoming).await,
            false => unknown(asked),
        };
    }
    let body = incoming.document(MAX_DOCUMENT).await.unwrap_or_default();
    if key == "session" {
        return session::answer(service, asked, place.host, &body);
    }
    if !knows(service, asked, place.host) {
        return unknown(asked);
    }
    let done = match key {
        "clock" => manage::clock(service, &asked.method, &body),
        "faults" => manage::faults(service, &asked.method, &body),
        "inventory" => manage::inventory(service, &asked.method, &body).await,
        "kms" => manage::kms(service, &asked.method, &body),
        "kms/uses" => uses::answer(service, asked),
        "requests" => requests::answer(service, asked).await,
        "sealed" => sealed::answer(service, asked),
        "sign" => presign::answer(service, asked, place.host, &body),
        "sts" => manage::sts(service, &asked.method, &body),
        _ => Err((StatusCode::NOT_FOUND, KNOWN.to_owned())),
    };
    match done {
        Ok(done) => answered(StatusCode::OK, &done),
        Err((status, how)) => failure(status, &how),
    }
}

/// Whether whoever asks may manage the server.
fn knows(service: &Service, asked: &Asked, host: &str) -> bool {
    knows_key(asked, service.accounts.told()) || session::of(service, asked, host).is_some()
}

/// Whether a request shows an access key. All accounts are compared, and in constant time.
fn knows_key(asked: &Asked, accounts: &[Arc<Account>]) -> bool {
    let shown =
        asked.header(AUTHORIZATION).and_then(|text| STANDARD.decode(text.strip_prefix("Basic ")?).ok());
    let shown = shown.unwrap_or_default();
    accounts.iter().fold(false, |found, account| {
        let credentials = &account.credentials;
        let expected = format!("{}:{}", credentials.access_key_id, credentials.access_key_secret.as_str());
        found | bool::from(expected.as_bytes().ct_eq(&shown))
    })
}

/// The answer to who is unknown. One whose session is over is the page: it asks for the key itself, and a browser that is told how to
/// show one would ask in its place.
fn unknown(asked: &Asked) -> Response<Body> {
    let mut refused = failure(StatusCode::UNAUTHORIZED, "an access key of the server is required");
    if session::token(asked).is_none() {
        refused.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
    }
    refused
}

fn only(method: &Method, allowed: &Method) -> Result<(), Failure> {
    if method == allowed {
        return Ok(());
    }
    Err((StatusCode::METHOD_NOT_ALLOWED, format!("this takes {allowed}, not {method}")))
}

fn parse(body: &Bytes) -> Outcome {
    serde_json::from_slice(body).map_err(|e| malformed(&e))
}

fn malformed(error: &serde_json::Error) -> Failure {
    (StatusCode::BAD_REQUEST, format!("the request is malformed: {error}"))
}

/// A whole number among the parameters of a request.
fn number(asked: &Asked, name: &str, otherwise: u64) -> Result<u64, Failure> {
    let Some(text) = asked.query.get(name) else { return Ok(otherwise) };
    oss_protocol::number::digits(text)
        .ok_or_else(|| (StatusCode::BAD_REQUEST, format!("{name} must be a whole number, not {text:?}")))
}

/// A parameter that must be there.
fn needed<'a>(asked: &'a Asked, name: &str) -> Result<&'a str, Failure> {
    asked.query.get(name).ok_or_else(|| (StatusCode::BAD_REQUEST, format!("the parameter {name} is missing")))
}

fn failure(status: StatusCode, how: &str) -> Response<Body> {
    answered(status, &json!({ "error": how }))
}

pub(crate) fn answered(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = reply::json(value.to_string());
    *response.status_mut() = status;
    response
}
