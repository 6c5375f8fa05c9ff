//! `oss_client::Error` as the error that ali-oss users know.
//!
//! Where ali-oss is odd and programs may lean on it, so are we:
//! - a code that ends in `Error` gets a name that ends in `ErrorError`;
//! - 404 and 412 without a document have fixed codes, except that a call about a bucket is not told "NoSuchKey";
//! - a response timeout has neither status nor code; transport errors have the status -1, a connect timeout -2.

use crate::credentials::Thrown;
use napi::bindgen_prelude::*;
use oss_client::{CredentialsError, ErrorKind, ServiceError, TimeoutKind, TransportKind};
use oss_protocol::{ErrorDocument, Target};

/// An argument that is no use. It becomes an `Error` without a code, as in ali-oss.
pub(crate) fn invalid(message: &str) -> Error {
    Error::from_reason(message)
}

/// An argument the service would refuse, or silently misunderstand.
pub(crate) fn invalid_argument(env: &Env, message: &str) -> Error {
    let build = || {
        let mut error = env.create_error(invalid(message))?;
        error.set("name", "InvalidArgumentError")?;
        error.set("code", "InvalidArgument")?;
        Ok(Error::from(error.to_unknown()))
    };
    build().unwrap_or_else(|failure| failure)
}

/// The fields of an error beside its message. Where the service wrote a document all of them are there, if only as `undefined`.
#[derive(Default)]
struct Fields {
    name: String,
    status: Option<i32>,
    code: Option<String>,
    request_id: Option<String>,
    /// The checksums here and at the service.
    crc64: Option<(u64, u64)>,
    /// `ecCode` and `hostId`; they are there only where the service wrote a document.
    document: Option<(Option<String>, Option<String>)>,
}

impl Fields {
    /// A plain object: JavaScript makes the error, for only one made there knows who waits for it.
    fn into_object<'env>(self, env: &'env Env, message: &str) -> Result<Object<'env>> {
        let mut error = Object::new(env)?;
        error.set("message", message)?;
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

/// What a call rejects with that has nobody to sign. What a function of the program threw is handed on as it is.
pub(crate) fn no_credentials<'env>(env: &'env Env, error: &CredentialsError) -> Result<Unknown<'env>> {
    if let Some(thrown) = Thrown::of(error) {
        let mut object = Object::new(env)?;
        object.set("thrown", thrown.value(env)?)?;
        return Ok(object.to_unknown());
    }
    let fields =
        Fields { name: "NoCredentialsError".into(), code: Some("NoCredentials".into()), ..Fields::default() };
    Ok(fields.into_object(env, &error.to_string())?.to_unknown())
}

/// Message and fields of the error a failed call rejects with.
pub(crate) fn to_js<'env>(env: &'env Env, error: &oss_client::Error) -> Result<Unknown<'env>> {
    let spec = error.operation().spec();
    let named = |name: &str, status: Option<i32>| Fields { name: name.into(), status, ..Fields::default() };
    let coded = |name: &str, status| Fields { code: Some(name.into()), ..named(name, Some(status)) };
    let asked = format!("{} {}", spec.method, error.url());
    let request_id = error.response().and_then(|response| response.request_id()).map(str::to_owned);
    let answered = error.response().map(|response| i32::from(response.status.as_u16()));
    let failed = |code: &str| Fields {
        code: Some(code.into()),
        request_id: request_id.clone(),
        ..named(&format!("{code}Error"), answered)
    };
    let (message, fields) = match error.kind() {
        ErrorKind::Credentials(error) => return no_credentials(env, error),
        ErrorKind::Service(refused) => service(refused, error, spec.target),
        ErrorKind::Transport { kind: TransportKind::Connect | TransportKind::Tls, message } => {
            (format!("{message}, {asked}"), coded("RequestError", -1))
        }
        ErrorKind::Transport { message, .. } => (format!("{message}, {asked}"), coded("ResponseError", -1)),
        ErrorKind::Timeout { kind: TimeoutKind::Connect, .. } => {
            let advice = "please increase the timeout or reduce the partSize";
            (format!("{}, {advice}, {asked}", error.kind()), coded("ConnectionTimeoutError", -2))
        }
        ErrorKind::Timeout { kind: TimeoutKind::Response, .. } => (
            format!("{}, please increase the timeout, {asked}", error.kind()),
            named("ResponseTimeoutError", None),
        ),
        ErrorKind::Malformed { status, request_id, what } => {
            let fields = Fields {
                request_id: request_id.clone(),
                code: Some("MalformedResponse".into()),
                ..named("MalformedResponseError", Some(status.as_u16().into()))
            };
            (format!("The answer to {asked} is not what it should be: {what}"), fields)
        }
        ErrorKind::Input(message) => (message.clone(), named("Error", None)),
        ErrorKind::Inconsistent { ours, theirs } => (
            format!(
                "What arrived is not what was sent: the CRC64 here is {ours}, the service's is {theirs}, {asked}"
            ),
            Fields { crc64: Some((*ours, *theirs)), ..failed("InconsistentCrc64") },
        ),
        ErrorKind::NotEncrypted { .. } => (
            format!("The object is stored, but not encrypted as required: {}, {asked}", error.kind()),
            failed("EncryptionMismatch"),
        ),
        ErrorKind::File { path, error: io } => {
            let (code, text) = in_node_words(io);
            let fields = Fields { code: Some(code.into()), ..named("Error", None) };
            (format!("{text}, open '{}'", path.display()), fields)
        }
        ErrorKind::Body(io) => {
            let (code, text) = in_node_words(io);
            let fields = Fields { code: Some(code.into()), ..named("RequestError", Some(-1)) };
            (format!("{text}, {asked}"), fields)
        }
    };
    let mut object = fields.into_object(env, &message)?;
    let mut params = Object::new(env)?;
    params.set("method", spec.method.as_str())?;
    params.set("bucket", error.bucket().unwrap_or_default())?;
    params.set("subres", spec.selectors.join("&"))?;
    let success: Vec<_> = spec.success.iter().map(|status| status.as_u16()).collect();
    params.set("successStatuses", success)?;
    object.set("params", params)?;
    Ok(object.to_unknown())
}

fn service(refused: &ServiceError, error: &oss_client::Error, target: Target) -> (String, Fields) {
    let status = refused.status.as_u16();
    let from_header = error.response().and_then(|response| response.request_id()).map(str::to_owned);
    let fixed = |name: &str, code: Option<&str>| Fields {
        name: name.into(),
        status: Some(status.into()),
        code: code.map(str::to_owned),
        request_id: from_header.clone(),
        ..Fields::default()
    };
    match &refused.document {
        Ok(Some(document)) => {
            let ErrorDocument { code, message, request_id, host_id, ec, condition, endpoint } =
                document.as_ref().clone();
            let mut text = message.unwrap_or_else(|| format!("unknow request error, status: {status}"));
            if let Some(condition) = condition {
                text.push_str(&format!(" (condition: {condition})"));
            }
            if let Some(endpoint) = endpoint {
                text.push_str(&format!(" (endpoint: {endpoint})"));
            }
            let name = code.as_ref().map_or_else(|| "UnknownError".into(), |code| format!("{code}Error"));
            let fields = Fields {
                name,
                code,
                request_id: request_id.or(from_header.clone()),
                document: Some((ec, host_id)),
                ..fixed("", None)
            };
            (text, fields)
        }
        Ok(None) if status == 404 && target == Target::Object => {
            ("Object not exists".into(), fixed("NoSuchKeyError", Some("NoSuchKey")))
        }
        Ok(None) if status == 412 => {
            ("Pre condition failed".into(), fixed("PreconditionFailedError", Some("PreconditionFailed")))
        }
        Ok(None) => (format!("Unknow error, status: {status}"), fixed("UnknownError", None)),
        Err(why) => {
            let text = format!(
                "Unknow error, status: {status}, and what the server wrote about it is no error document: {why}"
            );
            (text, fixed("UnknownError", None))
        }
    }
}
