//! Requests written down.

use crate::{
    clocked::{Clocked, HOUR, NOON},
    common::is,
};
use http::Method;
use oss_emulator::Account;
use oss_protocol::logging::BucketLoggingStatus;

fn into(target: &str, prefix: &str) -> String {
    format!(
        "<BucketLoggingStatus><LoggingEnabled><TargetBucket>{target}</TargetBucket><TargetPrefix>{prefix}</TargetPrefix>\
         </LoggingEnabled></BucketLoggingStatus>"
    )
}

async fn logs(server: &Clocked) -> Vec<(String, String)> {
    let mut logs = Vec::new();
    for key in server.keys("other").await {
        let text = server.get(&format!("/other/{key}")).await;
        logs.push((key, String::from_utf8(text.body.to_vec()).unwrap()));
    }
    logs
}

#[tokio::test]
async fn the_setting() {
    let server = Clocked::with(|config| {
        let mut stranger = Account::new(Account::default().credentials, "2");
        stranger.credentials.access_key_id = "stranger".into();
        config.accounts.push(stranger);
    });
    let told = server.get("/bkt/?logging").await;
    assert!(told.body.ends_with(b"<BucketLoggingStatus></BucketLoggingStatus>"));
    assert_eq!(server.put("/bkt/?logging", &into("other", "logs/")).await.status, 200);
    let told: BucketLoggingStatus = server.get("/bkt/?logging").await.document();
    let told = told.logging_enabled.unwrap();
    assert_eq!((told.target_bucket.as_str(), told.target_prefix.as_str()), ("other", "logs/"));
    let info: oss_protocol::bucket::BucketInfoDocument = server.get("/bkt/?bucketInfo").await.document();
    assert_eq!(info.bucket.bucket_policy.log_bucket, "other");
    for (body, refusal) in [
        (into("none", ""), is(400, "InvalidTargetBucketForLogging", "0032-00000008")),
        (into("", ""), is(400, "MalformedXML", "0032-00000002")),
        ("<BucketLoggingConf/>".to_owned(), is(400, "MalformedXML", "0031-00000001")),
        (
            into("other", "").replace(
                "</LoggingEnabled>",
                "<LoggingRole>acs:ram::1:role/x</LoggingRole></LoggingEnabled>",
            ),
            is(400, "InvalidArgument", "0032-00000014"),
        ),
    ] {
        assert_eq!(server.put("/bkt/?logging", &body).await.refusal(), refusal, "{body}");
    }
    assert_eq!(server.delete("/bkt/?logging").await.status, 204);
    assert_eq!(server.get("/bkt/?logging").await.document::<BucketLoggingStatus>().logging_enabled, None);
    server.put("/bkt/?logging", &into("bkt", "")).await;
    assert_eq!(server.put("/bkt/?logging", "<BucketLoggingStatus/>").await.status, 200);
    assert_eq!(server.get("/bkt/?logging").await.document::<BucketLoggingStatus>().logging_enabled, None);
}

#[tokio::test]
async fn requests_are_written_down_when_the_hour_is_over() {
    let server = Clocked::new();
    server.put("/bkt/?logging", &into("other", "logs/")).await;
    let agent = [("user-agent", "me \"quoted\""), ("referer", "http://page/")];
    server.ask(Method::PUT, "/bkt/a%20key", &agent, "content").await;
    server.put("/bkt/a%20key", "longer content").await;
    server.get("/bkt/none?x-mark=1").await;
    server.get("/other/").await;
    server.set(NOON + HOUR - 1);
    assert_eq!(logs(&server).await, []);
    server.set(NOON + HOUR);
    let written = logs(&server).await;
    let [(key, text)] = written.as_slice() else { panic!("{written:?}") };
    // 12 o'clock UTC is 20 o'clock of the service's zone.
    assert!(key.starts_with("logs/bkt2030-01-01-20-00-00-"), "{key}");
    let lines: Vec<_> = text.lines().collect();
    let [put, again, missing] = lines.as_slice() else { panic!("{text}") };
    assert!(
        put.starts_with("- - - [01/Jan/2030:20:00:00 +0800] \"PUT /bkt/a%20key HTTP/1.1\" 200 0 "),
        "{put}"
    );
    for part in [
        "\"http://page/\" \"me \u{fffd}quoted\u{fffd}\" \"localhost\"",
        "\"true\" \"1000000000000001\" \"PutObject\" \"bkt\" \"a%20key\" 7 ",
        "\"1000000000000001\" 7 \"-\" \"Standard\" \"-\" \"-\" \"emulator\"",
    ] {
        assert!(put.contains(part), "{part} in {put}");
    }
    assert!(again.contains("\"1000000000000001\" 7 \"-\" \"Standard\""), "{again}");
    assert!(missing.contains("\"GET /bkt/none?x-mark=1 HTTP/1.1\" 404 "), "{missing}");
    assert!(
        missing.contains("\"GetObject\" \"bkt\" \"none\" - ") && missing.contains("\"NoSuchKey\""),
        "{missing}"
    );
    // The request that has them written belongs to the next hour, and nothing is written where nobody asked.
    server.set(NOON + 3 * HOUR);
    assert_eq!(logs(&server).await.len(), 1);
}

#[tokio::test]
async fn a_log_gives_nobody_a_key_and_is_encrypted_as_its_bucket_says() {
    let server = Clocked::new();
    let rule = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>SM4</SSEAlgorithm>\
        </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    assert_eq!(server.put("/other/?encryption", rule).await.status, 200);
    server.put("/bkt/?logging", &into("other", "")).await;
    server.get("/bkt/k?OSSAccessKeyId=emulator&Expires=1&Signature=c2VjcmV0&security-token=token").await;
    server.set(NOON + HOUR);
    let written = logs(&server).await;
    let [(key, text)] = written.as_slice() else { panic!("{written:?}") };
    assert!(text.contains("Signature=***&security-token=sha256:") && !text.contains("c2VjcmV0"), "{text}");
    let head = server.head(&format!("/other/{key}")).await;
    assert_eq!(head.header("x-oss-server-side-encryption"), Some("SM4"));
    assert_eq!(head.header("content-type"), Some("text/plain"));
}

#[tokio::test]
async fn a_log_that_cannot_be_written_is_told_of() {
    let server = Clocked::new();
    server.put("/bkt/?logging", &into("other", "")).await;
    server.get("/bkt/k").await;
    assert_eq!(server.delete("/other/").await.status, 204);
    server.set(NOON + HOUR);
    assert_eq!(server.get("/bkt/k").await.status, 404);
    let warned = server.warned.lock().unwrap().clone();
    assert!(
        warned.len() == 1 && warned[0].contains("the bucket other: The specified bucket does not exist"),
        "{warned:?}"
    );
}
