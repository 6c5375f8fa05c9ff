//! The network by itself: what a call says about its connection, and what is known of the connection it gets.

use super::{ConnectTimeout, Network, Transport, TransportError};
use crate::{
    Config, Credentials, Endpoint, Outgoing, Peer, TransportKind, outgoing::Source, request::MAX_HEADERS,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn network(connect_timeout: Duration) -> Network {
    let credentials = Credentials {
        access_key_id: "id".into(),
        access_key_secret: "secret".to_owned().into(),
        security_token: None,
    };
    let mut config = Config::new(Endpoint::parse("oss.test", false).unwrap(), credentials);
    config.connect_timeout = connect_timeout;
    Network::new(&config)
}

fn request(url: &str) -> http::Request<Outgoing> {
    let mut request = http::Request::new(Outgoing::new(Source::Bytes(Bytes::new()), Some(0), Arc::default()));
    *request.uri_mut() = url.parse().unwrap();
    request
}

#[tokio::test]
async fn each_call_has_its_own_limit_on_connecting() {
    // It accepts, and never answers the handshake.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let network = network(Duration::from_millis(90));
    let limit_of = async |limit: Option<Duration>| {
        let mut request = request(&url);
        if let Some(limit) = limit {
            request.extensions_mut().insert(ConnectTimeout(limit));
        }
        match network.exchange(request).await {
            Err(TransportError::ConnectTimeout(limit)) => limit.as_millis(),
            other => panic!("{:?}", other.map(|answer| answer.status())),
        }
    };
    let (long, short, default) = tokio::join!(
        limit_of(Some(Duration::from_millis(120))),
        limit_of(Some(Duration::from_millis(60))),
        limit_of(None)
    );
    assert_eq!((long, short, default), (120, 60, 90));
}

#[tokio::test]
async fn requests_are_counted_by_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 1024];
                while socket.read(&mut head).await.is_ok_and(|read| read > 0) {
                    socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                }
            });
        }
    });
    let network = network(Duration::from_secs(60));
    for expected in 1..=3 {
        let answer = network.exchange(request(&format!("http://{address}/"))).await.unwrap();
        let peer = *answer.extensions().get::<Peer>().unwrap();
        assert_eq!((peer.address, peer.requests), (address, expected));
        answer.into_body().collect().await.unwrap();
    }
}

#[tokio::test]
async fn an_answer_may_have_as_many_headers_as_a_request_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for count in [MAX_HEADERS - 1, 10_000] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 1024]).await;
            let headers: String = (0..count).map(|n| format!("x-oss-meta-{n}: v\r\n")).collect();
            let _ = socket
                .write_all(format!("HTTP/1.1 200 OK\r\n{headers}content-length: 0\r\n\r\n").as_bytes())
                .await;
        }
    });
    let ask =
        || async { network(Duration::from_secs(60)).exchange(request(&format!("http://{address}/"))).await };
    assert_eq!(ask().await.unwrap().headers().len(), MAX_HEADERS);
    let error = ask().await.map(|answer| answer.status()).unwrap_err();
    assert!(matches!(error, TransportError::Failed(TransportKind::Protocol, _)), "{error}");
}
