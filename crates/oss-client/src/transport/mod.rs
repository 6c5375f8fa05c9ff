//! A function from request to response. The network is one; a server in this process is another.

mod certificate;
mod connector;
mod dns;
mod failure;
mod hosts;
mod limit;
mod network;
mod plain;
mod pool;
mod proxy;
mod settings;
mod socket;
mod tcp;
#[cfg(test)]
mod tests;
mod tls;
mod tunnel;
mod unverified;

pub use dns::{Looking, Lookup};
pub use hosts::{Hosts, InvalidHost};
pub use network::Network;
pub(crate) use plain::Plain;
pub use plain::{PlainAnswer, Secret};
pub use proxy::{InvalidProxy, ProxyRules};
pub use settings::NetworkSettings;
pub use tls::{InvalidPem, TlsSettings};

use crate::{ErrorKind, Outgoing, TimeoutKind, TransportKind};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use std::{pin::Pin, sync::Arc, time::Duration};

/// An answer's body on its way in.
pub type Body = BoxBody<Bytes, TransportError>;

/// The answer to come.
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send + 'a>>;

/// A function from request to response.
pub trait Transport: Send + Sync + 'static {
    /// Sends a signed request and waits for the head of the answer. Dropping the future abandons the request.
    fn exchange(&self, request: http::Request<Outgoing>) -> Exchange<'_>;

    /// How many requests for parts of one object it can make better use of than of one for all of it. One that is not the network
    /// may not expect more than it was asked for.
    fn connections(&self) -> usize {
        1
    }
}

/// Among a request's extensions: how long its connection may take, in place of [`Config::connect_timeout`](crate::Config).
/// It covers the wait for a free socket, the name, the proxy and TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout(pub Duration);

/// Among a request's extensions: how long no byte may move, for transports that watch that themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleTimeout(pub Duration);

/// Among a request's extensions: whether the answer is an object, which may be large, and is read as it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams(pub bool);

/// Among an answer's extensions: its body may have been unpacked, though `Content-Encoding` says that it is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MayBeUnpacked;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The connection took longer than it might.
    #[error("Connect timeout for {}ms", .0.as_millis())]
    ConnectTimeout(Duration),
    /// All sockets were in use for so long.
    #[error("Connect timeout for {}ms, working sockets is full", .0.as_millis())]
    NoSocket(Duration),
    /// What was to be sent could not be read.
    #[error("{0}")]
    Body(std::io::Error),
    /// A transport that is not ours failed, in its own words.
    #[error("{error}")]
    Foreign {
        /// Whether another attempt may succeed.
        passes: bool,
        /// Its words.
        error: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// Anything else.
    #[error("{1}")]
    Failed(TransportKind, String),
}

impl TransportError {
    pub(crate) fn into_kind(self) -> ErrorKind {
        match self {
            Self::ConnectTimeout(limit) => ErrorKind::Timeout { kind: TimeoutKind::Connect, limit },
            Self::NoSocket(limit) => ErrorKind::Timeout { kind: TimeoutKind::Socket, limit },
            Self::Body(error) => match error.downcast() {
                Ok(changed) => ErrorKind::FileChanged(changed),
                Err(error) => ErrorKind::Body(error),
            },
            Self::Foreign { passes, error } => ErrorKind::Foreign { passes, error },
            Self::Failed(kind, message) => ErrorKind::Transport { kind, message },
        }
    }
}
