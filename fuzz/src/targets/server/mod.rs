//! The local server: what it is asked, one request after another, and what must hold of its answers.

mod request;

use super::emulator::{self, Answer, Signed, ask, check, sign};
use arbitrary::{Result, Unstructured};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header::HOST};
use oss_emulator::Service;
use oss_protocol::{OperationId, Query, Target, crc64::checksum, encode, header, xml::Element};
use request::{Asked, Seen, Who};

/// Whose ACL is never changed, nor that of anything in it.
const SEALED: &str = "sealed";
const BUCKETS: [&str; 4] = [SEALED, "bkt-a", "bkt-a", "bkt-b"];
/// Beyond this, another run finds more.
const MAX_STEPS: usize = 40;

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let mut outcome = Ok(());
    emulator::run(async {
        let service = emulator::open(&BUCKETS);
        let mut seen = Seen::default();
        for _ in 0..MAX_STEPS {
            if input.is_empty() || outcome.is_err() {
                break;
            }
            outcome = match request::any(input, &seen) {
                Ok(asked) => {
                    if let Some(asked) = asked {
                        step(&service, &asked, &mut seen).await;
                    }
                    Ok(())
                }
                Err(end) => Err(end),
            };
        }
    });
    outcome
}

/// Asks, and holds the answer against what was asked. What it names may come back in later requests.
async fn step(service: &Service, asked: &Asked, seen: &mut Seen) {
    let unknown = asked.who != Who::Known;
    let sealed = asked.bucket.as_deref() == Some(SEALED);
    let before = if unknown && sealed { Some(listed(service).await) } else { None };
    let answer = ask(service, asked.request()).await;
    check(&asked.method, &answer);
    let what = format!("{:?} {} {:?} {:?}", asked.who, asked.method, asked.uri, asked.headers);
    let passed = !answer.status.is_client_error() && !answer.status.is_server_error();
    let operation = asked.operation();
    // A form says in its fields who sends it.
    if asked.who == Who::Forged && operation != Some(OperationId::PostObject) {
        assert!(!passed, "a wrong signature was accepted: {what}");
    }
    if let Some(before) = before {
        assert!(!passed, "nobody was let in: {what}");
        assert!(listed(service).await == before, "nobody changed what is not theirs: {what}");
    }
    match operation {
        Some(OperationId::PutObject) if answer.status == StatusCode::OK => {
            stored(service, asked, &answer, &what).await;
        }
        Some(OperationId::GetObject) if answer.status == StatusCode::OK => whole(&answer, &what),
        _ => {}
    }
    remember(asked, operation, &answer, seen);
}

/// What was stored is there, byte for byte.
async fn stored(service: &Service, asked: &Asked, answer: &Answer, what: &str) {
    let version = text(&answer.headers, "x-oss-version-id").map(|id| ("versionId", id));
    let got = get(service, asked, version.into_iter().collect()).await;
    // An archived object has to be restored first.
    if got.status == StatusCode::FORBIDDEN {
        return;
    }
    assert_eq!(got.status, StatusCode::OK, "{what}: {:?}", got.body);
    assert_eq!(got.body.as_ref(), Some(&asked.body), "{what}");
    whole(&got, what);
}

/// An object is what its checksum says.
fn whole(answer: &Answer, what: &str) {
    let body = answer.body.as_ref().expect("no fault was asked for");
    let told = text(&answer.headers, header::X_OSS_HASH_CRC64ECMA.as_str());
    assert_eq!(told, Some(checksum(body).to_string().as_str()), "{what}");
}

async fn get(service: &Service, asked: &Asked, query: Query) -> Answer {
    let (bucket, key) =
        (asked.bucket.as_deref().unwrap_or_default(), asked.key.as_deref().unwrap_or_default());
    owner(service, &format!("/{bucket}/{}", encode::path(key)), (bucket, Some(key)), query).await
}

/// All that is in the sealed bucket, and what is said about it.
async fn listed(service: &Service) -> Vec<Option<Bytes>> {
    let mut all = Vec::new();
    for what in ["versions", "uploads", "encryption", "versioning", "bucketInfo"] {
        let answer =
            owner(service, &format!("/{SEALED}/"), (SEALED, None), [(what, "")].into_iter().collect()).await;
        // A refusal names its request, so that no two are the same.
        all.push(answer.body.filter(|_| answer.status == StatusCode::OK));
    }
    all
}

/// What the owner is told.
async fn owner(service: &Service, path: &str, place: (&str, Option<&str>), mut query: Query) -> Answer {
    let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost"))]);
    sign(Signed::V4, &Method::GET, (Some(place.0), place.1), &mut query, &mut headers);
    let mut request = Request::new(Bytes::new());
    *request.headers_mut() = headers;
    *request.uri_mut() = format!("{path}?{query}").parse().expect("it is encoded");
    let answer = ask(service, request).await;
    check(&Method::GET, &answer);
    answer
}

/// Ids and tags, for later requests.
fn remember(asked: &Asked, operation: Option<OperationId>, answer: &Answer, seen: &mut Seen) {
    for name in ["x-oss-version-id", "etag", "last-modified"] {
        seen.words.extend(text(&answer.headers, name).map(str::to_owned));
    }
    if let Some(position) = text(&answer.headers, "x-oss-next-append-position") {
        seen.position = position.to_owned();
    }
    let root = answer.body.as_deref().filter(|body| body.starts_with(b"<?xml")).map(Element::parse);
    if let Some(Ok(root)) = root {
        collect(&root, &mut seen.words);
        if let (Some(id), Some(bucket), Some(key)) = (root.child("UploadId"), &asked.bucket, &asked.key) {
            seen.uploads.push([bucket.clone(), key.clone(), id.text.clone()]);
            seen.parts.clear();
        }
    }
    if operation == Some(OperationId::UploadPart) && answer.status == StatusCode::OK {
        seen.parts.extend(text(&answer.headers, "etag").map(str::to_owned));
    }
    let old = seen.words.len().saturating_sub(24);
    seen.words.drain(..old);
}

fn collect(element: &Element, words: &mut Vec<String>) {
    const NAMES: [&str; 6] = [
        "UploadId",
        "VersionId",
        "NextContinuationToken",
        "NextMarker",
        "NextKeyMarker",
        "NextVersionIdMarker",
    ];
    if NAMES.contains(&element.name.as_str()) {
        words.push(element.text.clone());
    }
    element.children.iter().for_each(|child| collect(child, words));
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl Asked {
    /// The row the request belongs to, by the table. The server may still refuse it.
    fn operation(&self) -> Option<OperationId> {
        let target = match (&self.bucket, &self.key) {
            (None, _) => Target::Service,
            (Some(_), None) => Target::Bucket,
            (Some(_), Some(_)) => Target::Object,
        };
        let has_header = |name: &str| self.headers.contains_key(name);
        OperationId::resolve(&self.method, target, |name| self.query.has(name), has_header)
    }
}
