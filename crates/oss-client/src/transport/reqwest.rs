//! The network: reqwest, HTTP/1.1, no redirects, no environment. Paths that it would change go through `direct.rs`.

use super::{Body, Exchange, Transport, TransportError, direct::Direct, dns, tls};
use crate::{Config, ErrorKind, Outgoing, Peer, TransportKind, outgoing::BodyError};
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpInfo;
use std::{
    collections::HashMap,
    error::Error,
    io,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How long an unused connection is kept, as in ali-oss.
const IDLE: Duration = Duration::from_secs(15);

/// Connections whose requests are counted; past that, counting starts anew.
const COUNTED_CONNECTIONS: usize = 1024;

/// The network.
pub struct Reqwest {
    client: reqwest::Client,
    /// For paths that reqwest would change.
    direct: Direct,
    connect_timeout: Duration,
    /// Requests by the local address of their connection, which is what a connection is known by.
    requests: Mutex<HashMap<SocketAddr, u32>>,
}

impl Reqwest {
    /// Opens no connection yet.
    ///
    /// # Errors
    /// When the machine gives no resources for it.
    pub fn new(config: &Config) -> Result<Self, ErrorKind> {
        let tls = tls::config()?;
        let direct = Direct::new(tls.clone(), config.connect_timeout, IDLE);
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(dns::Resolver)
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|e| ErrorKind::Transport { kind: TransportKind::Connect, message: chain(&e) })?;
        Ok(Self { client, direct, connect_timeout: config.connect_timeout, requests: Mutex::default() })
    }

    fn peer(&self, info: &HttpInfo) -> Peer {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() >= COUNTED_CONNECTIONS && !requests.contains_key(&info.local_addr()) {
            requests.clear();
        }
        let count = requests.entry(info.local_addr()).or_default();
        *count += 1;
        Peer { address: info.remote_addr(), requests: *count }
    }

    async fn send(&self, request: http::Request<Outgoing>) -> Result<http::Response<Body>, Failure> {
        let path = request.uri().path();
        if path.split('/').any(|segment| segment == "." || segment == "..") {
            return self.direct.send(request).await;
        }
        let request = request.map(reqwest::Body::wrap);
        let request = reqwest::Request::try_from(request).map_err(Failure::from)?;
        let response = self.client.execute(request).await.map_err(Failure::from)?;
        Ok(http::Response::from(response).map(|body| Body::new(body.map_err(|error| interrupted(&error)))))
    }

    fn failure(&self, failure: &Failure, authority: &str) -> TransportError {
        let error = failure.error.as_ref();
        if let Some(unsent) = cause::<BodyError>(error) {
            return TransportError::Body(unsent.to_io());
        }
        if failure.connecting && failure.timed_out {
            return TransportError::ConnectTimeout(self.connect_timeout);
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
        if failure.connecting {
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

impl Transport for Reqwest {
    fn exchange(&self, request: http::Request<Outgoing>) -> Exchange<'_> {
        Box::pin(async move {
            let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
            let mut response =
                self.send(request).await.map_err(|failure| self.failure(&failure, &authority))?;
            if let Some(peer) = response.extensions().get::<HttpInfo>().map(|info| self.peer(info)) {
                response.extensions_mut().insert(peer);
            }
            Ok(response)
        })
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
