//! The client against a service that answers anything: every call ends, with an answer or an error.

use super::documents;
use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use oss_client::{
    Client, Config, Credentials, Endpoint, Error, Incoming, Options, Outgoing, Payload, TransportKind,
    ops::{
        Operation,
        bucket::{DeleteBucket, Get, GetBucketInfo, GetBucketLocation, GetBucketStat, Put},
        object::{
            AppendObject, CompleteMultipartUpload, CopyObject, DeleteMultipleObjects, DeleteObject,
            GetObject, GetObjectAcl, GetObjectTagging, GetSymlink, HeadObject, InitiateMultipartUpload,
            ListMultipartUploads, ListObjectVersions, ListObjects, ListObjectsV2, ListParts, PutObject,
            RestoreObject, Upload, UploadPart, UploadPartCopy,
        },
        service::ListBuckets,
    },
    transport::{Body, Exchange, Transport, TransportError},
};
use oss_protocol::{
    Query,
    copy_source::CopySource,
    crc64::checksum,
    encryption::{EncryptionRule, ServerSideEncryption},
    multipart::CompleteMultipartUpload as Parts,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

/// Three attempts, with pauses and a minute of silence each, end long before.
const END: Duration = Duration::from_secs(3_600);

const MANY: u16 = 5_000;

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let chosen = u8::arbitrary(input)?;
    let mut answers = VecDeque::new();
    while answers.len() < 6 && !input.is_empty() {
        answers.push_back(planned(input)?);
    }
    // The lower bits say what is asked for.
    if chosen >= 224 {
        answers.iter_mut().for_each(lengthen);
    }
    let service = Service(Arc::new(Mutex::new(answers)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let ended = runtime
        .expect("a runtime")
        .block_on(async { tokio::time::timeout(END, call(chosen, &client(service))).await });
    if let Err(error) = ended.expect("the call ends") {
        assert!(!error.to_string().is_empty() && !format!("{error:?}").contains("top-secret"));
    }
    Ok(())
}

/// What the service does with a request.
enum Planned {
    Fails(TransportKind),
    Silence,
    Answers { head: Response<()>, pieces: Vec<Bytes>, breaks: bool },
}

fn planned(input: &mut Unstructured<'_>) -> Result<Planned> {
    match u8::arbitrary(input)? {
        0..16 => {
            return Ok(Planned::Fails(*input.choose(&[TransportKind::Interrupted, TransportKind::Connect])?));
        }
        16..20 => return Ok(Planned::Silence),
        _ => {}
    }
    let mut head = Response::new(());
    *head.status_mut() = match input.int_in_range(0..=3)? {
        0 => StatusCode::from_u16(input.int_in_range(200..=599)?).expect("in range"),
        _ => *input.choose(&STATUSES)?,
    };
    let body = body(input)?;
    for _ in 0..input.int_in_range(0..=5)? {
        let name = HeaderName::from_static(input.choose(&HEADERS)?);
        let value = match input.int_in_range(0..=3)? {
            0 => checksum(&body).to_string(),
            1 => body.len().to_string(),
            2 => (*input.choose(&VALUES)?).to_owned(),
            _ => <&str>::arbitrary(input)?.to_owned(),
        };
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            head.headers_mut().append(name, value);
        }
    }
    let cut = input.int_in_range(0..=body.len())?;
    let pieces = vec![body.slice(..cut), body.slice(cut..)];
    Ok(Planned::Answers { head, pieces, breaks: input.ratio(1, 4)? })
}

/// Headers by the thousand, more than any connection lets through: half of them are metadata.
fn lengthen(planned: &mut Planned) {
    let Planned::Answers { head, .. } = planned else { return };
    for number in 0..MANY {
        let name = format!("{}{number}", if number % 2 == 0 { "x-oss-meta-" } else { "other-" });
        let name = HeaderName::try_from(name).expect("letters and digits");
        head.headers_mut().append(name, HeaderValue::from(number));
    }
}

/// A document, or anything.
fn body(input: &mut Unstructured<'_>) -> Result<Bytes> {
    Ok(match input.int_in_range(0..=3)? {
        0 => Bytes::copy_from_slice(<&[u8]>::arbitrary(input)?),
        1 => vec![b'x'; usize::from(u16::arbitrary(input)?)].into(),
        _ => documents::changed(input)?,
    })
}

const STATUSES: [StatusCode; 12] = [
    StatusCode::OK,
    StatusCode::OK,
    StatusCode::NO_CONTENT,
    StatusCode::PARTIAL_CONTENT,
    StatusCode::NOT_MODIFIED,
    StatusCode::FOUND,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::CONFLICT,
    StatusCode::PRECONDITION_FAILED,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
];
const HEADERS: [&str; 14] = [
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "retry-after",
    "x-oss-err",
    "x-oss-hash-crc64ecma",
    "x-oss-next-append-position",
    "x-oss-object-type",
    "x-oss-request-id",
    "x-oss-server-side-encryption",
    "x-oss-symlink-target",
];
const VALUES: [&str; 12] = [
    "",
    "0",
    "-1",
    "18446744073709551615",
    "bytes 0-4/5",
    "bytes 2-1/0",
    "bytes */5",
    "\"5D41402ABC4B2A76B9719D911017C592\"",
    "Wed, 28 Dec 2022 10:27:41 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "KMS",
    "%ff",
];

#[derive(Clone)]
struct Service(Arc<Mutex<VecDeque<Planned>>>);

impl Transport for Service {
    fn exchange(&self, request: Request<Outgoing>) -> Exchange<'_> {
        Box::pin(async move {
            let _ = request.into_body().collect().await;
            let planned = self.0.lock().expect("no test panics with it").pop_front();
            let broken = || TransportError::Failed(TransportKind::Interrupted, "cut".into());
            match planned {
                None => Err(broken()),
                Some(Planned::Fails(kind)) => Err(TransportError::Failed(kind, "failed".into())),
                Some(Planned::Silence) => std::future::pending().await,
                Some(Planned::Answers { head, pieces, breaks }) => {
                    let end = breaks.then(|| Err(broken()));
                    let frames = pieces.into_iter().map(|piece| Ok(Frame::data(piece))).chain(end);
                    Ok(head.map(|()| Body::new(StreamBody::new(futures_util::stream::iter(frames)))))
                }
            }
        })
    }
}

fn client(service: Service) -> Client {
    let credentials = Credentials {
        access_key_id: "id".into(),
        access_key_secret: "top-secret".to_owned().into(),
        security_token: None,
    };
    let endpoint = Endpoint::region("oss-cn-hangzhou", false, true).expect("a region");
    let mut config = Config::new(endpoint, credentials);
    config.clock = Arc::new(|| UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    Client::over(config, service)
}

fn upload() -> Upload {
    Upload { bucket: "bkt".into(), key: "k".into(), upload_id: "u".into() }
}

fn source() -> CopySource {
    CopySource { bucket: "bkt".into(), key: "from".into(), version_id: None }
}

async fn sent(client: &Client, operation: impl Operation) -> std::result::Result<(), Error> {
    // Boxed: without optimisation, the futures of all operations together need more than a test's stack.
    Box::pin(client.send(operation, Options::default())).await.map(drop)
}

/// Reads an object to its end. What arrives is no more than was sent.
async fn read(client: &Client) -> std::result::Result<(), Error> {
    let get = GetObject { bucket: "bkt".into(), key: "k".into() };
    Box::pin(client.send_then(&get, &Arc::default(), Incoming::collect)).await.map(drop)
}

async fn call(chosen: u8, client: &Client) -> std::result::Result<(), Error> {
    let (bucket, key) = ("bkt".to_owned(), "k".to_owned());
    let body = Payload::from(Bytes::from_static(b"hello"));
    let rule = EncryptionRule::from(ServerSideEncryption::Aes256);
    match chosen % 32 {
        0 => sent(client, ListBuckets::default()).await,
        1 => sent(client, DeleteBucket { bucket }).await,
        2 => sent(client, GetBucketInfo { bucket }).await,
        3 => sent(client, GetBucketLocation { bucket }).await,
        4 => sent(client, GetBucketStat { bucket }).await,
        5 => sent(client, Put { bucket, document: rule }).await,
        6 => sent(client, Get::<EncryptionRule>::of(bucket)).await,
        7 => sent(client, ListObjects::of(bucket, Query::default())).await,
        8 => sent(client, ListObjectsV2::of(bucket, Query::default())).await,
        9 => sent(client, ListObjectVersions::of(bucket, Query::default())).await,
        10 => sent(client, ListMultipartUploads::of(bucket, Query::default())).await,
        11 => sent(client, DeleteMultipleObjects { bucket, document: Default::default() }).await,
        12 => sent(client, PutObject { bucket, key, body, ..PutObject::default() }).await,
        13 => {
            sent(client, CopyObject { bucket, key, source: source(), metadata: None, content_type: None })
                .await
        }
        14 => sent(client, AppendObject { bucket, key, body, position: 5, ..AppendObject::default() }).await,
        15 => sent(client, HeadObject { bucket, key }).await,
        16 => sent(client, DeleteObject { bucket, key }).await,
        17 => sent(client, GetObjectAcl { bucket, key }).await,
        18 => sent(client, GetSymlink { bucket, key }).await,
        19 => sent(client, GetObjectTagging { bucket, key }).await,
        20 => sent(client, RestoreObject { bucket, key, document: None }).await,
        21 => {
            sent(client, InitiateMultipartUpload { bucket, key, ..InitiateMultipartUpload::default() }).await
        }
        22 => sent(client, UploadPart { upload: upload(), number: 1, body }).await,
        23 => {
            sent(client, UploadPartCopy { upload: upload(), number: 1, source: source(), range: None }).await
        }
        24 => {
            sent(
                client,
                CompleteMultipartUpload { upload: upload(), parts: Parts::default(), crc64: Some(7) },
            )
            .await
        }
        25 => sent(client, ListParts { upload: upload(), parameters: Query::default() }).await,
        _ => read(client).await,
    }
}
