//! Objects uploaded in parts.

use crate::{
    common::is,
    raw::{Answer, delete, get, head, post, put},
};
use oss_emulator::{Config, Service};
use oss_protocol::{
    crc64,
    multipart::{
        CompleteMultipartUpload, CompleteMultipartUploadResult, CompletedPart, InitiateMultipartUploadResult,
        PartList,
    },
    xml,
};

const SSE: &str = "x-oss-server-side-encryption";
const PART: usize = 100 * 1024;

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

async fn begin(service: &Service, headers: &[(&str, &str)]) -> String {
    let answer = post(service, "/bkt/k?uploads", headers, "").await;
    answer.document::<InitiateMultipartUploadResult>().upload_id
}

async fn part(service: &Service, id: &str, number: u32, body: &[u8]) -> Answer {
    put(service, &format!("/bkt/k?partNumber={number}&uploadId={id}"), &[], body).await
}

async fn complete(service: &Service, id: &str, parts: &[(u32, &str)], headers: &[(&str, &str)]) -> Answer {
    let part =
        parts.iter().map(|(number, etag)| CompletedPart { part_number: *number, etag: (*etag).into() });
    let body = String::from_utf8(xml::to_bytes(&CompleteMultipartUpload { part: part.collect() })).unwrap();
    post(service, &format!("/bkt/k?uploadId={id}"), headers, &body).await
}

fn bytes(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8 ^ seed).collect()
}

#[tokio::test]
async fn parts_become_an_object() {
    let service = service();
    let id =
        begin(&service, &[("content-type", "text/plain"), ("x-oss-meta-a", "1"), ("x-oss-tagging", "t=1")])
            .await;
    assert_eq!((id.len(), get(&service, "/bkt/k", &[]).await.status.as_u16()), (32, 404));
    let (one, two, three) = (bytes(1, PART), bytes(2, PART + 7), bytes(3, 5));
    let sent = [(7, &three), (1, &one), (5, &bytes(9, 10)), (5, &two)];
    for (number, body) in sent {
        let answer = part(&service, &id, number, body).await;
        assert_eq!(answer.header("x-oss-hash-crc64ecma"), Some(crc64::checksum(body).to_string().as_str()));
    }
    let list: PartList = get(&service, &format!("/bkt/k?uploadId={id}"), &[]).await.document();
    let numbers: Vec<_> = list.part.iter().map(|part| (part.part_number, part.size)).collect();
    assert_eq!(numbers, [(1, PART as u64), (5, PART as u64 + 7), (7, 5)]);
    assert_eq!((list.is_truncated, list.next_part_number_marker, list.max_parts), (false, 7, 1_000));
    let page: PartList =
        get(&service, &format!("/bkt/k?uploadId={id}&max-parts=1&part-number-marker=1"), &[])
            .await
            .document();
    assert_eq!((page.part.len(), page.part[0].part_number, page.is_truncated), (1, 5, true));

    let parts: Vec<_> = list.part.iter().map(|part| (part.part_number, part.etag.as_str())).collect();
    let answer = complete(&service, &id, &parts, &[]).await;
    let result: CompleteMultipartUploadResult = answer.document();
    // The service's tests say: MD5 of the ETags as text.
    let joined: String = list.part.iter().map(|part| part.etag.trim_matches('"')).collect();
    let digest = oss_protocol::digest::content_md5(joined.as_bytes());
    use base64::{Engine, engine::general_purpose::STANDARD};
    let hex: String = STANDARD.decode(digest).unwrap().iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(result.etag, format!("\"{hex}-3\""));
    assert_eq!(answer.header("etag"), Some(result.etag.as_str()));
    assert_eq!((result.bucket.as_str(), result.key.as_str()), ("bkt", "k"));

    let whole = [one, two, three].concat();
    let got = get(&service, "/bkt/k", &[]).await;
    assert!(got.body == whole);
    assert_eq!(got.header("x-oss-hash-crc64ecma"), Some(crc64::checksum(&whole).to_string().as_str()));
    assert_eq!(got.header("x-oss-object-type"), Some("Multipart"));
    assert_eq!((got.header("x-oss-meta-a"), got.header("x-oss-tagging-count")), (Some("1"), Some("1")));
    let range = get(&service, "/bkt/k", &[("range", &format!("bytes={}-{}", PART - 3, PART + 3))]).await;
    assert!(range.body == whole[PART - 3..PART + 4]);
    let gone = complete(&service, &id, &parts, &[]).await;
    assert_eq!(gone.refusal(), is(404, "NoSuchUpload", "0042-00000002"));
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused() {
    let service = service();
    let id = begin(&service, &[]).await;
    let first = part(&service, &id, 1, &bytes(1, PART - 1)).await.header("etag").unwrap().to_owned();
    let second = part(&service, &id, 2, b"end").await.header("etag").unwrap().to_owned();
    let refused = async |parts: &[(u32, &str)]| complete(&service, &id, parts, &[]).await.refusal();
    assert_eq!(refused(&[(2, &second), (1, &first)]).await, is(400, "InvalidPartOrder", ""));
    assert_eq!(refused(&[(1, &first), (1, &first)]).await, is(400, "InvalidPartOrder", ""));
    assert_eq!(refused(&[(0, &first)]).await, is(400, "InvalidPartOrder", ""));
    assert_eq!(refused(&[(1, &second)]).await, is(400, "InvalidPart", ""));
    assert_eq!(refused(&[(1, &first), (3, &second)]).await, is(400, "InvalidPart", ""));
    assert_eq!(refused(&[(1, &first), (2, &second)]).await, is(400, "EntityTooSmall", ""));
    assert_eq!(refused(&[]).await, is(400, "MalformedXML", "0031-00000001"));
    let both = complete(&service, &id, &[(1, &first)], &[("x-oss-complete-all", "yes")]).await;
    assert_eq!(both.refusal(), is(400, "InvalidArgument", "0042-00000216"));
    for number in ["0", "10001", "x", "-1", ""] {
        let answer = put(&service, &format!("/bkt/k?partNumber={number}&uploadId={id}"), &[], b"x").await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", ""), "{number}");
    }
    // Nothing of this did any harm: one part alone may be small.
    assert_eq!(complete(&service, &id, &[(2, &second)], &[]).await.status, 200);
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "end");
}

#[tokio::test]
async fn missing_uploads_have_the_ec_of_the_operation() {
    let service = service();
    let none = "0".repeat(32);
    assert_eq!(part(&service, &none, 1, b"x").await.refusal(), is(404, "NoSuchUpload", "0042-00000104"));
    let target = format!("/bkt/k?partNumber=1&uploadId={none}");
    let copy = put(&service, &target, &[("x-oss-copy-source", "/bkt/k")], b"").await;
    assert_eq!(copy.refusal(), is(404, "NoSuchUpload", "0042-00000311"));
    let id = begin(&service, &[]).await;
    part(&service, &id, 1, b"x").await;
    let other = put(&service, &format!("/bkt/other?partNumber=1&uploadId={id}"), &[], b"x").await;
    assert_eq!(other.refusal(), is(404, "NoSuchUpload", "0042-00000104"));
    assert_eq!(delete(&service, "/bkt/").await.refusal(), is(409, "BucketNotEmpty", "0015-00000301"));
    let target = format!("/bkt/k?uploadId={id}");
    assert_eq!(delete(&service, &target).await.status, 204);
    for gone in [delete(&service, &target).await, get(&service, &target, &[]).await] {
        assert_eq!(gone.refusal(), is(404, "NoSuchUpload", "0042-00000002"));
    }
    assert_eq!(delete(&service, "/bkt/").await.status, 204);
}

#[tokio::test]
async fn all_parts_without_naming_them() {
    let service = service();
    let id = begin(&service, &[]).await;
    let target = format!("/bkt/k?uploadId={id}");
    let all = [("x-oss-complete-all", "yes")];
    assert_eq!(post(&service, &target, &all, "").await.refusal(), is(400, "InvalidPart", ""));
    part(&service, &id, 2, b"end").await;
    part(&service, &id, 1, &bytes(1, PART)).await;
    assert_eq!(post(&service, &target, &all, "").await.status, 200);
    assert_eq!(head(&service, "/bkt/k", &[]).await.header("content-length"), Some("102403"));
    let id = begin(&service, &[]).await;
    part(&service, &id, 1, b"new").await;
    let forbid = [("x-oss-complete-all", "yes"), ("x-oss-forbid-overwrite", "true")];
    let target = format!("/bkt/k?uploadId={id}");
    assert_eq!(post(&service, &target, &forbid, "").await.refusal().1, "FileAlreadyExists");
    // The upload is still there.
    assert_eq!(post(&service, &target, &all, "").await.status, 200);
    let begun = post(&service, "/bkt/k?uploads", &[("x-oss-forbid-overwrite", "true")], "").await;
    assert_eq!(begun.refusal().1, "FileAlreadyExists");
}

#[tokio::test]
async fn the_beginning_decides_how_parts_are_encrypted() {
    let service = service();
    for way in ["AES256", "SM4", "KMS"] {
        let begun = post(&service, "/bkt/k?uploads", &[(SSE, way)], "").await;
        let said = begun.encryption();
        assert_eq!((said.0, said.2.is_some()), (Some(way), way == "KMS"));
        let id = begun.document::<InitiateMultipartUploadResult>().upload_id;
        let one = part(&service, &id, 1, &bytes(1, PART)).await;
        assert_eq!(one.encryption(), said);
        let two = part(&service, &id, 2, b"end").await;
        let target = format!("/bkt/k?partNumber=1&uploadId={id}");
        let refused = is(400, "InvalidArgument", "0005-00000002");
        assert_eq!(put(&service, &target, &[(SSE, way)], b"x").await.refusal(), refused);
        let etags = [(1, one.header("etag").unwrap()), (2, two.header("etag").unwrap())];
        assert_eq!(complete(&service, &id, &etags, &[(SSE, way)]).await.refusal(), refused);
        assert_eq!(complete(&service, &id, &etags, &[]).await.encryption(), said);
        let got = get(&service, "/bkt/k", &[]).await;
        assert_eq!(got.encryption(), said);
        assert!(got.body == [bytes(1, PART), b"end".to_vec()].concat());
    }
    // A part that came before a key was disabled is lost with it.
    let begun = post(&service, "/bkt/k?uploads", &[(SSE, "KMS")], "").await;
    let id = begun.document::<InitiateMultipartUploadResult>().upload_id;
    service.kms().disable(begun.encryption().2.unwrap()).unwrap();
    assert_eq!(part(&service, &id, 1, b"x").await.refusal(), is(409, "KeyDisabled", "0005-00000214"));
}
