//! Signatures of AWS: who is let in, and what the others are told.

use crate::raw;
use crate::{
    common::is,
    s3::{put, with_bucket},
    s3_raw::{HOST, sent, url},
};
use http::{Method, header};

#[tokio::test]
async fn who_signed_wrongly_is_told_why() {
    let service = with_bucket().await;
    let good = || sent(Method::GET, HOST, "/", &[], b"").v4();
    let authorization = good().headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
    for (from, to, status, code, ec) in [
        ("SHA256 ", "SHA1 ", 400, "InvalidArgument", "0002-00000402"),
        ("Credential=", "Credentials=", 400, "InvalidArgument", "0002-00000403"),
        ("/s3/", "/", 400, "InvalidArgument", "0002-00000404"),
        ("SignedHeaders=", "Signed=", 400, "InvalidArgument", "0002-00000405"),
        ("Signature=", "Signature=;", 400, "InvalidArgument", "0002-00000408"),
        ("Signature=", "Sig=", 400, "InvalidArgument", "0002-00000407"),
        ("=host;", "=range;", 400, "InvalidArgument", "0002-00000420"),
        ("=host;", "=host;range;", 403, "SignatureDoesNotMatch", "0002-00000428"),
        (";x-amz-date", "", 403, "SignatureDoesNotMatch", "0002-00000431"),
        ("=emulator/", "=nobody/", 403, "InvalidAccessKeyId", "0002-00000902"),
        ("/cn-hangzhou/", "/elsewhere/", 403, "SignatureDoesNotMatch", "0002-00000429"),
    ] {
        let changed = authorization.replacen(from, to, 1);
        assert_ne!(changed, authorization, "{from}");
        let answer = good().with("authorization", &changed).to(&service).await;
        assert_eq!(answer.refusal(), is(status, code, ec), "{to}");
    }
    let answer = good().with("authorization", "AWS emulator").to(&service).await;
    assert_eq!(answer.refusal(), is(400, "InvalidArgument", ""));
    // The service's own signature is none in this dialect.
    let own = raw::signed(&Method::GET, "/bkt/", &[]);
    let answer =
        sent(Method::GET, HOST, "/", &[], b"").with("authorization", own["authorization"].to_str().unwrap());
    assert_eq!(answer.to(&service).await.refusal(), is(400, "InvalidArgument", "0002-00000402"));
    // What somebody adds on the way.
    for name in ["x-amz-acl", "x-oss-object-acl"] {
        let answer =
            sent(Method::PUT, HOST, "/k", &[], b"").v4().with(name, "public-read").to(&service).await;
        assert_eq!(answer.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000431"), "{name}");
        let answer =
            sent(Method::PUT, HOST, "/k", &[], b"").v2().with(name, "public-read").to(&service).await;
        let ec = if name == "x-amz-acl" { "0002-00000307" } else { "0002-00000431" };
        assert_eq!(answer.refusal(), is(403, "SignatureDoesNotMatch", ec), "{name}");
    }
    let answer =
        put(&service, "/k", &[("x-oss-object-acl", "public-read"), ("x-oss-s3-compat", "true")], b"").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_time_of_a_signature_counts_and_its_region_does_not() {
    let service = with_bucket().await;
    for region in ["us-east-1", "oss-cn-hangzhou", "auto"] {
        let mut sent = sent(Method::GET, HOST, "/", &[], b"");
        sent.region = region;
        assert_eq!(sent.v4().to(&service).await.status, 200, "{region}");
    }
    let mut other = sent(Method::GET, HOST, "/", &[], b"");
    other.service = "oss";
    assert_eq!(other.v4().to(&service).await.refusal(), is(400, "InvalidArgument", ""));
    let mut late = sent(Method::GET, HOST, "/", &[], b"");
    late.now = oss_protocol::date::Timestamp::from_secs(late.now.as_secs() - 901);
    assert_eq!(late.v4().to(&service).await.refusal(), is(403, "RequestTimeTooSkewed", "0002-00000504"));
    let mut late = sent(Method::GET, HOST, "/", &[], b"");
    late.now = oss_protocol::date::Timestamp::from_secs(late.now.as_secs() - 901);
    assert_eq!(late.v2().to(&service).await.refusal(), is(403, "RequestTimeTooSkewed", "0002-00000504"));
}

#[tokio::test]
async fn a_signed_url_says_itself_what_it_is() {
    let service = with_bucket().await;
    assert_eq!(put(&service, "/k", &[("content-type", "text/plain")], b"body").await.status, 200);
    let fetch = async |target: &str, headers: &[(&str, &str)]| {
        sent(Method::GET, HOST, target, headers, b"").to(&service).await
    };
    let link = url(Method::GET, "/k?response-content-type=a/b", &[], "60");
    let answer = fetch(&link, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type"), &answer.body[..]),
        (200, Some("a/b"), &b"body"[..])
    );
    // A header that travels with it must be signed, and one that was signed must be there.
    assert_eq!(fetch(&link, &[("x-amz-request-payer", "requester")]).await.refusal().2, "0002-00000431");
    let ranged = url(Method::GET, "/k", &[("range", "bytes=0-1")], "60");
    assert_eq!(fetch(&ranged, &[]).await.refusal().2, "0002-00000428");
    assert_eq!(fetch(&ranged, &[("range", "bytes=0-1")]).await.status, 206);
    for (from, to, ec) in [
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", "0002-00000411"),
        ("%2Faws4_request", "", "0002-00000425"),
        ("X-Amz-Date=2", "X-Amz-Date=x", "0002-00000415"),
        ("X-Amz-Expires=60", "X-Amz-Expires=604801", ""),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders", "0002-00000419"),
        ("X-Amz-Signature=", "X-Amz-Signature=0", "0002-00000423"),
        ("a%2Fb", "a%2Fc", "0002-00000429"),
    ] {
        let answer = fetch(&link.replacen(from, to, 1), &[]).await;
        assert!(answer.status.is_client_error(), "{to}");
        assert_eq!(answer.refusal().2, ec, "{to}");
    }
    // Headers may be moved into the URL.
    let link = url(Method::PUT, "/moved?x-amz-meta-a=b&x-amz-acl=public-read", &[], "60");
    assert_eq!(sent(Method::PUT, HOST, &link, &[], b"x").to(&service).await.status, 200);
    let open = sent(Method::GET, HOST, "/moved", &[], b"").to(&service).await;
    assert_eq!((open.status.as_u16(), open.header("x-amz-meta-a")), (200, Some("b")));
    // V2 without a part of it.
    let answer = fetch("/k?Expires=1&Signature=s", &[]).await;
    assert_eq!(answer.refusal(), is(403, "AccessDenied", "0002-00000303"));
    assert_eq!(fetch("/k", &[]).await.status, 403);
}

#[tokio::test]
async fn the_log_keeps_no_signature_of_aws() {
    let service = with_bucket().await;
    let link = url(Method::GET, "/k?X-Amz-Security-Token=secret-token", &[], "60");
    assert_eq!(sent(Method::GET, HOST, &link, &[], b"").to(&service).await.status, 403);
    let by_header = sent(Method::GET, HOST, "/k", &[("x-amz-security-token", "secret-token")], b"");
    assert_eq!(by_header.v2().to(&service).await.status, 403);
    let signature = link.rsplit_once('=').unwrap().1;
    let log = format!("{:?}", service.requests());
    assert!(!log.contains("secret-token") && !log.contains(signature), "{log}");
    assert!(log.contains("AWS emulator:***") && log.contains("X-Amz-Signature=***"));
}
