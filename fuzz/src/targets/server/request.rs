//! A request as no client of ours would send it, signed so that the server looks further.

use super::{BUCKETS, SEALED, Signed, sign};
use crate::targets::documents;
use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Uri,
    header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING},
};
use oss_protocol::{
    OperationId, Query, Target,
    address::{Hosts, Located},
    encode,
    operation::TABLE,
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// The owner of everything.
    Known,
    Nobody,
    /// Somebody who has no key: the signature is of another request, or of none.
    Forged,
}

/// A request, and what is known about it.
pub(super) struct Asked {
    pub(super) who: Who,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
    pub(super) query: Query,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    pub(super) fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }
}

const KEYS: [&str; 6] = ["k", "k", "a/b", "a/", "é ☃+%", "k\u{1}"];
const METHODS: [Method; 7] =
    [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::HEAD, Method::OPTIONS, Method::PATCH];
const PARAMETERS: [&str; 24] = [
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "key-marker",
    "version-id-marker",
    "upload-id-marker",
    "max-uploads",
    "max-parts",
    "part-number-marker",
    "encoding-type",
    "start-after",
    "fetch-owner",
    "continuation-token",
    "versionId",
    "uploadId",
    "partNumber",
    "position",
    "list-type",
    "response-content-type",
    "response-expires",
    "x-oss-process",
    "acl",
    "security-token",
];
const HEADERS: [&str; 34] = [
    "referer",
    "x-oss-request-payer",
    "x-oss-acl",
    "x-oss-object-acl",
    "x-oss-copy-source",
    "x-oss-copy-source-range",
    "x-oss-copy-source-if-match",
    "x-oss-copy-source-if-modified-since",
    "x-oss-metadata-directive",
    "x-oss-tagging",
    "x-oss-tagging-directive",
    "x-oss-forbid-overwrite",
    "x-oss-storage-class",
    "x-oss-server-side-encryption",
    "x-oss-server-side-encryption-key-id",
    "x-oss-server-side-data-encryption",
    "x-oss-symlink-target",
    "x-oss-meta-a",
    "x-oss-range-behavior",
    "x-oss-hash-crc64ecma",
    "x-oss-security-token",
    "x-oss-traffic-limit",
    "range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "content-md5",
    "content-type",
    "content-encoding",
    "content-length",
    "cache-control",
    "expires",
    "expect",
];
const VALUES: [&str; 42] = [
    "",
    "0",
    "1",
    "2",
    "5",
    "1000",
    "1001",
    "-1",
    "+1",
    "18446744073709551615",
    "true",
    "false",
    "url",
    "null",
    "/",
    "a",
    "k",
    "*",
    "private",
    "public-read",
    "public-read-write",
    "default",
    "AES256",
    "KMS",
    "SM4",
    "Standard",
    "IA",
    "Archive",
    "COPY",
    "REPLACE",
    "Copy",
    "standard",
    "bytes=0-",
    "bytes=1-2",
    "bytes=-1",
    "/bkt-a/k",
    "/bkt-b/a/b?versionId=null",
    "/sealed/k",
    "a=1&b=%ff",
    "\"5D41402ABC4B2A76B9719D911017C592\"",
    "Wed, 28 Dec 2022 10:27:41 GMT",
    "100-continue",
];

/// What it denies is not what is checked of the answers.
const POLICY: &str = r#"{"Version":"1","Statement":[
    {"Effect":"Allow","Principal":["*"],"Action":"oss:*","Resource":["acs:oss:*:*:bkt-a","acs:oss:*:*:bkt-a/*"]},
    {"Effect":"Deny","Principal":["*"],"Action":"oss:Delete*","Resource":["acs:oss:*:*:bkt-a/a*"]}]}"#;

const MANY: usize = 2_000;

/// What later requests may name: the server has said it.
#[derive(Default)]
pub(super) struct Seen {
    /// Ids, tags and markers.
    pub(super) words: Vec<String>,
    /// Bucket, key and id.
    pub(super) uploads: Vec<[String; 3]>,
    /// The tags of parts, from the first.
    pub(super) parts: Vec<String>,
    /// Where the last object to be added to ends.
    pub(super) position: String,
}

/// What makes something for other operations to find.
const MAKERS: [OperationId; 10] = [
    OperationId::PutObject,
    OperationId::PutObject,
    OperationId::AppendObject,
    OperationId::CopyObject,
    OperationId::InitiateMultipartUpload,
    OperationId::UploadPart,
    OperationId::CompleteMultipartUpload,
    OperationId::PutBucketVersioning,
    OperationId::PutObjectTagging,
    OperationId::PutSymlink,
];

/// Any request; nothing where what came out cannot be sent at all.
pub(super) fn any(input: &mut Unstructured<'_>, seen: &Seen) -> Result<Option<Asked>> {
    // Mostly an operation there is, and half of the time with nothing beside what it needs.
    let row = match input.int_in_range(0..=15)? {
        15 => None,
        0..8 => Some(input.choose(&MAKERS)?.spec()),
        _ => Some(input.choose(TABLE)?),
    };
    let plain = bool::arbitrary(input)?;
    let (mut query, mut headers) = (Query::default(), HeaderMap::new());
    let (method, target) = match row {
        Some(row) => (row.method.clone(), row.target),
        None => (input.choose(&METHODS)?.clone(), Target::Object),
    };
    let mut bucket = if input.ratio(31, 32)? { input.choose(&BUCKETS)? } else { "bkt-c" };
    let mut key = if input.ratio(31, 32)? { input.choose(&KEYS)? } else { <&str>::arbitrary(input)? };
    for name in row.map_or(&[][..], |row| row.selectors) {
        if *name == "uploadId"
            && plain
            && let Some([there, of, id]) = seen.uploads.last()
        {
            (bucket, key) = (there, of);
            query.push(*name, id);
        } else {
            query.push(*name, if plain { needed(name, seen) } else { value(input, seen)? });
        }
    }
    let needs = row.and_then(|row| row.header).into_iter();
    for name in
        needs.chain(row.filter(|row| row.id == OperationId::PutSymlink).map(|_| "x-oss-symlink-target"))
    {
        set(&mut headers, name, &if plain { needed(name, seen) } else { value(input, seen)? });
    }
    let encoded = encode::path(key);
    let (host, path) = match (target, input.int_in_range(0..=3)?) {
        (Target::Service, _) => ("localhost".to_owned(), "/".to_owned()),
        (Target::Bucket, 0) => (format!("{bucket}.localhost"), "/".to_owned()),
        (Target::Bucket, _) => ("localhost".to_owned(), format!("/{bucket}/")),
        (Target::Object, 0) => (format!("{bucket}.oss-cn-hangzhou.aliyuncs.com"), format!("/{encoded}")),
        (Target::Object, _) => ("localhost".to_owned(), format!("/{bucket}/{encoded}")),
    };
    let more = if plain { 0 } else { 3 };
    for _ in 0..input.int_in_range(0..=more)? {
        query.push(*input.choose(&PARAMETERS)?, value(input, seen)?);
    }
    for _ in 0..input.int_in_range(0..=more)? {
        set(&mut headers, input.choose(&HEADERS)?, &value(input, seen)?);
    }
    set(&mut headers, HOST.as_str(), &host);
    let body = body(input, row.map(|row| row.id).filter(|_| plain), seen)?;
    if headers.contains_key(CONTENT_LENGTH) || !input.ratio(7, 8)? {
        set(&mut headers, TRANSFER_ENCODING.as_str(), "chunked");
    } else {
        headers.insert(CONTENT_LENGTH, body.len().into());
    }
    let drawn = u8::arbitrary(input)?;
    // Seldom, more headers than any client sends, in metadata and beside it.
    for number in 0..if drawn < 4 { MANY } else { 0 } {
        set(&mut headers, &format!("{}{number}", ["x-oss-meta-", "n"][number % 2]), "1");
    }
    let who = match drawn {
        224..240 => Who::Nobody,
        240.. => Who::Forged,
        _ => Who::Known,
    };
    let how = *input.choose(&[Signed::V4, Signed::V1, Signed::UrlV4, Signed::UrlV1])?;
    let Some(Located { bucket, key }) = Hosts::default().locate(&host, &path) else { return Ok(None) };
    if bucket.as_deref() == Some(SEALED) {
        query = query.without("acl").without("policy");
        headers.remove("x-oss-acl");
        headers.remove("x-oss-object-acl");
    }
    if who != Who::Nobody {
        let place = (bucket.as_deref(), key.as_deref());
        sign(how, &method, place, &mut query, &mut headers);
    }
    if who == Who::Forged {
        // After the signature was made.
        set(&mut headers, "x-oss-meta-forged", "1");
        if how == Signed::UrlV1 || how == Signed::V1 {
            query.push("x-oss-forged", "1");
        }
    }
    let Ok(uri) = format!("{path}?{query}").parse() else { return Ok(None) };
    Ok(Some(Asked { who, method, uri, bucket, key, query, headers, body }))
}

/// A value with which an operation can succeed.
fn needed(name: &str, seen: &Seen) -> String {
    match name {
        "partNumber" => (seen.parts.len() % 3 + 1).to_string(),
        "position" if !seen.position.is_empty() => seen.position.clone(),
        "position" => "0".to_owned(),
        "list-type" => "2".to_owned(),
        "x-oss-copy-source" => "/bkt-a/k".to_owned(),
        "x-oss-symlink-target" => "k".to_owned(),
        _ => String::new(),
    }
}

fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value.as_bytes())) {
        headers.append(name, value);
    }
}

/// One that means something somewhere, one that the server has named, or anything.
fn value(input: &mut Unstructured<'_>, seen: &Seen) -> Result<String> {
    Ok(match input.int_in_range(0..=7)? {
        0 => <&str>::arbitrary(input)?.to_owned(),
        1..=3 if !seen.words.is_empty() => input.choose(&seen.words)?.clone(),
        _ => (*input.choose(&VALUES)?).to_owned(),
    })
}

/// The document that an operation needs, or any body.
fn body(input: &mut Unstructured<'_>, needs: Option<OperationId>, seen: &Seen) -> Result<Bytes> {
    let document = match needs {
        Some(OperationId::CompleteMultipartUpload) => {
            let part = |(at, tag): (usize, &String)| {
                format!("<Part><PartNumber>{}</PartNumber><ETag>{tag}</ETag></Part>", at + 1)
            };
            let parts: String = seen.parts.iter().enumerate().map(part).collect();
            return Ok(format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>").into());
        }
        Some(OperationId::PutBucketEncryption) => Some("<ServerSideEncryptionRule"),
        Some(OperationId::PutBucketVersioning) => Some("<VersioningConfiguration"),
        Some(OperationId::PutObjectTagging | OperationId::PutBucketTags) => Some("<Tagging"),
        Some(OperationId::PutBucketReferer) => Some("<RefererConfiguration"),
        Some(OperationId::PutBucketRequestPayment) => Some("<RequestPaymentConfiguration"),
        Some(OperationId::PutBucketPolicy) => return Ok(POLICY.into()),
        Some(OperationId::RestoreObject) => Some("<RestoreRequest"),
        _ => None,
    };
    if let Some(root) = document {
        return Ok(documents::named(root));
    }
    Ok(match input.int_in_range(0..=6)? {
        0 => Bytes::new(),
        1 | 2 => Bytes::copy_from_slice(<&[u8]>::arbitrary(input)?),
        // A part but the last has 100 KiB at least.
        3 => vec![u8::arbitrary(input)?; usize::from(u16::arbitrary(input)?) * 4].into(),
        4 => {
            let id = value(input, seen)?;
            let object = |key: &&str| format!("<Object><Key>{key}</Key><VersionId>{id}</VersionId></Object>");
            format!("<Delete>{}</Delete>", KEYS[1..4].iter().map(object).collect::<String>()).into()
        }
        _ => documents::changed(input)?,
    })
}
