//! Who is told of an upload, what, and how it is signed; and what the upload is answered.

use crate::{
    common::is,
    raw::{Answer, append, ask, get, post, put, unsigned},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use md5::Md5;
use oss_emulator::{Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Server, Service, system_clock};
use oss_protocol::{
    crc64,
    date::Timestamp,
    encode,
    sign::{Signable, post_policy, v1},
};
use rsa::{
    PublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    pkcs8::DecodePublicKey,
    signature::Verifier,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// An application that is told of uploads. It answers each request with the next of its answers, the last again and again.
struct Application {
    url: String,
    told: Arc<Mutex<Vec<Told>>>,
}

#[derive(Clone, Debug)]
struct Told {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl Application {
    async fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let told: Arc<Mutex<Vec<Told>>> = Arc::default();
        let answers: Vec<_> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let kept = Arc::clone(&told);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                let answer = {
                    let mut told = kept.lock().unwrap();
                    told.push(request);
                    answers[told.len().min(answers.len()) - 1].clone()
                };
                if answer.is_empty() {
                    std::mem::forget(stream); // It is never answered.
                } else {
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        Self { url, told }
    }

    fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }
}

async fn read(stream: &mut TcpStream) -> Told {
    let mut text = Vec::new();
    loop {
        let mut piece = [0; 4_096];
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "the request breaks off");
        text.extend_from_slice(&piece[..length]);
        let all = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let line = lines.next().unwrap().to_owned();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned())).unwrap())
            .collect();
        let told = Told { line, headers, body: body.to_owned() };
        if told.header("content-length") == body.len().to_string() {
            return told;
        }
    }
}

fn json(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"Status\":\"OK\"}";
const FORM: &str = "bucket=${bucket}&object=${object}&etag=${etag}&size=${size}&mimeType=${mimeType}\
    &imageInfo.height=${imageInfo.height}&crc64=${crc64}&contentMd5=${contentMd5}&vpcId=${vpcId}&clientIp=${clientIp}\
    &operation=${operation}&my_var=${x:my_var}";

/// A busy machine is given time.
fn service() -> Service {
    patient(Duration::from_secs(60))
}

fn patient(callback_timeout: Duration) -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], callback_timeout, ..Config::default() }).unwrap()
}

fn callback(document: &serde_json::Value) -> String {
    STANDARD.encode(document.to_string())
}

fn to(url: &str, body: &str) -> String {
    callback(&serde_json::json!({ "callbackUrl": url, "callbackBody": body }))
}

async fn upload(service: &Service, callback: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> = headers.iter().copied().chain([("x-oss-callback", callback)]).collect();
    put(service, "/bkt/a%20b", &headers, b"content").await
}

/// Checks a signature as an application does, with the key that the server hands out.
fn verify(told: &Told, key: &[u8], signed: &str) {
    let key = PublicKey::from_public_key_pem(std::str::from_utf8(key).unwrap()).unwrap();
    let signature = STANDARD.decode(told.header("authorization")).unwrap();
    let signature = Signature::try_from(signature.as_slice()).unwrap();
    let text = format!("{signed}\n{}", told.body);
    let key = VerifyingKey::<Md5>::new(key);
    key.verify(text.as_bytes(), &signature).unwrap();
    assert!(key.verify(format!("{text} ").as_bytes(), &signature).is_err());
}

#[tokio::test]
async fn an_application_is_told_and_its_answer_is_that_of_the_upload() {
    let application = Application::start(&[OK]).await;
    let service = service();
    let variables = callback(&serde_json::json!({ "x:my_var": "a&b=中" }));
    let target = format!("{}/%E4%B8%AD.php?id=1&k=%E4%B8%AD", application.url);
    let kind = [("content-type", "text/plain"), ("x-oss-callback-var", variables.as_str())];
    let answer = upload(&service, &to(&target, FORM), &kind).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"{\"Status\":\"OK\"}"[..]));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("etag"), Some("\"9A0364B9E99BB480DD25E1F0284C8555\""));
    let told = application.told().remove(0);
    assert_eq!(told.line, "POST /%E4%B8%AD.php?id=1&k=%E4%B8%AD HTTP/1.1");
    let crc = crc64::checksum(b"content");
    assert_eq!(
        told.body,
        format!(
            "bucket=bkt&object=a%20b&etag=9A0364B9E99BB480DD25E1F0284C8555&size=7&mimeType=text%2Fplain&imageInfo.height=\
            &crc64={crc}&contentMd5=mgNkuembtIDdJeHwKEyFVQ%3D%3D&vpcId=&clientIp=&operation=PutObject&my_var=a%26b%3D%E4%B8%AD"
        )
    );
    for (name, value) in [
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", "aliyun-oss-callback"),
        ("x-oss-bucket", "bkt"),
        ("x-oss-tag", "CALLBACK"),
        ("x-oss-signature-version", "1.0"),
        ("host", application.url.trim_start_matches("http://")),
        ("x-oss-request-id", answer.header("x-oss-request-id").unwrap()),
    ] {
        assert_eq!(told.header(name), value, "{name}");
    }
    let url = String::from_utf8(STANDARD.decode(told.header("x-oss-pub-key-url")).unwrap()).unwrap();
    assert_eq!(url, "http://localhost/-/callback-key.pem");
    let key = unsigned(&service, Method::GET, "/-/callback-key.pem", &[], "").await;
    assert!(key.body.starts_with(b"-----BEGIN PUBLIC KEY-----"));
    verify(&told, &key.body, "/中.php?id=1&k=%E4%B8%AD");
    assert_eq!(&get(&service, "/bkt/a%20b", &[]).await.body[..], b"content");
    // The rest of what lies there is for those who have a key.
    assert_eq!(unsigned(&service, Method::GET, "/-/kms", &[], "").await.status, 401);
    assert_eq!(unsigned(&service, Method::POST, "/-/callback-key.pem", &[], "").await.status, 401);
}

#[tokio::test]
async fn over_a_network_the_key_is_where_the_server_listens() {
    let application = Application::start(&[OK]).await;
    let server = Server::start(Config { buckets: vec!["bkt".into()], ..Config::default() }).await.unwrap();
    let said = to(&application.url, "${clientIp}");
    for host in [server.address().to_string(), format!("bkt.localhost:{}", server.address().port())] {
        let path = if host.starts_with("bkt") { "/k" } else { "/bkt/k" };
        let headers = crate::raw::signed(&Method::PUT, "/bkt/k", &[("x-oss-callback", &said)]);
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let mut request =
            format!("PUT {path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1\r\nconnection: close\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| *name != http::header::HOST) {
            request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
        }
        stream.write_all(format!("{request}\r\nx").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("{\"Status\":\"OK\"}"), "{answer}");
        let told = application.told().pop().unwrap();
        assert_eq!(told.body, "127.0.0.1");
        let url = String::from_utf8(STANDARD.decode(told.header("x-oss-pub-key-url")).unwrap()).unwrap();
        assert_eq!(url, format!("{}/-/callback-key.pem", server.url()));
    }
    server.stop().await;
}

#[tokio::test]
async fn json_is_quoted_and_pictures_are_looked_at() {
    let application = Application::start(&[&json("[1]")]).await;
    let service = service();
    let document = serde_json::json!({
        "callbackUrl": application.url,
        "callbackHost": "your.callback.com",
        "callbackBodyType": "application/json",
        "callbackBody": "{\"mimeType\":${mimeType},\"size\":${size},\"h\":${imageInfo.height},\"w\":${imageInfo.width},\
            \"f\":${imageInfo.format},\"v\":${x:v},\"id\":${reqId}}",
        "callbackSNI": true,
        "additionalHeaders": { "key1": "val1" },
    });
    let said = callback(&document);
    // The head of a PNG of 3 by 2 pixels.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0";
    let answer =
        put(&service, "/bkt/p.png", &[("x-oss-callback", &said), ("content-type", "image/png")], png).await;
    assert_eq!(&answer.body[..], b"[1]");
    let told = application.told().remove(0);
    let id = answer.header("x-oss-request-id").unwrap();
    assert_eq!(
        told.body,
        format!(
            "{{\"mimeType\":\"image/png\",\"size\":{},\"h\":2,\"w\":3,\"f\":\"png\",\"v\":\"\",\"id\":\"{id}\"}}",
            png.len()
        )
    );
    assert_eq!((told.header("host"), told.header("key1")), ("your.callback.com", "val1"));
    assert_eq!(told.header("content-type"), "application/json");
}

#[tokio::test]
async fn uploads_in_parts_and_signed_urls_tell_too() {
    let application = Application::start(&[OK]).await;
    let service = service();
    let begun = post(&service, "/bkt/m?uploads", &[], "").await;
    let text = String::from_utf8(begun.body.to_vec()).unwrap();
    let id = text.split("<UploadId>").nth(1).unwrap().split('<').next().unwrap();
    put(&service, &format!("/bkt/m?partNumber=1&uploadId={id}"), &[], b"content").await;
    let said = to(&application.url, "${operation} ${size} ${etag} ${contentMd5}.");
    let headers = [("x-oss-complete-all", "yes"), ("x-oss-callback", said.as_str())];
    let answer = post(&service, &format!("/bkt/m?uploadId={id}"), &headers, "").await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"{\"Status\":\"OK\"}"[..]));
    let etag = answer.header("etag").unwrap().trim_matches('"').to_owned();
    assert_eq!(application.told()[0].body, format!("CompleteMultipartUpload 7 {etag} ."));
    // In the query, as signed URLs carry it.
    let expires = Timestamp::from(system_clock()()).as_secs() + 60;
    let query = format!("callback={}", encode::component(&to(&application.url, "${object}")));
    let parsed = oss_protocol::Query::parse(&query).unwrap();
    let mut signed = http::HeaderMap::new();
    signed.insert(http::header::DATE, expires.into());
    let request = Signable {
        method: &Method::PUT,
        bucket: Some("bkt"),
        key: Some("u"),
        query: &parsed,
        headers: &signed,
    };
    let signature = v1::signature(DEFAULT_ACCESS_KEY_SECRET, &v1::string_to_sign(&request));
    let target = format!(
        "/bkt/u?{query}&OSSAccessKeyId={DEFAULT_ACCESS_KEY_ID}&Expires={expires}&Signature={}",
        encode::component(&signature)
    );
    let answer = unsigned(&service, Method::PUT, &target, &[], "x").await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (200, &b"{\"Status\":\"OK\"}"[..]),
        "{:?}",
        answer.body
    );
    assert_eq!(application.told()[1].body, "u");
}

#[tokio::test]
async fn a_form_tells_of_its_fields() {
    let application = Application::start(&[OK]).await;
    let service = service();
    let expiration = Timestamp::from_secs(Timestamp::from(system_clock()()).as_secs() + 60).iso8601();
    let policy = STANDARD
        .encode(format!("{{\"expiration\":\"{expiration}\",\"conditions\":[{{\"bucket\":\"bkt\"}}]}}"));
    let said = to(&application.url, "${object} ${x:uid} ${operation}");
    let fields = [
        ("key", "user/${filename}"),
        ("OSSAccessKeyId", DEFAULT_ACCESS_KEY_ID),
        ("Signature", &post_policy::v1(DEFAULT_ACCESS_KEY_SECRET, &policy)),
        ("policy", &policy),
        ("callback", &said),
        ("x:uid", "12345"),
        ("success_action_redirect", "http://example.com/"),
    ];
    let body = |fields: &[(&str, &str)]| {
        let part = |(name, value): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts: String = fields.iter().map(part).collect();
        format!(
            "{parts}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n"
        )
    };
    let kind = [("content-type", "multipart/form-data; boundary=b")];
    let answer = unsigned(&service, Method::POST, "/bkt/", &kind, body(&fields)).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"{\"Status\":\"OK\"}"[..]));
    assert_eq!(answer.header("location"), None);
    assert_eq!(application.told()[0].body, "user%2Ff 12345 PostObject");
    let mut wrong = fields;
    wrong[4].1 = "x123-*&";
    wrong[0].1 = "other";
    let answer = unsigned(&service, Method::POST, "/bkt/", &kind, body(&wrong)).await;
    assert_eq!(answer.refusal(), is(400, "InvalidArgument", "0007-00000002"));
    assert_eq!(get(&service, "/bkt/other", &[]).await.status, 404);
}

#[tokio::test]
async fn what_fails_is_told_and_what_was_stored_stays() {
    let service = service();
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", (1 << 20) + 1);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    for (answered, ec, message) in [
        (
            "HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n",
            "0007-00000203",
            "Error status : 301.",
        ),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}", "0007-00000203", "Error status : 404."),
        (&json("not json"), "0007-00000205", "Response body is not valid json format."),
        (&json("\u{feff}{}"), "0007-00000205", "Response body is not valid json format."),
        (&long, "", "User server return too long content-length value."),
        (chunked, "", "User server return too long content-length value."),
        ("no HTTP\r\n\r\n", "", "OSS can not connect to your callbackUrl, please check it."),
    ] {
        let application = Application::start(&[answered]).await;
        let answer = upload(&service, &to(&application.url, "a=b"), &[]).await;
        assert_eq!(answer.refusal(), is(203, "CallbackFailed", ec), "{answered}");
        assert!(String::from_utf8_lossy(&answer.body).contains(message), "{:?}", answer.body);
        assert!(answer.header("etag").is_some() && answer.header("x-oss-hash-crc64ecma").is_some());
        assert_eq!(get(&service, "/bkt/a%20b", &[]).await.status, 200);
    }
    let silent = Application::start(&[""]).await;
    let answer = upload(&patient(Duration::from_millis(50)), &to(&silent.url, "a=b"), &[]).await;
    assert_eq!(answer.refusal(), is(203, "CallbackFailed", "0007-00000202"));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let answer = upload(&service, &to(&format!("http://{closed}"), "a=b"), &[]).await;
    assert_eq!(answer.refusal(), is(203, "CallbackFailed", ""));
}

#[tokio::test]
async fn addresses_are_tried_in_turn() {
    let broken = Application::start(&["HTTP/1.1 500 Broken\r\ncontent-length: 0\r\n\r\n"]).await;
    let xml =
        "HTTP/1.1 200 OK\r\ncontent-type: application/xml; charset=utf-8\r\ncontent-length: 4\r\n\r\n<a/>";
    let working = Application::start(&[xml]).await;
    let service = service();
    let answer =
        upload(&service, &to(&format!("{};{};{}", broken.url, working.url, broken.url), "a=b"), &[]).await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"<a/>"[..]));
    assert_eq!(answer.header("content-type"), Some("application/xml"));
    assert_eq!((broken.told().len(), working.told().len()), (1, 1));
}

#[tokio::test]
async fn a_callback_that_is_malformed_is_refused_before_anything_is_stored() {
    let service = service();
    let with = |more: serde_json::Value| {
        let mut document = serde_json::json!({ "callbackUrl": "http://127.0.0.1:1/", "callbackBody": "a=b" });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        callback(&document)
    };
    let six = ["https://callback.example"; 6].join(";");
    let json_body = "{\"bucket\":\"${bucket}\"}";
    for (said, ec) in [
        ("x123-*&".to_owned(), "0007-00000002"),
        (STANDARD.encode("{\"callbackBody\":\"{\"bucket\":${bucket}}\"}"), "0007-00000003"),
        (STANDARD.encode("[]"), "0007-00000003"),
        (with(serde_json::json!({ "callbackUrl": "www.callback-example.com:test" })), "0007-00000004"),
        (with(serde_json::json!({ "callbackUrl": 1 })), "0007-00000004"),
        (with(serde_json::json!({ "callbackUrl": six })), "0007-00000005"),
        (with(serde_json::json!({ "callbackHost": [1, 2, 3] })), "0007-00000009"),
        (with(serde_json::json!({ "callbackHost": "a\r\nb: c" })), "0007-00000009"),
        (with(serde_json::json!({ "callbackBody": [1, 2, 3] })), ""),
        (with(serde_json::json!({ "callbackBody": "" })), "0007-00000011"),
        (with(serde_json::json!({ "callbackBodyType": 123 })), "0007-00000012"),
        (with(serde_json::json!({ "callbackBodyType": "image/jpg" })), "0007-00000012"),
        (
            with(serde_json::json!({ "callbackBodyType": "application/json", "callbackBody": json_body })),
            "0007-00000003",
        ),
        (with(serde_json::json!({ "callbackSNI": "yes" })), ""),
        (with(serde_json::json!({ "additionalHeaders": { "x-oss-test": "val1" } })), "0007-00000026"),
        (with(serde_json::json!({ "callbackBody": "x".repeat(5 << 10) })), ""),
    ] {
        assert_eq!(upload(&service, &said, &[]).await.refusal(), is(400, "InvalidArgument", ec), "{ec}");
    }
    let good = with(serde_json::json!({}));
    let long = STANDARD.encode(format!("{{\"x:a\":\"{}\"}}", "x".repeat(5 << 10)));
    for (variables, ec) in [(long.as_str(), "0007-00000101"), ("*", ""), ("W10=", ""), ("eyJhIjoiYiJ9", "")] {
        let answer = upload(&service, &good, &[("x-oss-callback-var", variables)]).await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", ec), "{variables}");
    }
    let twice = format!("/bkt/a%20b?callback={}", encode::component(&good));
    assert_eq!(
        put(&service, &twice, &[("x-oss-callback", &good)], b"x").await.refusal().1,
        "InvalidArgument"
    );
    assert_eq!(get(&service, "/bkt/a%20b", &[]).await.status, 404);
    // Without an address it is none.
    for said in ["e30=".to_owned(), with(serde_json::json!({ "callbackUrl": "" }))] {
        assert_eq!(upload(&service, &said, &[]).await.status, 200);
    }
    // Operations that tell nobody do not pass it over.
    let header = [("x-oss-callback", good.as_str())];
    assert_eq!(append(&service, "/bkt/b", 0, &header, b"x").await.refusal().1, "NotImplemented");
    assert_eq!(
        ask(&service, Method::PUT, "/bkt/b?partNumber=1&uploadId=1", &header, "x").await.refusal().1,
        "NotImplemented"
    );
    let answer = put(&service, &format!("/bkt/b?acl&callback={}", encode::component(&good)), &[], b"").await;
    assert_eq!(answer.refusal().1, "NotImplemented");
    assert_eq!(put(&service, "/bkt/b?x-oss-callback=e30%3D", &[], b"").await.refusal().1, "NotImplemented");
}
