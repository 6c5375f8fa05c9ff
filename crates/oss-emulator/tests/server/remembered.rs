//! What the request log remembers: no signature, and no token.

use crate::raw::{ask, by, unsigned};
use http::Method;
use oss_emulator::{Account, Config, DEFAULT_ACCESS_KEY_ID, Exchange, Service};
use oss_protocol::sign::Credentials;

const TOKEN: &str = "CAIS+token/of=mine";
/// `sha256sum` of the token.
const MARK: &str = "sha256:3eac672fe524ec21";
const KEY: (&str, &str) = ("sts-id", "sts-secret");

fn service() -> Service {
    let credentials = Credentials {
        access_key_id: KEY.0.into(),
        access_key_secret: KEY.1.to_owned().into(),
        security_token: Some(TOKEN.to_owned().into()),
    };
    let accounts = vec![Account::default(), Account::new(credentials, Account::OWNER)];
    Service::open(Config { accounts, buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

/// The last exchange, all of it as text. The token is in no form in it.
fn last(service: &Service) -> (Exchange, String) {
    let exchange = service.requests().pop().unwrap();
    let text = format!("{exchange:?}");
    let spaced: Vec<_> = TOKEN.bytes().map(|byte| format!("{byte:02X}")).collect();
    for written in [TOKEN, "CAIS%2Btoken%2Fof%3Dmine", &spaced.join(" ")] {
        assert!(!text.contains(written), "{text}");
    }
    (exchange, text)
}

#[tokio::test]
async fn a_header_leaves_the_mark_of_its_token() {
    let service = service();
    let headers = [("x-oss-security-token", TOKEN)];
    for (secret, status) in [(KEY.1, 404), ("wrong", 403)] {
        for method in [Method::GET, Method::HEAD] {
            let answer = by(&service, (KEY.0, secret), method, "/bkt/k", &headers).await;
            assert_eq!(answer.status.as_u16(), status);
            let (exchange, _) = last(&service);
            assert_eq!(exchange.headers["x-oss-security-token"], MARK);
            assert_eq!(exchange.headers["authorization"], "OSS sts-id:***");
        }
    }
    // The client itself is told what was to be signed.
    let answer = by(&service, (KEY.0, "wrong"), Method::GET, "/bkt/k", &headers).await;
    assert!(String::from_utf8_lossy(&answer.body).contains(TOKEN));
    assert!(String::from_utf8_lossy(&last(&service).0.response_body).contains(MARK));
}

#[tokio::test]
async fn a_url_leaves_the_mark_of_its_token() {
    let service = service();
    let target = "/bkt/k%2F?OSSAccessKeyId=sts-id&Expires=9&Signature=c2lnbmF0dXJl&security-token=CAIS%2Btoken%2Fof%3Dmine&x=%7e";
    unsigned(&service, Method::GET, target, &[], "").await;
    let (exchange, text) = last(&service);
    let kept = format!("/bkt/k%2F?OSSAccessKeyId=sts-id&Expires=9&Signature=***&security-token={MARK}&x=%7e");
    assert_eq!(exchange.target, kept);
    assert!(!text.contains("c2lnbmF0dXJl"), "{text}");
}

#[tokio::test]
async fn a_form_leaves_the_mark_of_its_token() {
    let service = service();
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = [
        part("key", "k"),
        part("OSSAccessKeyId", KEY.0),
        part("x-oss-security-token", TOKEN),
        part("Signature", "c2lnbmF0dXJl"),
        part("file", "content"),
        "--B--\r\n".to_owned(),
    ];
    let kind = [("content-type", "multipart/form-data; boundary=B")];
    unsigned(&service, Method::POST, "/bkt/", &kind, body.concat()).await;
    let (exchange, text) = last(&service);
    assert!(!text.contains("c2lnbmF0dXJl") && text.contains(MARK), "{text}");
    assert!(exchange.body.ends_with(b"content\r\n--B--\r\n"));
}

#[tokio::test]
async fn what_is_no_signature_is_not_kept_either() {
    let service = service();
    for sent in ["Basic ZW11bGF0b3I6ZW11bGF0b3Itc2VjcmV0", "nonsense", "OSS2 AccessKeyId:a,Signature:c2ln"] {
        unsigned(&service, Method::GET, "/bkt/k", &[("authorization", sent)], "").await;
        let kept = last(&service).0.headers["authorization"].to_str().unwrap().to_owned();
        assert!(kept.ends_with("***") && kept.len() < sent.len() + 8, "{kept}");
    }
    ask(&service, Method::PUT, "/bkt/k", &[], "plain").await;
    let (exchange, _) = last(&service);
    assert_eq!(exchange.body, "plain");
    let kept = exchange.headers["authorization"].to_str().unwrap();
    assert_eq!(kept, format!("OSS {DEFAULT_ACCESS_KEY_ID}:***"));
}

#[tokio::test]
async fn why_a_signature_was_refused_is_kept_and_not_answered() {
    let service = service();
    let headers = [("x-oss-security-token", TOKEN)];
    for method in [Method::GET, Method::HEAD] {
        let answer = by(&service, (KEY.0, "sts-secret\n"), method, "/bkt/k", &headers).await;
        assert_eq!(answer.refusal(), crate::common::is(403, "SignatureDoesNotMatch", "0002-00000040"));
        let (exchange, _) = last(&service);
        let diagnosis = exchange.signature.unwrap();
        assert_eq!(diagnosis.id().as_deref(), Some("secret-whitespace"));
        assert_eq!(diagnosis.texts[0].client.as_ref(), Some(&diagnosis.texts[0].server));
        assert!(diagnosis.texts[0].server.contains(MARK));
        let answered = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body));
        assert!(!answered.contains("whitespace") && !answered.contains("end of line"), "{answered}");
    }
    // Who shows a key that nobody knows is not looked into, nor who is let in.
    by(&service, ("nobody", "secret"), Method::GET, "/bkt/k", &[]).await;
    assert_eq!(last(&service).0.signature, None);
    by(&service, KEY, Method::GET, "/bkt/k", &headers).await;
    assert_eq!(last(&service).0.signature, None);
}
