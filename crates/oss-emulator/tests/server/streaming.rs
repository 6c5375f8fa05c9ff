//! Bodies as they come and go: over a socket, byte for byte, larger than memory is meant to grow.

use crate::{
    common::is,
    raw::{get, put, send, signed},
    storage::Folder,
};
use bytes::Bytes;
use http::Method;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, Server, Service};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The head of a signed request.
fn head(method: Method, target: &str, headers: &[(&str, &str)]) -> String {
    let mut head = format!("{method} {target} HTTP/1.1\r\n");
    for (name, value) in &signed(&method, target, headers) {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    head + "connection: close\r\n\r\n"
}

async fn server() -> Server {
    Server::start(Config { buckets: vec!["bkt".into()], ..Config::default() }).await.unwrap()
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_chunked_body_is_stored_and_none_is_refused() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let chunked = head(Method::PUT, "/bkt/k", &[("transfer-encoding", "chunked")]);
    stream.write_all(chunked.as_bytes()).await.unwrap();
    stream.write_all(b"5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n").await.unwrap();
    let said = answer(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head(Method::GET, "/bkt/k", &[]).as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.ends_with("\r\n\r\nfirstsecond"));
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head(Method::PUT, "/bkt/k", &[]).as_bytes()).await.unwrap();
    let said = answer(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 411 ") && said.contains("MissingContentLength"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn who_waits_to_be_asked_is_asked_only_when_it_is_wanted() {
    let server = server().await;
    let expects = [("expect", "100-continue"), ("content-length", "5")];
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head(Method::PUT, "/bkt/k", &expects).as_bytes()).await.unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"bytes").await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200 "));

    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(head(Method::PUT, "/none/k", &expects).as_bytes()).await.unwrap();
    let said = answer(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 404 ") && said.contains("NoSuchBucket"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn a_refusal_reaches_who_sends_everything_first() {
    let server = server().await;
    let body = vec![0; 24 << 20];
    let length = body.len().to_string();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = head(Method::PUT, "/none/k", &[("content-length", &length)]);
    stream.write_all(request.as_bytes()).await.unwrap();
    // Nothing is read before everything is sent, as simple clients do; a connection that is reset would fail here.
    stream.write_all(&body).await.unwrap();
    let said = answer(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 404 ") && said.contains("NoSuchBucket"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn who_goes_away_leaves_nothing() {
    let folder = Folder::new("gone");
    let config = Config {
        buckets: vec!["bkt".into()],
        storage: oss_emulator::Storage::Folder(folder.path.clone()),
        ..Config::default()
    };
    let server = Server::start(config).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = head(Method::PUT, "/bkt/k", &[("content-length", "9000000")]);
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(&vec![1; 4 << 20]).await.unwrap();
    while folder.files("blobs").is_empty() {
        tokio::task::yield_now().await;
    }
    drop(stream);
    while !folder.files("blobs").is_empty() {
        tokio::task::yield_now().await;
    }
    server.stop().await;
    assert_eq!(
        get(&folder.open().unwrap(), "/bkt/k", &[]).await.refusal(),
        is(404, "NoSuchKey", "0026-00000001")
    );
}

/// So much is sent.
const MUCH: usize = 64 << 20;
const PIECE: usize = 256 << 10;

/// A long body that counts how many of its pieces are alive.
struct Long {
    left: usize,
    alive: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

struct Piece(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Body for Long {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= PIECE;
        let alive = self.alive.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(alive, Ordering::SeqCst);
        let piece = Piece(vec![(self.left / PIECE) as u8; PIECE], Arc::clone(&self.alive));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(piece)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

#[tokio::test]
async fn a_long_body_passes_through_little_memory() {
    let folder = Folder::new("long");
    let service = folder.open().unwrap();
    let (alive, most) = (Arc::default(), Arc::default());
    let body = Long { left: MUCH, alive: Arc::clone(&alive), most: Arc::clone(&most) };
    let length = MUCH.to_string();
    let headers = [("content-length", length.as_str()), ("x-oss-server-side-encryption", "AES256")];
    assert_eq!(send(&service, Method::PUT, "/bkt/k", &headers, body).await.status, 200);
    // A batch that is sealed and what is received meanwhile: a few MiB.
    assert!(most.load(Ordering::SeqCst) * PIECE <= 4 << 20, "{most:?}");
    assert_eq!(alive.load(Ordering::SeqCst), 0);

    let mut request = http::Request::new(Full::<Bytes>::default());
    *request.headers_mut() = signed(&Method::GET, "/bkt/k", &[]);
    *request.uri_mut() = "/bkt/k".parse().unwrap();
    let mut answer = service.call(request).await.into_body();
    assert_eq!(Body::size_hint(&answer).exact(), Some(MUCH as u64));
    let mut at = 0;
    while let Some(frame) = answer.frame().await {
        let bytes = frame.unwrap().into_data().unwrap();
        // A frame is a chunk, and lies within one piece.
        let value = ((MUCH - PIECE - at / PIECE * PIECE) / PIECE) as u8;
        assert!(bytes == vec![value; bytes.len()], "at {at}");
        at += bytes.len();
    }
    assert_eq!(at, MUCH);
    let exchange = service.requests().pop().unwrap();
    assert!(exchange.response_body.len() <= 16 << 10);
}

#[tokio::test]
async fn the_log_does_not_grow_with_what_is_stored() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    let content = vec![7; 900 << 10];
    for _ in 0..50 {
        put(&service, "/bkt/k", &[], &content).await;
        // A document is kept whole, until all of them are too long together.
        put(&service, "/bkt/?encryption", &[], &content).await;
    }
    let log = service.requests();
    assert!(
        log.iter().all(|exchange| exchange.body.len() <= 16 << 10 || exchange.body.len() == content.len())
    );
    let kept: usize = log.iter().map(|exchange| exchange.body.len() + exchange.response_body.len()).sum();
    assert!(kept <= 32 << 20 && kept > 30 << 20, "{kept}");
    // A head may be as long as a document.
    let long = "x".repeat(60_000);
    for _ in 0..1_000 {
        get(&service, "/bkt/none", &[("x-other", &long)]).await;
    }
    let log = service.requests();
    assert!(log.len() < 600 && log.len() > 500, "{}", log.len());
}
