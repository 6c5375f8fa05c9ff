//! A service whose clock the test sets, and requests that are signed by it.

use crate::raw::{Answer, signed_at};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Service};
use oss_protocol::{date::Timestamp, listing::ObjectList, versioning::VersionList};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

pub(crate) const HOUR: u64 = 60 * 60;
pub(crate) const DAY: u64 = 24 * HOUR;
/// 1 January 2030, noon UTC.
pub(crate) const NOON: u64 = 1_893_499_200;

/// A service whose clock the test sets.
pub(crate) struct Clocked {
    pub(crate) service: Service,
    /// What the user was told.
    pub(crate) warned: Arc<Mutex<Vec<String>>>,
    time: Arc<AtomicU64>,
}

impl Clocked {
    /// At [`NOON`], with the buckets `bkt` and `other`.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let time = Arc::new(AtomicU64::new(NOON));
        let now = Arc::clone(&time);
        let warned = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&warned);
        let mut config = Config {
            buckets: vec!["bkt".into(), "other".into()],
            clock: Arc::new(move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed))),
            warn: Arc::new(move |text| told.lock().unwrap().push(text.to_owned())),
            ..Config::default()
        };
        change(&mut config);
        Self { service: Service::open(config).unwrap(), warned, time }
    }

    /// Sets the clock to seconds since 1970.
    pub(crate) fn set(&self, time: u64) {
        self.time.store(time, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> u64 {
        self.time.load(Ordering::Relaxed)
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let body = body.into();
        let length = body.len().to_string();
        let headers: Vec<_> = headers.iter().copied().chain([("content-length", length.as_str())]).collect();
        let key = (DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET);
        let mut request = Request::new(Full::new(body));
        *request.headers_mut() = signed_at(Timestamp::from_secs(self.now()), key, &method, target, &headers);
        *request.method_mut() = method;
        *request.uri_mut() = target.parse().unwrap();
        let (parts, body) = self.service.call(request).await.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes(),
        }
    }

    pub(crate) async fn put(&self, target: &str, body: &str) -> Answer {
        self.ask(Method::PUT, target, &[], body.to_owned()).await
    }

    pub(crate) async fn post(&self, target: &str, body: &str) -> Answer {
        self.ask(Method::POST, target, &[], body.to_owned()).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.ask(Method::GET, target, &[], "").await
    }

    pub(crate) async fn head(&self, target: &str) -> Answer {
        self.ask(Method::HEAD, target, &[], "").await
    }

    pub(crate) async fn delete(&self, target: &str) -> Answer {
        self.ask(Method::DELETE, target, &[], "").await
    }

    pub(crate) async fn versioning(&self, status: &str) -> Answer {
        let body = format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
        self.put("/bkt/?versioning", &body).await
    }

    /// The keys of a bucket.
    pub(crate) async fn keys(&self, bucket: &str) -> Vec<String> {
        let list: ObjectList = self.get(&format!("/{bucket}/?max-keys=1000")).await.document();
        list.contents.into_iter().map(|object| object.key).collect()
    }

    /// The versions and delete markers of the bucket `bkt`.
    pub(crate) async fn versions(&self) -> VersionList {
        self.get("/bkt/?versions").await.document()
    }
}
