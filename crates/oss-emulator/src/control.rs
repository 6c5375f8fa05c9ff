//! The server managed from outside: `/-/kms`, `/-/faults`, `/-/sts` and `/-/inventory`. No bucket can be called `-`. Beside them lies
//! the key by which upload callbacks are checked (`callback`), and whether the server is ready (`health`).
//!
//! JSON in, JSON out: GET lists, POST does what [`KmsRequest`], [`Service::write_inventory`](crate::Service::write_inventory), [`Faults::perform`](crate::Faults::perform) or [`Sts::perform`](crate::Sts::perform) says. Who asks must show the access key of one of the
//! server's accounts (HTTP Basic); browsers send that to no foreign page's request without asking first, which is not answered.

use crate::{
    body::Body,
    call::Asked,
    config::Account,
    faults::{FaultError, Faults},
    inventory,
    kms::{KmsError, KmsRequest},
    store::Store,
    sts::{Sts, StsError},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Whether a request is for the server itself and no bucket.
pub(crate) fn is_for(asked: &Asked) -> bool {
    asked.bucket.as_deref() == Some("-")
}

/// What can be managed, and by whom.
pub(crate) struct Managed<'a> {
    pub(crate) accounts: &'a [Arc<Account>],
    pub(crate) store: &'a Store,
    pub(crate) faults: &'a Arc<Faults>,
    pub(crate) sts: &'a Arc<Sts>,
    /// Milliseconds since 1970.
    pub(crate) now: u64,
}

/// Answers a request for the server itself.
pub(crate) async fn answer(asked: &Asked, body: &Bytes, managed: &Managed<'_>) -> Response<Body> {
    if !known(asked, managed.accounts) {
        let mut refused =
            json(StatusCode::UNAUTHORIZED, &json!({ "error": "an access key of the server is required" }));
        refused.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        return refused;
    }
    let request = match asked.method {
        Method::GET => Ok(json!({ "action": "list" })),
        Method::POST => serde_json::from_slice(body).map_err(|e| malformed(&e)),
        _ => Err((StatusCode::METHOD_NOT_ALLOWED, "GET lists, POST changes".to_owned())),
    };
    let done = match (asked.key.as_deref(), request) {
        (Some("inventory"), Ok(request)) => inventory::perform(managed.store, request, managed.now)
            .await
            .map_err(|e| (e.status(), e.to_string())),
        (_, request) => request.and_then(|request| perform(asked, request, managed)),
    };
    match done {
        Ok(done) => json(StatusCode::OK, &done),
        Err((status, how)) => json(status, &json!({ "error": how })),
    }
}

fn perform(asked: &Asked, request: Value, managed: &Managed<'_>) -> Result<Value, (StatusCode, String)> {
    match asked.key.as_deref() {
        Some("kms") => {
            let request = KmsRequest::deserialize(request).map_err(|e| malformed(&e))?;
            managed.store.kms.perform(request).map_err(|e| (status(&e), e.to_string()))
        }
        Some("faults") => managed.faults.perform(&request).map_err(|e| (status_of_fault(&e), e.to_string())),
        Some("sts") => managed.sts.perform(&request).map_err(|e| (status_of_sts(&e), e.to_string())),
        _ => {
            let known = "there are only /-/kms, /-/faults, /-/sts and /-/inventory";
            Err((StatusCode::NOT_FOUND, known.to_owned()))
        }
    }
}

fn malformed(error: &serde_json::Error) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, format!("the request is malformed: {error}"))
}

/// Whether a request shows an access key. All accounts are compared, and in constant time.
fn known(asked: &Asked, accounts: &[Arc<Account>]) -> bool {
    let shown =
        asked.header(AUTHORIZATION).and_then(|text| STANDARD.decode(text.strip_prefix("Basic ")?).ok());
    let shown = shown.unwrap_or_default();
    accounts.iter().fold(false, |found, account| {
        let credentials = &account.credentials;
        let expected = format!("{}:{}", credentials.access_key_id, credentials.access_key_secret.as_str());
        found | bool::from(expected.as_bytes().ct_eq(&shown))
    })
}

fn status(error: &KmsError) -> StatusCode {
    match error {
        KmsError::Unknown(_) => StatusCode::NOT_FOUND,
        KmsError::Taken(_) | KmsError::State(..) => StatusCode::CONFLICT,
        KmsError::Name(_) | KmsError::Days(_) => StatusCode::BAD_REQUEST,
        KmsError::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn status_of_fault(error: &FaultError) -> StatusCode {
    match error {
        FaultError::NoSuch(_) => StatusCode::NOT_FOUND,
        FaultError::TooMany(_) => StatusCode::CONFLICT,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn status_of_sts(error: &StsError) -> StatusCode {
    match error {
        StsError::Unknown => StatusCode::NOT_FOUND,
        StsError::Taken(_) => StatusCode::CONFLICT,
        StsError::Randomness(_) => StatusCode::INTERNAL_SERVER_ERROR,
        StsError::Value(..) | StsError::Both => StatusCode::BAD_REQUEST,
    }
}

pub(crate) fn json(status: StatusCode, value: &serde_json::Value) -> Response<Body> {
    let mut response = Response::new(Body::full(value.to_string().into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
