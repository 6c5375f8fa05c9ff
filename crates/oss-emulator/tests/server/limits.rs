//! How many may be connected, and how long one may keep others waiting.

use crate::{
    raw::{put, signed},
    storage::Folder,
};
use http::Method;
use oss_emulator::{Config, Server, Service, Storage};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

fn config() -> Config {
    Config { buckets: vec!["bkt".into()], ..Config::default() }
}

/// A request that leaves the connection open.
fn request(method: &Method, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let length = body.len().to_string();
    let headers: Vec<_> = headers.iter().copied().chain([("content-length", length.as_str())]).collect();
    let mut text = format!("{method} {target} HTTP/1.1\r\n");
    for (name, value) in &signed(method, target, &headers) {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    text + "\r\n" + body
}

/// Puts an object, and gives the head of the answer.
async fn store(stream: &mut TcpStream, key: &str) -> String {
    stream.write_all(request(&Method::PUT, &format!("/bkt/{key}"), &[], "content").as_bytes()).await.unwrap();
    let mut head = Vec::new();
    // It has no body.
    while !head.ends_with(b"\r\n\r\n") {
        let read = stream.read_buf(&mut head).await.unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&head));
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_no_place_waits_for_one() {
    let server = Server::start(Config { max_connections: 8, ..config() }).await.unwrap();
    let address = server.address();
    let mut tasks = JoinSet::new();
    for number in 0..400 {
        tasks.spawn(async move {
            // As clients do that keep their connections: more of them than there is room for, and none goes by itself.
            let mut stream = TcpStream::connect(address).await.unwrap();
            let mut answered = 0;
            for round in 0..3 {
                let head = store(&mut stream, &format!("{number}-{round}")).await;
                assert!(head.starts_with("http/1.1 200 "), "{head}");
                answered += 1;
                if head.contains("\r\nconnection: close\r\n") {
                    stream = TcpStream::connect(address).await.unwrap();
                }
            }
            answered
        });
    }
    let mut answered = 0;
    while let Some(done) = timeout(Duration::from_secs(60), tasks.join_next()).await.unwrap() {
        answered += done.unwrap();
    }
    assert_eq!(answered, 1_200);
    assert!(server.connections() <= 8);
    server.stop().await;
}

/// How many clients that keep their connections are served: `cargo test -p oss-emulator thousands -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs 13,000 open files"]
async fn thousands_are_served() {
    for clients in [4_000, 6_000, 8_000] {
        let server = Server::start(config()).await.unwrap();
        let (address, began) = (server.address(), Instant::now());
        let mut tasks = JoinSet::new();
        for number in 0..clients {
            tasks.spawn(async move {
                let began = Instant::now();
                let mut stream = TcpStream::connect(address).await.unwrap();
                let head = store(&mut stream, &number.to_string()).await;
                assert!(head.starts_with("http/1.1 200 "), "{head}");
                (stream, began.elapsed())
            });
        }
        let (mut streams, mut longest) = (Vec::new(), Duration::ZERO);
        while let Some(done) = tasks.join_next().await {
            let (stream, took) = done.unwrap();
            longest = longest.max(took);
            streams.push(stream);
        }
        println!("{clients} clients: {:?}, the longest wait {longest:?}", began.elapsed());
        drop(streams);
        server.stop().await;
    }
}

#[tokio::test]
async fn who_rests_makes_room() {
    let server = Server::start(Config { max_connections: 2, ..config() }).await.unwrap();
    let mut streams = Vec::new();
    for number in 0..2 {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let head = store(&mut stream, &number.to_string()).await;
        assert!(!head.contains("connection: close"), "nobody waits: {head}");
        streams.push(stream);
    }
    let mut third = TcpStream::connect(server.address()).await.unwrap();
    let head = timeout(Duration::from_secs(10), store(&mut third, "third")).await.unwrap();
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    // The one that rested longest has been told to go, the other not.
    assert_eq!(timeout(Duration::from_secs(10), streams[0].read(&mut [0])).await.unwrap().unwrap(), 0);
    assert!(store(&mut streams[1], "again").await.starts_with("http/1.1 200 "));
    server.stop().await;
}

#[tokio::test]
async fn a_full_server_stops() {
    let server = Server::start(Config { max_connections: 1, ..config() }).await.unwrap();
    let first = TcpStream::connect(server.address()).await.unwrap();
    let second = TcpStream::connect(server.address()).await.unwrap();
    while server.connections() == 0 {
        tokio::task::yield_now().await;
    }
    timeout(Duration::from_secs(10), server.stop()).await.unwrap();
    drop((first, second));
}

const LENGTH: usize = 32 << 20;

/// A server with a large object in a folder, and a client that has asked for it.
async fn asked_for(folder: &Folder, limit: Duration) -> (Server, TcpStream) {
    let storage = Storage::Folder(folder.path.clone());
    let service = Service::open(Config { storage: storage.clone(), ..config() }).unwrap();
    assert_eq!(put(&service, "/bkt/large", &[], &vec![7; LENGTH]).await.status, 200);
    drop(service);
    let server = Server::start(Config { storage, write_timeout: limit, ..config() }).await.unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 << 10).unwrap();
    let mut stream = socket.connect(server.address()).await.unwrap();
    stream.write_all(request(&Method::GET, "/bkt/large", &[], "").as_bytes()).await.unwrap();
    (server, stream)
}

#[tokio::test]
async fn who_takes_nothing_is_cut_off_and_holds_nothing() {
    let folder = Folder::new("silent");
    let (server, mut stream) = asked_for(&folder, Duration::from_millis(500)).await;
    let mut begun = [0; 64];
    stream.read_exact(&mut begun).await.unwrap();
    let mut other = TcpStream::connect(server.address()).await.unwrap();
    let gone = request(&Method::DELETE, "/bkt/large", &[], "");
    other.write_all(gone.as_bytes()).await.unwrap();
    assert!(other.read(&mut [0; 1024]).await.unwrap() > 0);
    let ended = async {
        while !folder.files("blobs").is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), ended).await.expect("the blob is held by nobody any more");
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < LENGTH, "{}", rest.len());
    server.stop().await;
}

#[tokio::test]
async fn who_takes_a_little_is_not_cut_off() {
    let folder = Folder::new("slow");
    let (server, mut stream) = asked_for(&folder, Duration::from_secs(1)).await;
    let (began, mut taken) = (Instant::now(), 0);
    let mut piece = vec![0; 128 << 10];
    while began.elapsed() < Duration::from_secs(4) {
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "cut off after {:?}", began.elapsed());
        taken += read;
        sleep(Duration::from_millis(100)).await;
    }
    while taken < LENGTH {
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "cut off at {taken}");
        taken += read;
    }
    server.stop().await;
}
