//! Requests that presigned URLs make.

use crate::{
    common::is,
    raw::{get, put, unsigned},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use oss_emulator::{
    Account, Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service, system_clock,
};
use oss_protocol::{
    Query,
    date::Timestamp,
    sign::{
        Credentials, Signable, presign,
        v4::{Scope, SigningKey},
    },
};

/// How a URL is made.
#[derive(Clone)]
struct Url {
    v4: bool,
    method: Method,
    key: &'static str,
    query: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    additional: Vec<String>,
    /// Seconds from now: when it is signed, and how long it is valid.
    time: i64,
    seconds: u64,
    token: Option<&'static str>,
    region: &'static str,
}

impl Default for Url {
    fn default() -> Self {
        Self {
            v4: true,
            method: Method::GET,
            key: "k",
            query: "",
            headers: Vec::new(),
            additional: Vec::new(),
            time: 0,
            seconds: 60,
            token: None,
            region: "cn-hangzhou",
        }
    }
}

impl Url {
    fn make(&self) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("localhost"));
        for (name, value) in &self.headers {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let query = Query::parse(self.query).unwrap();
        let request = Signable {
            method: &self.method,
            bucket: Some("bkt"),
            key: Some(self.key),
            query: &query,
            headers: &headers,
        };
        let credentials = Credentials {
            access_key_id: DEFAULT_ACCESS_KEY_ID.into(),
            access_key_secret: DEFAULT_ACCESS_KEY_SECRET.to_owned().into(),
            security_token: self.token.map(|token| token.to_owned().into()),
        };
        let now = Timestamp::from(system_clock()()).as_secs();
        let time = Timestamp::from_secs(now.checked_add_signed(self.time).unwrap());
        let added = if self.v4 {
            let scope = Scope::at(time, self.region, "oss");
            let key = SigningKey::derive(DEFAULT_ACCESS_KEY_SECRET, &scope);
            presign::v4(&request, &credentials, time, self.seconds, &scope, &key, &self.additional)
        } else {
            presign::v1(&request, &credentials, Timestamp::from_secs(time.as_secs() + self.seconds))
        };
        let query: Query = query.iter().chain(added.iter()).collect();
        format!("/bkt/{}?{query}", oss_protocol::encode::path(self.key))
    }
}

/// A URL that reads `/bkt/k`.
pub(crate) fn reading(v4: bool) -> String {
    Url { v4, ..Url::default() }.make()
}

async fn service() -> Service {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    put(&service, "/bkt/k", &[("x-oss-server-side-encryption", "KMS")], b"content").await;
    service
}

#[tokio::test]
async fn a_signed_url_reads_and_writes() {
    let service = service().await;
    for v4 in [false, true] {
        let read = Url { v4, query: "response-content-type=a/b", ..Url::default() }.make();
        let got = unsigned(&service, Method::GET, &read, &[], "").await;
        assert_eq!((got.body.as_ref(), got.header("content-type")), (&b"content"[..], Some("a/b")), "{v4}");
        // The signature is of one method, key and query.
        let other = unsigned(&service, Method::HEAD, &read, &[], "").await;
        assert_eq!(other.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000040"));
        let other = unsigned(&service, Method::GET, &read.replace("/bkt/k?", "/bkt/l?"), &[], "").await;
        assert_eq!(other.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000040"));
        let other = unsigned(&service, Method::GET, &format!("{read}&versionId=null"), &[], "").await;
        assert_eq!(other.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000040"));

        let headers = vec![("content-type", "text/plain"), ("x-oss-server-side-encryption", "SM4")];
        let write =
            Url { v4, method: Method::PUT, key: "a/中 +", headers: headers.clone(), ..Url::default() }.make();
        let without = unsigned(&service, Method::PUT, &write, &[], "new").await;
        assert_eq!(without.refusal(), is(403, "SignatureDoesNotMatch", "0002-00000040"));
        let put = unsigned(&service, Method::PUT, &write, &headers, "new").await;
        assert_eq!((put.status.as_u16(), put.encryption().0), (200, Some("SM4")));
        assert_eq!(get(&service, "/bkt/a/%E4%B8%AD%20%2B", &[]).await.body, "new");
    }
    // A header of one's own, and the host.
    let url = Url {
        headers: vec![("x-own", "1")],
        additional: vec!["host".into(), "x-own".into()],
        ..Url::default()
    }
    .make();
    assert_eq!(unsigned(&service, Method::GET, &url, &[("x-own", "1")], "").await.status, 200);
    assert_eq!(unsigned(&service, Method::GET, &url, &[("x-own", "2")], "").await.status, 403);
}

#[tokio::test]
async fn a_url_is_good_for_a_while() {
    let service = service().await;
    let ask = async |url: Url| unsigned(&service, Method::GET, &url.make(), &[], "").await;
    for v4 in [false, true] {
        let late = ask(Url { v4, time: -120, ..Url::default() }).await;
        assert_eq!(late.refusal(), is(403, "AccessDenied", ""));
        assert!(String::from_utf8_lossy(&late.body).contains("Request has expired."));
        assert_eq!(ask(Url { v4, time: -3_600, seconds: 7_200, ..Url::default() }).await.status, 200);
    }
    // Signed by a clock that is fast.
    assert_eq!(ask(Url { time: 14 * 60, ..Url::default() }).await.status, 200);
    assert_eq!(ask(Url { time: 16 * 60, ..Url::default() }).await.refusal(), is(403, "AccessDenied", ""));
    for seconds in [0, 604_801, u64::MAX] {
        assert_eq!(ask(Url { seconds, ..Url::default() }).await.refusal(), is(400, "InvalidArgument", ""));
    }
    assert_eq!(ask(Url { seconds: 604_800, ..Url::default() }).await.status, 200);
    assert_eq!(
        ask(Url { region: "cn-beijing", ..Url::default() }).await.refusal(),
        is(400, "InvalidArgument", "0002-00000226")
    );
    assert_eq!(
        ask(Url { query: "x-oss-process=image/info", ..Url::default() }).await.refusal(),
        is(501, "NotImplemented", "")
    );
}

#[tokio::test]
async fn a_url_signed_in_part_or_twice_is_refused() {
    let service = service().await;
    for (v4, names) in [
        (false, vec!["OSSAccessKeyId", "Expires", "Signature"]),
        (
            true,
            vec![
                "x-oss-signature-version",
                "x-oss-credential",
                "x-oss-date",
                "x-oss-expires",
                "x-oss-signature",
            ],
        ),
    ] {
        let url = Url { v4, ..Url::default() }.make();
        let query = Query::parse(url.split_once('?').unwrap().1).unwrap();
        for name in names {
            let target = format!("/bkt/k?{}", query.without(name));
            assert_eq!(
                unsigned(&service, Method::GET, &target, &[], "").await.refusal(),
                is(403, "AccessDenied", ""),
                "{name}"
            );
        }
        assert_eq!(get(&service, &url, &[]).await.refusal(), is(400, "InvalidArgument", ""));
        let unknown = url.replace("emulator", "nobody");
        assert_eq!(
            unsigned(&service, Method::GET, &unknown, &[], "").await.refusal(),
            is(403, "InvalidAccessKeyId", "0002-00000902")
        );
    }
}

#[tokio::test]
async fn the_token_of_temporary_credentials_is_in_the_url() {
    let mut account = Account::default();
    account.credentials.security_token = Some("to+ken/1".to_owned().into());
    let config = Config { accounts: vec![account], buckets: vec!["bkt".into()], ..Config::default() };
    let service = Service::open(config).unwrap();
    for v4 in [false, true] {
        let url = |token| Url { v4, token, method: Method::PUT, ..Url::default() }.make();
        assert_eq!(unsigned(&service, Method::PUT, &url(Some("to+ken/1")), &[], "x").await.status, 200);
        for token in [None, Some("other")] {
            let refused = unsigned(&service, Method::PUT, &url(token), &[], "x").await;
            assert_eq!(refused.refusal(), is(403, "InvalidSecurityToken", ""));
        }
    }
}
