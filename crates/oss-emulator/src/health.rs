//! Whether the server is ready, for whoever has started it and waits: `GET /-/health`. It tells nothing that is secret, so it asks for
//! no access key.

use crate::{body::Body, call::Asked, control};
use http::{Method, Response, StatusCode};
use serde_json::json;

/// Answers a request for the health of the server, if it is one: 200 when it is ready, 503 before.
pub(crate) fn answer(asked: &Asked, ready: bool) -> Option<Response<Body>> {
    if asked.key.as_deref() != Some("health") || !matches!(asked.method, Method::GET | Method::HEAD) {
        return None;
    }
    let (status, word) =
        if ready { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "starting") };
    Some(control::answered(status, &json!({ "status": word, "version": env!("CARGO_PKG_VERSION") })))
}
