//! `/-/console/`: the page, one file with its script and style in it, and what keeps it apart from everything else that this
//! server gives to browsers.
//!
//! An object may be a page too, and lies at the same origin where the bucket is in the path. So that its script cannot do what the
//! console's may, it gets an origin of its own: a sandbox.

use crate::{body::Body, call::Asked, control::is_own_name, reply};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode,
    header::{
        ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use oss_protocol::address::Hosts;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The page. `scripts/console.js` makes it of `emulator/console`.
const PAGE: &str = include_str!("page.html");

/// What the page may do: run the script that is in it, and ask its own server.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src blob: data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash_of("script"),
        hash_of("style")
    );
    HeaderValue::from_str(&policy).expect("it is ASCII")
});

/// The hash of the page's only script or style, as a policy names it.
fn hash_of(element: &str) -> String {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let inside = PAGE.split_once(&open).and_then(|(_, rest)| rest.split_once(&close));
    let (inside, _) = inside.expect("the page has a script and a style");
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(inside)))
}

/// Answers for the page; `rest` is what stands behind `/-/console`.
pub(crate) fn answer(asked: &Asked, rest: &str, host: &str, hosts: &Hosts) -> Response<Body> {
    let mut response = match rest {
        "" => reply::empty(StatusCode::PERMANENT_REDIRECT),
        "/" if !is_own_name(host, hosts) => reply::empty(StatusCode::MISDIRECTED_REQUEST),
        "/" if asked.method == Method::GET => {
            let mut page = reply::empty(StatusCode::OK);
            *page.body_mut() = Body::full(Bytes::from_static(PAGE.as_bytes()));
            page
        }
        "/" => reply::empty(StatusCode::METHOD_NOT_ALLOWED),
        _ => reply::empty(StatusCode::NOT_FOUND),
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
    if rest.is_empty() {
        set(LOCATION, "/-/console/");
    }
    set(CONTENT_TYPE, "text/html; charset=utf-8");
    set(CACHE_CONTROL, "no-store");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

/// Gives a document of an answer an origin of its own, where it would have the console's. Only browsers that open it see this.
pub(crate) fn keep_apart(response: &mut Response<Body>, request: &HeaderMap, host: &str, hosts: &Hosts) {
    let text = |headers: &HeaderMap, name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
    };
    let opened = text(request, ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    if !opened || !is_own_name(host, hosts) {
        return;
    }
    // Of no type, it may be taken for HTML.
    let scripted = text(response.headers(), CONTENT_TYPE)
        .is_none_or(|kind| kind.contains("html") || kind.contains("xml"));
    if scripted {
        let sandbox =
            HeaderValue::from_static("sandbox allow-scripts allow-forms allow-popups allow-downloads");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, sandbox);
    }
}
