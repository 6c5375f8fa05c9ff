//! Copies of objects, and parts that are copies.

use crate::{
    common::is,
    raw::{Answer, append, delete, get, head, post, put, versioning},
};
use oss_emulator::{Config, Service};
use oss_protocol::{
    multipart::{CopyPartResult, InitiateMultipartUploadResult},
    object::CopyObjectResult,
};

const SSE: &str = "x-oss-server-side-encryption";
const SOURCE: &str = "x-oss-copy-source";

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into(), "from".into()], ..Config::default() }).unwrap()
}

async fn copy(service: &Service, to: &str, from: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = headers.iter().copied().chain([(SOURCE, from)]).collect();
    put(service, to, &headers, b"").await
}

#[tokio::test]
async fn a_copy_has_bytes_metadata_and_tags_but_not_the_encryption() {
    let service = service();
    let headers = [
        ("content-type", "text/plain"),
        ("x-oss-meta-a", "1"),
        ("x-oss-tagging", "t=1"),
        ("x-oss-object-acl", "public-read"),
        (SSE, "KMS"),
    ];
    let content = vec![7; 200_000];
    let put = put(&service, "/from/a/%E4%B8%AD%20k", &headers, &content).await;
    let answer = copy(&service, "/bkt/to", "/from/a%2F%E4%B8%AD%20k", &[]).await;
    let result: CopyObjectResult = answer.document();
    assert_eq!(Some(result.etag.as_str()), put.header("etag"));
    assert!(result.last_modified.ends_with(".000Z"));
    assert_eq!(answer.header("x-oss-hash-crc64ecma"), put.header("x-oss-hash-crc64ecma"));
    assert_eq!(answer.encryption(), (None, None, None));
    let got = get(&service, "/bkt/to", &[]).await;
    assert!(got.body == content);
    assert_eq!((got.header("content-type"), got.header("x-oss-meta-a")), (Some("text/plain"), Some("1")));
    assert_eq!((got.header("x-oss-tagging-count"), got.encryption().0), (Some("1"), None));
    let acl = get(&service, "/bkt/to?acl", &[]).await;
    assert_eq!(
        acl.document::<oss_protocol::object::AccessControlPolicy>().access_control_list.grant,
        "default"
    );

    let replaced = [
        ("x-oss-metadata-directive", "REPLACE"),
        ("x-oss-tagging-directive", "Replace"),
        ("x-oss-meta-b", "2"),
        (SSE, "SM4"),
    ];
    assert_eq!(
        copy(&service, "/bkt/to", "from/a/%E4%B8%AD%20k", &replaced).await.encryption().0,
        Some("SM4")
    );
    let got = get(&service, "/bkt/to", &[]).await;
    assert!(got.body == content);
    assert_eq!((got.header("x-oss-meta-a"), got.header("x-oss-meta-b")), (None, Some("2")));
    // The type stays where the request says none (live: official Python SDK v2, test_metadata_tagging_directive_replace).
    assert_eq!((got.header("content-type"), got.header("x-oss-tagging-count")), (Some("text/plain"), None));
    let bad =
        copy(&service, "/bkt/to", "/from/a/%E4%B8%AD%20k", &[("x-oss-metadata-directive", "MERGE")]).await;
    assert_eq!(bad.refusal(), is(400, "InvalidArgument", ""));
}

#[tokio::test]
async fn the_rule_of_the_bucket_applies_where_headers_say_nothing() {
    let service = service();
    put(&service, "/from/k", &[(SSE, "SM4")], b"x").await;
    let rule = b"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    put(&service, "/bkt/?encryption", &[], rule).await;
    assert_eq!(copy(&service, "/bkt/k", "/from/k", &[]).await.encryption().0, Some("AES256"));
    assert_eq!(copy(&service, "/bkt/k", "/from/k", &[(SSE, "KMS")]).await.encryption().0, Some("KMS"));
}

#[tokio::test]
async fn an_object_copied_onto_itself_changes_what_is_said_of_it() {
    let service = service();
    let put = put(
        &service,
        "/bkt/k",
        &[("x-oss-meta-a", "1"), ("x-oss-storage-class", "IA"), ("x-oss-tagging", "t=1")],
        b"content",
    )
    .await;
    let changed = copy(&service, "/bkt/k", "/bkt/k", &[("x-oss-meta-b", "2")]).await;
    assert_eq!(Some(changed.document::<CopyObjectResult>().etag.as_str()), put.header("etag"));
    let said = head(&service, "/bkt/k", &[]).await;
    assert_eq!((said.header("x-oss-meta-a"), said.header("x-oss-meta-b")), (None, Some("2")));
    assert_eq!(
        (said.header("x-oss-storage-class"), said.header("x-oss-tagging-count")),
        (Some("IA"), Some("1"))
    );
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "content");
    // Encrypted where it is.
    assert_eq!(copy(&service, "/bkt/k", "/bkt/k", &[(SSE, "KMS")]).await.encryption().0, Some("KMS"));
    let got = get(&service, "/bkt/k", &[]).await;
    assert_eq!((got.body.as_ref(), got.encryption().0), (&b"content"[..], Some("KMS")));
    // What grows keeps growing, and cannot be encrypted otherwise.
    append(&service, "/bkt/grows", 0, &[], b"first").await;
    assert_eq!(copy(&service, "/bkt/grows", "/bkt/grows", &[("x-oss-meta-b", "2")]).await.status, 200);
    assert_eq!(append(&service, "/bkt/grows", 5, &[], b"second").await.status, 200);
    let refused = copy(&service, "/bkt/grows", "/bkt/grows", &[(SSE, "KMS")]).await;
    assert_eq!(refused.refusal().1, "OperationNotSupported");
    assert_eq!(copy(&service, "/bkt/copy", "/bkt/grows", &[(SSE, "KMS")]).await.encryption().0, Some("KMS"));
    let got = get(&service, "/bkt/copy", &[]).await;
    assert_eq!((got.body.as_ref(), got.header("x-oss-object-type")), (&b"firstsecond"[..], Some("Normal")));
}

#[tokio::test]
async fn what_cannot_be_copied_is_refused() {
    let service = service();
    let etag = put(&service, "/from/k", &[], b"x").await.header("etag").unwrap().to_owned();
    put(&service, "/from/frozen", &[("x-oss-storage-class", "Archive")], b"x").await;
    let cases: &[(&str, &[(&str, &str)], _)] = &[
        ("/from/none", &[], is(404, "NoSuchKey", "0026-00000001")),
        ("/nowhere/k", &[], is(404, "NoSuchBucket", "0015-00000101")),
        ("nonsense", &[], is(400, "InvalidArgument", "")),
        ("/from/k?versionId=234", &[], is(400, "InvalidArgument", "")),
        ("/from/frozen", &[], is(403, "InvalidObjectState", "")),
        ("/from/k", &[("x-oss-copy-source-if-match", "\"0\"")], is(412, "PreconditionFailed", "")),
        (
            "/from/k",
            &[("x-oss-copy-source-if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT")],
            is(412, "PreconditionFailed", ""),
        ),
        ("/from/k", &[(SSE, "Invalid")], is(400, "InvalidEncryptionAlgorithmError", "0005-00000003")),
    ];
    for (from, headers, refusal) in cases {
        assert_eq!(copy(&service, "/bkt/to", from, headers).await.refusal(), *refusal, "{from} {headers:?}");
    }
    let unchanged = copy(&service, "/bkt/to", "/from/k", &[("x-oss-copy-source-if-none-match", &etag)]).await;
    assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0));
    assert_eq!(get(&service, "/bkt/to", &[]).await.status, 404);
    // Plain conditions beside it mean nothing, whether they hold or not.
    let both = [("x-oss-copy-source-if-match", etag.as_str()), ("if-match", "\"0\""), ("if-none-match", "*")];
    assert_eq!(copy(&service, "/bkt/to", "/from/k", &both).await.status, 200);
    let there = copy(&service, "/bkt/to", "/from/k", &[("x-oss-forbid-overwrite", "true")]).await;
    assert_eq!(there.refusal().1, "FileAlreadyExists");
}

#[tokio::test]
async fn a_version_is_copied_and_told() {
    let service = service();
    versioning(&service, "Enabled").await;
    let first = put(&service, "/bkt/k", &[], b"first").await.header("x-oss-version-id").unwrap().to_owned();
    put(&service, "/bkt/k", &[], b"second").await;
    let back = copy(&service, "/bkt/k", &format!("/bkt/k?versionId={first}"), &[]).await;
    assert_eq!(back.header("x-oss-copy-source-version-id"), Some(first.as_str()));
    assert!(back.header("x-oss-version-id").is_some_and(|id| id != first));
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "first");
    let marker = delete(&service, "/bkt/k").await.header("x-oss-version-id").unwrap().to_owned();
    for from in ["/bkt/k".to_owned(), format!("/bkt/k?versionId={marker}")] {
        assert_eq!(copy(&service, "/bkt/to", &from, &[]).await.refusal().1, "NoSuchKey");
    }
    assert_eq!(
        copy(&service, "/from/k", &format!("/bkt/k?versionId={first}"), &[]).await.header("x-oss-version-id"),
        None
    );
}

#[tokio::test]
async fn a_copy_of_a_symlink_is_a_symlink() {
    let service = service();
    put(&service, "/bkt/target", &[], b"content").await;
    put(&service, "/bkt/link?symlink", &[("x-oss-symlink-target", "target")], b"").await;
    assert_eq!(copy(&service, "/bkt/copy", "/bkt/link", &[(SSE, "KMS")]).await.status, 200);
    assert_eq!(get(&service, "/bkt/copy?symlink", &[]).await.header("x-oss-symlink-target"), Some("target"));
    assert_eq!(get(&service, "/bkt/copy", &[]).await.body, "content");
}

#[tokio::test]
async fn parts_are_copied_whole_or_in_range() {
    let service = service();
    let content: Vec<u8> = (0..250_000).map(|at| (at % 253) as u8).collect();
    put(&service, "/from/k", &[(SSE, "SM4")], &content).await;
    let begun = post(&service, "/bkt/k?uploads", &[(SSE, "KMS")], "").await;
    let id = begun.document::<InitiateMultipartUploadResult>().upload_id;
    let part = async |number: u32, headers: &[(&str, &str)]| {
        copy(&service, &format!("/bkt/k?partNumber={number}&uploadId={id}"), "/from/k", headers).await
    };
    let one = part(1, &[("x-oss-copy-source-range", "bytes=0-102399")]).await;
    assert_eq!(one.header("etag"), Some(one.document::<CopyPartResult>().etag.as_str()));
    assert_eq!(one.header("content-range"), Some("bytes 0-102399/250000"));
    assert_eq!(one.encryption(), begun.encryption());
    part(2, &[("x-oss-copy-source-range", "bytes=102400-249999")]).await;
    // A range that is none copies the whole, and is not told.
    let whole = part(3, &[("x-oss-copy-source-range", "bytes=5-4")]).await;
    assert_eq!((whole.status.as_u16(), whole.header("content-range")), (200, None));
    assert_eq!(part(4, &[(SSE, "KMS")]).await.refusal(), is(400, "InvalidArgument", "0005-00000002"));
    let none = copy(&service, &format!("/bkt/k?partNumber=5&uploadId={id}"), "/from/none", &[]).await;
    assert_eq!(none.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    post(&service, &format!("/bkt/k?uploadId={id}"), &[("x-oss-complete-all", "yes")], "").await;
    let got = get(&service, "/bkt/k", &[]).await;
    assert!(got.body == [&content[..], &content[..]].concat());
    assert_eq!(got.encryption(), begun.encryption());
}
