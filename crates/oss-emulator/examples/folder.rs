//! What a data folder costs: opened, listed, written into. The figures of `docs/trust.md`.
//!
//! `fill DIR COUNT` puts small objects, `open DIR` opens it, `list DIR` reads it in pages of 1,000,
//! `puts DIR COUNT IN_FLIGHT BYTES none|AES256|KMS full|relaxed` says how many are answered in a second.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool that is run by hand")]

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full};
use oss_emulator::{
    Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Durability, Service, Storage, system_clock,
};
use oss_protocol::{
    Query,
    date::Timestamp,
    sign::{Signable, v1},
};
use std::{fs, time::SystemTime};

const SSE: &str = "x-oss-server-side-encryption";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", dir, count] => {
            let took = puts(&open(dir, Durability::Relaxed), count.parse().unwrap(), 512, 100, "none").await;
            println!("{count} objects in {took:.1} s");
        }
        ["open", dir] => {
            let began = now();
            let service = open(dir, Durability::Full);
            println!("opened in {:.3} s", since(began));
            let got = ask(&service, Method::GET, "k0000000", "", "none", Bytes::new()).await;
            println!("an object read after {:.3} s, {} bytes", since(began), got.len());
            drop(service);
            println!("closed after {:.3} s; {}", since(began), memory());
        }
        ["list", dir] => list(&open(dir, Durability::Full)).await,
        ["puts", dir, count, flight, bytes, sse, durability] => {
            let durability = if durability == "full" { Durability::Full } else { Durability::Relaxed };
            let service = open(dir, durability);
            let count = count.parse().unwrap();
            let took = puts(&service, count, flight.parse().unwrap(), bytes.parse().unwrap(), sse).await;
            println!("{:.0} puts a second", count as f64 / took);
        }
        _ => println!("fill, open, list or puts: see examples/folder.rs"),
    }
}

fn open(dir: &str, durability: Durability) -> Service {
    let storage = Storage::Folder(dir.into());
    Service::open(Config { buckets: vec!["bkt".into()], storage, durability, ..Config::default() }).unwrap()
}

async fn puts(service: &Service, count: usize, flight: usize, bytes: usize, sse: &str) -> f64 {
    let began = now();
    let body = Bytes::from(vec![7; bytes]);
    stream::iter(0..count)
        .map(|number| ask(service, Method::PUT, &format!("k{number:07}"), "", sse, body.clone()))
        .buffer_unordered(flight)
        .for_each(async |_| {})
        .await;
    since(began)
}

async fn list(service: &Service) {
    let (began, mut marker, mut pages, mut keys) = (now(), String::new(), 0, 0);
    loop {
        let query = format!("marker={marker}&max-keys=1000");
        let page = ask(service, Method::GET, "", &query, "none", Bytes::new()).await;
        let page = String::from_utf8(page.to_vec()).unwrap();
        keys += page.matches("<Key>").count();
        pages += 1;
        if pages % 200 == 1 {
            println!("after {pages} pages: {}", memory());
        }
        match page.split("<NextMarker>").nth(1) {
            Some(rest) => marker = rest.split('<').next().unwrap().to_owned(),
            None => break,
        }
    }
    println!("{keys} keys in {pages} pages, {:.1} s; {}", since(began), memory());
}

fn ask<'s>(
    service: &'s Service,
    method: Method,
    key: &str,
    query: &str,
    sse: &str,
    body: Bytes,
) -> impl Future<Output = Bytes> + use<'s> {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, HeaderValue::from_static("localhost"));
    headers.insert(header::DATE, Timestamp::from(now()).rfc1123().parse().unwrap());
    headers.insert(header::CONTENT_LENGTH, body.len().into());
    if sse != "none" {
        headers.insert(SSE, sse.parse().unwrap());
    }
    let parsed = Query::parse(query).unwrap();
    let named = Some(key).filter(|key| !key.is_empty());
    let signable =
        Signable { method: &method, bucket: Some("bkt"), key: named, query: &parsed, headers: &headers };
    let signature = v1::signature(DEFAULT_ACCESS_KEY_SECRET, &v1::string_to_sign(&signable));
    let authorization = format!("OSS {DEFAULT_ACCESS_KEY_ID}:{signature}").parse().unwrap();
    headers.insert(header::AUTHORIZATION, authorization);
    let mut request = Request::new(Full::new(body));
    *request.headers_mut() = headers;
    *request.method_mut() = method;
    *request.uri_mut() = format!("/bkt/{key}?{query}").parse().unwrap();
    async move {
        let (parts, body) = service.call(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert!(parts.status.is_success(), "{} {}", parts.status, String::from_utf8_lossy(&body));
        body
    }
}

fn now() -> SystemTime {
    system_clock()()
}

fn since(began: SystemTime) -> f64 {
    now().duration_since(began).unwrap_or_default().as_secs_f64()
}

/// The memory of the process, and the most that it has had; where the system tells it.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}
