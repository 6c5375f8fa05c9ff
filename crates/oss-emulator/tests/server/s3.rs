//! The dialect of S3: who asks in it, what is refused as the service refuses it, and what comes back.

use crate::{
    common::{is, service},
    raw::{self, Answer},
    s3_raw::{HOST, ask, sent, url},
};
use http::{Method, header};
use oss_emulator::Service;
use oss_protocol::xml::Element;
use std::sync::Arc;

async fn with_bucket() -> Arc<Service> {
    let service = service();
    assert_eq!(ask(&service, Method::PUT, "/", &[], b"").await.status, 200);
    service
}

async fn get(service: &Service, target: &str) -> Answer {
    ask(service, Method::GET, target, &[], b"").await
}

async fn put(service: &Service, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    ask(service, Method::PUT, target, headers, body).await
}

fn tree(answer: &Answer) -> Element {
    assert!(answer.status.is_success(), "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
    Element::parse(&answer.body).unwrap()
}

const PATH_STYLE: (u16, &str, &str) = (403, "SecondLevelDomainForbidden", "0003-00001401");

#[tokio::test]
async fn the_bucket_must_stand_in_the_host() {
    let service = with_bucket().await;
    for host in [
        "s3.oss-cn-hangzhou.aliyuncs.com",
        "oss-cn-hangzhou.aliyuncs.com",
        "s3.localhost:9000",
        "127.0.0.1:9000",
    ] {
        let answer = sent(Method::GET, host, "/bkt/k", &[], b"").v4().to(&service).await;
        assert_eq!(answer.refusal(), is(PATH_STYLE.0, PATH_STYLE.1, PATH_STYLE.2), "{host}");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(text.contains("<Message>Please use virtual hosted style to access.</Message>"), "{text}");
        assert_eq!(
            (answer.header("x-oss-ec"), answer.header("x-amz-request-id").map(str::len)),
            (Some("0003-00001401"), Some(24))
        );
        assert_eq!(answer.header("x-oss-request-id"), None);
        // The account itself is there.
        let answer = sent(Method::GET, host, "/", &[], b"").v4().to(&service).await;
        assert_eq!(tree(&answer).name, "ListAllMyBucketsResult", "{host}");
    }
    // Without any signature it is the host that says in which dialect it is.
    let answer = sent(Method::GET, "s3.localhost", "/bkt/", &[], b"").to(&service).await;
    assert_eq!(answer.refusal(), is(PATH_STYLE.0, PATH_STYLE.1, PATH_STYLE.2));
    for host in ["bkt.s3.localhost:1", "bkt.localhost", "bkt.oss-cn-hangzhou-internal.aliyuncs.com", HOST] {
        assert_eq!(sent(Method::GET, host, "/", &[], b"").v4().to(&service).await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn the_service_s_own_dialect_is_not_touched() {
    let service = with_bucket().await;
    let answer = raw::get(&service, "/bkt/", &[]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("x-oss-request-id").is_some() && answer.header("x-amz-request-id").is_none());
    let dialects: Vec<_> = service.requests().iter().map(|exchange| exchange.dialect).collect();
    assert_eq!(dialects, ["s3", "oss"]);
}

#[tokio::test]
async fn bodies_in_pieces_are_refused() {
    let service = with_bucket().await;
    let trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    for (headers, name) in [
        (vec![("content-encoding", "aws-chunked"), ("x-amz-content-sha256", trailer)], "Content-Encoding"),
        (
            vec![("content-encoding", "gzip, AWS-chunked"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")],
            "Content-Encoding",
        ),
        (vec![("x-amz-content-sha256", trailer)], "x-amz-content-sha256"),
    ] {
        let answer = put(&service, "/k", &headers, b"1;chunk").await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", "0017-00000804"));
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let message = "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.";
        assert!(text.contains(&format!("<Message>{message}</Message>")), "{text}");
        assert!(text.contains(&format!("<ArgumentName>{name}</ArgumentName>")), "{text}");
    }
    assert_eq!(get(&service, "/k").await.status, 404);
}

#[tokio::test]
async fn a_body_is_what_was_signed() {
    let service = with_bucket().await;
    fn payload(value: &str) -> [(&str, &str); 1] {
        [("x-amz-content-sha256", value)]
    }
    let other = "ab".repeat(32);
    let refused = is(400, "InvalidArgument", "0002-00000427");
    assert_eq!(put(&service, "/k", &payload(&other), b"body").await.refusal(), refused);
    assert_eq!(
        ask(&service, Method::POST, "/?delete", &payload(&other), b"<Delete/>").await.refusal(),
        refused
    );
    // Of a request without a body it is the sum of nothing.
    assert_eq!(ask(&service, Method::GET, "/", &payload(&other), b"").await.refusal(), refused);
    assert_eq!(put(&service, "/k", &payload("nonsense"), b"body").await.refusal(), refused);
    assert_eq!(get(&service, "/k").await.status, 404);
    assert_eq!(put(&service, "/k", &payload("UNSIGNED-PAYLOAD"), b"body").await.status, 200);
    assert_eq!(put(&service, "/k", &[], b"body").await.status, 200);
}

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
async fn headers_go_there_and_back() {
    let service = with_bucket().await;
    let headers = [
        ("x-amz-meta-Name", "value"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-tagging", "a=1&b=2"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-checksum-crc32", "AAAAAA=="),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ];
    let answer = put(&service, "/k", &headers, b"body").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("x-amz-server-side-encryption")),
        (200, Some("aws:kms"))
    );
    let key_id = answer.header("x-amz-server-side-encryption-aws-kms-key-id").unwrap().to_owned();
    // The ETag is in upper case, as everywhere in the service.
    assert_eq!(answer.header("etag"), Some("\"841A2D689AD86BD1611447453C22C6FC\""));
    let head = ask(&service, Method::HEAD, "/k", &[], b"").await;
    for (name, value) in [
        ("x-amz-meta-name", "value"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-tagging-count", "2"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-server-side-encryption-aws-kms-key-id", &key_id),
    ] {
        assert_eq!(head.header(name), Some(value), "{name}");
    }
    assert!(head.headers.keys().all(|name| !name.as_str().starts_with("x-oss-meta-")));
    // The service's own dialect sees the same object.
    let own = raw::head(&service, "/bkt/k", &[]).await;
    assert_eq!((own.header("x-oss-meta-name"), own.encryption().0), (Some("value"), Some("KMS")));
    for (name, value, code) in [
        ("x-amz-storage-class", "OUTPOSTS", "InvalidArgument"),
        ("x-amz-storage-class", "Standard", "InvalidArgument"),
        ("x-amz-acl", "bucket-owner-full-control", "InvalidArgument"),
        ("x-amz-server-side-encryption-customer-algorithm", "AES256", "NotImplemented"),
        ("x-amz-object-lock-mode", "GOVERNANCE", "NotImplemented"),
        ("x-amz-grant-read", "id=1", "NotImplemented"),
        ("x-amz-expected-bucket-owner", "1", "NotImplemented"),
        ("if-none-match", "*", "NotImplemented"),
    ] {
        let (status, is, _) = put(&service, "/other", &[(name, value)], b"").await.refusal();
        assert_eq!((status, is.as_str()), (400, code), "{name} {value}");
    }
    assert_eq!(get(&service, "/other").await.status, 404);
}

#[tokio::test]
async fn what_the_dialect_does_not_have_is_not_implemented() {
    let service = with_bucket().await;
    for (method, target) in [
        (Method::GET, "/?versioning"),
        (Method::GET, "/?versions"),
        (Method::GET, "/?uploads"),
        (Method::GET, "/?encryption"),
        (Method::GET, "/?object-lock"),
        (Method::GET, "/?notification"),
        (Method::GET, "/?bucketInfo"),
        (Method::DELETE, "/?lifecycle"),
        (Method::PUT, "/?policy"),
        (Method::PUT, "/k?tagging"),
        (Method::GET, "/k?attributes"),
        (Method::GET, "/k?torrent"),
        (Method::GET, "/k?partNumber=1"),
        (Method::POST, "/k?restore"),
        (Method::POST, "/k?append&position=0"),
        (Method::POST, "/k?select&select-type=2"),
        (Method::GET, "/k?x-oss-process=image/resize,w_1"),
    ] {
        let answer = ask(&service, method.clone(), target, &[], b"").await;
        assert_eq!(answer.refusal(), is(501, "NotImplemented", ""), "{method} {target}");
    }
    let answer = ask(&service, Method::PATCH, "/k", &[], b"").await;
    assert_eq!(answer.refusal(), is(405, "MethodNotAllowed", ""));
}

#[tokio::test]
async fn lists_are_those_of_s3() {
    let service = with_bucket().await;
    for key in ["/a", "/b/1"] {
        assert_eq!(put(&service, key, &[], b"1").await.status, 200);
    }
    let list = tree(&get(&service, "/?list-type=2&delimiter=%2F").await);
    assert_eq!(list.attributes, [("xmlns".to_owned(), "http://s3.amazonaws.com/doc/2006-03-01/".to_owned())]);
    let contents = list.child("Contents").unwrap();
    assert_eq!(contents.child("StorageClass").unwrap().text, "STANDARD");
    assert!(contents.child("Type").is_none());
    assert_eq!(list.child("CommonPrefixes").unwrap().child("Prefix").unwrap().text, "b/");
    let buckets = tree(&sent(Method::GET, "s3.localhost", "/", &[], b"").v4().to(&service).await);
    let bucket = buckets.child("Buckets").unwrap().child("Bucket").unwrap();
    let names: Vec<_> = bucket.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["CreationDate", "Name", "StorageClass"]);
    let head = ask(&service, Method::HEAD, "/", &[], b"").await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    let missing = sent(Method::HEAD, "missing.s3.localhost", "/", &[], b"").v4().to(&service).await;
    assert_eq!((missing.status.as_u16(), missing.body.len()), (404, 0));
}

#[tokio::test]
async fn documents_are_read_as_s3_writes_them() {
    let service = with_bucket().await;
    let at = |name: &str| {
        format!(
            "<CreateBucketConfiguration><LocationConstraint>{name}</LocationConstraint></CreateBucketConfiguration>"
        )
    };
    for name in ["cn-hangzhou", "oss-cn-hangzhou"] {
        assert_eq!(put(&service, "/", &[], at(name).as_bytes()).await.status, 200, "{name}");
    }
    let elsewhere = put(&service, "/", &[], at("us-west-2").as_bytes()).await;
    assert_eq!(elsewhere.refusal(), is(400, "InvalidLocationConstraint", ""));

    let rule = |inside: &str| {
        format!(
            "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status>{inside}</Rule></LifecycleConfiguration>"
        )
    };
    let expiration = "<Expiration><Days>1</Days></Expiration>";
    let sized = rule(&format!(
        "<Filter><And><Prefix>a/</Prefix><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter>{expiration}"
    ));
    let md5 = oss_protocol::digest::content_md5(sized.as_bytes());
    let answer = put(&service, "/?lifecycle", &[("content-md5", &md5)], sized.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let kept = get(&service, "/?lifecycle").await;
    let text = String::from_utf8_lossy(&kept.body).into_owned();
    assert!(
        text.contains(
            "<Filter><And><Prefix>a/</Prefix><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter>"
        ),
        "{text}"
    );
    let answer =
        put(&service, "/?lifecycle", &[("content-md5", "eB5eJF1ptWaXm4bijSPyxw==")], sized.as_bytes()).await;
    assert_eq!(answer.refusal().1, "InvalidDigest");
    for (inside, code) in [
        ("<Filter/><Expiration><Date>2030-01-01T00:00:00.000Z</Date></Expiration>", "MalformedXML"),
        (
            "<Filter/><Transition><Date>2030-01-01T00:00:00.000Z</Date><StorageClass>GLACIER</StorageClass></Transition>",
            "NotImplemented",
        ),
        (
            "<Filter/><NoncurrentVersionExpiration><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>",
            "NotImplemented",
        ),
        (
            "<Filter/><Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition>",
            "InvalidArgument",
        ),
    ] {
        assert_eq!(
            put(&service, "/?lifecycle", &[], rule(inside).as_bytes()).await.refusal().1,
            code,
            "{inside}"
        );
    }
    let logging = b"<BucketLoggingStatus><LoggingEnabled><TargetBucket>bkt</TargetBucket><TargetPrefix/><TargetGrants/></LoggingEnabled></BucketLoggingStatus>";
    assert_eq!(put(&service, "/?logging", &[], logging).await.refusal().1, "NotImplemented");
    let body = "<Delete><Object><Key>k</Key><ETag>e</ETag></Object></Delete>";
    let md5 = oss_protocol::digest::content_md5(body.as_bytes());
    let answer = ask(&service, Method::POST, "/?delete", &[("content-md5", &md5)], body.as_bytes()).await;
    assert_eq!(answer.refusal().1, "NotImplemented");
    let answer =
        ask(&service, Method::POST, "/?delete", &[], b"<Delete><Object><Key>k</Key></Object></Delete>").await;
    assert_eq!(answer.refusal(), is(400, "MissingArgument", "0016-00000502"));
}

#[tokio::test]
async fn grants_are_one_of_three_words() {
    let service = with_bucket().await;
    let policy = |grants: &str| {
        format!(
            "<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList>{grants}</AccessControlList></AccessControlPolicy>"
        )
    };
    let all = |permission: &str| {
        format!(
            "<Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>{permission}</Permission></Grant>"
        )
    };
    let owner = "<Grant><Grantee><ID>1</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>";
    for (grants, acl) in [
        (owner.to_owned(), "private"),
        (format!("{owner}{}", all("READ")), "public-read"),
        (format!("{}{}", all("WRITE"), all("READ")), "public-read-write"),
    ] {
        assert_eq!(put(&service, "/?acl", &[], policy(&grants).as_bytes()).await.status, 200, "{acl}");
        let own = raw::get(&service, "/bkt/?acl", &[]).await;
        assert!(String::from_utf8_lossy(&own.body).contains(&format!("<Grant>{acl}</Grant>")), "{acl}");
    }
    let other = owner.replace("<ID>1</ID></Grantee>", "<ID>2</ID></Grantee>");
    for grants in [all("WRITE"), all("READ_ACP"), other] {
        let answer = put(&service, "/?acl", &[], policy(&grants).as_bytes()).await;
        assert_eq!(answer.refusal().1, "NotImplemented", "{grants}");
    }
    let answer = put(&service, "/?acl", &[("x-amz-acl", "private")], policy(owner).as_bytes()).await;
    assert_eq!(answer.refusal().1, "InvalidArgument");
}

#[tokio::test]
async fn an_object_that_is_a_document_stays_as_it_is() {
    let service = with_bucket().await;
    let body = b"<ListBucketResult><Contents><Type>t</Type><StorageClass>IA</StorageClass></Contents></ListBucketResult>";
    assert_eq!(put(&service, "/k", &[("content-type", "application/xml")], body).await.status, 200);
    assert_eq!(&get(&service, "/k").await.body[..], body);
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
