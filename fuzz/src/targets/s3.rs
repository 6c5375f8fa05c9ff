//! Requests in the dialect of S3: a line with method and target, lines of headers, an empty line, and the body. They are signed as they
//! stand, so that they come as far as a client's do.

use super::emulator::{self, NOW, ask};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, LAST_MODIFIED},
};
use oss_emulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service};
use oss_protocol::{
    Query, encode,
    sign::{
        aws_v2,
        aws_v4::{self, Scope, SigningKey},
    },
    xml::Element,
};

/// Beyond this, another run finds more.
const MAX_STEPS: usize = 8;

pub(super) fn run(text: &str) {
    let _ = aws_v4::Claim::parse(text.lines().next().unwrap_or_default());
    emulator::run(async {
        let service = emulator::open(&["bkt"]);
        for request in text.split("\n---\n").take(MAX_STEPS) {
            step(&service, request).await;
        }
    });
}

async fn step(service: &Service, text: &str) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let Some((method, target)) = lines.next().and_then(|line| line.split_once(' ')) else { return };
    let (Ok(method), Ok(uri)) = (method.parse::<Method>(), target.parse::<Uri>()) else { return };
    let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("bkt.s3.localhost"))]);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    headers.insert(CONTENT_LENGTH, body.len().into());
    if !headers.contains_key(AUTHORIZATION) {
        sign(&method, &uri, &mut headers);
    }
    let mut request = Request::new(Bytes::copy_from_slice(body.as_bytes()));
    (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method.clone(), uri, headers);
    let answer = ask(service, request).await;
    let said = answer.body.expect("no fault was asked for");
    let said = String::from_utf8_lossy(&said);
    assert!(!said.contains("The server panicked"), "{said}");
    assert!(!answer.status.is_server_error() || answer.status == StatusCode::NOT_IMPLEMENTED, "{said}");
    // An object may say that it is XML and be none.
    let is_object = answer.headers.contains_key(LAST_MODIFIED);
    if answer.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/xml")
        && !is_object
        && !said.is_empty()
    {
        let _ = Element::parse(said.as_bytes()).unwrap_or_else(|e| panic!("{e}: {said}"));
    }
}

/// By V4 where the request says a digest of its body, else by V2.
fn sign(method: &Method, uri: &Uri, headers: &mut HeaderMap) {
    let value = |text: String| HeaderValue::try_from(text).expect("a signature is ASCII");
    let query = Query::parse(uri.query().unwrap_or_default()).unwrap_or_default();
    let path = encode::decode(uri.path()).unwrap_or_default();
    let digest =
        headers.get("x-amz-content-sha256").and_then(|digest| digest.to_str().ok()).map(str::to_owned);
    let Some(digest) = digest else {
        headers.insert(DATE, value(NOW.rfc1123()));
        let path = format!("/bkt{path}");
        let text = aws_v2::string_to_sign((method, &path, &query, headers), None);
        let signature = aws_v2::signature(DEFAULT_ACCESS_KEY_SECRET, &text);
        headers.insert(AUTHORIZATION, value(format!("AWS {DEFAULT_ACCESS_KEY_ID}:{signature}")));
        return;
    };
    headers.insert("x-amz-date", value(NOW.basic()));
    let time = NOW.basic();
    let scope = Scope { date: time[..8].to_owned(), region: "cn-hangzhou".into(), service: "s3".into() };
    let signed: Vec<_> = headers.keys().map(ToString::to_string).collect();
    let canonical = aws_v4::canonical_request((method, &path, &query, headers), &signed, &digest);
    let text = aws_v4::string_to_sign(&canonical, &time, &scope);
    let signature = SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope).sign(text.as_bytes());
    let credential = format!("{DEFAULT_ACCESS_KEY_ID}/{scope}");
    headers.insert(
        AUTHORIZATION,
        value(format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={}, Signature={signature}",
            signed.join(";")
        )),
    );
}
