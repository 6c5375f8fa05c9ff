//! The server over a socket, byte for byte, and the client against servers that misbehave.

use crate::common::config;
use oss_client::{
    Client, Endpoint, ErrorKind, Options, TimeoutKind, TransportKind, ops::service::ListBuckets,
};
use oss_emulator::{Config, Server, Storage};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Sends bytes, and reads until the server closes.
async fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn with_bucket() -> Config {
    Config { buckets: vec!["bkt".into()], ..Config::default() }
}

#[tokio::test]
async fn refusals_have_the_form_of_the_service() {
    let server = Server::start(with_bucket()).await.unwrap();
    let cases = [
        ("GET / HTTP/1.1\r\nhost: x\r\n", "403", "<Code>AccessDenied</Code>", "<EC>0003-00001201</EC>"),
        (
            "GET /bkt/?encryption HTTP/1.1\r\nhost: x\r\nauthorization: nonsense\r\n",
            "400",
            "<Code>InvalidArgument</Code>",
            "<BucketName>bkt</BucketName>",
        ),
        (
            "GET /bkt/?encryption HTTP/1.1\r\nhost: x\r\nauthorization: OSS emulator:AA==\r\n",
            "403",
            "<Code>AccessDenied</Code>",
            "valid Date",
        ),
        (
            "GET /bkt/?encryption&Signature=x HTTP/1.1\r\nhost: x\r\nauthorization: OSS emulator:AA==\r\n",
            "400",
            "<Code>InvalidArgument</Code>",
            "Only one auth",
        ),
        (
            "GET /bkt/k?OSSAccessKeyId=x&Signature=x&Expires=1 HTTP/1.1\r\nhost: x\r\n",
            "403",
            "<Code>InvalidAccessKeyId</Code>",
            "0002-00000902",
        ),
        (
            "GET /bkt/?encryption HTTP/1.1\r\nhost: x\r\nauthorization: OSS2 AccessKeyId:emulator,Signature:x\r\n",
            "501",
            "<Code>NotImplemented</Code>",
            "V2 signatures",
        ),
        (
            "GET /none/?encryption HTTP/1.1\r\nhost: x\r\n",
            "404",
            "<Code>NoSuchBucket</Code>",
            "0015-00000101",
        ),
        ("GET /bkt/%ff HTTP/1.1\r\nhost: x\r\n", "400", "<Code>InvalidArgument</Code>", "not UTF-8"),
    ];
    for (request, status, code, detail) in cases {
        let answer = ask(&server, &format!("{request}connection: close\r\n\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}\n{answer}");
        assert!(answer.contains(code) && answer.contains(detail), "{request}\n{answer}");
        let head = answer.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
        assert!(
            head.contains("server: aliyunoss") && head.contains("content-type: application/xml"),
            "{head}"
        );
        let id = head.split("x-oss-request-id: ").nth(1).unwrap().split("\r\n").next().unwrap();
        assert!(id.len() == 24 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
    let head = ask(&server, "HEAD /bkt/?encryption HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(head.contains("x-oss-err: ") && head.ends_with("\r\n\r\n"), "{head}");
    server.stop().await;
}

#[tokio::test]
async fn a_wrong_signature_is_told_what_was_expected() {
    let server = Server::start(with_bucket()).await.unwrap();
    let now = oss_protocol::date::Timestamp::from((oss_emulator::system_clock())()).rfc1123();
    let request = format!(
        "GET /bkt/?encryption= HTTP/1.1\r\nhost: x\r\ndate: {now}\r\nx-oss-meta-a: 1\r\nauthorization: OSS emulator:AAAA\r\nconnection: close\r\n\r\n"
    );
    let answer = ask(&server, &request).await;
    assert!(
        answer.contains(&format!(
            "<StringToSign>GET\n\n\n{now}\nx-oss-meta-a:1\n/bkt/?encryption</StringToSign>"
        )),
        "{answer}"
    );
    assert!(
        answer.contains("<StringToSignBytes>47 45 54 0A 0A 0A ")
            && answer.contains("<SignatureProvided>AAAA<"),
        "{answer}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_folder_keeps_what_was_answered_and_has_one_server() {
    let folder = std::env::temp_dir().join(format!("oss-emulator-{}", std::process::id()));
    let start = || Server::start(Config { storage: Storage::Folder(folder.clone()), ..Config::default() });
    let server = start().await.unwrap();
    let second = start().await.err().unwrap().to_string();
    assert!(second.contains("in use by another server"), "{second}");
    let client = connect(&server.url());
    let bucket = oss_client::ops::bucket::PutBucket { bucket: "bkt".into(), ..Default::default() };
    client.send(bucket, Options::default()).await.unwrap();
    server.stop().await;
    let server = start().await.unwrap();
    let list = connect(&server.url()).send(ListBuckets::default(), Options::default()).await.unwrap().output;
    assert_eq!(list.buckets.bucket[0].name, "bkt");
    server.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}

fn connect(url: &str) -> Client {
    Client::new(oss_client::Config { endpoint: Endpoint::parse(url, false).unwrap(), ..config() })
}

/// What the client makes of a server that sends `answer` and then closes, or stalls.
async fn against(answer: &'static [u8], stall: bool) -> ErrorKind {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await.unwrap();
        stream.write_all(answer).await.unwrap();
        if stall {
            std::future::pending::<()>().await;
        }
    });
    let options = Options {
        timeout: Some(Duration::from_millis(if stall { 200 } else { 10_000 })),
        ..Options::default()
    };
    let error = connect(&url).send(ListBuckets::default(), options).await.unwrap_err();
    server.abort();
    error.into_kind()
}

#[tokio::test]
async fn servers_that_misbehave_end_in_errors_that_say_so() {
    use ErrorKind::{Malformed, Service, Timeout, Transport};
    let stalls = |kind: ErrorKind| matches!(kind, Timeout { kind: TimeoutKind::Response, limit } if limit.as_millis() == 200);
    assert!(stalls(against(b"", true).await));
    assert!(stalls(against(b"HTTP/1.1 200 OK\r\n", true).await));
    assert!(stalls(against(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", true).await));
    let interrupted = |kind: ErrorKind| matches!(kind, Transport { kind: TransportKind::Interrupted, .. });
    assert!(interrupted(against(b"", false).await));
    assert!(interrupted(against(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", false).await));
    assert!(interrupted(
        against(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal", false).await
    ));
    let foreign = against(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", false).await;
    assert!(matches!(foreign, Transport { kind: TransportKind::Protocol, .. }), "{foreign:?}");
    let html =
        against(b"HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\n<html><body>hi</body></ht>", false).await;
    assert!(matches!(html, Malformed { .. }), "{html:?}");
    let gateway = against(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 11\r\n\r\n<p>oops<br>", false).await;
    assert!(
        matches!(&gateway, Service(refused) if refused.status == 502 && refused.document.is_err()),
        "{gateway:?}"
    );
    let refused =
        connect("http://127.0.0.1:1").send(ListBuckets::default(), Options::default()).await.unwrap_err();
    assert!(refused.to_string().contains("connect ECONNREFUSED 127.0.0.1:1"), "{refused}");
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'<'; 65_536]).await.is_ok() {}
    });
    let error = connect(&url).send(ListBuckets::default(), Options::default()).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Malformed { what, .. } if what.contains("larger than")),
        "{error}"
    );
}
