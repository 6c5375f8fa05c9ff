//! The local server in this process, asked with requests of all kinds. Every answer must have the form of the service's.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, Method, Request, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE},
};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service};
use oss_protocol::{
    ErrorDocument, Query,
    date::Timestamp,
    header,
    sign::{
        Credentials, Signable, presign, v1,
        v4::{self, Scope, SigningKey},
    },
    xml::{self, Element},
};
use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

/// The server's time.
pub(super) const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);
/// A region and its day.
pub(super) const REGION: &str = "cn-hangzhou";

/// The whole answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// `None` where it has broken off.
    pub(super) body: Option<Bytes>,
}

/// A server in memory that has these buckets.
pub(super) fn open(buckets: &[&str]) -> Service {
    let buckets = buckets.iter().map(ToString::to_string).collect();
    let clock = Arc::new(|| UNIX_EPOCH + Duration::from_secs(NOW.as_secs()));
    Service::open(Config { buckets, clock, ..Config::default() }).expect("memory can be had")
}

/// Lets time stand still but where somebody waits for it.
pub(super) fn run(work: impl Future) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().expect("a runtime").block_on(work);
}

pub(super) async fn ask(service: &Service, request: Request<Bytes>) -> Answer {
    let (parts, body) = service.call(request.map(Full::new)).await.into_parts();
    let body = body.collect().await.ok().map(|body| body.to_bytes());
    Answer { status: parts.status, headers: parts.headers, body }
}

/// Holds an answer against what every answer of the service is.
pub(super) fn check(method: &Method, answer: &Answer) {
    let Answer { status, headers, body } = answer;
    let body = body.as_ref().expect("no fault was asked for");
    let said = String::from_utf8_lossy(body);
    let text = |name: http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    assert!(!said.contains("The server panicked"), "{said}");
    assert!(!status.is_server_error() || *status == StatusCode::NOT_IMPLEMENTED, "{status} {said}");
    assert!(status.as_u16() >= 200, "{status}");
    let id = text(header::X_OSS_REQUEST_ID).expect("every answer has an id");
    assert!(text(DATE).and_then(Timestamp::parse_rfc1123).is_some(), "{headers:?}");
    if *method == Method::HEAD || [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(status) {
        assert!(body.is_empty(), "{method} {status} {said}");
    } else {
        assert_eq!(text(CONTENT_LENGTH), Some(body.len().to_string().as_str()), "{status} {said}");
    }
    if (status.is_client_error() || status.is_server_error()) && *status != StatusCode::NOT_MODIFIED {
        let document = match text(header::X_OSS_ERR).filter(|_| *method == Method::HEAD) {
            Some(coded) => STANDARD.decode(coded).expect("it is Base64"),
            None => body.to_vec(),
        };
        let document: ErrorDocument =
            xml::from_bytes(&document).unwrap_or_else(|e| panic!("{e}: {status} {said}"));
        assert!(document.code.is_some_and(|code| !code.is_empty()), "{said}");
        assert_eq!(document.request_id.as_deref(), Some(id), "{said}");
    } else if text(CONTENT_TYPE) == Some("application/xml")
        && text(header::X_OSS_OBJECT_TYPE).is_none()
        && !body.is_empty()
    {
        let _ = Element::parse(body).unwrap_or_else(|e| panic!("{e}: {said}"));
    }
}

/// How a request is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    V1,
    V4,
    UrlV1,
    UrlV4,
}

pub(super) fn credentials() -> Credentials {
    Credentials {
        access_key_id: DEFAULT_ACCESS_KEY_ID.into(),
        access_key_secret: DEFAULT_ACCESS_KEY_SECRET.to_owned().into(),
        security_token: None,
    }
}

/// Signs a request for this bucket and key, in its headers or its query.
pub(super) fn sign(
    how: Signed,
    method: &Method,
    place: (Option<&str>, Option<&str>),
    query: &mut Query,
    headers: &mut HeaderMap,
) {
    let value = |text: String| text.try_into().expect("a signature is ASCII");
    let credentials = credentials();
    let scope = Scope::at(NOW, REGION, "oss");
    let key = SigningKey::derive(&credentials.access_key_secret, &scope);
    match how {
        Signed::V1 => drop(headers.insert(DATE, value(NOW.rfc1123()))),
        Signed::V4 => {
            headers.insert(header::X_OSS_DATE, value(NOW.basic()));
            headers.insert(header::X_OSS_CONTENT_SHA256, value(header::UNSIGNED_PAYLOAD.to_owned()));
        }
        Signed::UrlV1 | Signed::UrlV4 => {}
    }
    let (bucket, object) = place;
    let request = Signable { method, bucket, key: object, query, headers };
    let added = match how {
        Signed::V1 => {
            let authorization = v1::authorize(&request, &credentials).to_string();
            headers.insert(AUTHORIZATION, value(authorization));
            return;
        }
        Signed::V4 => {
            let authorization = v4::authorize(&request, &credentials, scope, &key, &[]).to_string();
            headers.insert(AUTHORIZATION, value(authorization));
            return;
        }
        Signed::UrlV1 => presign::v1(&request, &credentials, NOW),
        Signed::UrlV4 => presign::v4(&request, &credentials, NOW, 60, &scope, &key, &[]),
    };
    *query = query.iter().chain(added.iter()).collect();
}
