//! Why an operation failed.

use crate::{CredentialsError, FileChanged, Panicked, Response, Route};
use http::StatusCode;
use oss_protocol::{
    ErrorDocument,
    encryption::{HEADERS, InvalidEncryption},
};
use std::{fmt, time::Duration};

/// Why an operation failed, and which.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    route: Route,
    bucket: Option<String>,
    url: String,
    response: Option<Response>,
    attempts: u32,
    elapsed: Duration,
    /// The key of KMS that was named.
    kms_key: Option<String>,
    /// Whether other credentials may be had than those that the service refused.
    renewable: bool,
    /// By how many seconds the time that was signed with differs from the clock's.
    offset: i64,
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// The service refused, or an answer came with a status the operation does not have. Another attempt may succeed
    /// where it has a fault (5xx) or is too busy.
    #[error("{0}")]
    Service(ServiceError),
    /// No answer, or not all of it. Another attempt may succeed, unless a proxy or TLS is in the way, or
    /// what is there does not speak HTTP.
    #[error("{message}")]
    Transport {
        /// What failed.
        kind: TransportKind,
        /// What happened, and to which address.
        message: String,
    },
    /// It took too long. Another attempt may succeed, unless the limit was for all of them, or for a free socket.
    #[error("{kind} timeout for {}ms", limit.as_millis())]
    Timeout {
        /// What took too long.
        kind: TimeoutKind,
        /// How long it might have taken.
        limit: Duration,
    },
    /// The operation succeeded, but its answer cannot be read.
    #[error("malformed answer (status {status}): {what}")]
    Malformed {
        /// The answer's status.
        status: StatusCode,
        /// The request's id.
        request_id: Option<String>,
        /// What is wrong with it.
        what: String,
    },
    /// A transport that is not ours failed, in its own words.
    #[error("{error}")]
    Foreign {
        /// Whether another attempt may succeed, as far as the transport says.
        passes: bool,
        /// Its words.
        error: std::sync::Arc<dyn std::error::Error + Send + Sync>,
    },
    /// There are no credentials to sign with. Nothing was sent.
    #[error("{0}")]
    Credentials(CredentialsError),
    /// The call cannot be made as it stands. Nothing was sent.
    #[error("{0}")]
    Input(String),
    /// The encryption headers of the call contradict each other. Nothing was sent.
    #[error("{}", .0.in_terms_of(HEADERS.each_ref().map(|name| name.as_str())))]
    Encryption(InvalidEncryption),
    /// What arrived is not what was sent. An upload that ends so is stored at the service; a download is not kept.
    #[error("the CRC64 of the bytes here is {ours}, the service says {theirs}")]
    Inconsistent {
        /// The checksum of what was sent or received here.
        ours: u64,
        /// The checksum of what the service has.
        theirs: u64,
    },
    /// An object is too large to be collected into memory.
    #[error("{} in memory may have {limit} bytes: read it as a stream or into a file, or allow more",
        length.map_or("the object goes on, and one".to_owned(), |length| format!("the object has {length} bytes, and one")))]
    TooLarge {
        /// How many bytes it has, where the service says.
        length: Option<u64>,
        /// How many it may have.
        limit: u64,
    },
    /// An object that a client encrypted cannot be decrypted, or is not what it was. Nothing of it is kept.
    #[error("the object cannot be decrypted: {0}")]
    Decryption(String),
    /// A function that the client was given panicked, or one of its own. Another call may succeed.
    #[error("{0}")]
    Panicked(Panicked),
    /// The service does not say that it encrypted as it was asked to. The object is stored.
    #[error("asked for {asked}, the service answered {answered}")]
    NotEncrypted {
        /// What was asked for.
        asked: String,
        /// What the answer says.
        answered: String,
    },
    /// A file on this machine cannot be read or written.
    #[error("{error}, {}", path.display())]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        error: std::io::Error,
    },
    /// A file changed while it was sent. The request was broken off.
    #[error("{0}")]
    FileChanged(FileChanged),
    /// What was to be sent could not be read. The request was broken off.
    #[error("{0}")]
    Body(std::io::Error),
}

impl From<String> for ErrorKind {
    fn from(why: String) -> Self {
        Self::Input(why)
    }
}

/// What of a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportKind {
    /// The name has no address, or nothing listens there. The request was not sent.
    Connect,
    /// A proxy does not let us through; it has said so. The request was not sent.
    Proxy,
    /// The connection could not be encrypted, or the certificate not verified. The request was not sent.
    Tls,
    /// The connection ended before the answer did. The service may have acted.
    Interrupted,
    /// The answer is not HTTP.
    Protocol,
}

/// What took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutKind {
    /// The connection. The request was not sent.
    Connect,
    /// A socket to connect with: all that there may be were in use. The request was not sent.
    Socket,
    /// The answer: no byte has moved. The service may have acted.
    Response,
    /// The call, with all its attempts. The service may have acted.
    Total,
}

impl fmt::Display for TimeoutKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect | Self::Socket => "Connect",
            Self::Response => "Response",
            Self::Total => "Total",
        })
    }
}

/// What the service said.
#[derive(Debug)]
pub struct ServiceError {
    /// Status.
    pub status: StatusCode,
    /// The error document; `Err` says why it cannot be read, `Ok(None)` that there is none.
    pub document: Result<Option<Box<ErrorDocument>>, String>,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.document {
            Ok(Some(document)) if document.code.is_some() => {
                let text = |part: &Option<String>| part.clone().unwrap_or_default();
                write!(
                    f,
                    "{}: {} (status {})",
                    text(&document.code),
                    text(&document.message),
                    self.status.as_u16()
                )
            }
            Ok(_) => write!(f, "status {}", self.status.as_u16()),
            Err(why) => {
                write!(f, "status {}, and its error document cannot be read: {why}", self.status.as_u16())
            }
        }
    }
}

/// Codes that pass, whatever their status.
const PASSING: &[&str] =
    &["QpsLimitExceeded", "RequestTimeTooSkewed", "RequestTimeout", "ServiceBusy", "TooManyRequests"];

/// How the service says that temporary credentials have ended, or are of another time than their token.
const SPENT: &[&str] = &["InvalidAccessKeyId", "InvalidSecurityToken", "SecurityTokenExpired"];

impl ServiceError {
    /// What the service calls it.
    pub fn code(&self) -> Option<&str> {
        self.document.as_ref().ok()?.as_ref()?.code.as_deref()
    }

    /// Whether another attempt may succeed: the service has a fault, or is too busy.
    fn passes(&self) -> bool {
        let code = self.code().unwrap_or_default();
        match self.status {
            StatusCode::NOT_IMPLEMENTED => false,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => true,
            status => status.is_server_error() || PASSING.contains(&code) || code.starts_with("Throttling"),
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, route: Route, bucket: Option<String>, url: String) -> Self {
        let (response, kms_key) = (None, None);
        Self(Box::new(Inner {
            kind,
            route,
            bucket,
            url,
            response,
            attempts: 0,
            elapsed: Duration::ZERO,
            kms_key,
            renewable: false,
            offset: 0,
        }))
    }

    /// So many attempts more, and how long it all took.
    pub(crate) fn after(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts += attempts;
        self.0.elapsed = elapsed;
        self
    }

    pub(crate) fn with_kms_key(mut self, key: Option<String>) -> Self {
        self.0.kms_key = key;
        self
    }

    pub(crate) fn with_renewable(mut self, renewable: bool) -> Self {
        self.0.renewable = renewable;
        self
    }

    pub(crate) fn with_offset(mut self, offset: i64) -> Self {
        self.0.offset = offset;
        self
    }

    /// By how many seconds the time that was signed with differs from the clock's.
    pub(crate) fn offset(&self) -> i64 {
        self.0.offset
    }

    /// Whether the service refused credentials, and others may be had.
    pub(crate) fn is_renewable(&self) -> bool {
        self.0.renewable
    }

    /// Whether the service does not take a token any more.
    pub(crate) fn names_spent_token(&self) -> bool {
        self.code().is_some_and(|code| SPENT.contains(&code))
    }

    /// How many requests were made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long they took, pauses included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The key of KMS that the request named.
    pub fn kms_key(&self) -> Option<&str> {
        self.0.kms_key.as_deref()
    }

    /// What the service calls it, if it said.
    pub fn code(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Service(refused) => refused.code(),
            _ => None,
        }
    }

    /// Whether another attempt may succeed.
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Service(refused) => refused.passes(),
            ErrorKind::Transport { kind, .. } => {
                matches!(kind, TransportKind::Connect | TransportKind::Interrupted)
            }
            // Who waited for a socket has waited as long as it was to.
            ErrorKind::Timeout { kind, .. } => !matches!(kind, TimeoutKind::Socket | TimeoutKind::Total),
            ErrorKind::Inconsistent { .. } => true,
            ErrorKind::Foreign { passes, .. } => *passes,
            _ => false,
        }
    }

    /// Whether the service understood, and will say the same again.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.kind(), ErrorKind::Service(_)) && !self.is_retryable() && !self.is_renewable()
    }

    /// Whether the service may have acted nevertheless.
    pub(crate) fn leaves_doubt(&self) -> bool {
        match self.kind() {
            // Who is too busy has not begun.
            ErrorKind::Service(refused) => {
                refused.status.is_server_error() && refused.status != StatusCode::SERVICE_UNAVAILABLE
            }
            ErrorKind::Transport { kind, .. } => *kind == TransportKind::Interrupted,
            ErrorKind::Timeout { kind, .. } => !matches!(kind, TimeoutKind::Connect | TimeoutKind::Socket),
            ErrorKind::Foreign { .. } => true,
            _ => false,
        }
    }

    pub(crate) fn with_response(mut self, response: Response) -> Self {
        self.0.response = Some(response);
        self
    }

    /// Why.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Why, without the rest.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// How what was asked for travels.
    pub fn route(&self) -> &Route {
        &self.0.route
    }

    /// Of which bucket.
    pub fn bucket(&self) -> Option<&str> {
        self.0.bucket.as_deref()
    }

    /// The URL. Signatures travel in a header, so it holds none.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// The answer, if there was one.
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = &self.0.route;
        write!(f, "{}: {}, {} {}", route.name(), self.0.kind, route.method(), self.0.url)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.route.name())
            .field("url", &self.0.url)
            .field("kind", &self.0.kind)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
