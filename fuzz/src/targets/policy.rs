//! The policy of a bucket: any text is put, and where it is one, requests are held against it.

use super::emulator::{self, Answer, Signed, ask, check, sign};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{CONTENT_LENGTH, HOST, USER_AGENT},
};
use oss_emulator::Service;
use oss_protocol::Query;

/// What patterns of many stars would be slow at.
const LONG: &str =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

pub(super) fn run(text: &str) {
    emulator::run(async {
        let service = emulator::open(&["bkt"]);
        let put = request(&service, Some(Signed::V4), Method::PUT, "/bkt/?policy", text).await;
        let read = request(&service, Some(Signed::V4), Method::GET, "/bkt/?policy", "").await;
        if put.status == StatusCode::OK {
            // It may have shut out whoever put it.
            let kept = read.body.as_deref() == Some(text.as_bytes());
            assert!(kept || read.status == StatusCode::FORBIDDEN, "{text} {:?}", read.body);
        } else {
            assert_eq!(put.status, StatusCode::BAD_REQUEST, "{text} {:?}", put.body);
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{text} {:?}", read.body);
        }
        let long = format!("/bkt/{LONG}");
        for (method, target) in [
            (Method::GET, "/bkt/?prefix=a/&delimiter=/"),
            (Method::GET, "/bkt/a/b"),
            (Method::PUT, "/bkt/a/b"),
            (Method::DELETE, "/bkt/a/b?versionId=null"),
            (Method::PUT, "/bkt/?acl"),
            (Method::GET, long.as_str()),
        ] {
            let answer = request(&service, None, method, target, "").await;
            // Without a policy nothing is open.
            assert!(put.status == StatusCode::OK || answer.status == StatusCode::FORBIDDEN, "{text}");
        }
    });
}

async fn request(
    service: &Service,
    signed: Option<Signed>,
    method: Method,
    target: &str,
    body: &str,
) -> Answer {
    let mut headers = HeaderMap::from_iter([
        (HOST, HeaderValue::from_static("localhost")),
        (USER_AGENT, HeaderValue::from_static(LONG)),
        (CONTENT_LENGTH, body.len().into()),
    ]);
    if let Some(how) = signed {
        let mut query = Query::from_iter([("policy", "")]);
        sign(how, &method, (Some("bkt"), None), &mut query, &mut headers);
    }
    let mut request = Request::new(Bytes::copy_from_slice(body.as_bytes()));
    *request.headers_mut() = headers;
    *request.uri_mut() = target.parse().expect("it is a path");
    *request.method_mut() = method.clone();
    let answer = ask(service, request).await;
    check(&method, &answer);
    answer
}
