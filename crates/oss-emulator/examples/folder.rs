//! What a data folder costs: opened, listed, written into. `npm run bench -- folder durability` asks it.
//!
//! `fill DIR COUNT` puts objects of 100 bytes, `open DIR` opens it, `list DIR` reads it to its end, twice, in pages of
//! 1,000, `puts DIR COUNT IN_FLIGHT BYTES none|AES256|KMS full|relaxed` puts objects, `disk DIR COUNT` appends 4 KiB to a file and
//! forces them to the disk, over and over. Each prints what it measured as a line of JSON: seconds, how many in a second, KiB.

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
use serde_json::{Value, json};
use std::{fs, io::Write, path::Path, time::SystemTime};

const SSE: &str = "x-oss-server-side-encryption";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words[..] {
        ["fill", dir, count] => {
            let took = puts(&open(dir, Durability::Relaxed), count.parse().unwrap(), 512, 100, "none").await;
            json!({ "seconds": took })
        }
        ["open", dir] => {
            let began = now();
            let service = open(dir, Durability::Full);
            let opened = since(began);
            ask(&service, Method::GET, "k0000000", "", "none", Bytes::new()).await;
            json!({ "opened": opened, "read": since(began), "peak": memory() })
        }
        ["list", dir] => {
            let service = open(dir, Durability::Full);
            json!([list(&service).await, list(&service).await])
        }
        ["puts", dir, count, flight, bytes, sse, durability] => {
            let durability = if durability == "full" { Durability::Full } else { Durability::Relaxed };
            let service = open(dir, durability);
            let count = count.parse().unwrap();
            let took = puts(&service, count, flight.parse().unwrap(), bytes.parse().unwrap(), sse).await;
            json!({ "perSecond": count as f64 / took })
        }
        ["disk", dir, count] => {
            let (count, took) = (count.parse().unwrap(), now());
            let mut file = fs::File::create(Path::new(dir).join("forced")).unwrap();
            (0..count).for_each(|_| {
                file.write_all(&[7; 4_096]).unwrap();
                file.sync_all().unwrap();
            });
            json!({ "perSecond": f64::from(count) / since(took) })
        }
        _ => json!("fill, open, list, puts or disk: see examples/folder.rs"),
    };
    println!("{told}");
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

async fn list(service: &Service) -> Value {
    let (began, mut marker, mut pages, mut keys) = (now(), String::new(), 0, 0);
    loop {
        let query = format!("marker={marker}&max-keys=1000");
        let page = ask(service, Method::GET, "", &query, "none", Bytes::new()).await;
        let page = String::from_utf8(page.to_vec()).unwrap();
        keys += page.matches("<Key>").count();
        pages += 1;
        match page.split("<NextMarker>").nth(1) {
            Some(rest) => marker = rest.split('<').next().unwrap().to_owned(),
            None => break,
        }
    }
    json!({ "keys": keys, "pages": pages, "seconds": since(began), "peak": memory() })
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

/// The most memory that the process has had, in KiB; nothing where the system does not tell it so.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    peak.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}
