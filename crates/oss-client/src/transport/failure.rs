//! What went wrong below, as both ways to the network say it.

use super::{TransportError, dns};
use crate::{TransportKind, outgoing::BodyError};
use std::{error::Error, io, time::Duration};

/// What either library says, and how far it had come.
pub(super) struct Failure {
    pub(super) error: Box<dyn Error + Send + Sync>,
    pub(super) connecting: bool,
    pub(super) timed_out: bool,
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self { connecting: error.is_connect(), timed_out: error.is_timeout(), error: error.into() }
    }
}

impl Failure {
    /// As an error of a transport; `authority` is who was asked.
    pub(super) fn explain(&self, authority: &str, connect_timeout: Duration) -> TransportError {
        let error = self.error.as_ref();
        if let Some(unsent) = cause::<BodyError>(error) {
            return TransportError::Body(unsent.to_io());
        }
        if self.connecting && self.timed_out {
            return TransportError::ConnectTimeout(connect_timeout);
        }
        let io = cause::<io::Error>(error);
        if let Some(unknown) = cause::<dns::NotFound>(error) {
            return TransportError::Failed(TransportKind::Connect, unknown.to_string());
        }
        if cause::<rustls::Error>(error).is_some() {
            return TransportError::Failed(
                TransportKind::Tls,
                format!("TLS with {authority}: {}", chain(error)),
            );
        }
        let name = io.and_then(|io| name_of(io.kind()));
        if self.connecting {
            let what = name.map_or_else(|| chain(error), str::to_owned);
            return TransportError::Failed(TransportKind::Connect, format!("connect {what} {authority}"));
        }
        if name.is_some() || cause::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message) {
            let what = name.map(|name| format!(" ({name})")).unwrap_or_default();
            return TransportError::Failed(TransportKind::Interrupted, format!("socket hang up{what}"));
        }
        if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            return TransportError::Failed(
                TransportKind::Protocol,
                format!("{authority} does not answer in HTTP: {}", chain(error)),
            );
        }
        TransportError::Failed(TransportKind::Interrupted, chain(error))
    }
}

/// A body that ends before its end.
pub(super) fn interrupted(error: &(dyn Error + 'static)) -> TransportError {
    TransportError::Failed(TransportKind::Interrupted, format!("the answer broke off: {}", chain(error)))
}

fn cause<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
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
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
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
