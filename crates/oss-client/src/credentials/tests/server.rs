//! A server that answers what a test says, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Status and body.
pub(super) type Reply = (u16, &'static str);

pub(super) struct Server {
    pub(super) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn start(answer: fn(&str) -> Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answer, Arc::clone(&seen)));
            }
        });
        Self { url, requests }
    }

    /// What it was asked: heads in lower case, bodies as they came.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, answer: fn(&str) -> Reply, seen: Arc<Mutex<Vec<String>>>) {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(length @ 1..) => bytes.extend_from_slice(&piece[..length]),
            _ => return,
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        let (status, reply) = answer(head);
        let (first, headers) = head.split_once("\r\n").unwrap();
        seen.lock()
            .unwrap()
            .push(format!("{first}\n{}\n\n{body}", headers.to_lowercase().replace("\r\n", "\n")));
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{reply}", reply.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        bytes.clear();
    }
}
