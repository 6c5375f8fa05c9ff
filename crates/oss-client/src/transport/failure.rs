//! What went wrong below, in the words Node has for it.

use super::{TransportError, dns::NotFound, proxy::Proxy};
use crate::{TransportKind, outgoing::BodyError};
use http::Uri;
use std::{error::Error, io, time::Duration};

/// Why there is no connection.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("no connection in {}ms", .0.as_millis())]
    Timeout(Duration),
    #[error("no socket in {}ms", .0.as_millis())]
    NoSocket(Duration),
    #[error("{1}")]
    Failed(TransportKind, String),
}

impl From<ConnectError> for TransportError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Timeout(limit) => Self::ConnectTimeout(limit),
            ConnectError::NoSocket(limit) => Self::NoSocket(limit),
            ConnectError::Failed(kind, message) => Self::Failed(kind, message),
        }
    }
}

impl ConnectError {
    /// No TCP connection to a server, or to the proxy that stands before it.
    pub(super) fn unreachable(
        error: &(dyn Error + 'static),
        asked: &Uri,
        proxy: Option<&Proxy>,
        limit: Duration,
    ) -> Self {
        let io = cause::<io::Error>(error);
        if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return Self::Timeout(limit);
        }
        let what = match cause::<NotFound>(error) {
            Some(unknown) => unknown.to_string(),
            None => {
                let name = io.and_then(|io| name_of(io.kind()));
                let what = name.map_or_else(|| chain(error), str::to_owned);
                format!("connect {what} {}", asked.authority().map(ToString::to_string).unwrap_or_default())
            }
        };
        let through = proxy.map(|proxy| format!(", {proxy}")).unwrap_or_default();
        Self::Failed(TransportKind::Connect, format!("{what}{through}"))
    }
}

/// Why a request has no answer; `authority` is who was asked.
pub(super) fn explain(error: &(dyn Error + 'static), authority: &str) -> TransportError {
    if let Some(unsent) = cause::<BodyError>(error) {
        return TransportError::Body(unsent.to_io());
    }
    if let Some(unconnected) = cause::<ConnectError>(error) {
        return unconnected.clone().into();
    }
    let failed = TransportError::Failed;
    if let Some(tls) = cause::<rustls::Error>(error) {
        return failed(TransportKind::Tls, format!("TLS with {authority}: {tls}"));
    }
    let name = cause::<io::Error>(error).and_then(|io| name_of(io.kind()));
    let hyper = cause::<hyper::Error>(error);
    if name.is_some() || hyper.is_some_and(hyper::Error::is_incomplete_message) {
        let what = name.map(|name| format!(" ({name})")).unwrap_or_default();
        return failed(TransportKind::Interrupted, format!("socket hang up{what}"));
    }
    if hyper.is_some_and(hyper::Error::is_parse) {
        let what = format!("{authority} does not answer in HTTP: {}", chain(error));
        return failed(TransportKind::Protocol, what);
    }
    failed(TransportKind::Interrupted, chain(error))
}

/// A body that ends before its end.
pub(super) fn interrupted(error: &(dyn Error + 'static)) -> TransportError {
    TransportError::Failed(TransportKind::Interrupted, format!("the answer broke off: {}", chain(error)))
}

pub(super) fn cause<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    causes(error).find_map(|error| {
        // An I/O error wraps its cause without naming it as source.
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(|io| io.get_ref())
            .and_then(|inner| inner.downcast_ref());
        error.downcast_ref().or(wrapped)
    })
}

/// The innermost cause in words; the outer ones say only that something failed.
fn chain(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| (*error).source())
}

/// The names Node users know.
fn name_of(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::BrokenPipe => "EPIPE",
        _ => return None,
    })
}
