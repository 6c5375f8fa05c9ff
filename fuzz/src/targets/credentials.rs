//! Files of credentials, and what a credentials service answers.
//!
//! The first byte chooses: `j` the JSON of the command line, `i` the file of the official libraries, else an answer.

use oss_client::{
    Clock, SourceError,
    credentials::{CliProfile, Environment, Granted, Process, SharedFile, Source, Uri},
};
use std::{
    io::Write,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use tokio::{io::AsyncWriteExt, net::TcpListener};

pub(super) fn run(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let _ = Process::of_line(&String::from_utf8_lossy(rest));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(async {
        match kind {
            b'j' | b'i' => from_file(*kind, rest).await,
            _ => Some(answered(rest).await),
        }
    });
    match outcome {
        None => {}
        Some(Ok(Granted { credentials, .. })) => {
            assert!(!credentials.access_key_id.is_empty() && !credentials.access_key_secret.is_empty());
            assert!(credentials.security_token.is_none_or(|token| !token.is_empty()));
        }
        Some(Err(error)) => assert!(!error.to_string().is_empty()),
    }
}

/// Nothing where the file says that somebody else is to be asked: nothing here may start a program or open a connection.
async fn from_file(kind: u8, bytes: &[u8]) -> Option<Result<Granted, SourceError>> {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    // A letter of JSON may be written as its number.
    let elsewhere = ["role", "external", "process", "uri", "oidc", "cloudsso", "oauth", "\\u"];
    if elsewhere.iter().any(|word| text.contains(word)) {
        return None;
    }
    let mut file = tempfile::NamedTempFile::new().expect("a file of its own");
    file.write_all(bytes).expect("it can be written");
    let path = Some(file.path().to_owned());
    let (environment, clock): (_, Clock) = (Environment::default(), Arc::new(|| UNIX_EPOCH));
    Some(match kind {
        b'j' => {
            let mut source = CliProfile::new(environment, clock);
            source.path = path;
            source.fetch().await
        }
        _ => {
            let mut source = SharedFile::new(environment, clock);
            source.path = path;
            source.fetch().await
        }
    })
}

/// `bytes` are the body of an answer, or, where they begin with `HTTP/`, all of it.
async fn answered(bytes: &[u8]) -> Result<Granted, SourceError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let uri = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("somebody asks");
        if !bytes.starts_with(b"HTTP/") {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", bytes.len());
            let _ = stream.write_all(head.as_bytes()).await;
        }
        // It may have hung up, or want no more.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        stream
    };
    let uri = Uri { uri, network: Environment::default().network };
    let whole = tokio::time::timeout(Duration::from_secs(5), async { tokio::join!(uri.fetch(), server).0 });
    whole.await.expect("an answer that has ended is read at once")
}
