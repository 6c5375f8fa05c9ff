//! Requests at the edge of what can be sent: numbers with signs, headers twice, clocks beyond the calendar.

use crate::{
    common::is,
    raw::{append, ask, get, head, post, put, send, signed, unsigned},
};
use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, NewToken, Server, Service};
use oss_protocol::multipart::{CompleteMultipartUploadResult, InitiateMultipartUploadResult};
use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

async fn begin(service: &Service) -> String {
    let answer = post(service, "/bkt/k?uploads", &[], "").await;
    answer.document::<InitiateMultipartUploadResult>().upload_id
}

#[tokio::test]
async fn a_number_is_digits_and_nothing_else() {
    let service = service();
    let upload = begin(&service).await;
    let places = [
        (Method::PUT, format!("/bkt/k?uploadId={upload}&partNumber=")),
        (Method::GET, format!("/bkt/k?uploadId={upload}&max-parts=")),
        (Method::GET, format!("/bkt/k?uploadId={upload}&part-number-marker=")),
        (Method::GET, "/bkt/?max-keys=".to_owned()),
        (Method::GET, "/bkt/?list-type=2&max-keys=".to_owned()),
        (Method::GET, "/bkt/?versions&max-keys=".to_owned()),
        (Method::GET, "/bkt/?uploads&max-uploads=".to_owned()),
        (Method::GET, "/?max-keys=".to_owned()),
        (Method::POST, "/bkt/new?append&position=".to_owned()),
    ];
    for (method, place) in places {
        for number in
            ["%2B1", "-1", "01", "1.0", "1e0", "%201", "1%20", "0x1", "%EF%BC%91", "18446744073709551616"]
        {
            let answer = ask(&service, method.clone(), &format!("{place}{number}"), &[], "").await;
            assert_eq!(answer.refusal(), is(400, "InvalidArgument", ""), "{place}{number}");
        }
        let number = if place.ends_with("position=") { 0 } else { 1 };
        let answer = ask(&service, method, &format!("{place}{number}"), &[], "").await;
        assert_eq!(answer.status, 200, "{place}{number}");
    }
}

#[tokio::test]
async fn a_header_with_two_values_is_refused() {
    let service = service();
    for (name, first, second) in [
        ("content-type", "image/png", "text/html"),
        ("x-oss-object-acl", "private", "public-read-write"),
        ("x-oss-forbid-overwrite", "true", "false"),
        ("x-oss-server-side-encryption", "AES256", "KMS"),
        ("x-oss-security-token", "a", "b"),
        ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==", "ICy5YqxZB1uWSwcVLSNLcA=="),
        ("date", "Wed, 28 Dec 2022 10:27:41 GMT", "Wed, 28 Dec 2022 10:27:42 GMT"),
        ("host", "other.localhost", "localhost"),
    ] {
        let answer = put(&service, "/bkt/k", &[(name, first), (name, second)], b"hello").await;
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(answer.status == 400 && said.contains("more than once"), "{name} {} {said}", answer.status);
    }
    let signed = [("authorization", "OSS a:b"), ("authorization", "OSS c:d")];
    let answer = unsigned(&service, Method::GET, "/bkt/k", &signed, "").await;
    assert!(String::from_utf8_lossy(&answer.body).contains("more than once"));
    let url = "/bkt/?prefix=a&prefix=b";
    assert_eq!(get(&service, url, &[]).await.refusal(), is(400, "InvalidArgument", ""));
    // Said twice in the same way it is clear, and a user's own may have as many values as they like.
    let headers =
        [("content-type", "a/b"), ("content-type", "a/b"), ("x-oss-meta-a", "1"), ("x-oss-meta-a", "2")];
    assert_eq!(put(&service, "/bkt/k", &headers, b"hello").await.status, 200);
    assert_eq!(get(&service, "/bkt/?prefix=a&prefix=a", &[]).await.status, 200);
    assert_eq!(head(&service, "/bkt/k", &[]).await.header("x-oss-meta-a"), Some("1, 2"));
}

#[tokio::test]
async fn a_value_that_is_no_text_is_not_passed_over() {
    let service = service();
    let upload = begin(&service).await;
    let completed = format!("/bkt/k?uploadId={upload}");
    put(&service, "/bkt/there", &[], b"x").await;
    for (method, target, name) in [
        (Method::PUT, "/bkt/k", "x-oss-object-acl"),
        (Method::PUT, "/bkt", "x-oss-acl"),
        (Method::PUT, "/bkt/k?acl", "x-oss-object-acl"),
        (Method::PUT, "/bkt/k", "x-oss-storage-class"),
        (Method::PUT, "/bkt/k", "x-oss-server-side-encryption"),
        (Method::POST, completed.as_str(), "x-oss-object-acl"),
        (Method::PUT, "/bkt/k?symlink", "x-oss-symlink-target"),
    ] {
        for value in [&b"private\xff"[..], "priv\u{e4}t".as_bytes(), b""] {
            let mut request = Request::new(Full::<Bytes>::default());
            let text = String::from_utf8_lossy(value).into_owned();
            *request.headers_mut() = signed(&method, target, &[("content-length", "0"), (name, &text)]);
            // Signed as it is sent.
            if std::str::from_utf8(value).is_err() {
                let sent = HeaderValue::from_bytes(value).unwrap();
                request.headers_mut().insert(http::HeaderName::try_from(name).unwrap(), sent);
                let headers: http::HeaderMap = request.headers().clone();
                request.headers_mut().insert("authorization", resign(&method, target, &headers));
            }
            *request.method_mut() = method.clone();
            *request.uri_mut() = target.parse().unwrap();
            let (parts, body) = service.call(request).await.into_parts();
            let said = body.collect().await.unwrap().to_bytes();
            let link = target.ends_with("symlink")
                && value.starts_with(b"priv")
                && std::str::from_utf8(value).is_ok();
            assert_eq!(
                parts.status.is_client_error(),
                !link,
                "{method} {target} {name} {text:?} {}",
                String::from_utf8_lossy(&said)
            );
        }
    }
    assert_eq!(get(&service, "/bkt/there", &[("if-match", "\"\u{e4}\"")]).await.status, 412);
}

/// The signature of a request whose headers are no text.
fn resign(method: &Method, target: &str, headers: &http::HeaderMap) -> HeaderValue {
    use oss_protocol::{
        Query,
        sign::{Signable, v1},
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (bucket, key) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    let query = Query::parse(query).unwrap();
    let key = Some(key).filter(|key| !key.is_empty());
    let request = Signable { method, bucket: Some(bucket), key, query: &query, headers };
    let signature = v1::signature(oss_emulator::DEFAULT_ACCESS_KEY_SECRET, &v1::string_to_sign(&request));
    format!("OSS {}:{signature}", oss_emulator::DEFAULT_ACCESS_KEY_ID).parse().unwrap()
}

#[tokio::test]
async fn a_clock_may_stand_anywhere() {
    let far = |seconds: u64| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).unwrap();
    let before = UNIX_EPOCH.checked_sub(Duration::from_secs(1 << 40)).unwrap();
    for time in [before, UNIX_EPOCH, far(253_402_300_799), far(253_402_300_800), far(i64::MAX as u64 - 1)] {
        let config = Config {
            buckets: vec!["bkt".into()],
            clock: Arc::new(move || -> SystemTime { time }),
            ..Config::default()
        };
        let service = Service::open(config).unwrap();
        // Whoever signs by another clock is refused, with both times.
        let answer = get(&service, "/bkt/k", &[]).await;
        assert_eq!(answer.refusal().1, "RequestTimeTooSkewed", "{time:?}");
        assert!(answer.header("date").is_some_and(|date| date.ends_with(" GMT")));
        let date = answer.header("date").unwrap().to_owned();
        let dated = [("date", date.as_str())];
        let expired = service.sts().issue(NewToken { seconds: Some(43_200), ..NewToken::default() }).unwrap();
        assert!(expired.expiration <= 253_402_300_799_999 + 43_200_000);
        for (method, target, body) in [
            (Method::PUT, "/bkt/k", "content"),
            (Method::GET, "/bkt/k", ""),
            (Method::HEAD, "/bkt/k", ""),
            (Method::GET, "/bkt/", ""),
            (Method::GET, "/bkt/?bucketInfo", ""),
            (Method::GET, "/bkt/?stat", ""),
            (Method::GET, "/", ""),
        ] {
            let answer = dated_ask(&service, method.clone(), target, &dated, body).await;
            assert_eq!(answer, 200, "{time:?} {method} {target}");
        }
        let archived = [("date", date.as_str()), ("x-oss-storage-class", "Archive")];
        assert_eq!(dated_ask(&service, Method::PUT, "/bkt/a", &archived, "x").await, 200);
        assert_eq!(dated_ask(&service, Method::POST, "/bkt/a?restore", &dated, "").await, 202);
        let again = dated_ask(&service, Method::POST, "/bkt/a?restore", &dated, "").await;
        assert!([200, 202, 409].contains(&again), "{again}");
        assert!(service.kms().perform(serde_json_days()).is_ok());
    }
}

fn serde_json_days() -> oss_emulator::KmsRequest {
    serde::Deserialize::deserialize(serde_json::json!({ "action": "list" })).unwrap()
}

/// The status of an answer to a request that is signed at its own time.
async fn dated_ask(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> u16 {
    let length = body.len().to_string();
    let mut map = http::HeaderMap::new();
    map.insert("host", HeaderValue::from_static("localhost"));
    for (name, value) in headers.iter().chain([&("content-length", length.as_str())]) {
        map.insert(http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
    }
    let signature = if target == "/" { sign_service(&map) } else { resign(&method, target, &map) };
    map.insert("authorization", signature);
    let mut request = Request::new(Full::new(Bytes::from_static(body.as_bytes())));
    *request.headers_mut() = map;
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().unwrap();
    service.call(request).await.status().as_u16()
}

fn sign_service(headers: &http::HeaderMap) -> HeaderValue {
    use oss_protocol::{
        Query,
        sign::{Signable, v1},
    };
    let query = Query::default();
    let request = Signable { method: &Method::GET, bucket: None, key: None, query: &query, headers };
    let signature = v1::signature(oss_emulator::DEFAULT_ACCESS_KEY_SECRET, &v1::string_to_sign(&request));
    format!("OSS {}:{signature}", oss_emulator::DEFAULT_ACCESS_KEY_ID).parse().unwrap()
}

#[tokio::test]
async fn a_presigned_url_is_not_for_ever() {
    let service = service();
    put(&service, "/bkt/k", &[], b"x").await;
    for expires in ["18446744073709551615", "253402300800", "01", "%2B1", "18446744073709551616"] {
        let url = format!("/bkt/k?OSSAccessKeyId=emulator&Signature=x&Expires={expires}");
        let answer = unsigned(&service, Method::GET, &url, &[], "").await;
        assert_eq!(answer.refusal(), is(403, "AccessDenied", ""), "{expires}");
        assert!(String::from_utf8_lossy(&answer.body).contains("malformed Expires"), "{expires}");
    }
    for expires in ["604801", "18446744073709551615", "0"] {
        let url = format!(
            "/bkt/k?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=emulator/20231217/cn-hangzhou/oss/aliyun_v4_request\
             &x-oss-date=20231217T033009Z&x-oss-expires={expires}&x-oss-signature=s"
        );
        let answer = unsigned(&service, Method::GET, &url, &[], "").await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", ""), "{expires}");
    }
}

#[tokio::test]
async fn a_list_of_ten_thousand_parts_may_be_indented() {
    let service = service();
    let upload = begin(&service).await;
    let target = format!("/bkt/k?partNumber=10000&uploadId={upload}");
    let part = put(&service, &target, &[], b"content").await;
    let etag = part.header("etag").unwrap().replace('"', "&quot;");
    let parts: String = (1..=10_000)
        .map(|number| {
            format!(
                "        <Part>\r\n            <PartNumber>{number}</PartNumber>\r\n            <ETag>{etag}</ETag>\r\n        </Part>\r\n"
            )
        })
        .collect();
    let document = |parts: &str| format!("<CompleteMultipartUpload>\r\n{parts}</CompleteMultipartUpload>");
    let whole = document(&parts);
    assert!(whole.len() > 1 << 20);
    let answer = post(&service, &format!("/bkt/k?uploadId={upload}"), &[], &whole).await;
    assert_eq!(answer.refusal().1, "InvalidPart", "it is read to the end, and there is but the last part");
    let padded = document(&format!("{}{}", " ".repeat(5 << 20), parts));
    let answer = post(&service, &format!("/bkt/k?uploadId={upload}"), &[], &padded).await;
    assert_eq!(answer.refusal().1, "EntityTooLarge");
    let last = &parts[parts.rfind("        <Part>").unwrap()..];
    let answer = post(&service, &format!("/bkt/k?uploadId={upload}"), &[], &document(last)).await;
    answer.document::<CompleteMultipartUploadResult>();
    let other = put(&service, "/bkt/?encryption", &[], &vec![b' '; 2 << 20]).await;
    assert_eq!(other.refusal().1, "EntityTooLarge");
}

#[tokio::test]
async fn a_key_is_decoded_once_and_may_hold_anything() {
    let service = service();
    for (path, key) in [
        ("a%252Fb", "a%2Fb"),
        ("%2541", "%41"),
        ("%01%1F%7F", "\u{1}\u{1f}\u{7f}"),
        ("a%0D%0ASet-Cookie:%20x", "a\r\nSet-Cookie: x"),
        ("%EF%BF%BE", "\u{fffe}"),
        ("a+b", "a+b"),
        ("%2E%2E/%2e", "../."),
        ("%3Cb%3E&amp;", "<b>&amp;"),
    ] {
        let target = format!("/bkt/{path}");
        assert_eq!(put(&service, &target, &[], key.as_bytes()).await.status, 200, "{path}");
        assert_eq!(get(&service, &target, &[]).await.body, key, "{path}");
        let copied = [("x-oss-copy-source", format!("/bkt/{}", oss_protocol::encode::path(key)))];
        let copied: Vec<_> = copied.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(put(&service, "/bkt/copy", &copied, b"").await.status, 200, "{path}");
        assert_eq!(get(&service, "/bkt/copy", &[]).await.body, key, "{path}");
        let link = [("x-oss-symlink-target", oss_protocol::encode::path(key).to_string())];
        let link: Vec<_> = link.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(put(&service, "/bkt/link?symlink", &link, b"").await.status, 200, "{path}");
        assert_eq!(get(&service, "/bkt/link", &[]).await.body, key, "{path}");
        assert_eq!(get(&service, "/bkt/?encoding-type=url", &[]).await.status, 200, "{path}");
        assert_eq!(
            append(&service, &target, 0, &[], b"x").await.refusal().1,
            "ObjectNotAppendable",
            "{path}"
        );
    }
    for path in ["%00", "a%00b"] {
        let answer = put(&service, &format!("/bkt/{path}"), &[], b"x").await;
        assert_eq!(answer.refusal().1, "InvalidObjectName", "{path}");
    }
    for path in ["%ff", "%C0%AF"] {
        let answer = unsigned(&service, Method::PUT, &format!("/bkt/{path}"), &[], "x").await;
        assert_eq!(answer.refusal().1, "InvalidArgument", "{path}");
    }
}

/// What a request of these bytes is answered; the connection is closed behind it.
async fn bytes(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_request_has_one_length() {
    let server = Server::start(Config { buckets: vec!["bkt".into()], ..Config::default() }).await.unwrap();
    let head = |headers: &[(&str, &str)]| {
        let mut text = String::from("PUT /bkt/k HTTP/1.1\r\n");
        for (name, value) in &signed(&Method::PUT, "/bkt/k", headers) {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        text
    };
    let two = format!("{}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!", head(&[]));
    assert!(bytes(&server, &two).await.starts_with("HTTP/1.1 400 "));
    for length in ["+5", "-5", "5,5", "0x5", "5 5", "99999999999999999999"] {
        let odd = format!("{}content-length: {length}\r\n\r\nhello", head(&[]));
        assert!(bytes(&server, &odd).await.starts_with("HTTP/1.1 400 "), "{length}");
    }
    // Chunks go before a length, and nothing that follows is another request.
    let both = format!(
        "{}content-length: 44\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n",
        head(&[])
    );
    let answer = bytes(&server, &both).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.matches("HTTP/1.1 ").count() == 1, "{answer}");
    let strange = format!("{}transfer-encoding: gzip\r\n\r\nhello", head(&[]));
    assert!(bytes(&server, &strange).await.starts_with("HTTP/1.1 400 "));
    let many: String = (0..200).map(|n| format!("x-oss-meta-{n}: 1\r\n")).collect();
    let many = format!("{}{many}content-length: 0\r\n\r\n", head(&[]));
    assert!(bytes(&server, &many).await.starts_with("HTTP/1.1 431 "));
    server.stop().await;
}

#[tokio::test]
async fn as_many_headers_as_one_likes_end_in_an_answer() {
    let service = service();
    let names: Vec<_> = (0..20_000).map(|n| format!("x-oss-meta-{n}")).collect();
    let headers: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    let answer = send(&service, Method::PUT, "/bkt/k", &headers, Full::<Bytes>::default()).await;
    assert_eq!(answer.status, 400);
}
