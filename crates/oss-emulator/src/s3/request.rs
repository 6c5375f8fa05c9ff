//! A request of S3 as the service's own.

use super::{Sent, values};
use crate::{
    call::Asked,
    handlers::object::canonical,
    reason::{Reason, Refusal},
    resolve::{resolve, unknown},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{AUTHORIZATION, CONTENT_ENCODING},
};
use oss_protocol::{OperationId as Op, Query, date::Timestamp, number, sign::aws_chunks};
use std::sync::Arc;

/// The operations of the page "S3 API on OSS", and ListBuckets, which every client asks for. HeadBucket is a list.
const OPERATIONS: [Op; 27] = [
    Op::ListBuckets,
    Op::PutBucket,
    Op::DeleteBucket,
    Op::GetBucketLocation,
    Op::PutBucketAcl,
    Op::GetBucketAcl,
    Op::PutBucketLifecycle,
    Op::GetBucketLifecycle,
    Op::PutBucketLogging,
    Op::GetBucketLogging,
    Op::ListObjects,
    Op::ListObjectsV2,
    Op::DeleteMultipleObjects,
    Op::PostObject,
    Op::PutObject,
    Op::CopyObject,
    Op::GetObject,
    Op::HeadObject,
    Op::DeleteObject,
    Op::PutObjectAcl,
    Op::GetObjectAcl,
    Op::InitiateMultipartUpload,
    Op::UploadPart,
    Op::UploadPartCopy,
    Op::CompleteMultipartUpload,
    Op::AbortMultipartUpload,
    Op::ListParts,
];

/// Parameters that mean the same in both dialects. Any other is one of an operation that is not there.
const PARAMETERS: [&str; 20] = [
    "acl",
    "continuation-token",
    "delete",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "lifecycle",
    "list-type",
    "location",
    "logging",
    "marker",
    "max-keys",
    "max-parts",
    "part-number-marker",
    "partNumber",
    "prefix",
    "start-after",
    "uploadId",
    "uploads",
    "versionId",
];

/// Parameters of a signed URL, V2. boto3 writes there, too, which headers must travel with it.
const SIGNING_V2: [&str; 5] = ["AWSAccessKeyId", "Expires", "Signature", "content-md5", "content-type"];

/// Which call it is, for logs: the AWS SDK for JavaScript.
const CALL: &str = "x-id";

/// Parameters of a signed URL, V4.
const SIGNING: [&str; 8] = [
    "x-amz-algorithm",
    "x-amz-content-sha256",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
];

/// Headers that are `x-oss-` behind the same name.
const SAME: [&str; 12] = [
    "copy-source",
    "copy-source-if-match",
    "copy-source-if-modified-since",
    "copy-source-if-none-match",
    "copy-source-if-unmodified-since",
    "copy-source-range",
    "metadata-directive",
    "request-payer",
    "security-token",
    "storage-class",
    "tagging",
    "tagging-directive",
];

/// Headers that ask for nothing: what signed requests carry, what SDKs say of themselves, and the checksums of newer ones. No
/// page says that the service looks at these, and none comes back; users of such SDKs without aws-chunked see no difference.
const NOTHING: [&str; 9] = [
    "checksum-algorithm",
    "checksum-mode",
    "checksum-type",
    "content-sha256",
    "date",
    "decoded-content-length",
    "sdk-checksum-algorithm",
    "te",
    "user-agent",
];

const PREFIX: &str = "x-amz-";

/// The request as the service's own; `path` as it was sent.
pub(crate) fn translate(asked: Asked, path: &str) -> Result<Asked, Refusal> {
    if asked.in_path && asked.bucket.is_some() {
        return Err(Reason::PathStyle.into());
    }
    let in_pieces = in_pieces(&asked.headers)?;
    let head_bucket = asked.method == Method::HEAD && asked.bucket.is_some() && asked.key.is_none();
    let on_object = asked.key.is_some();
    let mut headers = translated(&asked.headers, on_object)?;
    let mut query = Query::default();
    let v2 = SIGNING_V2[..3].iter().any(|name| asked.query.has(name));
    for (name, value) in asked.query.iter() {
        let lower = name.to_ascii_lowercase();
        if SIGNING.contains(&lower.as_str()) || v2 && SIGNING_V2.contains(&name) || name == CALL {
            continue;
        }
        // Who signs a URL may put headers there.
        if lower.starts_with(PREFIX) {
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Reason::BadArgument)?;
            let name = HeaderName::try_from(lower).map_err(|_| Reason::BadArgument)?;
            for (name, value) in translated(&[(name, value)].into_iter().collect(), on_object)?.iter() {
                headers.append(name, value.clone());
            }
            continue;
        }
        if !PARAMETERS.contains(&name) && !name.starts_with("response-") && name != "x-oss-process" {
            return Err(Refusal::from(Reason::NotImplemented)
                .saying(format!("The service's S3 dialect does not know the parameter {name}.")));
        }
        query.push(name, value);
    }
    if head_bucket {
        query.set("max-keys", "1");
    }
    let sent = Sent {
        method: asked.method.clone(),
        path: path.to_owned(),
        query: asked.query,
        headers: asked.headers,
    };
    let method = if head_bucket { Method::GET } else { asked.method };
    let asked = Asked { method, query, headers, s3: Some(Arc::new(sent)), ..asked };
    let operation = resolve(&asked);
    if operation.is_some_and(|operation| !OPERATIONS.contains(&operation)) {
        return Err(unknown(&asked));
    }
    if in_pieces && !matches!(operation, Some(Op::PutObject | Op::UploadPart)) {
        return Err(not_supported("x-amz-content-sha256", aws_chunks::PAYLOAD));
    }
    Ok(asked)
}

/// Whether the body comes in signed pieces. Others, such as those with a checksum behind them, are refused.
///
/// Sources: EC 0017-00000804, and issues that quote its answer (karakeep 2191, polaris 3346).
fn in_pieces(headers: &HeaderMap) -> Result<bool, Refusal> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let codings = codings(headers);
    let payload = text(HeaderName::from_static("x-amz-content-sha256"));
    // Without one of these its pieces could not be checked.
    let signed = text(AUTHORIZATION).starts_with("AWS4-")
        && Timestamp::parse_basic(text(HeaderName::from_static("x-amz-date"))).is_some();
    match payload {
        aws_chunks::PAYLOAD if signed => {
            let length = text(HeaderName::from_static("x-amz-decoded-content-length"));
            number::digits::<u64>(length).ok_or(Reason::MissingContentLength)?;
            Ok(true)
        }
        _ if codings.iter().any(|coding| is_chunked(coding)) => {
            Err(not_supported("Content-Encoding", &codings.join(",")))
        }
        _ if payload.starts_with("STREAMING-") => Err(not_supported("x-amz-content-sha256", payload)),
        _ => Ok(false),
    }
}

fn not_supported(name: &'static str, value: &str) -> Refusal {
    Refusal::from(Reason::AwsChunked).with("ArgumentName", name).with("ArgumentValue", value)
}

/// How the body is encoded, in the order of the headers that say so.
fn codings(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    values.flat_map(|value| value.to_str().unwrap_or_default().split(',')).map(str::trim).collect()
}

fn is_chunked(coding: &str) -> bool {
    coding.eq_ignore_ascii_case("aws-chunked")
}

/// The headers as the service's own.
fn translated(headers: &HeaderMap, on_object: bool) -> Result<HeaderMap, Refusal> {
    let mut ours = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let Some(rest) = name.as_str().strip_prefix(PREFIX) else {
            ours.append(name, value.clone());
            continue;
        };
        let written = value.to_str().unwrap_or("\u{fffd}");
        let (to, value) = match rest {
            _ if NOTHING.contains(&rest) || is_checksum(rest) => continue,
            "acl" if on_object => ("object-acl", value.clone()),
            "acl" => ("acl", value.clone()),
            "server-side-encryption" => (rest, text(values::encryption(written))),
            "server-side-encryption-aws-kms-key-id" => ("server-side-encryption-key-id", value.clone()),
            "storage-class" => (rest, text(values::class(written))),
            _ if SAME.contains(&rest) || rest.starts_with("meta-") => (rest, value.clone()),
            _ => return Err(Refusal::from(Reason::UnsupportedHeader).with("Header", canonical(name))),
        };
        let to = HeaderName::try_from(format!("x-oss-{to}")).map_err(|_| Reason::BadArgument)?;
        ours.append(to, value);
    }
    ours.remove("x-oss-s3-compat");
    let codings = codings(headers);
    if codings.iter().any(|coding| is_chunked(coding)) {
        // What an object is encoded by, when its way here is over.
        let kept: Vec<_> = codings.into_iter().filter(|coding| !is_chunked(coding)).collect();
        ours.remove(CONTENT_ENCODING);
        if !kept.is_empty() {
            ours.insert(CONTENT_ENCODING, text(&kept.join(", ")));
        }
    }
    Ok(ours)
}

fn is_checksum(rest: &str) -> bool {
    let kinds = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];
    rest.strip_prefix("checksum-").is_some_and(|kind| kinds.contains(&kind))
}

/// A value that came in a header, or one of ours.
fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}
