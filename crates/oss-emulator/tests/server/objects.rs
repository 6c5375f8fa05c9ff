//! Objects: stored, read, described, deleted; their versions.

use crate::{
    common::is,
    raw::{append, ask, delete, get, head, put, versioning},
};
use http::Method;
use oss_emulator::{Config, Service};

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_stored() {
    let service = service();
    let headers = [
        ("content-type", "text/plain"),
        ("cache-control", "no-cache"),
        ("x-oss-meta-name", "wei\u{df}"),
        ("x-oss-storage-class", "IA"),
        ("x-oss-tagging", "a=1&b=%2B"),
        ("content-md5", "eB5eJF1ptWaXm4bijSPyxw=="),
    ];
    let stored = put(&service, "/bkt/a/%E4%B8%AD.txt", &headers, b"0123456789").await;
    assert_eq!(stored.status, 200);
    assert_eq!(stored.header("etag"), Some("\"781E5E245D69B566979B86E28D23F2C7\""));
    assert_eq!(stored.header("x-oss-hash-crc64ecma"), Some(crc(b"0123456789").as_str()));
    assert_eq!(stored.header("x-oss-version-id"), None);
    for answer in
        [get(&service, "/bkt/a/%E4%B8%AD.txt", &[]).await, head(&service, "/bkt/a/%E4%B8%AD.txt", &[]).await]
    {
        assert_eq!(answer.status, 200);
        let expected = [
            ("content-type", "text/plain"),
            ("cache-control", "no-cache"),
            ("content-length", "10"),
            ("etag", "\"781E5E245D69B566979B86E28D23F2C7\""),
            ("content-md5", "eB5eJF1ptWaXm4bijSPyxw=="),
            ("x-oss-object-type", "Normal"),
            ("x-oss-storage-class", "IA"),
            ("x-oss-tagging-count", "2"),
            ("accept-ranges", "bytes"),
        ];
        for (name, value) in expected {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        assert_eq!(answer.headers["x-oss-meta-name"].as_bytes(), "wei\u{df}".as_bytes());
        assert!(answer.header("last-modified").is_some_and(|text| text.ends_with(" GMT")));
    }
    assert_eq!(get(&service, "/bkt/a/%E4%B8%AD.txt", &[]).await.body, "0123456789");
    let meta = head(&service, "/bkt/a/%E4%B8%AD.txt?objectMeta", &[]).await;
    assert_eq!((meta.header("content-length"), meta.header("content-type")), (Some("10"), None));
    let other = get(&service, "/bkt/a/%E4%B8%AD.txt?response-content-type=a/b", &[]).await;
    assert_eq!(other.header("content-type"), Some("a/b"));
    put(&service, "/bkt/empty", &[], b"").await;
    let empty = get(&service, "/bkt/empty", &[("range", "bytes=0-")]).await;
    assert_eq!((empty.status.as_u16(), empty.header("content-length")), (200, Some("0")));
    assert_eq!(empty.header("content-type"), Some("application/octet-stream"));
}

fn crc(bytes: &[u8]) -> String {
    oss_protocol::crc64::checksum(bytes).to_string()
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused() {
    let service = service();
    let long = format!("/bkt/{}", "k".repeat(1_024));
    let cases: &[(&str, &[(&str, &str)], _)] = &[
        (&long, &[], is(400, "InvalidObjectName", "")),
        ("/bkt//k", &[], is(400, "InvalidObjectName", "")),
        ("/bkt/%5Ck", &[], is(400, "InvalidObjectName", "")),
        ("/bkt/k", &[("x-oss-object-acl", "public")], is(400, "InvalidArgument", "")),
        ("/bkt/k", &[("x-oss-storage-class", "Cold")], is(400, "InvalidArgument", "")),
        ("/bkt/k", &[("content-md5", "eB5eJF1ptWaXm4bijSPyxw==")], is(400, "InvalidDigest", "")),
        ("/bkt/k", &[("content-md5", "nonsense")], is(400, "InvalidDigest", "")),
        ("/bkt/k", &[("if-match", "x")], is(400, "NotImplemented", "")),
        (
            "/bkt/k",
            &[("x-oss-tagging", "a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1")],
            is(400, "InvalidTag", ""),
        ),
        ("/bkt/k?x-oss-process=image", &[], is(501, "NotImplemented", "")),
        ("/none/k", &[], is(404, "NoSuchBucket", "0015-00000101")),
    ];
    for (target, headers, refused) in cases {
        assert_eq!(
            put(&service, target, headers, b"bytes").await.refusal(),
            *refused,
            "{target} {headers:?}"
        );
    }
    assert_eq!(get(&service, "/bkt/k", &[]).await.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    assert_eq!(head(&service, "/bkt/k", &[]).await.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    put(&service, "/bkt/k", &[], b"first").await;
    let forbid = [("x-oss-forbid-overwrite", "true")];
    assert_eq!(put(&service, "/bkt/k", &forbid, b"second").await.refusal(), is(409, "FileAlreadyExists", ""));
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "first");
    assert_eq!(delete(&service, "/bkt/").await.refusal(), is(409, "BucketNotEmpty", "0015-00000301"));
    let stat = String::from_utf8(get(&service, "/bkt/?stat", &[]).await.body.to_vec()).unwrap();
    assert!(stat.contains("<Storage>5</Storage><ObjectCount>1</ObjectCount>"), "{stat}");
    assert_eq!(delete(&service, "/bkt/k").await.status, 204);
    assert_eq!(delete(&service, "/bkt/k").await.status, 204);
    assert_eq!(delete(&service, "/bkt/").await.status, 204);
    put(&service, "/bkt/", &[], b"").await;
    put(&service, "/bkt/cold", &[("x-oss-storage-class", "Archive")], b"cold").await;
    assert_eq!(get(&service, "/bkt/cold", &[]).await.refusal(), is(403, "InvalidObjectState", ""));
    assert_eq!(head(&service, "/bkt/cold", &[]).await.status, 200);
}

#[tokio::test]
async fn ranges_and_conditions() {
    let service = service();
    let stored = put(&service, "/bkt/k", &[], b"0123456789").await;
    let etag = stored.header("etag").unwrap();
    let part = get(&service, "/bkt/k", &[("range", "bytes=2-4")]).await;
    assert_eq!((part.status.as_u16(), part.header("content-range")), (206, Some("bytes 2-4/10")));
    assert_eq!(part.body, "234");
    assert_eq!(part.header("x-oss-hash-crc64ecma"), Some(crc(b"0123456789").as_str()));
    let beyond = get(&service, "/bkt/k", &[("range", "bytes=10-")]).await;
    assert_eq!((beyond.status.as_u16(), beyond.header("content-range")), (200, None));
    let strict = [("range", "bytes=10-"), ("x-oss-range-behavior", "standard")];
    assert_eq!(get(&service, "/bkt/k", &strict).await.refusal(), is(416, "InvalidRange", ""));

    let (past, future) = ("Tue, 01 Jan 2019 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT");
    let holds = [
        ("if-match", etag),
        ("if-none-match", "\"x\""),
        ("if-modified-since", past),
        ("if-unmodified-since", future),
    ];
    assert_eq!(get(&service, "/bkt/k", &holds).await.status, 200);
    for (name, value) in [("if-match", "\"x\""), ("if-unmodified-since", past)] {
        let refused = get(&service, "/bkt/k", &[(name, value)]).await;
        assert_eq!(refused.refusal(), is(412, "PreconditionFailed", ""));
        let said = String::from_utf8(refused.body.to_vec()).unwrap().to_ascii_lowercase();
        assert!(said.contains(&format!("<condition>{name}</condition>")), "{said}");
    }
    for (name, value) in [("if-none-match", etag), ("if-modified-since", future)] {
        let unchanged = get(&service, "/bkt/k", &[(name, value)]).await;
        assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0));
        assert_eq!(unchanged.header("etag"), Some(etag));
    }
}

#[tokio::test]
async fn an_object_grows() {
    let service = service();
    let first = append(&service, "/bkt/k", 0, &[("x-oss-meta-a", "1")], b"01234").await;
    assert_eq!((first.status.as_u16(), first.header("x-oss-next-append-position")), (200, Some("5")));
    let second = append(&service, "/bkt/k", 5, &[], b"56789").await;
    assert_eq!(second.header("x-oss-next-append-position"), Some("10"));
    assert_eq!(second.header("x-oss-hash-crc64ecma"), Some(crc(b"0123456789").as_str()));
    let late = append(&service, "/bkt/k", 5, &[], b"x").await;
    assert_eq!(late.refusal(), is(409, "PositionNotEqualToLength", "0026-00000016"));
    assert_eq!(late.header("x-oss-next-append-position"), Some("10"));
    assert_eq!(late.header("x-oss-hash-crc64ecma"), second.header("x-oss-hash-crc64ecma"));
    let early = append(&service, "/bkt/new", 5, &[], b"x").await;
    assert_eq!(early.header("x-oss-next-append-position"), Some("0"));
    let got = get(&service, "/bkt/k", &[("range", "bytes=3-6")]).await;
    assert_eq!(got.body, "3456");
    assert_eq!(got.header("x-oss-object-type"), Some("Appendable"));
    assert_eq!(
        (got.header("x-oss-next-append-position"), got.header("x-oss-meta-a")),
        (Some("10"), Some("1"))
    );
    put(&service, "/bkt/normal", &[], b"x").await;
    assert_eq!(
        append(&service, "/bkt/normal", 1, &[], b"x").await.refusal(),
        is(409, "ObjectNotAppendable", "")
    );
    let nowhere = ask(&service, Method::POST, "/bkt/k?append&position=x", &[], "x").await;
    assert_eq!(nowhere.refusal(), is(400, "InvalidArgument", ""));
}

#[tokio::test]
async fn versions_are_kept_where_a_bucket_is_told_to() {
    let service = service();
    put(&service, "/bkt/k", &[], b"before").await;
    assert_eq!(put(&service, "/bkt/?versioning", &[], b"<VersioningConfiguration/>").await.status, 400);
    versioning(&service, "Enabled").await;
    let id = |answer: &crate::raw::Answer| answer.header("x-oss-version-id").unwrap().to_owned();
    let first = id(&put(&service, "/bkt/k", &[], b"first").await);
    let second = id(&put(&service, "/bkt/k", &[], b"second").await);
    let at = |id: &str| format!("/bkt/k?versionId={id}");
    assert_ne!(first, second);
    for (version, body) in [(first.as_str(), "first"), (&second, "second"), ("null", "before")] {
        let got = get(&service, &at(version), &[]).await;
        assert_eq!((got.body.as_ref(), id(&got).as_str()), (body.as_bytes(), version));
    }
    let deleted = delete(&service, "/bkt/k").await;
    assert_eq!(deleted.header("x-oss-delete-marker"), Some("true"));
    let marker = id(&deleted);
    let gone = get(&service, "/bkt/k", &[]).await;
    assert_eq!(gone.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    assert_eq!((gone.header("x-oss-delete-marker"), id(&gone)), (Some("true"), marker.clone()));
    assert_eq!(get(&service, &at(&marker), &[]).await.refusal(), is(405, "MethodNotAllowed", ""));
    let unknown = first.replace(&first[10..20], "0000000000");
    assert_eq!(get(&service, &at(&unknown), &[]).await.refusal(), is(404, "NoSuchVersion", ""));
    assert_eq!(get(&service, &at("x"), &[]).await.refusal(), is(400, "InvalidArgument", ""));
    let removed = delete(&service, &at(&marker)).await;
    assert_eq!((removed.header("x-oss-delete-marker"), id(&removed)), (Some("true"), marker));
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "second");

    versioning(&service, "Suspended").await;
    assert_eq!(id(&put(&service, "/bkt/k", &[], b"null again").await), "null");
    assert_eq!(get(&service, &at("null"), &[]).await.body, "null again");
    assert_eq!(id(&delete(&service, "/bkt/k").await), "null");
    assert_eq!(get(&service, &at(&first), &[]).await.body, "first");
    for version in [first.as_str(), &second, "null"] {
        assert_eq!(delete(&service, "/bkt/").await.refusal(), is(409, "BucketNotEmpty", "0015-00000301"));
        assert_eq!(delete(&service, &at(version)).await.status, 204);
    }
    assert_eq!(delete(&service, "/bkt/").await.status, 204);
}

#[tokio::test]
async fn changes_at_once_lose_nothing() {
    let service = std::sync::Arc::new(service());
    let appends = (0..64).map(|number| {
        let service = std::sync::Arc::clone(&service);
        tokio::spawn(async move {
            put(&service, &format!("/bkt/{number}"), &[], &[number]).await;
            // Of all that would append here, one may.
            append(&service, "/bkt/grows", 0, &[], &[number]).await.status
        })
    });
    let mut appended = 0;
    for outcome in appends.collect::<Vec<_>>() {
        appended += usize::from(outcome.await.unwrap() == 200);
    }
    assert_eq!(appended, 1);
    assert_eq!(get(&service, "/bkt/grows", &[]).await.body.len(), 1);
    for number in 0..64 {
        assert_eq!(get(&service, &format!("/bkt/{number}"), &[]).await.body[..], [number]);
    }
}
