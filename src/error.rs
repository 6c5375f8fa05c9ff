//! `oss_client::Error` as the error that ali-oss users know.
//!
//! Where ali-oss is odd and programs may lean on it, so are we:
//! - a code that ends in `Error` gets a name that ends in `ErrorError`;
//! - 404 and 412 without a document have fixed codes, except that a call about a bucket is not told "NoSuchKey";
//! - a response timeout has neither status nor code; transport errors have the status -1, a connect timeout -2.

use crate::thrown::Thrown;
use napi::bindgen_prelude::*;
use oss_client::{CredentialsError, ErrorKind, Route, ServiceError, TimeoutKind, TransportKind};
use oss_protocol::{ErrorDocument, Target};

/// An argument that is no use. It becomes an `Error` without a code, as in ali-oss.
pub(crate) fn invalid(message: &str) -> Error {
    Error::from_reason(message)
}

const INVALID_ARGUMENT: &str = "InvalidArgument";
const INVALID_ARGUMENT_NAME: &str = "InvalidArgumentError";

/// An argument the service would refuse, or silently misunderstand.
pub(crate) fn invalid_argument(env: &Env, message: &str) -> Error {
    let build = || {
        let mut error = env.create_error(invalid(message))?;
        error.set("name", INVALID_ARGUMENT_NAME)?;
        error.set("code", INVALID_ARGUMENT)?;
        Ok(Error::from(error.to_unknown()))
    };
    build().unwrap_or_else(|failure| failure)
}

/// A failed call in the words of ali-oss. It is made where the call ended, and told to JavaScript later.
#[derive(Default)]
pub struct Described {
    message: String,
    name: String,
    status: Option<i32>,
    code: Option<String>,
    request_id: Option<String>,
    /// The checksums here and at the service.
    crc64: Option<(u64, u64)>,
    /// `ecCode` and `hostId`; where the service wrote a document they are there, if only as `undefined`.
    document: Option<(Option<String>, Option<String>)>,
    /// Requests made, and which limit was reached.
    attempts: u32,
    limit: Option<&'static str>,
    /// What a function of the program threw, in place of all this.
    thrown: Option<Thrown>,
    params: Option<Params>,
}

/// What was asked, as ali-oss hangs it onto errors.
struct Params {
    route: Route,
    bucket: String,
}

impl ToNapiValue for Described {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, described: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let object = described.into_object(&env)?;
        // SAFETY: `raw` is the environment the object was made in.
        unsafe { Object::to_napi_value(raw, object) }
    }
}

impl Described {
    /// A plain object: JavaScript makes the error, for only one made there knows who waits for it.
    fn into_object(self, env: &Env) -> Result<Object<'_>> {
        let mut error = Object::new(env)?;
        if let Some(thrown) = self.thrown {
            error.set("thrown", thrown.value(env)?)?;
            return Ok(error);
        }
        error.set("message", self.message)?;
        error.set("name", self.name)?;
        if self.status.is_some() {
            error.set("status", or_undefined(self.status))?;
        }
        if self.code.is_some() || self.document.is_some() {
            error.set("code", or_undefined(self.code))?;
        }
        if self.request_id.is_some() || self.document.is_some() {
            error.set("requestId", or_undefined(self.request_id))?;
        }
        if let Some((ours, theirs)) = self.crc64 {
            error.set("clientCrc64", ours.to_string())?;
            error.set("serverCrc64", theirs.to_string())?;
        }
        if let Some((ec, host)) = self.document {
            error.set("ecCode", or_undefined(ec))?;
            error.set("hostId", or_undefined(host))?;
        }
        if self.limit.is_some() {
            error.set("timeout", or_undefined(self.limit))?;
        }
        if self.attempts > 0 {
            error.set("attempts", self.attempts)?;
        }
        if let Some(Params { route, bucket }) = self.params {
            let mut params = Object::new(env)?;
            params.set("method", route.method().as_str())?;
            params.set("bucket", bucket)?;
            params.set("subres", route.subresources())?;
            let success: Vec<_> = route.success().iter().map(|status| status.as_u16()).collect();
            params.set("successStatuses", success)?;
            error.set("params", params)?;
        }
        Ok(error)
    }
}

/// What is wrong with a file, as Node names and says it.
fn in_node_words(error: &std::io::Error) -> (&'static str, String) {
    use std::io::ErrorKind as Kind;
    let (code, text) = match error.kind() {
        Kind::NotFound => ("ENOENT", "no such file or directory"),
        Kind::PermissionDenied => ("EACCES", "permission denied"),
        Kind::AlreadyExists => ("EEXIST", "file already exists"),
        Kind::IsADirectory => ("EISDIR", "illegal operation on a directory"),
        Kind::NotADirectory => ("ENOTDIR", "not a directory"),
        Kind::StorageFull => ("ENOSPC", "no space left on device"),
        Kind::ReadOnlyFilesystem => ("EROFS", "read-only file system"),
        _ => return ("RequestError", error.to_string()),
    };
    (code, format!("{code}: {text}"))
}

fn or_undefined<T>(value: Option<T>) -> Either<T, Undefined> {
    value.map_or(Either::B(()), Either::A)
}

/// What a call rejects with that has nobody to sign.
pub(crate) fn no_credentials<'env>(env: &'env Env, error: &CredentialsError) -> Result<Unknown<'env>> {
    Ok(nobody(error).into_object(env)?.to_unknown())
}

fn nobody(error: &CredentialsError) -> Described {
    Described {
        message: error.to_string(),
        name: "NoCredentialsError".into(),
        code: Some("NoCredentials".into()),
        thrown: Thrown::of_credentials(error),
        ..Described::default()
    }
}

/// Message and fields of the error a failed call rejects with.
pub(crate) fn to_js<'env>(env: &'env Env, error: &oss_client::Error) -> Result<Unknown<'env>> {
    Ok(describe(error).into_object(env)?.to_unknown())
}

/// A failed call in the words of ali-oss.
pub(crate) fn describe(error: &oss_client::Error) -> Described {
    let route = error.route();
    let params = Params { route: route.clone(), bucket: error.bucket().unwrap_or_default().to_owned() };
    Described { attempts: error.attempts(), params: Some(params), ..kind_of(error, route) }
}

fn kind_of(error: &oss_client::Error, route: &Route) -> Described {
    let asked = format!("{} {}", route.method(), error.url());
    let request_id = error.response().and_then(|response| response.request_id()).map(str::to_owned);
    let answered = error.response().map(|response| i32::from(response.status.as_u16()));
    let says = |message: String, name: &str| Described { message, name: name.into(), ..Described::default() };
    // No answer, or not all of it.
    let coded = |message, name: &str, status| Described {
        code: Some(name.into()),
        status: Some(status),
        ..says(message, name)
    };
    // An answer that is no use.
    let failed = |message, code: &str| Described {
        code: Some(code.into()),
        status: answered,
        request_id: request_id.clone(),
        ..says(message, &format!("{code}Error"))
    };
    match error.kind() {
        ErrorKind::Credentials(error) => nobody(error),
        ErrorKind::Service(refused) => service(refused, error, route.target()),
        ErrorKind::Transport {
            kind: TransportKind::Connect | TransportKind::Proxy | TransportKind::Tls,
            message,
        } => coded(format!("{message}{}, {asked}", bucket_twice(error)), "RequestError", -1),
        ErrorKind::Transport { message, .. } => coded(format!("{message}, {asked}"), "ResponseError", -1),
        ErrorKind::Timeout { kind: TimeoutKind::Connect, .. } => {
            let advice = "please increase the timeout or reduce the partSize";
            let message = format!("{}, {advice}, {asked}", error.kind());
            Described { limit: Some("connect"), ..coded(message, "ConnectionTimeoutError", -2) }
        }
        ErrorKind::Timeout { kind: TimeoutKind::Socket, .. } => {
            let advice = "working sockets is full, please increase maxSockets or the timeout";
            let message = format!("{}, {advice}, {asked}", error.kind());
            Described { limit: Some("connect"), ..coded(message, "SocketAssignTimeoutError", -2) }
        }
        ErrorKind::Timeout { kind: TimeoutKind::Response, .. } => {
            let message = format!("{}, please increase the timeout, {asked}", error.kind());
            Described { limit: Some("idle"), ..says(message, "ResponseTimeoutError") }
        }
        ErrorKind::Timeout { kind: TimeoutKind::Total, limit } => {
            let limit = limit.as_millis();
            let message =
                format!("Response timeout for {limit}ms in all, please increase timeout.total, {asked}");
            Described { limit: Some("total"), ..says(message, "ResponseTimeoutError") }
        }
        ErrorKind::Malformed { status, request_id, what } => Described {
            status: Some(status.as_u16().into()),
            request_id: request_id.clone(),
            ..failed(format!("The answer to {asked} is not what it should be: {what}"), "MalformedResponse")
        },
        ErrorKind::Foreign { error, .. } => Described {
            thrown: Thrown::behind(error.as_ref()),
            ..coded(format!("{error}, {asked}"), "RequestError", -1)
        },
        ErrorKind::Input(message) => says(message.clone(), "Error"),
        ErrorKind::Encryption(_) => Described {
            code: Some(INVALID_ARGUMENT.into()),
            ..says(error.kind().to_string(), INVALID_ARGUMENT_NAME)
        },
        ErrorKind::Panicked(panicked) => says(format!("{panicked}, {asked}"), "Error"),
        ErrorKind::Inconsistent { ours, theirs } => {
            let sums = format!("the CRC64 here is {ours}, the service's is {theirs}");
            let message = format!("What arrived is not what was sent: {sums}, {asked}");
            Described { crc64: Some((*ours, *theirs)), ..failed(message, "InconsistentCrc64") }
        }
        ErrorKind::TooLarge { .. } => failed(format!("{}, {asked}", error.kind()), "ObjectTooLarge"),
        ErrorKind::Decryption(why) => {
            failed(format!("The object cannot be decrypted: {why}, {asked}"), "DecryptionFailed")
        }
        ErrorKind::NotEncrypted { .. } => failed(
            format!("The object is stored, but not encrypted as required: {}, {asked}", error.kind()),
            "EncryptionMismatch",
        ),
        ErrorKind::File { path, error: io } => {
            let (code, text) = in_node_words(io);
            Described {
                code: Some(code.into()),
                ..says(format!("{text}, open '{}'", path.display()), "Error")
            }
        }
        ErrorKind::FileChanged(changed) => Described {
            code: Some("FileChanged".into()),
            ..says(format!("{changed}, {asked}"), "FileChangedError")
        },
        ErrorKind::Body(io) => {
            let (code, text) = in_node_words(io);
            let unread = format!("{text}, {asked}");
            Described { code: Some(code.into()), status: Some(-1), ..says(unread, "RequestError") }
        }
    }
}

fn service(refused: &ServiceError, error: &oss_client::Error, target: Target) -> Described {
    let status = refused.status.as_u16();
    let request_id = error.response().and_then(|response| response.request_id()).map(str::to_owned);
    let fixed = |message: String, name: &str, code: Option<&str>| Described {
        message,
        name: name.into(),
        status: Some(status.into()),
        code: code.map(str::to_owned),
        request_id: request_id.clone(),
        ..Described::default()
    };
    match &refused.document {
        Ok(Some(document)) => {
            let name =
                document.code.as_ref().map_or_else(|| "UnknownError".into(), |code| format!("{code}Error"));
            Described {
                code: document.code.clone(),
                request_id: document.request_id.clone().or(request_id.clone()),
                document: Some((document.ec.clone(), document.host_id.clone())),
                ..fixed(in_words(document, status, error), &name, None)
            }
        }
        Ok(None) if status == 404 && target == Target::Object => {
            fixed(format!("Object not exists{}", bucket_twice(error)), "NoSuchKeyError", Some("NoSuchKey"))
        }
        Ok(None) if status == 412 => {
            fixed("Pre condition failed".into(), "PreconditionFailedError", Some("PreconditionFailed"))
        }
        Ok(None) => fixed(format!("Unknow error, status: {status}"), "UnknownError", None),
        Err(why) => {
            let what = format!("what the server wrote about it is no error document: {why}");
            let raw = error.response().map(oss_client::Response::raw_text).unwrap_or_default();
            fixed(format!("Unknow error, status: {status}, and {what}\nraw xml: {raw}"), "UnknownError", None)
        }
    }
}

/// What the service says, and behind that what it means for the caller.
fn in_words(document: &ErrorDocument, status: u16, error: &oss_client::Error) -> String {
    let mut text =
        document.message.clone().unwrap_or_else(|| format!("unknow request error, status: {status}"));
    if let Some(condition) = &document.condition {
        text.push_str(&format!(" (condition: {condition})"));
    }
    if let Some(endpoint) = &document.endpoint {
        text.push_str(&format!(" (the bucket is at {endpoint}: set `endpoint` or `region` so)"));
    }
    if matches!(document.code.as_deref(), Some("NoSuchBucket" | "InvalidBucketName")) {
        text.push_str(&bucket_twice(error));
    }
    if let Some(key) = error.kms_key().filter(|key| is_about_keys(document) && !text.contains(key)) {
        text.push_str(&format!(" (KMS key: {key})"));
    }
    text
}

/// What is wrong where the endpoint has the bucket's name in front already, as the service's console shows it. Nothing answers at
/// `bucket.bucket.…`, or somebody who knows no such bucket, or whose certificate is for other names.
fn bucket_twice(error: &oss_client::Error) -> String {
    let host = error.url().split_once("://").map_or("", |(_, rest)| rest);
    match error.bucket() {
        Some(bucket) if host.starts_with(&format!("{bucket}.{bucket}.")) => format!(
            " (the endpoint begins with the name of the bucket, {bucket}, which the client puts in front: \
             leave it out of `endpoint`, or set `cname`)"
        ),
        _ => String::new(),
    }
}

/// Whether a refusal has to do with encryption: by the service's diagnostic codes, or by those of KMS.
fn is_about_keys(document: &ErrorDocument) -> bool {
    let code = document.code.as_deref().unwrap_or_default();
    let by_kms = ["Key", "Alias", "KMS", "Kms", "Forbidden.Key", "Rejected."];
    document.ec.as_deref().is_some_and(|ec| ec.starts_with("0005-"))
        || by_kms.iter().any(|beginning| code.starts_with(beginning))
}
