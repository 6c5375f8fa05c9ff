mod clock;
mod packed;
mod panics;
mod renewal;
mod rest;
mod script;

use self::script::{Planned, Script};
use crate::{
    Client, Error, ErrorKind, Judge, Judgement, Options, Payload, Retry, TimeoutKind, TransportKind,
    ops::{
        bucket::DeleteBucket,
        object::{AppendObject, CompleteMultipartUpload, GetObject, PutObject, Upload},
    },
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use oss_protocol::{crc64::Crc64, multipart::CompleteMultipartUpload as Parts};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

fn crc(bytes: &[u8]) -> String {
    let mut crc = Crc64::default();
    crc.update(bytes);
    crc.value().to_string()
}

fn put(body: impl Into<Payload>) -> PutObject {
    PutObject { bucket: "bkt".into(), key: "k".into(), body: body.into(), ..PutObject::default() }
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}

fn forbidding() -> Options {
    let headers = HeaderMap::from_iter([(
        oss_protocol::header::X_OSS_FORBID_OVERWRITE,
        HeaderValue::from_static("true"),
    )]);
    Options { headers, ..Options::default() }
}

async fn read(client: &Client, options: Options) -> Result<Vec<u8>, Error> {
    let get = GetObject { bucket: "bkt".into(), key: "k".into() };
    let answer = client.send_then(&get, &Arc::new(options), crate::Incoming::collect).await?;
    Ok(answer.output.to_vec())
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_with_the_whole_body() {
    let script = Script::default().refuses(500, "InternalError").fails(TransportKind::Interrupted).says(
        200,
        &[("x-oss-hash-crc64ecma", &crc(b"hello"))],
        "",
    );
    script.client(|_| ()).send(put(bytes("hello")), Options::default()).await.unwrap();
    assert_eq!(script.requests(), 3);
    for attempt in 0..3 {
        assert_eq!(script.seen(attempt, |seen| seen.body.clone()), b"hello");
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_error_says_how_often_it_was_tried() {
    let script = Script::default().refuses(500, "A").refuses(500, "B").refuses(503, "C");
    let error = script.client(|_| ()).send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("C"), 3));
    let script = Script::default().refuses(500, "A");
    let once = Options { attempts: Some(1), ..Options::default() };
    let error = script.client(|_| ()).send(put(bytes("")), once).await.unwrap_err();
    assert_eq!((error.attempts(), script.requests()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_once_and_a_factory_as_often_as_needed() {
    let stream =
        || -> crate::ByteStream { Box::pin(futures_util::stream::iter([Ok(bytes("a")), Ok(bytes("b"))])) };
    let script = Script::default().refuses(500, "InternalError");
    let once = put(Payload::stream(stream(), Some(2)));
    let error = script.client(|_| ()).send(once, Options::default()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts(), script.requests()), (Some("InternalError"), 1, 1));

    let script = Script::default().refuses(500, "InternalError").says(200, &[], "");
    script.client(|_| ()).send(put(Payload::factory(stream, None)), Options::default()).await.unwrap();
    assert_eq!(script.seen(1, |seen| seen.body.clone()), b"ab");
}

#[tokio::test(start_paused = true)]
async fn pauses_are_as_long_as_the_service_asks_for() {
    let script = Script::default().says(503, &[("retry-after", "7")], "").says(200, &[], "");
    let before = tokio::time::Instant::now();
    script.client(|_| ()).send(put(bytes("")), Options::default()).await.unwrap();
    assert_eq!(before.elapsed().as_secs(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_judge_has_the_last_word() {
    #[derive(Default)]
    struct Never(AtomicU32);
    impl Judge for Never {
        fn allows<'a>(&'a self, error: &'a Error) -> Judgement<'a> {
            assert_eq!(error.code(), Some("InternalError"));
            self.0.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { false })
        }
    }
    let judge = Arc::new(Never::default());
    let script = Script::default().refuses(500, "InternalError").refuses(404, "NoSuchBucket");
    let asked = Arc::clone(&judge);
    let client = script.client(|config| config.retry = Retry { judge: Some(asked), ..Retry::default() });
    client.send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((script.requests(), judge.0.load(Ordering::Relaxed)), (1, 1));
    // What would not be tried again anyhow is none of its business.
    client.send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!(judge.0.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn the_limit_on_it_all_holds_over_pauses_and_silence() {
    let limited = Options { total_timeout: Some(Duration::from_secs(5)), ..Options::default() };
    let script = Script::default().says(503, &[("retry-after", "10")], "");
    let error = script.client(|_| ()).send(put(bytes("")), limited.clone()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { kind: TimeoutKind::Total, .. }), "{error}");
    assert_eq!((error.attempts(), error.url()), (1, "http://bkt.oss-cn-hangzhou.aliyuncs.com/k"));
    let script = Script::default().then(Planned::Silence);
    let error = script.client(|_| ()).send(put(bytes("")), limited).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { kind: TimeoutKind::Total, .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_document_that_comes_a_byte_at_a_time_has_an_end() {
    for status in [200, 500] {
        let script = Script::default().drips(status);
        let options =
            Options { timeout: Some(Duration::from_secs(2)), attempts: Some(1), ..Options::default() };
        let before = tokio::time::Instant::now();
        let error = script.client(|_| ()).send(put(bytes("")), options).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Timeout { kind: TimeoutKind::Response, .. }), "{error}");
        assert_eq!(before.elapsed().as_secs(), 20);
    }
}

#[tokio::test(start_paused = true)]
async fn more_headers_than_can_be_sent_are_an_error() {
    let metadata = |count| (0..count).map(|n| (format!("n{n}"), String::new())).collect();
    let client = Script::default().client(|_| ());
    let many = PutObject { metadata: metadata(100_000), ..put(bytes("")) };
    let error = client.send(many, Options::default()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Input(_)), "{error}");
    let mut headers = HeaderMap::new();
    for n in 0..24_000 {
        headers.append(
            header::HeaderName::try_from(format!("x-oss-meta-{n}")).unwrap(),
            HeaderValue::from_static(""),
        );
    }
    let some = PutObject { metadata: metadata(400), ..put(bytes("")) };
    let error = client.send(some, Options { headers, ..Options::default() }).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Input(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn silence_is_tried_again() {
    let script = Script::default().then(Planned::Silence).says(200, &[], "");
    let options = Options { timeout: Some(Duration::from_secs(1)), ..Options::default() };
    script.client(|_| ()).send(put(bytes("")), options).await.unwrap();
    assert_eq!(script.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_object_that_is_there_already_is_what_was_sent_or_an_error() {
    let there = |content: &str| {
        let length = content.len().to_string();
        let head = [
            ("content-length", length.as_str()),
            ("x-oss-hash-crc64ecma", &crc(content.as_bytes())),
            ("etag", "\"E\""),
        ];
        let script = Script::default().fails(TransportKind::Interrupted).refuses(409, "FileAlreadyExists");
        script.says(200, &head, "")
    };
    let ours = there("hello");
    let answer = ours.client(|_| ()).send(put(bytes("hello")), forbidding()).await.unwrap();
    assert_eq!(answer.response.header("etag"), Some("\"E\""));
    assert_eq!(ours.seen(2, |seen| seen.method.clone()), Method::HEAD);

    let foreign = there("other");
    let error = foreign.client(|_| ()).send(put(bytes("hello")), forbidding()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("FileAlreadyExists"), 2));

    // Who has not tried before has not stored it.
    let first = Script::default().refuses(409, "FileAlreadyExists");
    first.client(|_| ()).send(put(bytes("hello")), forbidding()).await.unwrap_err();
    assert_eq!(first.requests(), 1);
    // Nor has one whose attempt did not get there.
    let unsent = Script::default().fails(TransportKind::Connect).refuses(409, "FileAlreadyExists");
    unsent.client(|_| ()).send(put(bytes("hello")), forbidding()).await.unwrap_err();
    assert_eq!(unsent.requests(), 2);
}

/// Three bytes behind the first three.
fn append() -> AppendObject {
    AppendObject {
        bucket: "bkt".into(),
        key: "k".into(),
        position: 3,
        body: Payload::Bytes(bytes("def")),
        ..AppendObject::default()
    }
}

#[tokio::test(start_paused = true)]
async fn an_append_is_done_once() {
    let head: &[_] =
        &[("content-length", "6"), ("x-oss-hash-crc64ecma", "1"), ("x-oss-next-append-position", "6")];
    let after = |tail: &str| {
        let script =
            Script::default().fails(TransportKind::Interrupted).refuses(409, "PositionNotEqualToLength");
        script.says(200, head, "").says(
            206,
            &[("content-range", "bytes 3-5/6"), ("content-length", "3")],
            tail,
        )
    };
    let ours = after("def");
    let answer = ours.client(|_| ()).send(append(), Options::default()).await.unwrap();
    assert_eq!(answer.output, Some(6));
    assert_eq!(ours.seen(3, |seen| seen.headers[header::RANGE].clone()), "bytes=3-5");
    let foreign = after("xyz");
    let error = foreign.client(|_| ()).send(append(), Options::default()).await.unwrap_err();
    assert_eq!(error.code(), Some("PositionNotEqualToLength"));
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_no_evidence() {
    let head = [("content-length", "6"), ("x-oss-hash-crc64ecma", "1"), ("x-oss-next-append-position", "6")];
    let tail = [("content-range", "bytes 3-5/6"), ("content-length", "3")];
    let script = Script::default()
        .fails(TransportKind::Interrupted)
        .refuses(409, "PositionNotEqualToLength")
        .refuses(503, "ServiceUnavailable")
        .says(200, &head, "")
        .breaks_off(206, &tail, b"d")
        .says(206, &tail, "def");
    let answer = script.client(|_| ()).send(append(), Options::default()).await.unwrap();
    assert_eq!((answer.output, script.requests()), (Some(6), 6));
    // What could not be looked at is not known: the refusal would say that it was not done.
    let script = Script::default().fails(TransportKind::Interrupted).refuses(409, "PositionNotEqualToLength");
    let script = (0..3).fold(script, |script, _| script.refuses(503, "ServiceUnavailable"));
    let twice = Options { attempts: Some(2), ..Options::default() };
    let error = script.client(|_| ()).send(append(), twice).await.unwrap_err();
    assert_eq!(error.code(), Some("ServiceUnavailable"));
}

#[tokio::test(start_paused = true)]
async fn evidence_is_of_the_bytes_that_were_asked_for() {
    let head = [("content-length", "6"), ("x-oss-hash-crc64ecma", "1"), ("x-oss-next-append-position", "6")];
    let after = |status, headers: &[(&'static str, &str)], body: &str| {
        let script =
            Script::default().fails(TransportKind::Interrupted).refuses(409, "PositionNotEqualToLength");
        script.says(200, &head, "").says(status, headers, body)
    };
    // The whole is not read.
    let script = after(200, &[("content-length", "6")], "abcdef");
    let error = script.client(|_| ()).send(append(), Options::default()).await.unwrap_err();
    assert_eq!(error.code(), Some("PositionNotEqualToLength"));
    // From another part nobody knows what was done.
    let script = after(206, &[("content-range", "bytes 0-2/6"), ("content-length", "3")], "def");
    let error = script.client(|_| ()).send(append(), Options::default()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_completion_whose_answer_was_lost_is_found_by_its_checksum() {
    let complete = |crc64| CompleteMultipartUpload {
        upload: Upload { bucket: "bkt".into(), key: "k".into(), upload_id: "u".into() },
        parts: Parts { part: Vec::new() },
        crc64,
    };
    let lost = || {
        let script = Script::default().fails(TransportKind::Interrupted).refuses(404, "NoSuchUpload");
        script.says(200, &[("content-length", "9"), ("x-oss-hash-crc64ecma", "42")], "")
    };
    lost().client(|_| ()).send(complete(Some(42)), Options::default()).await.unwrap();
    lost().client(|_| ()).send(complete(Some(41)), Options::default()).await.unwrap_err();
    lost().client(|_| ()).send(complete(None), Options::default()).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn what_was_to_go_is_gone() {
    let script = Script::default().refuses(500, "InternalError").refuses(404, "NoSuchBucket");
    script.client(|_| ()).send(DeleteBucket { bucket: "bkt".into() }, Options::default()).await.unwrap();
    let script = Script::default().refuses(404, "NoSuchBucket");
    script.client(|_| ()).send(DeleteBucket { bucket: "bkt".into() }, Options::default()).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn memory_takes_no_more_than_it_may() {
    let ten = || Options { memory_limit: Some(10), ..Options::default() };
    let long = || Script::default().breaks_off(200, &[("content-length", "11")], b"never read");
    let error = read(&long().client(|_| ()), ten()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { length: Some(11), limit: 10 }), "{error}");
    let error = read(&long().client(|config| config.memory_limit = Some(10)), Options::default()).await;
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::TooLarge { .. }));
    let endless = Script::default().says(200, &[], "0123456789+");
    let error = read(&endless.client(|_| ()), ten()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { length: None, limit: 10 }), "{error}");
    assert_eq!((error.attempts(), endless.requests()), (1, 1));
    let fits = Script::default().says(200, &[], "0123456789");
    assert_eq!(read(&fits.client(|_| ()), ten()).await.unwrap(), b"0123456789");
}

#[tokio::test(start_paused = true)]
async fn an_object_with_a_wrong_checksum_is_read_again() {
    let wrong = [("content-length", "5"), ("etag", "\"E\""), ("x-oss-hash-crc64ecma", "1")];
    let sum = crc(b"hello");
    let right = [("content-length", "5"), ("etag", "\"E\""), ("x-oss-hash-crc64ecma", sum.as_str())];
    let script = Script::default().says(200, &wrong, "hellO").says(200, &right, "hello");
    let content = read(&script.client(|_| ()), Options::default()).await.unwrap();
    assert_eq!(content, b"hello");
}
