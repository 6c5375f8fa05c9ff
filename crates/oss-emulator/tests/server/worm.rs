//! What a retention policy keeps.

use crate::{
    clocked::{Clocked, DAY, HOUR, NOON},
    common::is,
};
use http::Method;
use oss_protocol::{digest::content_md5, worm::WormConfiguration};

fn days(root: &str, days: &str) -> String {
    format!("<{root}><RetentionPeriodInDays>{days}</RetentionPeriodInDays></{root}>")
}

async fn initiate(server: &Clocked, period: &str) -> String {
    let answer = server.post("/bkt/?worm", &days("InitiateWormConfiguration", period)).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.header("x-oss-worm-id").unwrap().to_owned()
}

async fn locked(server: &Clocked, period: &str) -> String {
    let id = initiate(server, period).await;
    assert_eq!(server.post(&format!("/bkt/?wormId={id}"), "").await.status, 200);
    id
}

async fn extend(server: &Clocked, id: &str, period: &str) -> (u16, String) {
    let body = days("ExtendWormConfiguration", period);
    let answer = server.post(&format!("/bkt/?wormExtend&wormId={id}"), &body).await;
    if answer.status == 200 {
        return (200, String::new());
    }
    let (status, code, _) = answer.refusal();
    (status, code)
}

#[tokio::test]
async fn a_policy_is_begun_locked_and_made_longer() {
    let server = Clocked::new();
    let missing = is(404, "NoSuchWORMConfiguration", "");
    assert_eq!(server.get("/bkt/?worm").await.refusal(), missing);
    assert_eq!(server.delete("/bkt/?worm").await.refusal(), missing);
    let id = initiate(&server, "10").await;
    let told: WormConfiguration = server.get("/bkt/?worm").await.document();
    assert_eq!(
        told,
        WormConfiguration {
            worm_id: id.clone(),
            state: "InProgress".into(),
            retention_period_in_days: 10,
            creation_date: "2030-01-01T12:00:00.000Z".into(),
            expiration_date: Some("2030-01-02T12:00:00.000Z".into()),
        }
    );
    assert_eq!(extend(&server, &id, "20").await, (400, "InvalidWORMConfiguration".into()));
    assert_eq!(server.delete("/bkt/?worm").await.status, 204);
    assert_eq!(server.post(&format!("/bkt/?wormId={id}"), "").await.refusal(), missing);
    assert_eq!(extend(&server, &id, "20").await, (404, "NoSuchWORMConfiguration".into()));

    let id = locked(&server, "8").await;
    assert_eq!(server.post("/bkt/?wormId=other", "").await.refusal(), missing);
    assert_eq!(server.delete("/bkt/?worm").await.refusal(), is(409, "WORMConfigurationLocked", ""));
    let again = server.post("/bkt/?worm", &days("InitiateWormConfiguration", "1")).await;
    assert_eq!(again.refusal(), is(409, "WORMConfigurationLocked", ""));
    assert_eq!(extend(&server, &id, "7").await, (400, "InvalidWORMConfiguration".into()));
    assert_eq!(extend(&server, &id, "20").await.0, 200);
    let told: WormConfiguration = server.get("/bkt/?worm").await.document();
    assert_eq!(
        (told.state.as_str(), told.retention_period_in_days, told.expiration_date),
        ("Locked", 20, None)
    );
}

#[tokio::test]
async fn days_that_are_none_are_refused() {
    let server = Clocked::new();
    for (period, ec) in [
        ("0", "0027-00000002"),
        ("25551", "0027-00000002"),
        ("-32", "0027-00000002"),
        ("test", "0027-00000005"),
        ("", "0027-00000005"),
    ] {
        let answer = server.post("/bkt/?worm", &days("InitiateWormConfiguration", period)).await;
        let (status, _, said) = answer.refusal();
        assert_eq!((status, said.as_str()), (400, ec), "{period}");
    }
    assert_eq!(server.post("/bkt/?worm", "<Other/>").await.refusal().1, "MalformedXML");
    initiate(&server, "25550").await;
}

#[tokio::test]
async fn one_that_nobody_locks_ends_after_a_day() {
    let server = Clocked::new();
    server.put("/bkt/k", "x").await;
    initiate(&server, "100").await;
    server.set(NOON + DAY - 1);
    assert_eq!(server.delete("/bkt/k").await.refusal().1, "FileImmutable");
    server.set(NOON + DAY);
    assert_eq!(server.get("/bkt/?worm").await.refusal().1, "NoSuchWORMConfiguration");
    assert_eq!(server.delete("/bkt/k").await.status, 204);
}

#[tokio::test]
async fn what_is_kept_can_be_read_and_nothing_else() {
    let server = Clocked::new();
    server.put("/bkt/k", "content").await;
    server.post("/bkt/grows?append&position=0", "one").await;
    locked(&server, "2").await;
    let immutable = is(409, "FileImmutable", "");
    let copy = |source: &'static str| [("x-oss-copy-source", source)];
    let upload: oss_protocol::multipart::InitiateMultipartUploadResult =
        server.post("/bkt/k?uploads", "").await.document();
    let id = upload.upload_id;
    let part = server.put(&format!("/bkt/k?partNumber=1&uploadId={id}"), "part").await;
    let parts = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{}</ETag></Part></CompleteMultipartUpload>",
        part.header("etag").unwrap()
    );
    let list = "<Delete><Object><Key>new</Key></Object><Object><Key>k</Key></Object></Delete>";
    server.put("/bkt/new", "new").await;
    server.put("/other/source", "x").await;
    server.set(NOON + 1);
    for (what, answer) in [
        ("delete", server.delete("/bkt/k").await),
        ("delete by id", server.delete("/bkt/k?versionId=null").await),
        ("put", server.put("/bkt/k", "other").await),
        ("append", server.post("/bkt/grows?append&position=3", "two").await),
        ("copy onto", server.ask(Method::PUT, "/bkt/k", &copy("/other/source"), "").await),
        ("copy onto itself", server.ask(Method::PUT, "/bkt/k", &copy("/bkt/k"), "").await),
        ("symlink", server.ask(Method::PUT, "/bkt/k?symlink", &[("x-oss-symlink-target", "new")], "").await),
        ("complete", server.post(&format!("/bkt/k?uploadId={id}"), &parts).await),
        (
            "delete many",
            server
                .ask(Method::POST, "/bkt/?delete", &[("content-md5", &content_md5(list.as_bytes()))], list)
                .await,
        ),
    ] {
        assert_eq!(answer.refusal(), immutable, "{what}");
    }
    assert_eq!(server.get("/bkt/k").await.body, "content");
    assert_eq!(server.get("/bkt/new").await.body, "new");
    assert_eq!(server.delete("/bkt/").await.refusal().1, "BucketNotEmpty");
    // What is said of it beside its bytes may change, and so may what lies elsewhere.
    assert_eq!(
        server.ask(Method::PUT, "/bkt/k?acl", &[("x-oss-object-acl", "private")], "").await.status,
        200
    );
    assert_eq!(server.delete("/other/source").await.status, 204);

    // Two days after it was stored it is let go; what is newer is not.
    server.set(NOON + 2 * DAY - 1);
    assert_eq!(server.put("/bkt/k", "other").await.refusal(), immutable);
    server.put("/bkt/newer", "x").await;
    server.set(NOON + 2 * DAY);
    assert_eq!(server.put("/bkt/k", "other").await.status, 200);
    assert_eq!(server.delete("/bkt/new").await.status, 204);
    assert_eq!(server.delete("/bkt/newer").await.refusal(), immutable);
}

#[tokio::test]
async fn a_lifecycle_waits_for_a_policy() {
    let server = Clocked::new();
    let rule = "<LifecycleConfiguration><Rule><Prefix></Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>\
        </Rule></LifecycleConfiguration>";
    assert_eq!(server.put("/bkt/?lifecycle", rule).await.status, 200);
    server.put("/bkt/k", "x").await;
    locked(&server, "5").await;
    server.set(NOON + 5 * DAY + 11 * HOUR);
    assert_eq!(server.get("/bkt/k").await.status, 200);
    server.set(NOON + 5 * DAY + 12 * HOUR);
    assert_eq!(server.get("/bkt/k").await.status, 404);
    assert_eq!(*server.warned.lock().unwrap(), [""; 0]);
}

#[tokio::test]
async fn versions_and_a_policy() {
    let server = Clocked::new();
    server.versioning("Enabled").await;
    server.put("/bkt/k", "one").await;
    locked(&server, "5").await;
    // What loses nothing is allowed.
    assert_eq!(server.put("/bkt/k", "two").await.status, 200);
    assert_eq!(server.delete("/bkt/k").await.status, 204);
    let list = server.versions().await;
    for version in &list.version {
        let target = format!("/bkt/k?versionId={}", version.version_id);
        assert_eq!(server.delete(&target).await.refusal(), is(409, "FileImmutable", ""));
    }
    let marker = &list.delete_marker[0].version_id;
    assert_eq!(server.delete(&format!("/bkt/k?versionId={marker}")).await.status, 204);
    assert_eq!(server.get("/bkt/k").await.body, "two");
    assert_eq!(server.versioning("Suspended").await.refusal(), is(400, "InvalidArgument", "0012-00000006"));
    assert_eq!(server.versioning("Enabled").await.status, 200);

    let server = Clocked::new();
    server.versioning("Suspended").await;
    let refused = server.post("/bkt/?worm", &days("InitiateWormConfiguration", "1")).await;
    assert_eq!(refused.refusal(), is(400, "InvalidArgument", "0027-00000003"));
}
