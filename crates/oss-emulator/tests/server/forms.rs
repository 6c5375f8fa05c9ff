//! Objects that forms bring.

use crate::{
    common::is,
    raw::{Answer, get, head, put, unsigned},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use oss_emulator::{
    Config, DEFAULT_ACCESS_KEY_ID as ID, DEFAULT_ACCESS_KEY_SECRET as SECRET, Service, system_clock,
};
use oss_protocol::{
    crc64,
    date::Timestamp,
    sign::{
        post_policy,
        v4::{Scope, SigningKey},
    },
};

const BOUNDARY: &str = "9431149156168";

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

pub(crate) type Fields = Vec<(String, String)>;

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn policy(conditions: &str, seconds: i64) -> String {
    let now = Timestamp::from(system_clock()()).as_secs();
    let expiration = Timestamp::from_secs(now.checked_add_signed(seconds).unwrap()).iso8601();
    STANDARD.encode(format!("{{\"expiration\":\"{expiration}\",\"conditions\":[{conditions}]}}"))
}

fn v1(conditions: &str) -> Fields {
    let policy = policy(conditions, 60);
    let signature = post_policy::v1(SECRET, &policy);
    fields(&[("OSSAccessKeyId", ID), ("policy", &policy), ("Signature", &signature)])
}

fn v4(conditions: &str) -> Fields {
    let time = Timestamp::from(system_clock()());
    let scope = Scope::at(time, "cn-hangzhou", "oss");
    let own = post_policy::v4_fields(ID, &scope, time);
    let demands: Vec<_> = own.iter().map(|(name, value)| format!("{{\"{name}\":\"{value}\"}}")).collect();
    let all =
        if conditions.is_empty() { demands.join(",") } else { format!("{},{conditions}", demands.join(",")) };
    let policy = policy(&all, 60);
    let signature = post_policy::v4(&SigningKey::derive(SECRET, &scope), &policy);
    let mut fields: Fields = own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fields.extend([("policy".to_owned(), policy), ("x-oss-signature".to_owned(), signature)]);
    fields
}

fn body(fields: &Fields, file: &str) -> String {
    let part = |name: &str, more: &str, value: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(|(name, value)| part(name, "", value)).collect();
    let file = part("file", "; filename=\"MyFile.txt\"\r\nContent-Type: text/x-own", file);
    format!("{parts}{file}{}--{BOUNDARY}--\r\n", part("submit", "", "Upload to OSS"))
}

pub(crate) async fn send(service: &Service, all: &[Fields], file: &str) -> Answer {
    let all = all.concat();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    unsigned(service, Method::POST, "/bkt/", &[("content-type", &kind)], body(&all, file)).await
}

#[tokio::test]
async fn a_signed_form_stores_its_file() {
    let service = service();
    for (name, signed) in
        [("v1", v1("{\"bucket\":\"bkt\"}")), ("v4", v4("[\"starts-with\",\"$key\",\"user/\"]"))]
    {
        let own = fields(&[
            ("key", "user/${filename}"),
            ("x-oss-meta-a", name),
            ("Cache-Control", "no-cache"),
            ("x-oss-server-side-encryption", "KMS"),
        ]);
        let answer = send(&service, &[own, signed], "content").await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (204, 0), "{name} {:?}", answer.headers);
        assert_eq!((answer.encryption().0, answer.encryption().2.is_some()), (Some("KMS"), true));
        let got = get(&service, "/bkt/user/MyFile.txt", &[]).await;
        assert_eq!((got.body.as_ref(), got.header("x-oss-meta-a")), (&b"content"[..], Some(name)));
        assert_eq!(
            (got.header("cache-control"), got.header("content-type")),
            (Some("no-cache"), Some("text/x-own"))
        );
        assert_eq!(answer.header("etag"), got.header("etag"));
        assert_eq!(
            answer.header("x-oss-hash-crc64ecma"),
            Some(crc64::checksum(b"content").to_string().as_str())
        );
    }
}

#[tokio::test]
async fn the_form_says_how_it_is_answered() {
    let service = service();
    let with = |pairs: &[(&str, &str)]| [fields(&[("key", "a b")]), fields(pairs), v1("")];
    let ask = async |pairs: &[(&str, &str)]| send(&service, &with(pairs), "x").await;
    for (wanted, status) in [("200", 200), ("204", 204), ("500", 204)] {
        let answer = ask(&[("success_action_status", wanted)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (status, 0));
    }
    let created = ask(&[("success_action_status", "201")]).await;
    let text = String::from_utf8(created.body.to_vec()).unwrap();
    assert_eq!(created.status, 201);
    assert!(
        text.contains("<PostResponse><Bucket>bkt</Bucket><ETag>") && text.contains("/a%20b</Location>"),
        "{text}"
    );
    let redirected = ask(&[("success_action_redirect", "http://example.com/done?x=1")]).await;
    let location = redirected.header("location").unwrap();
    assert_eq!(redirected.status, 303);
    assert!(location.starts_with("http://example.com/done?x=1&bucket=bkt&key=a%20b&etag=%22"), "{location}");
    assert_eq!(ask(&[("x-oss-forbid-overwrite", "true")]).await.refusal().1, "FileAlreadyExists");
    assert_eq!(ask(&[("x-oss-content-type", "a/b")]).await.status, 204);
    assert_eq!(head(&service, "/bkt/a%20b", &[]).await.header("content-type"), Some("a/b"));
}

#[tokio::test]
async fn a_policy_is_held() {
    let service = service();
    let key = fields(&[("key", "k")]);
    for (conditions, refusal) in [
        ("[\"eq\",\"$key\",\"other\"]", is(403, "AccessDenied", "")),
        ("{\"bucket\":\"other\"}", is(403, "AccessDenied", "")),
        ("[\"in\",\"$content-type\",[\"image/jpg\"]]", is(403, "AccessDenied", "")),
        ("[\"content-length-range\",8,10]", is(400, "EntityTooSmall", "")),
        ("[\"content-length-range\",1,6]", is(400, "EntityTooLarge", "")),
        ("[\"like\",\"$key\",\"k\"]", is(400, "InvalidPolicyDocument", "")),
    ] {
        for signed in [v1(conditions), v4(conditions)] {
            assert_eq!(
                send(&service, &[key.clone(), signed], "content").await.refusal(),
                refusal,
                "{conditions}"
            );
        }
    }
    let old = policy("", -60);
    let expired =
        fields(&[("OSSAccessKeyId", ID), ("policy", &old), ("Signature", &post_policy::v1(SECRET, &old))]);
    let answer = send(&service, &[key.clone(), expired], "x").await;
    assert!(String::from_utf8_lossy(&answer.body).contains("Invalid according to Policy: Policy expired."));
    assert_eq!(get(&service, "/bkt/k", &[]).await.status, 404);
    // Nothing is left of what was refused, and nothing of it stands in the way.
    assert_eq!(send(&service, &[key, v1("[\"content-length-range\",1,10]")], "content").await.status, 204);
}

#[tokio::test]
async fn what_the_policy_allows_is_what_is_stored() {
    let service = service();
    let conditions = "{\"x-oss-object-acl\":\"private\"},[\"not-in\",\"$key\",[\"MyFile.txt\"]]";
    for (signed, version) in [(v1(conditions), "v1"), (v4(conditions), "v4")] {
        for name in ["x-oss-object-acl", "X-OSS-Object-ACL"] {
            let own = fields(&[("key", "k"), ("x-oss-object-acl", "private"), (name, "public-read-write")]);
            let answer = send(&service, &[own, signed.clone()], "x").await;
            assert_eq!(answer.refusal(), is(400, "MalformedPOSTRequest", ""), "{version} {name}");
        }
        let private = ("x-oss-object-acl", "private");
        let twice = fields(&[("key", "k"), private, ("Policy", "e30=")]);
        assert_eq!(send(&service, &[twice, signed.clone()], "x").await.refusal().1, "MalformedPOSTRequest");
        // The name of the file makes the key, and hides nothing from the policy.
        let hidden = fields(&[("key", "${filename}"), private]);
        assert_eq!(send(&service, &[hidden, signed.clone()], "x").await.refusal().1, "AccessDenied");
        let own = fields(&[("key", "k"), private]);
        assert_eq!(send(&service, &[own, signed], "x").await.status, 204, "{version}");
    }
    assert_eq!(get(&service, "/bkt/MyFile.txt", &[]).await.status, 404);
}

#[tokio::test]
async fn more_fields_than_a_form_has_are_refused() {
    let service = service();
    put(&service, "/bkt", &[("x-oss-acl", "public-read-write")], b"").await;
    let many: Fields = (0..30_000).map(|n| (format!("x-oss-meta-{n}"), String::new())).collect();
    let answer = send(&service, &[fields(&[("key", "k")]), many], "x").await;
    assert_eq!(answer.refusal(), is(400, "MaxPOSTPreDataLengthExceededError", ""));
}

#[tokio::test]
async fn a_form_that_is_signed_wrongly_is_refused() {
    let service = service();
    let key = fields(&[("key", "k")]);
    for signed in [v1(""), v4("")] {
        for (position, (name, value)) in signed.iter().enumerate() {
            let mut less = signed.clone();
            less.remove(position);
            let refusal = send(&service, &[key.clone(), less], "x").await.refusal();
            assert_eq!(refusal, is(400, "InvalidArgument", ""), "without {name}");
            let mut other = signed.clone();
            other[position].1 = format!("{value}x");
            let answer = send(&service, &[key.clone(), other], "x").await;
            assert!(answer.status.is_client_error(), "{name} {}", answer.status);
        }
    }
    let answer = send(
        &service,
        &[key.clone(), fields(&[("OSSAccessKeyId", ID), ("policy", "e30="), ("Signature", "x")])],
        "x",
    )
    .await;
    assert_eq!(answer.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000040"));
    // The conditions must hold the fields that say which key signed.
    let time = Timestamp::from(system_clock()());
    let scope = Scope::at(time, "cn-hangzhou", "oss");
    let bare = policy("", 60);
    let mut signed: Fields = post_policy::v4_fields(ID, &scope, time)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let signature = post_policy::v4(&SigningKey::derive(SECRET, &scope), &bare);
    signed.extend(fields(&[("policy", &bare), ("x-oss-signature", &signature)]));
    assert_eq!(send(&service, &[key, signed], "x").await.refusal(), is(403, "AccessDenied", ""));
}

#[tokio::test]
async fn an_unsigned_form_needs_an_open_bucket() {
    let service = service();
    let key = fields(&[("key", "k")]);
    assert_eq!(
        send(&service, std::slice::from_ref(&key), "x").await.refusal(),
        is(403, "AccessDenied", "0003-00001201")
    );
    put(&service, "/bkt", &[("x-oss-acl", "public-read-write")], b"").await;
    assert_eq!(send(&service, std::slice::from_ref(&key), "x").await.status, 204);
    put(&service, "/bkt/k", &[("x-oss-object-acl", "private")], b"x").await;
    assert_eq!(send(&service, &[key], "x").await.refusal().1, "AccessDenied");
}

#[tokio::test]
async fn a_key_that_is_missing_or_behind_the_file_is_told_apart_from_no_form() {
    let service = service();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx";
    let key = "Content-Disposition: form-data; name=\"key\"\r\n\r\nk";
    for parts in [vec![file], vec![file, key]] {
        let parts: String = parts.iter().map(|part| format!("--{BOUNDARY}\r\n{part}\r\n")).collect();
        let body = format!("{parts}--{BOUNDARY}--\r\n");
        let answer = unsigned(&service, Method::POST, "/bkt/", &[("content-type", &kind)], body).await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", ""));
        let document = String::from_utf8_lossy(&answer.body);
        assert!(document.contains("please check the order of the fields"), "{document}");
        assert!(document.contains("<ArgumentName>key</ArgumentName>"), "{document}");
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let service = service();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let post = async |kind: &str, body: &str| {
        unsigned(&service, Method::POST, "/bkt/", &[("content-type", kind)], body.to_owned())
            .await
            .refusal()
            .1
    };
    assert_eq!(post("text/plain", "x").await, "RequestIsNotMultiPartContent");
    assert_eq!(post(&kind, "x").await, "MalformedPOSTRequest");
    let all = [fields(&[("key", "")]), v1("")].concat();
    assert_eq!(post(&kind, &body(&all, "x")).await, "UserKeyMustBeSpecified");
    let without = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--{BOUNDARY}--\r\n"
    );
    assert_eq!(post(&kind, &without).await, "IncorrectNumberOfFilesInPOSTRequest");
    let all = [fields(&[("key", "/k")]), v1("")].concat();
    assert_eq!(post(&kind, &body(&all, "x")).await, "InvalidObjectName");
    let all = [fields(&[("key", "k"), ("x-oss-callback", "e30=")]), v1("")].concat();
    assert_eq!(post(&kind, &body(&all, "x")).await, "NotImplemented");
    let all = [fields(&[("key", "k"), ("x-oss-server-side-encryption", "DES")]), v1("")].concat();
    assert_eq!(post(&kind, &body(&all, "x")).await, "InvalidEncryptionAlgorithmError");
}
