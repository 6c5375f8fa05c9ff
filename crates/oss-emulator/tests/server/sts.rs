//! Temporary access keys, and clocks that disagree.

use crate::{
    common::is,
    raw::{Answer, get, put, signed_by, unsigned},
};
use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, Issued, NewToken, Service, StsError, system_clock};
use oss_protocol::{
    Query,
    date::Timestamp,
    sign::{Signable, presign},
};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// A service whose clock can be moved, by seconds.
fn service() -> (Service, Arc<AtomicI64>) {
    let offset = Arc::new(AtomicI64::new(0));
    let (clock, by) = (system_clock(), Arc::clone(&offset));
    let clock = Arc::new(move || {
        let by = by.load(Ordering::Relaxed);
        let duration = Duration::from_secs(by.unsigned_abs());
        if by < 0 { clock() - duration } else { clock() + duration }
    });
    let service = Service::open(Config { buckets: vec!["bkt".into()], clock, ..Config::default() }).unwrap();
    (service, offset)
}

async fn ask(service: &Service, issued: &Issued, token: Option<&str>) -> Answer {
    let credentials = &issued.credentials;
    let key = (credentials.access_key_id.as_str(), credentials.access_key_secret.as_str());
    let headers: Vec<_> = token.map(|token| ("x-oss-security-token", token)).into_iter().collect();
    let mut request = Request::new(Full::new(Bytes::new()));
    *request.headers_mut() = signed_by(key, &Method::GET, "/bkt/k", &headers);
    *request.uri_mut() = "/bkt/k".parse().unwrap();
    let (parts, body) = service.call(request).await.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

fn token(issued: &Issued) -> &str {
    issued.credentials.security_token.as_ref().unwrap()
}

#[tokio::test]
async fn a_temporary_key_is_good_with_its_token_until_it_expires() {
    let (service, offset) = service();
    put(&service, "/bkt/k", &[], b"content").await;
    let issued = service.sts().issue(NewToken { seconds: Some(600), ..NewToken::default() }).unwrap();
    let other = service.sts().issue(NewToken::default()).unwrap();
    assert_eq!(ask(&service, &issued, Some(token(&issued))).await.body, "content");
    let cases = [
        (None, is(403, "InvalidAccessKeyId", "0002-00000902")),
        (Some(token(&other)), is(403, "InvalidSecurityToken", "")),
        (Some("other"), is(403, "InvalidSecurityToken", "")),
    ];
    for (token, refusal) in cases {
        assert_eq!(ask(&service, &issued, token).await.refusal(), refusal, "{token:?}");
    }
    let mut forged = issued.clone();
    forged.credentials.access_key_secret = "other".to_owned().into();
    assert_eq!(ask(&service, &forged, Some(token(&issued))).await.refusal().1, "SignatureDoesNotMatch");

    let expired = is(403, "SecurityTokenExpired", "0002-00000007");
    offset.store(601, Ordering::Relaxed);
    assert_eq!(ask(&service, &issued, Some(token(&issued))).await.refusal(), expired);
    assert_eq!(ask(&service, &other, Some(token(&other))).await.status, 200);
    service.sts().expire(token(&other)).unwrap();
    assert_eq!(ask(&service, &other, Some(token(&other))).await.refusal(), expired);
    assert!(matches!(service.sts().expire("other"), Err(StsError::Unknown)));
}

#[tokio::test]
async fn a_url_is_no_longer_good_than_the_key_that_signed_it() {
    let (service, _) = service();
    put(&service, "/bkt/k", &[], b"content").await;
    let issued = service.sts().issue(NewToken::default()).unwrap();
    let (query, headers) = (Query::default(), HeaderMap::new());
    let request = Signable {
        method: &Method::GET,
        bucket: Some("bkt"),
        key: Some("k"),
        query: &query,
        headers: &headers,
    };
    let until = Timestamp::from_secs(Timestamp::from(system_clock()()).as_secs() + 7_200);
    let added = presign::v1(&request, &issued.credentials, until);
    let url = format!("/bkt/k?{}", added.iter().collect::<Query>());
    assert_eq!(unsigned(&service, Method::GET, &url, &[], "").await.body, "content");
    service.sts().expire(token(&issued)).unwrap();
    assert_eq!(unsigned(&service, Method::GET, &url, &[], "").await.refusal().1, "SecurityTokenExpired");
}

#[tokio::test]
async fn a_key_of_another_owner_has_nothing() {
    let (service, _) = service();
    put(&service, "/bkt/k", &[], b"content").await;
    let new =
        NewToken { owner: Some("2".into()), access_key_id: Some("STS.mine".into()), ..NewToken::default() };
    let issued = service.sts().issue(new.clone()).unwrap();
    assert_eq!(issued.credentials.access_key_id, "STS.mine");
    assert_eq!(ask(&service, &issued, Some(token(&issued))).await.refusal(), is(403, "AccessDenied", ""));
    assert!(matches!(service.sts().issue(new), Err(StsError::Taken(id)) if id == "STS.mine"));
}

#[test]
fn what_means_nothing_is_refused() {
    let (service, _) = service();
    let cases = [
        (json!({ "action": "issue", "durationSeconds": 43_201 }), "at most twelve hours, 43200, not 43201"),
        (json!({ "action": "issue", "durationSeconds": "900" }), "durationSeconds must be a whole number"),
        (json!({ "action": "issue", "durationSeconds": 1, "expiration": 1 }), "cannot go together"),
        (json!({ "action": "issue", "accessKeyId": "" }), "accessKeyId must be text"),
        (
            json!({ "action": "issue", "accessKeyId": "emulator" }),
            "there is an access key \"emulator\" already",
        ),
        (json!({ "action": "expire" }), "no temporary access key has this token"),
        (json!({ "action": "assume" }), "action must be issue or expire"),
    ];
    for (request, said) in cases {
        let refused = service.sts().perform(&request).unwrap_err().to_string();
        assert!(refused.contains(said), "{request}: {refused}");
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_the_right_time() {
    let (service, offset) = service();
    for by in [16 * 60, -16 * 60] {
        offset.store(by, Ordering::Relaxed);
        let told = get(&service, "/bkt/k", &[]).await;
        assert_eq!(told.refusal(), is(403, "RequestTimeTooSkewed", "0002-00000504"));
        let text = String::from_utf8_lossy(&told.body).into_owned();
        let element = |name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        assert_eq!(element("MaxAllowedSkewMilliseconds"), "900000");
        let date = Timestamp::parse_rfc1123(told.header("date").unwrap()).unwrap();
        assert_eq!(element("ServerTime"), date.iso8601());
        assert_ne!(element("RequestTime"), element("ServerTime"));
    }
}
