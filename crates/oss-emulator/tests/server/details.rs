//! What is said of objects beside their bytes: ACL, tags, symlinks, restoration; and many deleted at once.

use crate::{
    common::is,
    raw::{Answer, delete, get, head, post, put, versioning},
};
use oss_emulator::{Config, Service, system_clock};
use oss_protocol::{
    Names,
    digest::content_md5,
    object::{AccessControlPolicy, DeleteResult},
    tagging::Tagging,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

#[tokio::test]
async fn acls_are_set_and_told() {
    let service = service();
    put(&service, "/bkt/k", &[], b"x").await;
    let grant = async |service: &Service| {
        get(service, "/bkt/k?acl", &[]).await.document::<AccessControlPolicy>().access_control_list.grant
    };
    assert_eq!(grant(&service).await, "default");
    assert_eq!(put(&service, "/bkt/k?acl", &[("x-oss-object-acl", "public-read")], b"").await.status, 200);
    assert_eq!(grant(&service).await, "public-read");
    let bad = put(&service, "/bkt/k?acl", &[("x-oss-object-acl", "public")], b"").await;
    assert_eq!(bad.refusal(), is(400, "InvalidArgument", ""));
    assert_eq!(put(&service, "/bkt/k?acl", &[], b"").await.refusal().1, "MissingArgument");
    for none in [
        get(&service, "/bkt/none?acl", &[]).await,
        put(&service, "/bkt/none?acl", &[("x-oss-object-acl", "private")], b"").await,
    ] {
        assert_eq!(none.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    }
}

#[tokio::test]
async fn tags_are_put_told_and_forgotten() {
    let service = service();
    put(&service, "/bkt/k", &[("x-oss-tagging", "a=1")], b"x").await;
    let tags =
        async |service: &Service| get(service, "/bkt/k?tagging", &[]).await.document::<Tagging>().to_string();
    assert_eq!(tags(&service).await, "a=1");
    let body = b"<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag><Tag><Key>c</Key><Value/></Tag></TagSet></Tagging>";
    assert_eq!(put(&service, "/bkt/k?tagging", &[], body).await.status, 200);
    assert_eq!(tags(&service).await, "b=2&c");
    assert_eq!(head(&service, "/bkt/k", &[]).await.header("x-oss-tagging-count"), Some("2"));
    assert_eq!(delete(&service, "/bkt/k?tagging").await.status, 204);
    assert_eq!(tags(&service).await, "");
    let twice = b"<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag><Tag><Key>b</Key><Value/></Tag></TagSet></Tagging>";
    assert_eq!(put(&service, "/bkt/k?tagging", &[], twice).await.refusal().1, "RepeatedTags");
    assert_eq!(put(&service, "/bkt/k?tagging", &[], b"<Tags/>").await.refusal().1, "MalformedXML");
    assert_eq!(get(&service, "/bkt/none?tagging", &[]).await.refusal().1, "NoSuchKey");
    assert_eq!(
        put(&service, "/bkt/l", &[("x-oss-tagging", "a=1&a=2")], b"x").await.refusal().1,
        "RepeatedTags"
    );

    versioning(&service, "Enabled").await;
    let new = put(&service, "/bkt/k", &[], b"y").await.header("x-oss-version-id").unwrap().to_owned();
    let old = put(&service, "/bkt/k?tagging&versionId=null", &[], body).await;
    assert_eq!(old.header("x-oss-version-id"), Some("null"));
    let told = get(&service, "/bkt/k?tagging", &[]).await;
    assert_eq!(
        (told.header("x-oss-version-id"), told.document::<Tagging>()),
        (Some(new.as_str()), Tagging::default())
    );
}

#[tokio::test]
async fn symlinks_stand_for_others() {
    let service = service();
    put(&service, "/bkt/a/target", &[], b"content").await;
    let headers =
        [("x-oss-symlink-target", "a%2Ftarget"), ("content-type", "text/plain"), ("x-oss-meta-p", "v")];
    let made = put(&service, "/bkt/link?symlink", &headers, b"").await;
    assert_eq!((made.status.as_u16(), made.header("etag").map(str::len)), (200, Some(34)));
    let told = get(&service, "/bkt/link?symlink", &[]).await;
    assert_eq!(told.header("x-oss-symlink-target"), Some("a/target"));
    assert_eq!((told.header("etag"), told.header("x-oss-meta-p")), (made.header("etag"), Some("v")));
    let got = get(&service, "/bkt/link", &[]).await;
    assert_eq!((got.body.as_ref(), got.header("x-oss-object-type")), (&b"content"[..], Some("Symlink")));
    assert_eq!(got.header("content-type"), Some("text/plain"));

    let forbid = [("x-oss-symlink-target", "a%2Ftarget"), ("x-oss-forbid-overwrite", "true")];
    let there = put(&service, "/bkt/link?symlink", &forbid, b"").await;
    assert_eq!(there.refusal(), is(409, "FileAlreadyExists", ""));
    put(&service, "/bkt/self?symlink", &[("x-oss-symlink-target", "self")], b"").await;
    assert_eq!(get(&service, "/bkt/self", &[]).await.refusal().1, "InvalidTargetType");
    put(&service, "/bkt/lost?symlink", &[("x-oss-symlink-target", "none")], b"").await;
    assert_eq!(get(&service, "/bkt/lost", &[]).await.refusal().1, "SymlinkTargetNotExist");
    assert_eq!(
        get(&service, "/bkt/none?symlink", &[]).await.refusal(),
        is(404, "NoSuchKey", "0026-00000001")
    );
    assert_eq!(get(&service, "/bkt/a/target?symlink", &[]).await.refusal(), is(400, "NotSymlink", ""));
    assert_eq!(put(&service, "/bkt/x?symlink", &[], b"").await.refusal().1, "MissingArgument");
    let bad = put(&service, "/bkt/x?symlink", &[("x-oss-symlink-target", "/x")], b"").await;
    assert_eq!(bad.refusal().1, "InvalidObjectName");
}

#[tokio::test]
async fn an_archived_object_is_restored_for_some_days() {
    let time = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&time);
    let start = oss_emulator::system_clock()();
    let config = Config {
        buckets: vec!["bkt".into()],
        // Requests are signed with the real time, so the clock must come back for each of them to be taken.
        clock: Arc::new(move || start + Duration::from_secs(clock.load(Ordering::Relaxed))),
        restore_delay: Some(Duration::ZERO),
        ..Config::default()
    };
    let service = Service::open(config).unwrap();
    put(&service, "/bkt/k", &[("x-oss-storage-class", "ColdArchive")], b"x").await;
    assert_eq!(get(&service, "/bkt/k", &[]).await.refusal(), is(403, "InvalidObjectState", ""));
    assert_eq!(head(&service, "/bkt/k", &[]).await.header("x-oss-restore"), None);
    let ask = async |body: &str| -> Answer { post(&service, "/bkt/k?restore", &[], body).await };
    let wish = |days: &str, tier: &str| {
        format!(
            "<RestoreRequest><Days>{days}</Days><JobParameters><Tier>{tier}</Tier></JobParameters></RestoreRequest>"
        )
    };
    assert_eq!(ask(&wish("5", "wrong-tier")).await.refusal(), is(400, "InvalidArgument", ""));
    assert_eq!(ask(&wish("0", "Bulk")).await.refusal(), is(400, "InvalidArgument", ""));
    assert_eq!(ask("<Days>1</Days>").await.refusal().1, "MalformedXML");
    let first = ask(&wish("1", "Bulk")).await;
    assert_eq!((first.status.as_u16(), first.header("x-oss-object-restore-priority")), (202, Some("Bulk")));
    let said = head(&service, "/bkt/k", &[]).await.header("x-oss-restore").unwrap().to_owned();
    assert!(said.starts_with("ongoing-request=\"false\", expiry-date=\""), "{said}");
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "x");
    assert_eq!(ask(&wish("2", "Standard")).await.status, 200);
    assert_ne!(head(&service, "/bkt/k", &[]).await.header("x-oss-restore"), Some(said.as_str()));

    put(&service, "/bkt/a", &[("x-oss-storage-class", "Archive")], b"x").await;
    assert_eq!(post(&service, "/bkt/a?restore", &[], &wish("1", "Bulk")).await.refusal().1, "MalformedXML");
    assert_eq!(post(&service, "/bkt/a?restore", &[], "").await.status, 202);
    put(&service, "/bkt/s", &[], b"x").await;
    assert_eq!(
        post(&service, "/bkt/s?restore", &[], "").await.refusal(),
        is(400, "OperationNotSupported", "0016-00000702")
    );
    assert_eq!(post(&service, "/bkt/none?restore", &[], "").await.refusal().1, "NoSuchKey");
    // Fourteen minutes are within what signatures may be late.
    time.store(14 * 60, Ordering::Relaxed);
    assert_eq!(get(&service, "/bkt/k", &[]).await.status, 200);
}

async fn delete_many(service: &Service, query: &str, body: &str) -> Answer {
    post(service, &format!("/bkt/?delete{query}"), &[("content-md5", &content_md5(body.as_bytes()))], body)
        .await
}

#[tokio::test]
async fn many_are_deleted_at_once() {
    let service = service();
    for key in ["a", "b&c", "%01"] {
        put(&service, &format!("/bkt/{key}"), &[], b"x").await;
    }
    let body = "<Delete><Quiet>false</Quiet><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object><Object><Key>none</Key></Object></Delete>";
    let missing = post(&service, "/bkt/?delete", &[], body).await;
    assert_eq!(missing.refusal().1, "MissingArgument");
    let wrong = post(&service, "/bkt/?delete", &[("content-md5", &content_md5(b""))], body).await;
    assert_eq!(wrong.refusal(), is(400, "InvalidDigest", ""));
    let done: DeleteResult = delete_many(&service, "&encoding-type=url", body).await.document();
    let keys: Vec<_> = done.decode().unwrap().deleted.into_iter().map(|object| object.key).collect();
    assert_eq!(keys, ["a", "b&c", "none"]);
    assert_eq!(get(&service, "/bkt/b&c", &[]).await.status, 404);
    // A reference that XML forbids, and clients send.
    let quiet =
        delete_many(&service, "", "<Delete><Quiet>true</Quiet><Object><Key>&#1;</Key></Object></Delete>")
            .await;
    assert_eq!(
        (quiet.status.as_u16(), quiet.body.len(), quiet.header("content-length")),
        (200, 0, Some("0"))
    );
    assert_eq!(head(&service, "/bkt/%01", &[]).await.status, 404);
    let many = "<Object><Key>k</Key></Object>".repeat(1_001);
    for bad in [
        "<Delete/>",
        "<Delete><Object><Key/></Object></Delete>",
        "nonsense",
        &format!("<Delete>{many}</Delete>"),
    ] {
        assert_eq!(
            delete_many(&service, "", bad).await.refusal(),
            is(400, "MalformedXML", "0031-00000001"),
            "{bad:.40}"
        );
    }
    let version = "<Delete><Object><Key>k</Key><VersionId>234</VersionId></Object></Delete>";
    assert_eq!(delete_many(&service, "", version).await.refusal().1, "InvalidArgument");
}

#[tokio::test]
async fn versions_are_deleted_with_others() {
    let service = service();
    versioning(&service, "Enabled").await;
    let id = put(&service, "/bkt/k", &[], b"x").await.header("x-oss-version-id").unwrap().to_owned();
    let marked: DeleteResult =
        delete_many(&service, "", "<Delete><Object><Key>k</Key></Object></Delete>").await.document();
    let marker = marked.deleted[0].delete_marker_version_id.clone().unwrap();
    assert_eq!((marked.deleted[0].delete_marker, &marked.deleted[0].version_id), (Some(true), &None));
    let body = format!(
        "<Delete><Object><Key>k</Key><VersionId>{id}</VersionId></Object><Object><Key>k</Key><VersionId>{marker}</VersionId></Object></Delete>"
    );
    let done: DeleteResult = delete_many(&service, "", &body).await.document();
    assert_eq!(
        (done.deleted[0].version_id.as_deref(), done.deleted[0].delete_marker),
        (Some(id.as_str()), None)
    );
    assert_eq!(done.deleted[1].delete_marker_version_id.as_deref(), Some(marker.as_str()));
    assert_eq!(delete(&service, "/bkt/").await.status, 204);
}

#[tokio::test]
async fn a_restoration_takes_as_long_as_it_is_told() {
    let minutes = Arc::new(AtomicU64::new(0));
    let (clock, passed) = (system_clock(), Arc::clone(&minutes));
    let config = Config {
        buckets: vec!["bkt".into()],
        clock: Arc::new(move || clock() + Duration::from_secs(60 * passed.load(Ordering::Relaxed))),
        restore_delay: Some(Duration::from_secs(10 * 60)),
        ..Config::default()
    };
    let service = Service::open(config).unwrap();
    put(&service, "/bkt/k", &[("x-oss-storage-class", "Archive")], b"content").await;
    let restore = async || post(&service, "/bkt/k?restore", &[], "").await;
    assert_eq!(restore().await.status, 202);
    assert_eq!(restore().await.refusal(), is(409, "RestoreAlreadyInProgress", ""));
    let told = head(&service, "/bkt/k", &[]).await;
    assert_eq!(told.header("x-oss-restore"), Some("ongoing-request=\"true\""));
    assert_eq!(get(&service, "/bkt/k", &[]).await.refusal().1, "InvalidObjectState");
    minutes.store(11, Ordering::Relaxed);
    let got = get(&service, "/bkt/k", &[]).await;
    assert!(got.header("x-oss-restore").unwrap().starts_with("ongoing-request=\"false\", expiry-date="));
    assert_eq!(got.body, "content");
    assert_eq!(restore().await.status, 200);
}
