//! What lies in a data folder: sealed, checked, swept.

use crate::raw::{append, get, put, send, versioning};
use bytes::Bytes;
use http::Method;
use http_body::Frame;
use oss_emulator::{Config, Service, Storage};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
};

/// A folder of its own, removed in the end.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
}

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oss-emulator-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self { path }
    }

    pub(crate) fn open(&self) -> Result<Service, oss_emulator::StoreError> {
        let storage = Storage::Folder(self.path.clone());
        Service::open(Config { buckets: vec!["bkt".into()], storage, ..Config::default() })
    }

    /// The files below a part of the folder, with their contents.
    pub(crate) fn files(&self, below: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path.join(below)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = std::fs::read(&path) {
                    // One that is removed meanwhile is not there.
                    files.insert(path, bytes);
                }
            }
        }
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Bytes none of whose windows occur by chance, and which no compression would change.
fn text(length: usize) -> Vec<u8> {
    (0..).flat_map(|number: u32| format!("line {number} of a secret\n").into_bytes()).take(length).collect()
}

const WAYS: [&[(&str, &str)]; 4] = [
    &[("x-oss-server-side-encryption", "AES256")],
    &[("x-oss-server-side-encryption", "SM4")],
    &[("x-oss-server-side-encryption", "KMS")],
    &[("x-oss-server-side-encryption", "KMS"), ("x-oss-server-side-data-encryption", "SM4")],
];

#[tokio::test]
async fn nothing_of_an_encrypted_object_lies_open() {
    let folder = Folder::new("plaintext");
    let service = folder.open().unwrap();
    let content = text(150_000);
    for (number, way) in WAYS.iter().enumerate() {
        put(&service, &format!("/bkt/{number}"), way, &content).await;
        append(&service, &format!("/bkt/grows{number}"), 0, way, &content).await;
    }
    drop(service);
    let windows: std::collections::HashSet<_> = content.windows(16).collect();
    let files = folder.files("");
    assert_eq!(files.keys().filter(|path| path.parent() != Some(&folder.path)).count(), 8);
    for (path, bytes) in files {
        assert!(bytes.windows(16).all(|window| !windows.contains(window)), "{}", path.display());
    }
    // The same with an object that is not encrypted, or this test would prove nothing.
    put(&folder.open().unwrap(), "/bkt/plain", &[], &content).await;
    let open =
        folder.files("blobs").values().any(|bytes| bytes.windows(16).any(|window| windows.contains(window)));
    assert!(open);
}

#[tokio::test]
async fn everything_is_there_after_a_new_start() {
    let folder = Folder::new("reopen");
    let service = folder.open().unwrap();
    versioning(&service, "Enabled").await;
    let content = text(100_000);
    for (number, way) in WAYS.iter().chain([&[][..]].iter()).enumerate() {
        for body in [&b"older"[..], &content] {
            put(&service, &format!("/bkt/{number}"), way, body).await;
        }
    }
    let said = get(&service, "/bkt/0", &[]).await.headers["x-oss-version-id"].clone();
    drop(service);
    let service = folder.open().unwrap();
    for number in 0..5 {
        assert!(get(&service, &format!("/bkt/{number}"), &[]).await.body == content);
    }
    assert_eq!(get(&service, "/bkt/0", &[]).await.headers["x-oss-version-id"], said);
}

#[tokio::test]
async fn a_flipped_bit_is_an_error_and_never_another_answer() {
    let folder = Folder::new("flips");
    let service = folder.open().unwrap();
    let content = text(70_000);
    for (number, way) in WAYS.iter().chain([&[][..]].iter()).enumerate() {
        put(&service, &format!("/bkt/{number}"), way, &content).await;
    }
    drop(service);
    let files = folder.files("");
    let mut refused = 0;
    for (path, bytes) in &files {
        // Places all over the file; the index is large and mostly empty.
        let places: Vec<_> = (0..24).map(|n| n * bytes.len() / 24).chain([bytes.len() - 1]).collect();
        for place in places {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (place % 8);
            for (path, bytes) in &files {
                std::fs::write(path, bytes).unwrap();
            }
            std::fs::write(path, &flipped).unwrap();
            let Ok(service) = folder.open() else {
                refused += 1;
                continue;
            };
            for number in 0..5 {
                let got = get(&service, &format!("/bkt/{number}"), &[]).await;
                match got.status.as_u16() {
                    200 => assert!(got.body == content, "{} at {place}", path.display()),
                    500 => refused += 1,
                    other => panic!("{} at {place}: {other}", path.display()),
                }
            }
        }
    }
    // All of the blobs, most of the keys; of the index what is in use.
    assert!(refused > 5 * 25, "{refused}");
}

/// A body that says how much comes and breaks off, or stops earlier.
struct Broken(Vec<Result<Bytes, &'static str>>);

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        Poll::Ready(self.0.pop().map(|piece| piece.map(Frame::data)))
    }
}

#[tokio::test]
async fn what_breaks_off_leaves_nothing() {
    let folder = Folder::new("broken");
    let service = folder.open().unwrap();
    put(&service, "/bkt/k", &[], b"before").await;
    let before = folder.files("blobs");
    let mib = || Ok(Bytes::from(vec![1; 1 << 20]));
    for way in [&[][..], WAYS[0]] {
        let headers: Vec<_> = way.iter().copied().chain([("content-length", "9000000")]).collect();
        for body in [vec![mib(), mib(), mib()], vec![Err("gone"), mib(), mib(), mib()]] {
            let answer = send(&service, Method::PUT, "/bkt/k", &headers, Broken(body)).await;
            assert_eq!(answer.refusal(), crate::common::is(400, "RequestTimeout", ""));
        }
        let headers: Vec<_> =
            way.iter().copied().chain([("content-md5", "eB5eJF1ptWaXm4bijSPyxw==")]).collect();
        let wrong = put(&service, "/bkt/k", &headers, &vec![2; 3 << 20]).await;
        assert_eq!(wrong.refusal(), crate::common::is(400, "InvalidDigest", ""));
    }
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "before");
    assert_eq!(folder.files("blobs"), before);
    // What a server that was killed left half done is swept at the next start.
    drop(service);
    let shelf = before.keys().next().unwrap().parent().unwrap();
    std::fs::write(shelf.join("00000000000000000000000000000000.part"), "half").unwrap();
    std::fs::write(shelf.join("00000000000000000000000000000000"), "whole").unwrap();
    let service = folder.open().unwrap();
    // By a thread of its own.
    while folder.files("blobs") != before {
        tokio::task::yield_now().await;
    }
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "before");
}

#[tokio::test]
async fn what_is_replaced_is_removed_when_nobody_reads_it_any_more() {
    let folder = Folder::new("replaced");
    let service = folder.open().unwrap();
    let content = text(5 << 20);
    put(&service, "/bkt/k", WAYS[0], &content).await;
    let mut request = http::Request::new(http_body_util::Empty::<Bytes>::new());
    *request.headers_mut() = crate::raw::signed(&Method::GET, "/bkt/k", &[]);
    *request.uri_mut() = "/bkt/k".parse().unwrap();
    let reading = service.call(request).await.into_body();
    put(&service, "/bkt/k", &[], b"new").await;
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "new");
    let old = http_body_util::BodyExt::collect(reading).await.unwrap().to_bytes();
    assert!(old == content);
    // Removed by a thread of its own.
    while folder.files("blobs").len() > 1 {
        tokio::task::yield_now().await;
    }
}
