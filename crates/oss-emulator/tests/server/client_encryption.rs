//! Uploads that clients encrypt themselves.

use crate::{
    common::is,
    raw::{Answer, head, post, put},
};
use oss_emulator::{Config, Service};
use oss_protocol::multipart::InitiateMultipartUploadResult;

const PREFIX: &str = "x-oss-meta-client-side-encryption-";
const SAID: [(&str, &str); 6] = [
    ("key", "a2V5"),
    ("start", "c3RhcnQ="),
    ("cek-alg", "AES/CTR/NoPadding"),
    ("wrap-alg", "RSA/NONE/PKCS1Padding"),
    ("data-size", "102401"),
    ("part-size", "102400"),
];

/// The headers, with some changed; an empty value is one that is left out.
fn said(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let value = |name: &str, value: &str| {
        let change = changes.iter().find(|(changed, _)| *changed == name);
        change.map_or(value, |(_, value)| value).to_owned()
    };
    let all = SAID.iter().map(|(name, text)| (format!("{PREFIX}{name}"), value(name, text)));
    all.filter(|(_, value)| !value.is_empty()).collect()
}

async fn ask(service: &Service, target: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if target.ends_with("?uploads") {
        post(service, target, &headers, "").await
    } else {
        put(service, target, &headers, body).await
    }
}

fn refused(ec: &str) -> (u16, String, String) {
    let ec = if ec.is_empty() { String::new() } else { format!("0005-00000{ec}") };
    is(400, "InvalidEncryptionRequest", &ec)
}

#[tokio::test]
async fn parts_say_what_their_upload_said() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    let missing = [
        ("key", "401"),
        ("start", "402"),
        ("cek-alg", "403"),
        ("wrap-alg", "404"),
        ("data-size", "406"),
        ("part-size", "407"),
    ];
    for (name, ec) in missing {
        assert_eq!(ask(&service, "/bkt/k?uploads", &said(&[(name, "")]), b"").await.refusal(), refused(ec));
    }
    let fraction = said(&[("data-size", "9x5.2")]);
    assert_eq!(ask(&service, "/bkt/k?uploads", &fraction, b"").await.refusal(), refused("408"));

    let begun = ask(&service, "/bkt/k?uploads", &said(&[]), b"").await;
    let id = begun.document::<InitiateMultipartUploadResult>().upload_id;
    let part = |number: u32| format!("/bkt/k?partNumber={number}&uploadId={id}");
    assert_eq!(ask(&service, &part(1), &[], b"plain").await.refusal(), refused("401"));
    for (name, ec) in missing {
        assert_eq!(ask(&service, &part(1), &said(&[(name, "")]), b"x").await.refusal(), refused(ec));
    }
    assert_eq!(
        ask(&service, &part(1), &said(&[("start", "b3RoZXI=")]), b"x").await.refusal(),
        refused("413")
    );
    assert_eq!(ask(&service, &part(1), &said(&[("key", "b3RoZXI=")]), b"x").await.refusal(), refused(""));
    put(&service, "/bkt/plain", &[], b"x").await;
    let copy = [("x-oss-copy-source".to_owned(), "/bkt/plain".to_owned())];
    assert_eq!(ask(&service, &part(1), &copy, b"").await.refusal(), refused("401"));

    for (number, body) in [(1, vec![0; 102_400]), (2, vec![0; 102_400]), (3, vec![0])] {
        assert_eq!(ask(&service, &part(number), &said(&[]), &body).await.status, 200);
    }
    let complete = format!("/bkt/k?uploadId={id}");
    let all = [("x-oss-complete-all", "yes")];
    assert_eq!(post(&service, &complete, &all, "").await.refusal(), refused("411"));
}

#[tokio::test]
async fn copies_leave_what_a_client_said_of_its_encryption() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    ask(&service, "/bkt/k", &said(&[]), b"sealed").await;
    let with = |headers: &[(&str, &str)]| -> Vec<(String, String)> {
        let copy = [("x-oss-copy-source", "/bkt/k")];
        copy.iter().chain(headers).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let key = format!("{PREFIX}key");
    let replace = ("x-oss-metadata-directive", "REPLACE");
    let other = [(key.as_str(), "b3RoZXI="), replace];
    assert_eq!(ask(&service, "/bkt/to", &with(&other), b"").await.refusal(), refused(""));
    // Where nothing is replaced, headers mean nothing; and the same is no change.
    for headers in [&other[..1], &[(key.as_str(), "a2V5"), replace][..], &[replace][..]] {
        assert_eq!(ask(&service, "/bkt/to", &with(headers), b"").await.status, 200, "{headers:?}");
        assert_eq!(head(&service, "/bkt/to", &[]).await.header(&key), Some("a2V5"));
    }
    let begun = post(&service, "/bkt/plain?uploads", &[], "").await;
    let id = begun.document::<InitiateMultipartUploadResult>().upload_id;
    let part = ask(&service, &format!("/bkt/plain?partNumber=1&uploadId={id}"), &with(&[]), b"").await;
    assert_eq!(part.refusal(), refused(""));
}
