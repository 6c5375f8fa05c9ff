//! Faults on request, byte for byte over a socket, and in process.

use crate::{
    common::is,
    raw::{get, head as ask_head, put, signed},
};
use http::Method;
use oss_emulator::{Config, CutAt, Fault, FaultError, Server, Service, StallAt};
use serde_json::{Value, json};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const CONTENT: &[u8] = b"0123456789";

fn config() -> Config {
    Config { buckets: vec!["bkt".into(), "other".into()], ..Config::default() }
}

fn fault(options: Value) -> Fault {
    Fault::from_json(&options).unwrap()
}

/// A server that holds an object, and has the fault.
async fn server(options: Value) -> (Server, u32) {
    let server = Server::start(config()).await.unwrap();
    let (said, end) = send(&server, Method::PUT, "/bkt/k", CONTENT).await;
    assert!(said.starts_with("HTTP/1.1 200 ") && end.is_ok(), "{said}");
    let id = server.faults().add(fault(options)).unwrap();
    (server, id)
}

async fn open(server: &Server, method: Method, target: &str, body: &[u8]) -> TcpStream {
    let length = body.len().to_string();
    let mut request = format!("{method} {target} HTTP/1.1\r\n");
    for (name, value) in &signed(&method, target, &[("content-length", &length)]) {
        request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all((request + "connection: close\r\n\r\n").as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    stream
}

/// All that comes, and how it ends.
async fn send(server: &Server, method: Method, target: &str, body: &[u8]) -> (String, io::Result<usize>) {
    let mut stream = open(server, method, target, body).await;
    let mut said = Vec::new();
    let end = stream.read_to_end(&mut said).await;
    (String::from_utf8_lossy(&said).into_owned(), end)
}

fn was_reset(end: &io::Result<usize>) -> bool {
    end.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::ConnectionReset)
}

fn body(said: &str) -> &str {
    said.split_once("\r\n\r\n").unwrap().1
}

#[tokio::test]
async fn a_refusal_comes_without_or_after_the_deed() {
    for (afterwards, stored) in [(false, "0123456789"), (true, "new")] {
        let (server, id) = server(json!({
            "operation": "PutObject", "status": 503, "code": "SlowDown", "message": "a < b",
            "headers": { "Retry-After": "2" }, "afterwards": afterwards,
        }))
        .await;
        let (said, end) = send(&server, Method::PUT, "/bkt/k", b"new").await;
        assert!(said.starts_with("HTTP/1.1 503 ") && end.is_ok(), "{said}");
        assert!(said.contains("retry-after: 2\r\n"), "{said}");
        assert!(said.contains("<Code>SlowDown</Code>\n  <Message>a &lt; b</Message>"), "{said}");
        let (said, _) = send(&server, Method::GET, "/bkt/k", b"").await;
        assert_eq!(body(&said), stored);
        assert_eq!(server.faults().hits(id), Some(1));
        server.stop().await;
    }
}

#[tokio::test]
async fn a_connection_is_reset_where_it_is_said() {
    let cases = [("before", "0123456789"), ("head", "new"), ("body", "new")];
    for (at, stored) in cases {
        let (server, _) = server(json!({ "operation": "PutObject", "cut": at })).await;
        let (said, end) = send(&server, Method::PUT, "/bkt/k", b"new").await;
        assert!(was_reset(&end), "{at} {end:?}");
        // An answer without a body announces one here, so that there is something to break off.
        assert_eq!(
            said.starts_with("HTTP/1.1 200 ") && said.contains("content-length: 1\r\n"),
            at == "body",
            "{said}"
        );
        let (said, _) = send(&server, Method::GET, "/bkt/k", b"").await;
        assert_eq!(body(&said), stored, "{at}");
        server.stop().await;
    }
    let (server, _) = server(json!({ "operation": "GetObject", "cut": "body" })).await;
    let (said, end) = send(&server, Method::GET, "/bkt/k", b"").await;
    assert!(was_reset(&end) && said.contains("content-length: 10\r\n"), "{said}");
    assert_eq!(body(&said), "01234");
    server.stop().await;
}

#[tokio::test]
async fn where_there_is_no_body_the_head_is_cut() {
    for how in [json!({ "cut": "body" }), json!({ "truncate": true })] {
        for method in [Method::HEAD, Method::DELETE] {
            let (server, _) = server(how.clone()).await;
            let (said, end) = send(&server, method, "/bkt/k", b"").await;
            assert!(said.is_empty() && was_reset(&end), "{said}");
            server.stop().await;
        }
    }
}

#[tokio::test]
async fn what_is_truncated_ends_and_is_not_reset() {
    let (server, _) = server(json!({ "operation": "GetObject", "truncate": true })).await;
    let (said, end) = send(&server, Method::GET, "/bkt/k", b"").await;
    assert!(said.contains("content-length: 10\r\n") && end.is_ok(), "{said}");
    assert_eq!(body(&said), "01234");
    server.stop().await;
}

#[tokio::test]
async fn a_stall_ends_with_the_client_or_the_server() {
    for (at, come) in [("head", ""), ("body", "01234")] {
        let (server, id) = server(json!({ "stall": at, "times": null })).await;
        let mut gone = open(&server, Method::GET, "/bkt/k", b"").await;
        let mut stays = open(&server, Method::GET, "/bkt/k", b"").await;
        while server.faults().hits(id) != Some(2) {
            tokio::task::yield_now().await;
        }
        let mut said = Vec::new();
        if at == "body" {
            let mut some = [0; 16];
            gone.read_exact(&mut some).await.unwrap();
            while !said.ends_with(come.as_bytes()) {
                stays.read_buf(&mut said).await.unwrap();
            }
        }
        drop(gone);
        while server.connections() > 1 {
            tokio::task::yield_now().await;
        }
        let stopping = tokio::time::timeout(std::time::Duration::from_secs(3), server.stop());
        let (stopped, _) = tokio::join!(stopping, stays.read_to_end(&mut said));
        assert!(stopped.is_ok(), "a stalled request held up the server");
        let said = String::from_utf8(said).unwrap();
        assert_eq!(said.split_once("\r\n\r\n").map_or("", |(_, body)| body), come);
    }
}

#[tokio::test]
async fn answers_are_spoilt() {
    let service = Service::open(config()).unwrap();
    let right =
        put(&service, "/bkt/k", &[], CONTENT).await.header("x-oss-hash-crc64ecma").unwrap().to_owned();
    let add = |options| service.faults().add(fault(options)).unwrap();
    add(json!({ "crc64": "wrong", "headers": { "Date": "yesterday", "x-own": "1" }, "times": 2 }));
    for answer in [get(&service, "/bkt/k", &[]).await, ask_head(&service, "/bkt/k", &[]).await] {
        let told: u64 = answer.header("x-oss-hash-crc64ecma").unwrap().parse().unwrap();
        assert_ne!(told.to_string(), right);
        assert_eq!((answer.header("date"), answer.header("x-own")), (Some("yesterday"), Some("1")));
    }
    add(json!({ "malformed": true, "operation": "ListObjects" }));
    let answer = get(&service, "/bkt/", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, Some("text/html")));
    assert!(oss_protocol::xml::from_bytes::<oss_protocol::ErrorDocument>(&answer.body).is_err());
    add(json!({ "status": 429, "times": 2 }));
    assert_eq!(get(&service, "/bkt/k", &[]).await.refusal(), is(429, "TooManyRequests", ""));
    assert_eq!(ask_head(&service, "/bkt/k", &[]).await.refusal(), is(429, "TooManyRequests", ""));
    assert_eq!(get(&service, "/bkt/k", &[]).await.header("x-oss-hash-crc64ecma"), Some(right.as_str()));
}

#[tokio::test(start_paused = true)]
async fn a_request_is_delayed() {
    let service = Service::open(config()).unwrap();
    service.faults().add(fault(json!({ "delay": 3_600_000 }))).unwrap();
    let begun = tokio::time::Instant::now();
    assert_eq!(put(&service, "/bkt/k", &[], CONTENT).await.status, 200);
    assert!(begun.elapsed().as_secs() >= 3_600);
}

#[tokio::test]
async fn the_first_that_fits_strikes() {
    let service = Service::open(config()).unwrap();
    let add = |options| service.faults().add(fault(options)).unwrap();
    let by_key = add(json!({ "bucket": "bkt", "key": "k", "status": 500 }));
    let later =
        add(json!({ "prefix": "a/", "operation": "PutObject", "skip": 1, "times": null, "status": 502 }));
    let rest = add(json!({ "bucket": "other", "status": 504, "times": null }));
    let mut got = Vec::new();
    for target in ["/bkt/a/1", "/bkt/k", "/bkt/k", "/bkt/a/1", "/other/a/2", "/other/k", "/bkt/b"] {
        got.push(put(&service, target, &[], CONTENT).await.status.as_u16());
    }
    assert_eq!(got, [200, 500, 200, 502, 502, 504, 200]);
    assert_eq!(get(&service, "/bkt/a/1", &[]).await.status, 200, "the operation counts");
    assert_eq!([by_key, later, rest].map(|id| service.faults().hits(id)), [Some(1), Some(2), Some(1)]);
    service.faults().remove(later).unwrap();
    assert_eq!(put(&service, "/bkt/a/1", &[], CONTENT).await.status, 200);
    service.faults().clear();
    assert_eq!(put(&service, "/other/k", &[], CONTENT).await.status, 200);
    assert_eq!(service.faults().hits(later), Some(2), "a removed fault is remembered");
    let struck = service.requests().into_iter().filter_map(|exchange| exchange.fault);
    let struck: Vec<_> = struck.map(|by| (by.fault, by.does)).collect();
    assert_eq!(struck[..2], [(by_key, "status 500".to_owned()), (later, "status 502".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strikes_are_counted_exactly() {
    let service = Arc::new(Service::open(config()).unwrap());
    put(&service, "/bkt/k", &[], CONTENT).await;
    let id = service.faults().add(fault(json!({ "status": 503, "times": 37, "skip": 20 }))).unwrap();
    let refused = Arc::new(AtomicUsize::new(0));
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (service, refused) = (Arc::clone(&service), Arc::clone(&refused));
            tokio::spawn(async move {
                if get(&service, "/bkt/k", &[]).await.status == 503 {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!((refused.load(Ordering::Relaxed), service.faults().hits(id)), (37, Some(37)));
}

#[tokio::test]
async fn what_was_cut_stands_in_the_log() {
    let (server, id) = server(json!({ "cut": "head" })).await;
    let _ = send(&server, Method::GET, "/bkt/k", b"").await;
    let _ = send(&server, Method::GET, "/bkt/k", b"").await;
    let log = server.requests();
    let told: Vec<_> = log.iter().map(|e| (e.connection, e.status.map(|s| s.as_u16()))).collect();
    assert_eq!(told, [(Some(1), Some(200)), (Some(2), None), (Some(3), Some(200))]);
    let by = log[1].fault.clone().unwrap();
    assert_eq!((by.fault, by.does.as_str(), log[1].operation), (id, "cut head", Some("GetObject")));
    server.stop().await;
}

#[test]
fn what_means_nothing_is_refused() {
    let service = Service::open(config()).unwrap();
    let cases = [
        (json!({}), "the fault does nothing"),
        (json!([]), "a fault must be an object with options, not []"),
        (json!({ "status": 99 }), "status must be a status from 200 to 599, not 99"),
        (json!({ "status": "503" }), "status must be a status from 200 to 599, not \"503\""),
        (json!({ "operation": "Put", "status": 500 }), "there is no operation \"Put\""),
        (json!({ "statos": 500 }), "a fault has no option \"statos\""),
        (json!({ "status": 500, "times": 0 }), "times must be at least 1, not 0"),
        (json!({ "status": 500, "times": -1 }), "times must be a whole number that is not negative, not -1"),
        (json!({ "delay": 0.5 }), "delay must be a whole number"),
        (json!({ "delay": 3_600_001 }), "delay must be at most an hour"),
        (json!({ "cut": "tail" }), "cut must be 'before', 'head' or 'body', not \"tail\""),
        (json!({ "stall": "before" }), "stall must be 'head' or 'body'"),
        (json!({ "crc64": "right" }), "crc64 must be 'wrong'"),
        (json!({ "status": 500, "headers": { "a b": "c" } }), "headers must be"),
        (json!({ "headers": { "Content-Length": "5" } }), "must be left to the server"),
        (json!({ "key": "a", "prefix": "b", "status": 500 }), "key and prefix cannot go together"),
        (json!({ "code": "X", "delay": 1 }), "code and no status cannot go together"),
        (json!({ "cut": "head", "stall": "body" }), "cut and stall cannot go together"),
        (json!({ "cut": "head", "status": 500 }), "status and cut or stall before the body"),
        (json!({ "cut": "before", "afterwards": true }), "afterwards and cut: 'before'"),
        (json!({ "truncate": true, "cut": "body" }), "truncate and cut or stall"),
        (json!({ "afterwards": true, "malformed": true }), "afterwards and no status, cut or delay"),
        (json!({ "malformed": true, "status": 500, "code": "X" }), "code and malformed"),
    ];
    for (options, said) in cases {
        let refused = Fault::from_json(&options).and_then(|fault| service.faults().add(fault)).unwrap_err();
        assert!(refused.to_string().contains(said), "{options}: {refused}");
    }
    assert!(matches!(service.faults().remove(7), Err(FaultError::NoSuch(7))));
}

#[test]
fn spent_faults_make_room_and_waiting_ones_do_not() {
    let service = Service::open(config()).unwrap();
    let waits = || Fault { cut: Some(CutAt::Before), ..Fault::default() };
    let first = service.faults().add(Fault { stall: Some(StallAt::Head), ..Fault::default() }).unwrap();
    for _ in 1..1_000 {
        service.faults().add(waits()).unwrap();
    }
    assert!(matches!(service.faults().add(waits()), Err(FaultError::TooMany(1_000))));
    service.faults().remove(first).unwrap();
    service.faults().add(waits()).unwrap();
    assert_eq!(service.faults().hits(first), None);
}
