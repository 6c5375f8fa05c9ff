//! Conditions as official SDKs send them with copies, and the two ways to sign a bucket in the path.

use crate::{
    common::is,
    raw::{post, put, signed, unsigned},
};
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service, system_clock};
use oss_protocol::{
    Query,
    date::Timestamp,
    multipart::InitiateMultipartUploadResult,
    sign::{Credentials, Signable, v1, v4},
};

const PAST: &str = "Sat, 01 Jan 2000 00:00:00 GMT";
const FUTURE: &str = "Sat, 01 Jan 2095 00:00:00 GMT";

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

/// ali-oss sends each header plain and with a prefix, whatever its caller wrote (its `copy()`), and its suite says what the service
/// answers to that.
#[tokio::test]
async fn copies_take_conditions_in_both_forms() {
    let service = service();
    let etag = put(&service, "/bkt/from", &[], b"x").await.header("etag").unwrap().to_owned();
    let upload = post(&service, "/bkt/to?uploads", &[], "").await;
    let id = upload.document::<InitiateMultipartUploadResult>().upload_id;
    let cases = [
        ("if-match", "foo-bar", Err("If-Match")),
        ("if-match", etag.as_str(), Ok(200)),
        ("if-none-match", etag.as_str(), Ok(304)),
        ("if-none-match", "foo-bar", Ok(200)),
        ("if-modified-since", FUTURE, Ok(304)),
        ("if-modified-since", PAST, Ok(200)),
        ("if-unmodified-since", FUTURE, Ok(200)),
        ("if-unmodified-since", PAST, Err("If-Unmodified-Since")),
    ];
    for target in ["/bkt/to".to_owned(), format!("/bkt/to?partNumber=1&uploadId={id}")] {
        for (name, value, expected) in cases {
            let prefixed = format!("x-oss-copy-source-{name}");
            for headers in [vec![(name, value), (&prefixed, value)], vec![(&prefixed, value)]] {
                let headers = [&headers[..], &[("x-oss-copy-source", "/bkt/from")]].concat();
                let answer = put(&service, &target, &headers, b"").await;
                match expected {
                    Ok(status) => assert_eq!(answer.status, status, "{target} {headers:?}"),
                    Err(condition) => {
                        assert_eq!(answer.refusal(), is(412, "PreconditionFailed", ""), "{headers:?}");
                        let text = String::from_utf8_lossy(&answer.body).into_owned();
                        assert!(text.contains(&format!("<Condition>{condition}</Condition>")), "{text}");
                    }
                }
            }
        }
    }
}

/// The status of a request for the list of `bkt`, whose signature is over `resource` (in two parts).
async fn list(service: &Service, host: &str, path: &str, signing: &str, resource: (&str, &str)) -> u16 {
    let (method, query) = (Method::GET, Query::parse("prefix=a").unwrap());
    let now = Timestamp::from(system_clock()());
    let mut headers = http::HeaderMap::new();
    headers.insert(header::HOST, host.parse().unwrap());
    let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
    let credentials = Credentials {
        access_key_id: DEFAULT_ACCESS_KEY_ID.into(),
        access_key_secret: DEFAULT_ACCESS_KEY_SECRET.to_owned().into(),
        security_token: None,
    };
    if signing == "V4" {
        headers.insert("x-oss-date", now.basic().parse().unwrap());
        headers.insert("x-oss-content-sha256", "UNSIGNED-PAYLOAD".parse().unwrap());
    } else {
        headers.insert(header::DATE, now.rfc1123().parse().unwrap());
    }
    let request = Signable {
        method: &method,
        bucket: some(resource.0),
        key: some(resource.1),
        query: &query,
        headers: &headers,
    };
    let authorization = if signing == "V4" {
        let scope = v4::Scope::at(now, "cn-hangzhou", "oss");
        let key = v4::SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope);
        v4::authorize(&request, &credentials, scope, &key, &[])
    } else {
        v1::authorize(&request, &credentials)
    };
    headers.insert(header::AUTHORIZATION, authorization.to_string().parse().unwrap());
    let mut request = Request::new(Full::<bytes::Bytes>::default());
    *request.headers_mut() = headers;
    *request.uri_mut() = format!("{path}?prefix=a").parse().unwrap();
    let response = service.call(request).await;
    let status = response.status().as_u16();
    let _ = response.into_body().collect().await;
    status
}

/// opendal lists so.
#[tokio::test]
async fn a_bucket_in_the_path_is_signed_with_or_without_its_slash() {
    let service = service();
    for signing in ["V1", "V4"] {
        for path in ["/bkt", "/bkt/"] {
            // `/bkt/`, as the service's documentation writes it, and `/bkt`.
            assert_eq!(
                list(&service, "127.0.0.1", path, signing, ("bkt", "")).await,
                200,
                "{signing} {path}"
            );
            assert_eq!(
                list(&service, "127.0.0.1", path, signing, ("", "bkt")).await,
                200,
                "{signing} {path}"
            );
            assert_eq!(list(&service, "127.0.0.1", path, signing, ("", "")).await, 403, "{signing} {path}");
            assert_eq!(list(&service, "127.0.0.1", path, signing, ("", "bk")).await, 403, "{signing} {path}");
        }
        for host in ["bkt.localhost", "bkt.oss-cn-hangzhou.aliyuncs.com"] {
            assert_eq!(list(&service, host, "/", signing, ("bkt", "")).await, 200, "{signing} {host}");
            assert_eq!(list(&service, host, "/", signing, ("", "bkt")).await, 403, "{signing} {host}");
        }
    }
    // What is in the bucket has its own path.
    let mut headers = signed(&Method::GET, "/bkt", &[]);
    let text = headers.remove(header::AUTHORIZATION).unwrap();
    let forged = [("authorization", text.to_str().unwrap())];
    assert_eq!(unsigned(&service, Method::GET, "/bkt/key", &forged, "").await.status, 403);
}
