//! The state of a server as an archive, damaged. Either it is taken as a whole, or nothing changes.

use super::emulator::{self, Signed, ask, sign};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, HOST},
};
use oss_emulator::Service;
use oss_protocol::Query;
use std::sync::LazyLock;

const BASIC: &str = "Basic ZW11bGF0b3I6ZW11bGF0b3Itc2VjcmV0";
const MINE: &str = "/mine/object";

/// An archive of a server that holds something of each kind.
static ARCHIVE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut archive = Vec::new();
    emulator::run(async {
        let service = emulator::open(&["bkt"]);
        for (target, algorithm) in [("/bkt/open", ""), ("/bkt/aes", "AES256"), ("/bkt/sm4", "SM4")] {
            own(&service, Method::PUT, target, algorithm).await;
        }
        archive = state(&service, Method::GET, Bytes::new()).await.1.to_vec();
    });
    archive
});

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let mut archive = ARCHIVE.clone();
    for _ in 0..input.int_in_range(0..=6)? {
        let place = input.int_in_range(0..=archive.len().saturating_sub(1))?;
        match input.int_in_range(0..=3_u8)? {
            0 => archive.truncate(place),
            1 => archive.insert(place, input.arbitrary()?),
            2 if place < archive.len() => archive[place] = input.arbitrary()?,
            _ => {
                let bytes: Vec<u8> = input.arbitrary()?;
                let end = archive.len().min(place + bytes.len());
                archive.splice(place..end, bytes);
            }
        }
    }
    emulator::run(async {
        let service = emulator::open(&["mine"]);
        assert_eq!(own(&service, Method::PUT, MINE, "AES256").await.0, StatusCode::OK);
        let (status, said) = state(&service, Method::PUT, archive.into()).await;
        assert!([StatusCode::OK, StatusCode::BAD_REQUEST].contains(&status), "{status} {said:?}");
        let (found, _) = own(&service, Method::GET, MINE, "").await;
        let expected = if status == StatusCode::OK { StatusCode::NOT_FOUND } else { StatusCode::OK };
        // A bucket of another name is as good, and so is one that was not there.
        assert!(found == expected, "{status}: {found}");
        for target in ["/bkt/open", "/bkt/aes", "/bkt/sm4", "/bkt/"] {
            let (_, body) = own(&service, Method::GET, target, "").await;
            assert!(!String::from_utf8_lossy(&body).contains("The server panicked"), "{body:?}");
        }
    });
    Ok(())
}

async fn state(service: &Service, method: Method, body: Bytes) -> (StatusCode, Bytes) {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = http::Uri::from_static("/-/state");
    request.headers_mut().insert(HOST, HeaderValue::from_static("localhost"));
    request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static(BASIC));
    let answer = ask(service, request).await;
    (answer.status, answer.body.expect("no fault was asked for"))
}

/// A request for an object, signed. What is put is its own name.
async fn own(
    service: &Service,
    method: Method,
    target: &'static str,
    algorithm: &str,
) -> (StatusCode, Bytes) {
    let (mut query, mut headers) = (Query::default(), HeaderMap::new());
    headers.insert(HOST, HeaderValue::from_static("localhost"));
    if !algorithm.is_empty() {
        headers.insert("x-oss-server-side-encryption", algorithm.parse().expect("it is ASCII"));
    }
    headers.insert(CONTENT_LENGTH, if method == Method::PUT { target.len() } else { 0 }.into());
    let (bucket, key) = target[1..].split_once('/').expect("it names both");
    let key = Some(key).filter(|key| !key.is_empty());
    sign(Signed::V4, &method, (Some(bucket), key), &mut query, &mut headers);
    let body = if method == Method::PUT { target } else { "" };
    let mut request = Request::new(Bytes::from_static(body.as_bytes()));
    (*request.method_mut(), *request.headers_mut()) = (method, headers);
    *request.uri_mut() = http::Uri::from_static(target);
    let answer = ask(service, request).await;
    (answer.status, answer.body.unwrap_or_default())
}
