//! What is read is what was asked for: the whole, the part, the rest.

use super::{Planned, Script, crc, read, renewal};
use crate::{ErrorKind, Options, Progress, TransportKind};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::sync::Arc;

/// A header and its value.
type Header<'a> = (&'static str, &'a str);

const WHOLE: &[Header<'_>] = &[("content-length", "10"), ("etag", "\"E\""), ("x-oss-version-id", "v")];

fn asking(range: &'static str) -> Options {
    let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]);
    Options { headers, ..Options::default() }
}

#[tokio::test(start_paused = true)]
async fn an_object_that_breaks_off_is_asked_for_the_rest() {
    let sum = crc(b"0123456789");
    let whole = [
        ("content-length", "10"),
        ("etag", "\"E\""),
        ("x-oss-hash-crc64ecma", sum.as_str()),
        ("x-oss-version-id", "v"),
    ];
    let script = Script::default().breaks_off(200, &whole, b"0123").refuses(503, "Busy").says(
        206,
        &[("content-range", "bytes 4-9/10"), ("content-length", "6"), ("etag", "\"E\"")],
        "456789",
    );
    let content = read(&script.client(|_| ()), Options::default()).await.unwrap();
    assert_eq!(content, b"0123456789");
    for index in [1, 2] {
        script.seen(index, |seen| {
            assert_eq!(seen.headers[header::RANGE], "bytes=4-9");
            assert_eq!(seen.headers[header::IF_MATCH], "\"E\"");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_range_that_breaks_off_is_asked_for_the_rest_of_the_range() {
    let script = Script::default()
        .breaks_off(
            206,
            &[("content-range", "bytes 100-109/1000"), ("content-length", "10"), ("etag", "\"E\"")],
            b"01234",
        )
        .says(
            206,
            &[("content-range", "bytes 105-109/1000"), ("content-length", "5"), ("etag", "\"E\"")],
            "56789",
        );
    let range = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=100-109"))]);
    let content =
        read(&script.client(|_| ()), Options { headers: range, ..Options::default() }).await.unwrap();
    assert_eq!(content, b"0123456789");
    assert_eq!(script.seen(1, |seen| seen.headers[header::RANGE].clone()), "bytes=105-109");
}

#[tokio::test(start_paused = true)]
async fn an_object_that_changed_meanwhile_is_an_error() {
    let script = Script::default()
        .breaks_off(200, &[("content-length", "10"), ("etag", "\"E\"")], b"0123")
        .refuses(412, "PreconditionFailed");
    let error = read(&script.client(|_| ()), Options::default()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport { kind: TransportKind::Interrupted, .. }), "{error}");
    assert_eq!((error.attempts(), script.requests()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_rest_is_an_error() {
    let etag = ("etag", "\"E\"");
    let cases: &[(&[Header<'_>], &str, &str)] = &[
        (&[("content-range", "bytes 5-9/10"), ("content-length", "2"), etag], "56", "another length"),
        (
            &[("content-range", "bytes 5-6/10"), ("content-length", "2"), etag],
            "56",
            "bytes=5-9 was asked for",
        ),
        (
            &[("content-range", "bytes 5-29/100"), ("content-length", "25"), etag],
            "5678901234567890123456789",
            "5-29",
        ),
        (&[("content-range", "bytes 0-9/10"), ("content-length", "10"), etag], "0123456789", "0-9"),
        (&[("content-range", "bytes 5-9/11"), ("content-length", "5"), etag], "56789", "of another length"),
        (
            &[("content-range", "bytes 5-9/10"), ("content-length", "5"), ("etag", "\"F\"")],
            "56789",
            "of another object",
        ),
        (&[("content-range", "bytes 5-9/10"), ("content-length", "5")], "56789", "of another object"),
        (&[("content-range", "bytes 5-9/10"), etag, ("x-oss-version-id", "w")], "56789", "another version"),
        (&[("content-length", "5"), etag], "56789", "does not say which"),
        (&[("content-range", "nonsense"), etag], "56789", "is no range"),
    ];
    for (headers, body, why) in cases {
        let script = Script::default().breaks_off(200, WHOLE, b"01234").says(206, headers, body);
        let error = read(&script.client(|_| ()), Options::default()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}: {why}");
        assert_eq!((error.attempts(), script.requests()), (2, 2), "{error}");
    }
    // The whole is not the rest.
    let script = Script::default().breaks_off(200, WHOLE, b"01234").says(200, WHOLE, "0123456789");
    read(&script.client(|_| ()), Options::default()).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_ends_early_is_asked_for_its_own_rest() {
    let rest = |range| [("content-range", range), ("etag", "\"E\"")];
    let script = Script::default()
        .breaks_off(200, WHOLE, b"01234")
        .says(206, &rest("bytes 5-9/10"), "56")
        .says(206, &rest("bytes 7-9/10"), "789");
    assert_eq!(read(&script.client(|_| ()), Options::default()).await.unwrap(), b"0123456789");
    let script =
        Script::default().breaks_off(200, WHOLE, b"01234").says(206, &rest("bytes 5-9/10"), "56789+");
    let error = read(&script.client(|_| ()), Options::default()).await.unwrap_err();
    assert!(error.to_string().contains("behind the 10 bytes"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_was_not_asked_for_is_an_error() {
    let part = [("content-range", "bytes 0-1/10"), ("content-length", "2")];
    let whole: &[Header<'_>] = &[("content-length", "10")];
    let cases: &[(Options, u16, &[Header<'_>], &str)] = &[
        (Options::default(), 206, &part, "01"),
        (asking("bytes=0-2"), 206, &part, "01"),
        (asking("bytes=1-2"), 206, &part, "01"),
        (asking("bytes=0-0"), 206, &part, "01"),
        (asking("bytes=0-"), 206, &part, "01"),
        (asking("bytes=-2"), 206, &part, "01"),
        (asking("bytes=0-1"), 206, whole, "0123456789"),
        (asking("bytes=0-1"), 206, &[("content-range", "bytes 0-1/10"), ("content-length", "3")], "012"),
        (asking("bytes=0-1,4-5"), 206, whole, "01"),
        (Options::default(), 200, whole, "0123456789+"),
    ];
    for (options, status, headers, body) in cases {
        let script = Script::default().says(*status, headers, body);
        let error = read(&script.client(|_| ()), options.clone()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{options:?}: {error}");
        assert_eq!(script.requests(), 1);
    }
    let script = (0..3).fold(Script::default(), |script, _| script.says(200, whole, "012"));
    let error = read(&script.client(|_| ()), Options::default()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport { kind: TransportKind::Interrupted, .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_may_be_answered_is_taken() {
    let whole: &[Header<'_>] = &[("content-length", "10")];
    let several = "multipart/byteranges; boundary=b";
    let cases: &[(Options, u16, &[Header<'_>], &str)] = &[
        // The service passes over a range that it does not like.
        (asking("bytes=5-20"), 200, whole, "0123456789"),
        (asking("bytes=5-20"), 206, &[("content-range", "bytes 5-9/10"), ("content-length", "5")], "56789"),
        (asking("bytes=5-"), 206, &[("content-range", "bytes 5-9/10")], "56789"),
        (asking("bytes=-5"), 206, &[("content-range", "bytes 5-9/10")], "56789"),
        (asking("bytes=-50"), 206, &[("content-range", "bytes 0-9/10")], "0123456789"),
        (asking("bytes=5-7"), 206, &[("content-range", "bytes 5-7/*")], "567"),
        (asking("bytes=0-1,4-5"), 206, &[("content-type", several), ("content-length", "4")], "--b-"),
        (asking("bytes=0-1,4-5"), 206, &[("content-range", "bytes 0-5/10")], "012345"),
        (Options::default(), 200, &[], "chunked"),
    ];
    for (options, status, headers, body) in cases {
        let script = Script::default().says(*status, headers, body);
        let content = read(&script.client(|_| ()), options.clone()).await.unwrap();
        assert_eq!(content, body.as_bytes(), "{options:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_failed_or_was_given_up_has_no_end() {
    let get = crate::ops::object::GetObject { bucket: "bkt".into(), key: "k".into() };
    let failing = Script::default().breaks_off(200, WHOLE, b"01234").refuses(412, "PreconditionFailed");
    let mut incoming = failing.client(|_| ()).send(get.clone(), Options::default()).await.unwrap().output;
    incoming.next().await.unwrap();
    for _ in 0..2 {
        incoming.next().await.unwrap_err();
    }
    let silent = Script::default().breaks_off(200, WHOLE, b"01234").then(Planned::Silence);
    let mut incoming = silent.client(|_| ()).send(get, Options::default()).await.unwrap().output;
    incoming.next().await.unwrap();
    let waiting = tokio::time::timeout(std::time::Duration::from_secs(1), incoming.next());
    assert!(waiting.await.is_err());
    incoming.next().await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_while_an_object_is_read_is_replaced() {
    let rest = [("content-range", "bytes 5-9/10"), ("etag", "\"E\"")];
    let script = Script::default().breaks_off(200, WHOLE, b"01234").refuses(403, "SecurityTokenExpired");
    let script = script.says(206, &rest, "56789");
    let client = renewal::client(&script, 2, true, 2);
    assert_eq!(read(&client, Options::default()).await.unwrap(), b"0123456789");
    assert_eq!(renewal::tokens(&script), ["token1", "token1", "token2"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_come_stays_counted() {
    let rest = [("content-range", "bytes 5-9/10"), ("etag", "\"E\"")];
    let script = Script::default().breaks_off(200, WHOLE, b"01234").says(206, &rest, "56789");
    let progress = Arc::new(Progress::default());
    let options = Options { progress: Some(Arc::clone(&progress)), ..Options::default() };
    read(&script.client(|_| ()), options).await.unwrap();
    assert_eq!((progress.received(), progress.expected()), (10, Some(10)));
}

#[tokio::test(start_paused = true)]
async fn that_nothing_has_changed_answers_only_who_asked_that() {
    let accepting = |headers| Options { headers, accept: &[StatusCode::NOT_MODIFIED], ..Options::default() };
    let plain = || accepting(HeaderMap::new());
    let error = read(&Script::default().says(304, &[], "").client(|_| ()), plain()).await.unwrap_err();
    assert!(error.to_string().contains("that was not asked"), "{error}");
    // Of an object without a length nothing had come yet, and it was asked for anew.
    let script = Script::default().refuses(503, "Busy").says(304, &[], "");
    read(&script.client(|_| ()), plain()).await.unwrap_err();
    for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static("x"))]);
        let content =
            read(&Script::default().says(304, &[], "").client(|_| ()), accepting(headers)).await.unwrap();
        assert!(content.is_empty());
    }
}
