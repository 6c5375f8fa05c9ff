//! What a program hands in may panic: the call is an error, and the next one works.

use super::{Script, bytes, put, read};
use crate::{
    ByteStream, Client, Config, Endpoint, Error, ErrorKind, Judge, Judgement, Options, Payload, Provider,
    Retry,
    credentials::{Fetch, Granted, Source},
    system_clock,
    transport::{Looking, Lookup},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Panics the first time.
#[derive(Default)]
struct Once(AtomicBool);

impl Once {
    fn pass(&self) {
        assert!(self.0.swap(true, Ordering::Relaxed), "on purpose");
    }
}

impl Source for Once {
    fn fetch(&self) -> Fetch<'_> {
        self.pass();
        Box::pin(async {
            Ok(Granted::lasting(crate::Credentials {
                access_key_id: "id".into(),
                access_key_secret: "secret".to_owned().into(),
                security_token: None,
            }))
        })
    }
}

impl Judge for Once {
    fn allows<'a>(&'a self, _: &'a Error) -> Judgement<'a> {
        self.pass();
        Box::pin(async { true })
    }
}

impl Lookup for Once {
    fn lookup(&self, _: &str) -> Looking {
        self.pass();
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

async fn call(client: &Client) -> Result<(), Error> {
    client.send(put(bytes("hello")), Options::default()).await.map(drop)
}

fn assert_told(error: &Error) {
    assert!(error.to_string().contains("on purpose"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_clock() {
    let once = Once::default();
    let script = Script::default().says(200, &[], "");
    let client = script.client(|config| {
        let clock = system_clock();
        config.clock = Arc::new(move || {
            once.pass();
            clock()
        });
    });
    let error = call(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Panicked(_)), "{error}");
    assert_told(&error);
    call(&client).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_source_of_credentials_and_its_clock() {
    let script = Script::default().says(200, &[], "");
    let client = script.client(|config| {
        config.credentials = Provider::refreshing(Once::default(), None, None, system_clock());
    });
    assert_told(&call(&client).await.unwrap_err());
    call(&client).await.unwrap();

    let (source, clock) = (Once::default(), Once::default());
    source.0.store(true, Ordering::Relaxed);
    let script = Script::default().says(200, &[], "");
    let client = script.client(|config| {
        let panics = Arc::new(move || {
            clock.pass();
            system_clock()()
        });
        config.credentials = Provider::refreshing(source, None, None, panics);
    });
    assert_told(&call(&client).await.unwrap_err());
    call(&client).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_judge() {
    let script =
        Script::default().refuses(500, "InternalError").refuses(500, "InternalError").says(200, &[], "");
    let judge = Arc::new(Once::default());
    let client = script.client(|config| config.retry = Retry { judge: Some(judge), ..Retry::default() });
    assert_told(&call(&client).await.unwrap_err());
    call(&client).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_takes_an_output_further() {
    let script = Script::default().says(200, &[], "").says(200, &[], "");
    let client = script.client(|_| ());
    let once = &Once::default();
    let then = |(): ()| async move {
        once.pass();
        Ok(())
    };
    let options = Arc::new(Options::default());
    assert_told(&client.send_then(&put(bytes("")), &options, then).await.unwrap_err());
    client.send_then(&put(bytes("")), &options, then).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_body() {
    let panics = || -> ByteStream {
        let once = Once::default();
        Box::pin(futures_util::stream::poll_fn(move |_| {
            once.pass();
            std::task::Poll::Ready(None)
        }))
    };
    let client = Script::default().client(|_| ());
    let streams = [Payload::stream(panics(), None), Payload::factory(panics, None)];
    for payload in streams.into_iter().chain([Payload::factory(|| panic!("on purpose"), None)]) {
        assert_told(&client.send(put(payload), Options::default()).await.unwrap_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_judge_of_the_rest_of_a_download() {
    let whole = [("content-length", "2"), ("etag", "\"E\"")];
    let script = Script::default().breaks_off(200, &whole, b"0");
    let judge = Arc::new(Once::default());
    let client = script.client(|config| config.retry = Retry { judge: Some(judge), ..Retry::default() });
    assert_told(&read(&client, Options::default()).await.unwrap_err());
}

/// The network polls bodies and looks up names in tasks of its own.
#[tokio::test]
async fn on_the_network() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let client = {
        let endpoint = Endpoint::parse(&format!("http://oss.example:{port}"), false).unwrap();
        let credentials = crate::Credentials {
            access_key_id: "id".into(),
            access_key_secret: "secret".to_owned().into(),
            security_token: None,
        };
        let mut config = Config::new(endpoint, credentials);
        config.network.lookup = Some(Arc::new(Once::default()));
        config.retry.attempts = 1;
        Client::new(config)
    };
    assert_told(&call(&client).await.unwrap_err());
    let body = futures_util::stream::poll_fn(|_| panic!("on purpose"));
    let error = client.send(put(Payload::stream(Box::pin(body), None)), Options::default()).await;
    assert_told(&error.unwrap_err());
    call(&client).await.unwrap();
    serving.abort();
}
