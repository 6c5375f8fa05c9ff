//! Why an operation failed.

use crate::{CredentialsError, Response};
use http::StatusCode;
use oss_protocol::{ErrorDocument, OperationId};
use std::{fmt, time::Duration};

/// Why an operation failed, and which.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: OperationId,
    bucket: Option<String>,
    url: String,
    response: Option<Response>,
}

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// The service refused, or an answer came with a status the operation does not have.
    #[error("{0}")]
    Service(ServiceError),
    /// No answer, or not all of it.
    #[error("{message}")]
    Transport {
        /// What failed.
        kind: TransportKind,
        /// What happened, and to which address.
        message: String,
    },
    /// It took too long.
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
    /// There are no credentials to sign with. Nothing was sent.
    #[error("{0}")]
    Credentials(CredentialsError),
    /// The call cannot be made as it stands. Nothing was sent.
    #[error("{0}")]
    Input(String),
    /// What arrived is not what was sent. An upload that ends so is stored at the service; a download is not kept.
    #[error("the CRC64 of the bytes here is {ours}, the service says {theirs}")]
    Inconsistent {
        /// The checksum of what was sent or received here.
        ours: u64,
        /// The checksum of what the service has.
        theirs: u64,
    },
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
    /// What was to be sent could not be read. The request was broken off.
    #[error("{0}")]
    Body(std::io::Error),
}

/// What of a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportKind {
    /// The name has no address, or nothing listens there. The request was not sent.
    Connect,
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
    /// The answer. The service may have acted.
    Response,
}

impl fmt::Display for TimeoutKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "Connect",
            Self::Response => "Response",
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

impl Error {
    pub(crate) fn new(kind: ErrorKind, operation: OperationId, bucket: Option<String>, url: String) -> Self {
        Self(Box::new(Inner { kind, operation, bucket, url, response: None }))
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

    /// What was asked for.
    pub fn operation(&self) -> OperationId {
        self.0.operation
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
        let spec = self.0.operation.spec();
        write!(f, "{}: {}, {} {}", spec.name, self.0.kind, spec.method, self.0.url)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("url", &self.0.url)
            .field("kind", &self.0.kind)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
