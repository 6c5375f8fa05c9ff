//! Small exchanges beside those of OSS: with STS, the metadata server, a credential service. No proxy, no redirects.

use super::{dns, failure::Failure, tls};
use crate::{ErrorKind, Peer, TimeoutKind, TransportKind, clock::Stopwatch};
use http::{HeaderMap, StatusCode};
use hyper_util::client::legacy::connect::HttpInfo;
use std::time::Duration;
use zeroize::Zeroizing;

/// No document of credentials comes near this.
const MAX_BODY: usize = 64 << 10;

/// Makes small exchanges.
pub(crate) struct Plain {
    client: reqwest::Client,
    connect_timeout: Duration,
    timeout: Duration,
}

/// What came back.
#[derive(Debug)]
pub struct PlainAnswer {
    /// Status.
    pub status: StatusCode,
    /// The words behind the status.
    pub reason: String,
    /// Headers.
    pub headers: HeaderMap,
    /// The body. It may hold a secret, and is wiped when dropped.
    pub body: Secret,
    /// The URL that was asked.
    pub url: String,
    /// Who answered.
    pub peer: Option<Peer>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Bytes that are wiped when dropped, and not printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl std::ops::Deref for Secret {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Plain {
    /// `timeout` is for a whole exchange.
    pub(crate) fn new(connect_timeout: Duration, timeout: Duration) -> Result<Self, ErrorKind> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config()?)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(dns::Resolver)
            .connect_timeout(connect_timeout)
            .build()
            .map_err(|e| ErrorKind::Transport {
                kind: TransportKind::Connect,
                message: super::failure::chain(&e),
            })?;
        Ok(Self { client, connect_timeout, timeout })
    }

    pub(crate) async fn exchange(&self, request: http::Request<Vec<u8>>) -> Result<PlainAnswer, ErrorKind> {
        let late = |_| ErrorKind::Timeout { kind: TimeoutKind::Response, limit: self.timeout };
        tokio::time::timeout(self.timeout, self.exchange_in_time(request))
            .await
            .unwrap_or_else(|e| Err(late(e)))
    }

    async fn exchange_in_time(&self, request: http::Request<Vec<u8>>) -> Result<PlainAnswer, ErrorKind> {
        let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let url = request.uri().to_string();
        let stopwatch = Stopwatch::start();
        let failed = |error: reqwest::Error| {
            Failure::from(error.without_url()).explain(&authority, self.connect_timeout).into_kind()
        };
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let mut response = self.client.execute(request).await.map_err(failed)?;
        // Of its final size from the beginning: a buffer that grows leaves copies behind that nobody wipes.
        let mut body = Zeroizing::new(Vec::with_capacity(MAX_BODY));
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > MAX_BODY {
                let message = format!("{authority} answered more than {MAX_BODY} bytes");
                return Err(ErrorKind::Transport { kind: TransportKind::Protocol, message });
            }
            body.extend_from_slice(&piece);
        }
        let peer = response
            .extensions()
            .get::<HttpInfo>()
            .map(|info| Peer { address: info.remote_addr(), requests: 1 });
        Ok(PlainAnswer {
            status: response.status(),
            reason: response.status().canonical_reason().unwrap_or_default().to_owned(),
            headers: response.headers().clone(),
            body: Secret(body),
            url,
            peer,
            elapsed: stopwatch.elapsed(),
        })
    }
}

impl From<ErrorKind> for crate::SourceError {
    fn from(kind: ErrorKind) -> Self {
        Self::Failed(kind.into())
    }
}
