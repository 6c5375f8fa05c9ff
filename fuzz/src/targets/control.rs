//! What manages the local server: lines in pairs, what is managed and what is asked of it. Then, what its faults do to requests.

use super::emulator::{self, NOW, Signed, ask, sign};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{AUTHORIZATION, HOST},
};
use oss_emulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service};
use oss_protocol::Query;
use std::time::Duration;

/// Longer than any pause that is not without end. Time stands still but for waiting.
const END: Duration = Duration::from_secs(3_600);

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<_> = text.lines().collect();
    emulator::run(async {
        let service = emulator::open(&["bkt"]);
        for pair in lines.chunks(2).take(8) {
            manage(&service, pair[0], pair.get(1).copied()).await;
        }
        for method in [Method::PUT, Method::GET, Method::HEAD, Method::DELETE] {
            strike(&service, method).await;
        }
        manage(&service, "faults", None).await;
    });
}

/// Without a body it is asked what there is.
async fn manage(service: &Service, what: &str, body: Option<&str>) {
    let Ok(uri) = format!("/-/{what}").parse() else { return };
    let id = STANDARD.encode(format!("{DEFAULT_ACCESS_KEY_ID}:{DEFAULT_ACCESS_KEY_SECRET}"));
    let mut request = Request::new(Bytes::copy_from_slice(body.unwrap_or_default().as_bytes()));
    *request.uri_mut() = uri;
    *request.method_mut() = if body.is_some() { Method::POST } else { Method::GET };
    request.headers_mut().insert(HOST, HeaderValue::from_static("localhost"));
    request.headers_mut().insert(AUTHORIZATION, format!("Basic {id}").parse().expect("Base64 is ASCII"));
    // A path may name something else than the server, and what answers otherwise has a target of its own.
    let own =
        what.bytes().all(|b| b.is_ascii_alphanumeric()) && !["console", "session", "state"].contains(&what);
    let answer = ask(service, request).await;
    let said = answer.body.expect("the server itself is not struck by faults");
    if own {
        let known = [
            StatusCode::OK,
            StatusCode::BAD_REQUEST,
            StatusCode::NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED,
            StatusCode::CONFLICT,
        ];
        assert!(known.contains(&answer.status), "{} {said:?}", answer.status);
        let json: serde_json::Value =
            serde_json::from_slice(&said).unwrap_or_else(|e| panic!("{e}: {said:?}"));
        let told = json["error"].as_str().is_some_and(|error| !error.is_empty());
        assert!(told || answer.status == StatusCode::OK, "{json}");
    }
}

/// A request that a fault may strike in any way but by a panic.
async fn strike(service: &Service, method: Method) {
    let (mut query, mut headers) = (Query::default(), HeaderMap::new());
    headers.insert(HOST, HeaderValue::from_static("localhost"));
    sign(Signed::V4, &method, (Some("bkt"), Some("k")), &mut query, &mut headers);
    let mut request = Request::new(Bytes::from_static(b"hello"));
    (*request.method_mut(), *request.headers_mut()) = (method, headers);
    *request.uri_mut() = http::Uri::from_static("/bkt/k");
    // It may be that nothing ever comes.
    if let Ok(answer) = tokio::time::timeout(END, ask(service, request)).await {
        let said = answer.body.unwrap_or_default();
        let panicked = String::from_utf8_lossy(&said).contains("The server panicked");
        assert!(!panicked && answer.status.as_u16() >= 200, "{} {said:?} at {NOW:?}", answer.status);
    }
}
