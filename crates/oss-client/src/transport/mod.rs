//! A function from request to response. The network is one; a server in this process is another.

mod direct;
mod dns;
mod failure;
mod plain;
mod reqwest;
mod tls;

pub(crate) use self::plain::Plain;
pub use self::plain::{PlainAnswer, Secret};
pub use self::reqwest::Reqwest;
use crate::{ErrorKind, Outgoing, TimeoutKind, TransportKind};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use std::{pin::Pin, time::Duration};

/// An answer's body on its way in.
pub type Body = BoxBody<Bytes, TransportError>;

/// The answer to come.
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

/// A function from request to response.
pub trait Transport: Send + Sync + 'static {
    /// Sends a signed request and waits for the head of the answer. Dropping the future abandons the request.
    fn exchange(&self, request: http::Request<Outgoing>) -> Exchange<'_>;
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The connection took longer than it might.
    #[error("Connect timeout for {}ms", .0.as_millis())]
    ConnectTimeout(Duration),
    /// What was to be sent could not be read.
    #[error("{0}")]
    Body(std::io::Error),
    /// Anything else.
    #[error("{1}")]
    Failed(TransportKind, String),
}

impl TransportError {
    pub(crate) fn into_kind(self) -> ErrorKind {
        match self {
            Self::ConnectTimeout(limit) => ErrorKind::Timeout { kind: TimeoutKind::Connect, limit },
            Self::Body(error) => ErrorKind::Body(error),
            Self::Failed(kind, message) => ErrorKind::Transport { kind, message },
        }
    }
}
