//! Credentials that the service does not take any more.

use super::{Script, bytes, put};
use crate::{
    Client, Credentials, Options, Payload, Provider, Retry,
    credentials::{Fetch, Granted, Source, SourceError},
    system_clock,
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Gives others each time, as often as it may.
struct Counting {
    given: AtomicUsize,
    most: usize,
    token: bool,
}

impl Source for Counting {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            let n = self.given.fetch_add(1, Ordering::Relaxed) + 1;
            if n > self.most {
                return Err(SourceError::Failed("there are no more".into()));
            }
            Ok(Granted::lasting(Credentials {
                access_key_id: format!("id{n}"),
                access_key_secret: "secret".to_owned().into(),
                security_token: self.token.then(|| format!("token{n}").into()),
            }))
        })
    }
}

pub(super) fn client(script: &Script, most: usize, token: bool, attempts: u32) -> Client {
    let source = Counting { given: AtomicUsize::new(0), most, token };
    script.client(|config| {
        config.credentials = Provider::refreshing(source, None, None, system_clock());
        config.retry = Retry { attempts, ..Retry::default() };
    })
}

pub(super) fn tokens(script: &Script) -> Vec<String> {
    let token =
        |seen: &super::script::Seen| seen.headers["x-oss-security-token"].to_str().unwrap().to_owned();
    (0..script.requests()).map(|at| script.seen(at, token)).collect()
}

#[tokio::test]
async fn are_replaced_and_the_request_is_sent_again_even_where_nothing_else_is_repeated() {
    for code in ["SecurityTokenExpired", "InvalidSecurityToken", "InvalidAccessKeyId"] {
        let script = Script::default().refuses(403, code).says(200, &[], "");
        client(&script, 2, true, 1).send(put(bytes("hello")), Options::default()).await.unwrap();
        assert_eq!(tokens(&script), ["token1", "token2"]);
        assert_eq!(script.seen(1, |seen| seen.body.clone()), b"hello");
    }
}

#[tokio::test(start_paused = true)]
async fn are_replaced_once_a_call_beside_its_repetitions() {
    let spent = "SecurityTokenExpired";
    let script = Script::default().refuses(500, "InternalError").refuses(403, spent).refuses(403, spent);
    let error = client(&script, 9, true, 2).send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some(spent), 3));
    let script = Script::default().refuses(403, spent).refuses(500, "InternalError").says(200, &[], "");
    client(&script, 9, true, 2).send(put(bytes("")), Options::default()).await.unwrap();
    assert_eq!(tokens(&script), ["token1", "token2", "token2"]);
}

#[tokio::test]
async fn are_told_where_there_are_no_others() {
    let script = Script::default().refuses(403, "SecurityTokenExpired");
    let error = client(&script, 1, true, 3).send(put(bytes("")), Options::default()).await.unwrap_err();
    assert!(error.to_string().contains("no credentials: there are no more"), "{error}");
    let fixed = Script::default().refuses(403, "SecurityTokenExpired");
    let error = fixed.client(|_| ()).send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((error.code(), fixed.requests()), (Some("SecurityTokenExpired"), 1));
}

#[tokio::test]
async fn are_kept_where_they_are_not_temporary_or_something_else_is_refused() {
    let lasting = Script::default().refuses(403, "InvalidAccessKeyId");
    client(&lasting, 9, false, 3).send(put(bytes("")), Options::default()).await.unwrap_err();
    let denied = Script::default().refuses(403, "AccessDenied");
    client(&denied, 9, true, 3).send(put(bytes("")), Options::default()).await.unwrap_err();
    assert_eq!((lasting.requests(), denied.requests()), (1, 1));
}

#[tokio::test]
async fn do_not_make_a_stream_be_read_twice() {
    let script = Script::default().refuses(403, "SecurityTokenExpired");
    let once = Payload::stream(Box::pin(futures_util::stream::iter([Ok(bytes("hello"))])), None);
    let client = client(&script, 9, true, 3);
    let error = client.send(put(once), Options::default()).await.unwrap_err();
    assert_eq!((error.code(), script.requests()), (Some("SecurityTokenExpired"), 1));
    let next = client.credentials().credentials().await.unwrap();
    assert_eq!(next.access_key_id, "id2", "the next call has others");
}
