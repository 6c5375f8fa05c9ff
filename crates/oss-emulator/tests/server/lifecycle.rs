//! What becomes of objects with time.

use crate::{
    clocked::{Clocked, DAY, HOUR, NOON},
    common::is,
    storage::Folder,
};
use http::Method;
use oss_emulator::Storage;
use oss_protocol::{
    lifecycle::LifecycleConfiguration,
    multipart::{InitiateMultipartUploadResult, UploadList},
};

fn rule(prefix: &str, actions: &str) -> String {
    format!("<Rule><ID>id of {prefix}</ID><Prefix>{prefix}</Prefix><Status>Enabled</Status>{actions}</Rule>")
}

fn rules(rules: &[String]) -> String {
    format!("<LifecycleConfiguration>{}</LifecycleConfiguration>", rules.concat())
}

const AFTER_A_DAY: &str = "<Expiration><Days>1</Days></Expiration>";
/// The first midnight behind [`NOON`].
const MIDNIGHT: u64 = NOON + 12 * HOUR;

async fn set(server: &Clocked, all: &[String]) {
    let answer = server.put("/bkt/?lifecycle", &rules(all)).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
}

#[tokio::test]
async fn rules_are_put_told_and_removed() {
    let server = Clocked::new();
    assert_eq!(server.get("/bkt/?lifecycle").await.refusal(), is(404, "NoSuchLifecycle", ""));
    let anonymous = "<Rule><Prefix>b/</Prefix><Status>Disabled</Status><AbortMultipartUpload><Days>3</Days></AbortMultipartUpload></Rule>";
    set(&server, &[rule("a/", AFTER_A_DAY), anonymous.to_owned()]).await;
    let told: LifecycleConfiguration = server.get("/bkt/?lifecycle").await.document();
    let [first, second] = told.rule.as_slice() else { panic!("{told:?}") };
    assert_eq!((first.id.as_deref(), first.prefix.as_str()), (Some("id of a/"), "a/"));
    assert!(second.id.as_ref().is_some_and(|id| id.len() == 32), "{second:?}");
    assert_eq!(second.abort_multipart_upload.as_ref().unwrap().days.as_deref(), Some("3"));
    // One that is refused leaves those that were there.
    let overlapping = rules(&[rule("a", AFTER_A_DAY), rule("a/b", AFTER_A_DAY)]);
    let refused = server.put("/bkt/?lifecycle", &overlapping).await;
    assert_eq!(refused.refusal(), is(400, "InvalidRequest", "0014-00000084"));
    assert!(String::from_utf8_lossy(&refused.body).contains("Overlap for same action type Expiration"));
    assert_eq!(server.get("/bkt/?lifecycle").await.document::<LifecycleConfiguration>(), told);
    let allowed = [("x-oss-allow-same-action-overlap", "true")];
    assert_eq!(server.ask(Method::PUT, "/bkt/?lifecycle", &allowed, overlapping).await.status, 200);
    for malformed in ["", "<Rule/>", "<LifecycleConfiguration/>"] {
        assert_eq!(server.put("/bkt/?lifecycle", malformed).await.refusal().1, "MalformedXML");
    }
    assert_eq!(server.delete("/bkt/?lifecycle").await.status, 204);
    assert_eq!(server.delete("/bkt/?lifecycle").await.status, 204);
    assert_eq!(server.get("/bkt/?lifecycle").await.refusal().1, "NoSuchLifecycle");
    server.put("/bkt/a/b", "x").await;
    server.set(NOON + 99 * DAY);
    assert_eq!(server.get("/bkt/a/b").await.status, 200);
}

#[tokio::test]
async fn an_object_is_there_until_its_midnight() {
    let server = Clocked::new();
    set(&server, &[rule("log/", "<Expiration><Days>30</Days></Expiration>")]).await;
    for key in ["log/a", "log/b", "other"] {
        server.put(&format!("/bkt/{key}"), "x").await;
    }
    let head = server.head("/bkt/log/a").await;
    assert_eq!(
        head.header("x-oss-expiration"),
        Some("expiry-date=\"Fri, 01 Feb 2030 00:00:00 GMT\", rule-id=\"id%20of%20log%2F\"")
    );
    assert_eq!(server.head("/bkt/other").await.header("x-oss-expiration"), None);
    server.set(MIDNIGHT + 30 * DAY - 1);
    assert_eq!(server.keys("bkt").await, ["log/a", "log/b", "other"]);
    // The request that comes first sees it done.
    server.set(MIDNIGHT + 30 * DAY);
    assert_eq!(server.get("/bkt/log/b").await.refusal().1, "NoSuchKey");
    assert_eq!(server.keys("bkt").await, ["other"]);
    // A clock that is set back, and on again.
    server.set(NOON);
    server.put("/bkt/log/c", "x").await;
    server.set(MIDNIGHT + 30 * DAY - 1);
    assert_eq!(server.get("/bkt/log/c").await.status, 200);
    server.set(MIDNIGHT + 30 * DAY);
    assert_eq!(server.get("/bkt/log/c").await.status, 404);
}

#[tokio::test]
async fn a_new_rule_waits_for_the_next_midnight() {
    let server = Clocked::new();
    server.put("/bkt/old", "x").await;
    server.set(NOON + 40 * DAY);
    set(&server, &[rule("", AFTER_A_DAY)]).await;
    server.set(MIDNIGHT + 40 * DAY - 1);
    assert_eq!(server.get("/bkt/old").await.status, 200);
    server.set(MIDNIGHT + 40 * DAY);
    assert_eq!(server.get("/bkt/old").await.status, 404);
}

#[tokio::test]
async fn a_date_parts_the_old_from_the_new() {
    let server = Clocked::new();
    let date = "<Expiration><CreatedBeforeDate>2030-01-03T00:00:00.000Z</CreatedBeforeDate></Expiration>";
    set(&server, &[rule("", date)]).await;
    server.put("/bkt/before", "x").await;
    server.set(MIDNIGHT + DAY - 1);
    assert_eq!(server.get("/bkt/before").await.status, 200);
    server.set(MIDNIGHT + DAY);
    server.put("/bkt/after", "x").await;
    server.set(MIDNIGHT + 9 * DAY);
    assert_eq!(server.keys("bkt").await, ["after"]);
}

#[tokio::test]
async fn classes_change() {
    let server = Clocked::new();
    let moves = "<Transition><Days>10</Days><StorageClass>IA</StorageClass></Transition>\
        <Transition><Days>20</Days><StorageClass>Archive</StorageClass></Transition>";
    set(&server, &[rule("k", moves)]).await;
    server.put("/bkt/k", "content").await;
    let before = server.head("/bkt/k").await;
    server.set(MIDNIGHT + 10 * DAY);
    let moved = server.head("/bkt/k").await;
    assert_eq!(moved.header("x-oss-storage-class"), Some("IA"));
    assert_eq!(moved.header("last-modified"), before.header("last-modified"));
    assert_eq!(server.get("/bkt/k").await.body, "content");
    server.set(MIDNIGHT + 20 * DAY);
    assert_eq!(server.get("/bkt/k").await.refusal().1, "InvalidObjectState");
    assert_eq!(server.head("/bkt/k").await.header("x-oss-storage-class"), Some("Archive"));
}

#[tokio::test]
async fn versions_are_marked_then_removed() {
    let server = Clocked::new();
    assert_eq!(server.versioning("Enabled").await.status, 200);
    let all = format!(
        "{AFTER_A_DAY}<NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>"
    );
    set(&server, &[rule("", &all)]).await;
    server.put("/bkt/k", "one").await;
    server.put("/bkt/k", "two").await;
    server.set(MIDNIGHT + DAY);
    assert_eq!(server.get("/bkt/k").await.refusal().1, "NoSuchKey");
    let list = server.versions().await;
    assert_eq!((list.version.len(), list.delete_marker.len()), (2, 1));
    assert!(list.delete_marker[0].is_latest);
    assert_eq!(list.delete_marker[0].last_modified, "2030-01-03T00:00:00.000Z");
    // The first became a previous version at noon of the first day, the second with the marker.
    server.set(MIDNIGHT + 5 * DAY);
    let list = server.versions().await;
    assert_eq!((list.version.len(), list.delete_marker.len()), (1, 1));
    assert_eq!(server.get(&format!("/bkt/k?versionId={}", list.version[0].version_id)).await.body, "two");
    server.set(MIDNIGHT + 6 * DAY);
    let list = server.versions().await;
    assert_eq!((list.version.len(), list.delete_marker.len()), (0, 1));
    let sweep = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>";
    set(&server, &[rule("", sweep)]).await;
    server.set(MIDNIGHT + 7 * DAY);
    let list = server.versions().await;
    assert_eq!((list.version.len(), list.delete_marker.len()), (0, 0));
}

#[tokio::test]
async fn all_of_it_at_once_ends_the_same() {
    let server = Clocked::new();
    server.versioning("Enabled").await;
    let all = format!(
        "{AFTER_A_DAY}<NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>"
    );
    set(&server, &[rule("", &all)]).await;
    // More than are changed in one transaction.
    for n in 0..1_100 {
        server.put(&format!("/bkt/{n}"), "x").await;
    }
    server.set(NOON + 365 * DAY);
    let stat = server.get("/bkt/?stat").await;
    let stat: oss_protocol::bucket::BucketStat = stat.document();
    assert_eq!((stat.object_count, stat.storage, stat.delete_marker_count), (0, 0, 1_100));
}

#[tokio::test]
async fn where_versioning_is_suspended_what_has_no_id_is_lost() {
    let server = Clocked::new();
    server.versioning("Enabled").await;
    server.put("/bkt/k", "kept").await;
    server.versioning("Suspended").await;
    server.put("/bkt/k", "lost").await;
    set(&server, &[rule("", AFTER_A_DAY)]).await;
    server.set(MIDNIGHT + DAY);
    let list = server.versions().await;
    assert_eq!(list.delete_marker[0].version_id, "null");
    let [kept] = list.version.as_slice() else { panic!("{list:?}") };
    assert_eq!(server.get(&format!("/bkt/k?versionId={}", kept.version_id)).await.body, "kept");
}

#[tokio::test]
async fn uploads_are_given_up() {
    let server = Clocked::new();
    set(&server, &[rule("up/", "<AbortMultipartUpload><Days>2</Days></AbortMultipartUpload>")]).await;
    let begin = async |key: &str| -> InitiateMultipartUploadResult {
        server.post(&format!("/bkt/{key}?uploads"), "").await.document()
    };
    let (gone, stays) = (begin("up/a").await, begin("other").await);
    let part = format!("/bkt/up/a?partNumber=1&uploadId={}", gone.upload_id);
    assert_eq!(server.put(&part, "part").await.status, 200);
    server.set(MIDNIGHT + 2 * DAY - 1);
    assert_eq!(server.put(&part, "part").await.status, 200);
    server.set(MIDNIGHT + 2 * DAY);
    assert_eq!(server.put(&part, "part").await.refusal().1, "NoSuchUpload");
    let list: UploadList = server.get("/bkt/?uploads").await.document();
    assert_eq!(list.upload.iter().map(|upload| &upload.upload_id).collect::<Vec<_>>(), [&stays.upload_id]);
}

#[tokio::test]
async fn what_fell_due_while_the_server_was_away_is_done_when_it_is_back() {
    let folder = Folder::new("lifecycle");
    let open = || {
        let storage = Storage::Folder(folder.path.clone());
        Clocked::with(|config| config.storage = storage)
    };
    let server = open();
    set(&server, &[rule("", AFTER_A_DAY)]).await;
    server.put("/bkt/k", "x").await;
    drop(server);
    // At once it is not due.
    let server = open();
    assert_eq!(server.get("/bkt/k").await.status, 200);
    drop(server);
    let server = open();
    server.set(MIDNIGHT + DAY);
    assert_eq!(server.get("/bkt/k").await.status, 404);
}
