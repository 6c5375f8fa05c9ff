//! The server in the place of the service's hosts: by absolute-form, by `CONNECT`, and whoever begins TLS. No other host is reached.

use crate::{
    common::{client_with, refusal, v4},
    raw::signed_at,
};
use http::Method;
use oss_client::{Endpoint, Options, ops::bucket::GetBucketInfo};
use oss_emulator::{Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Server, Service, system_clock};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

const HOST: &str = "bkt.oss-cn-hangzhou.aliyuncs.com";

fn config() -> Config {
    Config { proxy: true, buckets: vec!["bkt".into()], ..Config::default() }
}

async fn start() -> Server {
    Server::start(config()).await.unwrap()
}

/// Sends this, and gives all that is answered until the connection ends.
async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, text: &str) -> String {
    let _ = stream.write_all(text.as_bytes()).await;
    let mut said = Vec::new();
    let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut said)).await.unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

/// Asks for a tunnel, and gives the head of the answer, with the beginning of its body.
async fn connect(server: &Server, target: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream
        .write_all(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.unwrap() == 0 {
            break;
        }
    }
    (stream, String::from_utf8(head).unwrap())
}

async fn secured(server: &Server, stream: TcpStream, name: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(server.authority().unwrap().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// A signed list of the bucket, by its host.
fn list(target: &str, host: &str) -> String {
    let key = (DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET);
    let headers = signed_at(system_clock()().into(), key, &Method::GET, "/bkt/", &[]);
    let mut text = format!("GET {target} HTTP/1.1\r\nconnection: close\r\n");
    for (name, value) in &headers {
        let value = if name == "host" { host } else { value.to_str().unwrap() };
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text + "\r\n"
}

#[tokio::test]
async fn hosts_of_the_service_are_answered_for() {
    let server = start().await;
    let plain =
        async |text: String| say(&mut TcpStream::connect(server.address()).await.unwrap(), &text).await;
    for said in [
        plain(list("/", HOST)).await,
        plain(list(&format!("http://{HOST}/"), HOST)).await,
        // The host of the target goes before the header (RFC 9112, 3.2.2).
        plain(list(&format!("http://{HOST}/"), "other.oss-cn-hangzhou.aliyuncs.com")).await,
    ] {
        assert!(said.starts_with("HTTP/1.1 200 ") && said.contains("<Name>bkt</Name>"), "{said}");
    }
    for target in [format!("{HOST}:443"), format!("{}:8443", HOST.to_uppercase())] {
        let (stream, head) = connect(&server, &target).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let mut stream = secured(&server, stream, HOST).await.unwrap();
        let said = say(&mut stream, &list("/", HOST)).await;
        assert!(said.contains("<Name>bkt</Name>"), "{said}");
    }
    let (mut stream, _) = connect(&server, &format!("{HOST}:80")).await;
    assert!(say(&mut stream, &list("/", HOST)).await.contains("<Name>bkt</Name>"));
    // Who knows no proxy, and was led here.
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let mut stream = secured(&server, stream, HOST).await.unwrap();
    assert!(say(&mut stream, &list("/", HOST)).await.contains("<Name>bkt</Name>"));
    server.stop().await;
}

#[tokio::test]
async fn other_hosts_are_refused_by_name() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let warn = Arc::new(move |text: &str| telling.lock().unwrap().push(text.to_owned()));
    let server = Server::start(Config { warn, ..config() }).await.unwrap();
    let other = server.address().port() ^ 1;
    let foreign = [
        "example.com",
        "aliyuncs.com",
        "ram.aliyuncs.com",
        "ecs.cn-hangzhou.aliyuncs.com",
        "oss-cn-hangzhou.aliyuncs.com.example.com",
        "oss-aliyuncs.com",
        "127.0.0.1",
        "169.254.169.254",
        "[::1]",
        &format!("127.0.0.1:{other}"),
        &format!("localhost:{other}"),
    ];
    for host in foreign {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let request = format!("GET http://{host}/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let said = say(&mut stream, &request).await;
        let line =
            format!("HTTP/1.1 403 oss-emulator reaches no other host than *.aliyuncs.com, not {host}\r\n");
        assert!(said.starts_with(&line), "{said}");
        assert!(said.contains(&format!("{host} is refused")), "{said}");
        let target = if host.ends_with(&other.to_string()) { host.to_owned() } else { format!("{host}:443") };
        let (_, head) = connect(&server, &target).await;
        assert!(head.starts_with("HTTP/1.1 403 ") && head.contains(&target), "{target}: {head}");
    }
    // Its own user learns of each host once.
    assert_eq!(told.lock().unwrap().iter().filter(|text| text.contains("example.com is refused")).count(), 2);
    let own = format!("http://{}/-/health", server.address());
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let said = say(&mut stream, &format!("GET {own} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn what_is_said_within_a_tunnel_is_for_the_service_too() {
    let server = start().await;
    let within = async |name: &str, host: &str| {
        let (stream, _) = connect(&server, &format!("{HOST}:443")).await;
        let mut stream = secured(&server, stream, name).await?;
        Ok::<_, io::Error>(say(&mut stream, &list("/", host)).await)
    };
    // The name of the handshake is a name of the service, and the header says which bucket is meant.
    let said = within("oss-cn-hangzhou.aliyuncs.com", HOST).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
    let said = within(HOST, "example.com").await.unwrap();
    assert!(said.starts_with("HTTP/1.1 403 oss-emulator reaches no other host"), "{said}");
    let said = within(HOST, &format!("127.0.0.1:{}", server.address().port() ^ 1)).await.unwrap();
    assert!(said.contains("is refused"), "{said}");
    let refused = within("example.com", HOST).await.unwrap_err().to_string();
    assert!(refused.contains("certificate not valid for name"), "{refused}");
    // There is no tunnel within a tunnel.
    let (stream, _) = connect(&server, &format!("{HOST}:443")).await;
    let mut stream = secured(&server, stream, HOST).await.unwrap();
    let said = say(
        &mut stream,
        &format!("CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"),
    )
    .await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
    server.stop().await;
}

#[tokio::test]
async fn nonsense_ends_the_connection_and_nothing_else() {
    let server = start().await;
    for target in [
        "",
        ":",
        "/",
        "a b",
        "http://[::",
        "bkt.oss-cn-hangzhou.aliyuncs.com:port",
        "bkt.oss-cn-hangzhou.aliyuncs.com:99999",
    ] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let said =
            say(&mut stream, &format!("CONNECT {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{target}: {said}");
    }
    for garbage in ["GET / HTTP/1.1\r\nhost: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello", "\0\0\0\0\0\0"] {
        let (mut stream, head) = connect(&server, &format!("{HOST}:443")).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let said = say(&mut stream, garbage).await;
        assert!(!said.starts_with("HTTP"), "{said}");
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        say(&mut stream, "\u{16}\u{3}\u{1}\u{0}\u{5}hello").await;
    }
    // A head without end is not kept.
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let endless = format!("CONNECT {HOST}:443 HTTP/1.1\r\nx: {}", "y".repeat(2 << 20));
    assert!(!say(&mut stream, &endless).await.starts_with("HTTP/1.1 200"));
    assert_eq!(server.connections(), 0);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_in_a_tunnel_is_given_up() {
    let server = start().await;
    let silent = TcpStream::connect(server.address()).await.unwrap();
    let (mut tunnel, head) = connect(&server, &format!("{HOST}:443")).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    // The clock stands, and goes on to the next limit when nothing else happens.
    assert_eq!(tunnel.read(&mut [0]).await.unwrap(), 0);
    drop(silent);
    server.stop().await;
}

#[tokio::test]
async fn a_tunnel_does_not_hold_up_the_end_and_gives_its_place_back() {
    let server = Server::start(Config { max_connections: 1, ..config() }).await.unwrap();
    let (first, head) = connect(&server, &format!("{HOST}:443")).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let mut first = secured(&server, first, HOST).await.unwrap();
    // Whoever comes next has its place as soon as it rests.
    let (second, head) =
        timeout(Duration::from_secs(20), connect(&server, &format!("{HOST}:443"))).await.unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(first.read(&mut [0]).await.unwrap_or_default(), 0);
    let _idle = secured(&server, second, HOST).await.unwrap();
    timeout(Duration::from_secs(4), server.stop()).await.unwrap();
}

#[tokio::test]
async fn a_proxy_is_in_the_region_of_each_host() {
    let location = async |proxy: bool| {
        let service = Arc::new(Service::open(Config { proxy, ..config() }).unwrap());
        let client = client_with(&service, |config| {
            config.endpoint = Endpoint::region("oss-cn-beijing", false, false).unwrap();
            config.signing = v4("cn-beijing");
        });
        let asked = client.send(GetBucketInfo { bucket: "bkt".into() }, Options::default()).await;
        asked.map(|_| ()).map_err(|e| refusal(&e).1)
    };
    assert_eq!(location(true).await, Ok(()));
    assert_eq!(location(false).await, Err("InvalidArgument".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_no_proxy_opens_no_tunnel() {
    let server = Server::start(Config { proxy: false, ..config() }).await.unwrap();
    let (_, head) = connect(&server, &format!("{HOST}:443")).await;
    assert!(head.starts_with("HTTP/1.1 4"), "{head}");
    server.stop().await;
}
