//! The dialect of S3: who asks in it, what is refused as the service refuses it, and what comes back.

use crate::{
    common::{is, service},
    raw::{self, Answer},
    s3_raw::{HOST, ask, sent},
};
use http::Method;
use oss_emulator::Service;
use oss_protocol::xml::Element;
use std::sync::Arc;

pub(crate) async fn with_bucket() -> Arc<Service> {
    let service = service();
    assert_eq!(ask(&service, Method::PUT, "/", &[], b"").await.status, 200);
    service
}

pub(crate) async fn get(service: &Service, target: &str) -> Answer {
    ask(service, Method::GET, target, &[], b"").await
}

pub(crate) async fn put(service: &Service, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
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
