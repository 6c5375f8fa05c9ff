//! A clock that differs from the service's.

use super::{Script, bytes, put, read, script::NOW};
use crate::{Client, Endpoint, Error, Options, Presign, TransportKind};
use oss_protocol::date::Timestamp;
use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

const SKEWED: &str = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// 2027, when a clock may be right.
const LATER: u64 = 1_800_000_000;

fn at(seconds: u64) -> String {
    Timestamp::from_secs(seconds).basic()
}

/// What requests were signed for.
fn dates(script: &Script) -> Vec<String> {
    let date = |seen: &super::script::Seen| seen.headers["x-oss-date"].to_str().unwrap().to_owned();
    (0..script.requests()).map(|index| script.seen(index, date)).collect()
}

/// The machine's clock, and over what it asks.
fn client(script: &Script, clock: u64, tls: bool) -> Client {
    script.client(|config| {
        config.clock = Arc::new(move || UNIX_EPOCH + Duration::from_secs(clock));
        config.endpoint = Endpoint::parse("oss-cn-hangzhou.aliyuncs.com", tls).unwrap();
    })
}

fn skewed(script: Script, theirs: u64) -> Script {
    script.says(403, &[("date", &Timestamp::from_secs(theirs).rfc1123())], SKEWED)
}

async fn call(client: &Client) -> Result<(), Error> {
    client.send(put(bytes("")), Options::default()).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn the_services_time_is_learned_once() {
    let theirs = Timestamp::from_secs(NOW + 3_600).rfc1123();
    let script = Script::default()
        .says(403, &[("date", &theirs)], SKEWED)
        .says(200, &[], "")
        .says(200, &[], "")
        .says(403, &[("date", &theirs)], SKEWED);
    let client = script.client(|_| ());
    client.send(put(bytes("")), Options::default()).await.unwrap();
    client.send(put(bytes("")), Options::default()).await.unwrap();
    assert_eq!(dates(&script), [at(NOW), at(NOW + 3_600), at(NOW + 3_600)]);
    // Who has its time and refuses it nevertheless is not asked again.
    let error = client.send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("RequestTimeTooSkewed"), 1));
}

#[tokio::test(start_paused = true)]
async fn the_services_time_is_learned_from_a_call_that_cannot_be_repeated() {
    let theirs = Timestamp::from_secs(NOW + 3_600).rfc1123();
    let script = Script::default().says(403, &[("date", &theirs)], SKEWED).says(200, &[], "");
    let client = script.client(|_| ());
    let once = || Options { attempts: Some(1), ..Options::default() };
    client.send(put(bytes("")), once()).await.unwrap_err();
    client.send(put(bytes("")), once()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn calls_that_begin_together_learn_the_time_together() {
    let theirs = Timestamp::from_secs(NOW + 3_600).rfc1123();
    let script = Script::default()
        .says_late(403, &[("date", &theirs)], SKEWED)
        .says_late(403, &[("date", &theirs)], SKEWED)
        .says(200, &[], "")
        .says(200, &[], "");
    let client = script.client(|_| ());
    let call = || client.send(put(bytes("")), Options::default());
    let (one, other) = tokio::join!(call(), call());
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(script.requests(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_time_that_nobody_can_mean_is_not_signed_for() {
    let centuries = Timestamp::LAST.as_secs();
    for (clock, theirs, tls) in [
        (LATER, centuries, true),
        (LATER, LATER + 14 * 365 * DAY, true),
        (LATER, LATER + 2 * DAY, false),
        (LATER, 0, true),
        (0, centuries, false),
        (0, 400 * DAY, true),
    ] {
        let script = skewed(Script::default(), theirs).says(200, &[], "");
        let client = client(&script, clock, tls);
        let error = call(&client).await.unwrap_err();
        assert_eq!((error.code(), error.attempts()), (Some("RequestTimeTooSkewed"), 1), "{theirs}");
        call(&client).await.unwrap();
        assert_eq!(dates(&script), [at(clock), at(clock)], "{theirs}");
    }
}

#[tokio::test(start_paused = true)]
async fn clocks_that_are_wrong_are_set_right() {
    let year_2000 = 946_684_800;
    for (clock, theirs, tls) in [
        (0, LATER, false),
        (year_2000, LATER, false),
        (LATER, LATER + 14 * HOUR, false),
        (LATER, LATER - 14 * HOUR, false),
        (LATER, LATER + 60 * DAY, true),
        (LATER + 5_000 * DAY, LATER, false),
    ] {
        let script = skewed(Script::default(), theirs).says(200, &[], "").says(200, &[], "");
        let client = client(&script, clock, tls);
        call(&client).await.unwrap();
        call(&client).await.unwrap();
        assert_eq!(dates(&script), [at(clock), at(theirs), at(theirs)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_that_does_not_help_is_given_up() {
    // Somebody on the way lies by half a day; then the service is heard again.
    let script = skewed(Script::default(), LATER + 12 * HOUR);
    let script = skewed(script, LATER).says(200, &[], "");
    call(&client(&script, LATER, false)).await.unwrap();
    assert_eq!(dates(&script), [at(LATER), at(LATER + 12 * HOUR), at(LATER)]);

    // It is refused again, and nobody says why.
    let script = skewed(Script::default(), LATER + 12 * HOUR).says(403, &[], SKEWED).says(200, &[], "");
    call(&client(&script, LATER, false)).await.unwrap();
    assert_eq!(dates(&script), [at(LATER), at(LATER + 12 * HOUR), at(LATER)]);

    // Who has its time and is refused has the machine's at the next call.
    let script = skewed(Script::default(), LATER + 12 * HOUR);
    let script = skewed(script, LATER + 12 * HOUR).says(200, &[], "");
    let client_ = client(&script, LATER, false);
    call(&client_).await.unwrap_err();
    call(&client_).await.unwrap();
    assert_eq!(dates(&script), [at(LATER), at(LATER + 12 * HOUR), at(LATER)]);

    // A signature that is refused may be so for its time.
    let script = skewed(Script::default(), LATER + 12 * HOUR).refuses(403, "SignatureDoesNotMatch");
    let script = script.says(200, &[], "");
    call(&client(&script, LATER, false)).await.unwrap();
    assert_eq!(dates(&script)[2], at(LATER));
}

#[tokio::test(start_paused = true)]
async fn a_time_that_was_accepted_stays_although_a_signature_is_refused() {
    let script = skewed(Script::default(), LATER + HOUR).says(200, &[], "");
    let script = script.refuses(403, "SignatureDoesNotMatch").says(200, &[], "");
    let client = client(&script, LATER, false);
    call(&client).await.unwrap();
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    call(&client).await.unwrap();
    assert_eq!(dates(&script)[3], at(LATER + HOUR));
}

#[tokio::test(start_paused = true)]
async fn urls_are_signed_for_a_time_that_was_accepted() {
    let script = skewed(Script::default(), LATER + HOUR).says(200, &[], "");
    let client = client(&script, LATER, false);
    let once = Options { attempts: Some(1), ..Options::default() };
    client.send(put(bytes("")), once).await.unwrap_err();
    assert_eq!(client.now(), LATER);
    call(&client).await.unwrap();
    assert_eq!(client.now(), LATER + HOUR);
    let credentials = client.credentials().current().unwrap();
    let url = client.presign_v4(&credentials, &Presign::default(), u64::MAX, &[]).unwrap();
    assert!(url.contains(&at(LATER + HOUR)), "{url}");
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_download_follows_it_too() {
    let whole = [("content-length", "4"), ("etag", "\"E\"")];
    let script = skewed(Script::default().breaks_off(200, &whole, b"01"), NOW + HOUR);
    let rest = [("content-range", "bytes 2-3/4"), ("etag", "\"E\"")];
    let script = script.fails(TransportKind::Interrupted).says(206, &rest, "23");
    let patient = Options { attempts: Some(5), ..Options::default() };
    assert_eq!(read(&script.client(|_| ()), patient).await.unwrap(), b"0123");
    assert_eq!(dates(&script), [at(NOW), at(NOW), at(NOW + HOUR), at(NOW + HOUR)]);
}
