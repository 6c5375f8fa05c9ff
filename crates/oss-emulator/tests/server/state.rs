//! The whole state: put back, and carried to another server.

use crate::{common::service, raw, storage::Folder};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, NewKey, Service};
use serde_json::{Value, json};

const BASIC: &str = "Basic ZW11bGF0b3I6ZW11bGF0b3Itc2VjcmV0";

fn with_buckets() -> Service {
    Service::open(Config { buckets: vec!["bkt".into(), "two".into()], ..Config::default() }).unwrap()
}

async fn put(service: &Service, target: &str, headers: &[(&str, &str)], body: &str) {
    let answer = raw::put(service, target, headers, body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{target} {}", String::from_utf8_lossy(&answer.body));
}

async fn body(service: &Service, target: &str) -> String {
    let answer = raw::get(service, target, &[]).await;
    match answer.status.as_u16() {
        200 => String::from_utf8(answer.body.to_vec()).unwrap(),
        _ => answer.refusal().1,
    }
}

async fn export(service: &Service) -> Bytes {
    let request =
        Request::get("/-/state").header("authorization", BASIC).body(Full::<Bytes>::default()).unwrap();
    let answer = service.call(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/x-tar");
    answer.into_body().collect().await.unwrap().to_bytes()
}

async fn import(service: &Service, archive: Bytes) -> (u16, String) {
    let request = Request::put("/-/state")
        .header("authorization", BASIC)
        .header("content-length", archive.len())
        .body(Full::new(archive))
        .unwrap();
    let answer = service.call(request).await;
    let status = answer.status().as_u16();
    let said: Value =
        serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
    (status, said["error"].as_str().unwrap_or_default().to_owned())
}

/// Objects of every kind of encryption, versions, and an upload under way. The id of the key of one of them.
async fn fill(service: &Service) -> String {
    let key =
        service.kms().create(NewKey { alias: Some("orders".into()), ..NewKey::default() }).unwrap().key_id;
    service.kms().rotate(None).unwrap();
    put(service, "/bkt/plain", &[], "plain").await;
    put(service, "/bkt/empty", &[], "").await;
    put(service, "/bkt/aes", &[("x-oss-server-side-encryption", "AES256")], &"aes ".repeat(40_000)).await;
    put(service, "/bkt/sm4", &[("x-oss-server-side-encryption", "SM4")], "sm4").await;
    let kms =
        [("x-oss-server-side-encryption", "KMS"), ("x-oss-server-side-encryption-key-id", key.as_str())];
    put(service, "/bkt/kms", &kms, "kms").await;
    put(
        service,
        "/two/?versioning",
        &[],
        "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    )
    .await;
    put(service, "/two/v", &[], "first").await;
    put(service, "/two/v", &[], "second").await;
    put(service, "/bkt/?encryption", &[], "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>").await;
    key
}

async fn is_filled(service: &Service) {
    assert_eq!(body(service, "/bkt/plain").await, "plain");
    assert_eq!(body(service, "/bkt/empty").await, "");
    assert_eq!(body(service, "/bkt/aes").await, "aes ".repeat(40_000));
    assert_eq!(body(service, "/bkt/sm4").await, "sm4");
    assert_eq!(body(service, "/bkt/kms").await, "kms");
    assert_eq!(body(service, "/two/v").await, "second");
    let versions = body(service, "/two/?versions").await;
    assert_eq!(versions.matches("<Version>").count(), 2, "{versions}");
    assert!(body(service, "/bkt/?encryption").await.contains("AES256"));
}

#[tokio::test]
async fn a_server_is_put_back_to_a_moment() {
    let service = with_buckets();
    let key = fill(&service).await;
    let moment = service.snapshot().unwrap();
    for round in 0..2 {
        for target in ["/bkt/plain", "/bkt/aes", "/two/v"] {
            put(&service, target, &[], "other").await;
        }
        assert_eq!(raw::delete(&service, "/bkt/sm4").await.status, 204);
        put(&service, "/bkt/new", &[], "new").await;
        service.kms().disable(&key).unwrap();
        service.kms().create(NewKey { key_id: Some(format!("later{round}")), ..NewKey::default() }).unwrap();
        assert_eq!(body(&service, "/bkt/kms").await, "KeyDisabled");
        service.restore(&moment).await.unwrap();
        is_filled(&service).await;
        assert_eq!(body(&service, "/bkt/new").await, "NoSuchKey");
        assert_eq!(service.kms().list().len(), 1);
    }
    // What it holds is its own now, with the moment gone.
    drop(moment);
    put(&service, "/bkt/other", &[], "other").await;
    is_filled(&service).await;
}

#[tokio::test]
async fn a_server_is_put_back_to_its_start() {
    let service = with_buckets();
    service.kms().create(NewKey { key_id: Some("told".into()), ..NewKey::default() }).unwrap();
    put(&service, "/bkt/seed", &[], "seed").await;
    service.remember_start();
    fill(&service).await;
    service.faults().perform(&json!({ "action": "add", "fault": { "status": 503, "times": null } })).unwrap();
    let temporary = service.sts().issue(Default::default()).unwrap();
    service.set_clock_offset(1e9).unwrap();
    put_reset(&service).await;
    assert_eq!((service.clock_offset(), service.requests().len()), (0, 0));
    assert_eq!(body(&service, "/bkt/seed").await, "seed");
    assert_eq!(body(&service, "/bkt/plain").await, "NoSuchKey");
    assert_eq!(service.kms().list().len(), 1);
    assert!(service.sts().expire(temporary.credentials.security_token.as_ref().unwrap()).is_err());
    assert!(!body(&service, "/two/?versioning").await.contains("Enabled"));
}

async fn put_reset(service: &Service) {
    let request =
        Request::post("/-/state").header("authorization", BASIC).body(r#"{"action":"reset"}"#.to_owned());
    assert_eq!(service.call(request.unwrap()).await.status(), 200);
}

#[tokio::test]
async fn a_state_is_carried_to_another_server() {
    let source = with_buckets();
    let key = fill(&source).await;
    // An upload under way, whose parts are sealed with the key of the rule.
    let begun = raw::ask(&source, Method::POST, "/bkt/parts?uploads", &[], "").await;
    let document = String::from_utf8(begun.body.to_vec()).unwrap();
    let (_, rest) = document.split_once("<UploadId>").unwrap();
    let id = rest.split_once('<').unwrap().0.to_owned();
    let part = raw::put(&source, &format!("/bkt/parts?partNumber=1&uploadId={id}"), &[], b"part").await;
    let etag = part.header("etag").unwrap().to_owned();
    source.kms().disable(&key).unwrap();
    let archive = export(&source).await;

    let folder = Folder::new("state");
    let target = folder.open().unwrap();
    put(&target, "/bkt/old", &[("x-oss-server-side-encryption", "AES256")], "old").await;
    // The same id with other material: what either sealed must be read.
    target.kms().create(NewKey { key_id: Some(key.clone()), ..NewKey::default() }).unwrap();
    for _ in 0..2 {
        assert_eq!(import(&target, archive.clone()).await, (200, String::new()));
        assert_eq!(body(&target, "/bkt/old").await, "NoSuchKey");
        assert_eq!(body(&target, "/bkt/kms").await, "KeyDisabled");
    }
    target.kms().enable("alias/orders").unwrap();
    is_filled(&target).await;
    drop(target);
    let target = folder.open().unwrap();
    is_filled(&target).await;
    let complete = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{}</ETag></Part></CompleteMultipartUpload>",
        etag.replace('"', "&quot;")
    );
    let done = raw::ask(&target, Method::POST, &format!("/bkt/parts?uploadId={id}"), &[], complete).await;
    assert_eq!(done.status, 200, "{}", String::from_utf8_lossy(&done.body));
    assert_eq!(body(&target, "/bkt/parts").await, "part");
    // A folder that held data knows no start.
    let reset =
        Request::post("/-/state").header("authorization", BASIC).body(r#"{"action":"reset"}"#.to_owned());
    assert_eq!(target.call(reset.unwrap()).await.status(), 409);
    // And back.
    assert_eq!(import(&source, export(&target).await).await.0, 200);
    is_filled(&source).await;
}

#[tokio::test]
async fn what_is_no_state_changes_nothing() {
    let source = with_buckets();
    fill(&source).await;
    let archive = export(&source).await.to_vec();
    let target = service();
    raw::put(&target, "/mine/", &[], b"").await;
    put(&target, "/mine/object", &[], "mine").await;
    let refused = async |archive: Vec<u8>, what: &str| {
        let (status, why) = import(&target, archive.into()).await;
        assert_eq!(status, 400, "{what}: {why}");
        assert_eq!(body(&target, "/mine/object").await, "mine", "{what}");
        assert_eq!(target.kms().list().len(), 0, "{what}");
        why
    };
    assert!(refused(Vec::new(), "nothing").await.contains("oss-emulator.json is missing"));
    refused(b"no archive at all".repeat(100), "text").await;
    for cut in (512..archive.len() - 1_024).step_by(7_001) {
        refused(archive[..cut].to_vec(), &format!("cut at {cut}")).await;
    }
    // A bit in sealed bytes, wherever they are: the seal tells it.
    let at = |needle: &[u8]| archive.windows(needle.len()).position(|window| window == needle).unwrap();
    let first = at(b"blobs/") + 512;
    for place in (first..first + 30_000).step_by(2_503) {
        let mut damaged = archive.clone();
        damaged[place] ^= 1;
        refused(damaged, &format!("bit at {place}")).await;
    }
    let swap = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut changed = archive.clone();
        let place = at(from.as_bytes());
        changed[place..place + from.len()].copy_from_slice(to.as_bytes());
        changed
    };
    assert!(refused(swap("{\"form\":1", "{\"form\":9"), "form").await.contains("another version"));
    refused(swap("{\"Bucket\":\"bkt\"}", "{\"Bucket\":\"BKT\"}"), "a name that no bucket has").await;
    refused(swap("{\"Bucket\":\"bkt\"}", "{\"Bucket\":\"two\"}"), "a bucket twice").await;
    let unread = Request::put("/-/state").body(Full::new(Bytes::from(archive.clone()))).unwrap();
    assert_eq!(target.call(unread).await.status(), 401);
    assert_eq!(import(&target, archive.into()).await.0, 200);
}
