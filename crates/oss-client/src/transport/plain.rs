//! Small exchanges beside those of OSS: with STS, the metadata server, a credential service.

use super::{
    NetworkSettings, TransportError,
    dns::Resolver,
    failure::{ConnectError, cause, explain},
    proxy::Proxy,
};
use crate::{ErrorKind, Peer, TimeoutKind, TransportKind, clock::Stopwatch};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, Uri};
use hyper_util::client::legacy::connect::HttpInfo;
use std::{fmt, ops::Deref, time::Duration};
use zeroize::Zeroizing;

/// No document of credentials comes near this.
const MAX_BODY: usize = 64 << 10;

/// Makes small exchanges, each over a connection of its own: there are hours between them.
pub(crate) struct Plain<'a> {
    settings: &'a NetworkSettings,
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
    /// The body. It may hold a secret.
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

impl Deref for Secret {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl<'a> Plain<'a> {
    /// `timeout` is for a whole exchange.
    pub(crate) fn new(settings: &'a NetworkSettings, connect_timeout: Duration, timeout: Duration) -> Self {
        Self { settings, connect_timeout, timeout }
    }

    pub(crate) async fn exchange(
        &self,
        request: Request<Zeroizing<Vec<u8>>>,
    ) -> Result<PlainAnswer, ErrorKind> {
        let late = ErrorKind::Timeout { kind: TimeoutKind::Response, limit: self.timeout };
        tokio::time::timeout(self.timeout, self.exchange_in_time(request)).await.unwrap_or(Err(late))
    }

    async fn exchange_in_time(&self, request: Request<Zeroizing<Vec<u8>>>) -> Result<PlainAnswer, ErrorKind> {
        let uri = request.uri().clone();
        let proxy = self.settings.proxy.proxy_of(&uri);
        let client = self.client(proxy.as_ref()).await?;
        let stopwatch = Stopwatch::start();
        let failed = |error: reqwest::Error| self.explain(&error.without_url(), &uri, proxy.as_ref());
        let request = reqwest::Request::try_from(request.map(Bytes::from_owner)).map_err(failed)?;
        let mut answer = client.execute(request).await.map_err(failed)?;
        // Of its final size from the beginning: a buffer that grows leaves copies behind that nobody wipes.
        let mut body = Zeroizing::new(Vec::with_capacity(MAX_BODY));
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > MAX_BODY {
                let message = format!("the answer is longer than {MAX_BODY} bytes");
                return Err(ErrorKind::Transport { kind: TransportKind::Protocol, message });
            }
            body.extend_from_slice(&piece);
        }
        let info = answer.extensions().get::<HttpInfo>();
        Ok(PlainAnswer {
            status: answer.status(),
            reason: answer.status().canonical_reason().unwrap_or_default().to_owned(),
            headers: answer.headers().clone(),
            body: Secret(body),
            url: uri.to_string(),
            peer: info.map(|info| Peer { address: info.remote_addr(), requests: 1 }),
            elapsed: stopwatch.elapsed(),
        })
    }

    async fn client(&self, proxy: Option<&Proxy>) -> Result<reqwest::Client, ErrorKind> {
        let tls = |message| ErrorKind::Transport { kind: TransportKind::Tls, message };
        // It reads files.
        let settings = self.settings.tls.clone();
        let config = tokio::task::spawn_blocking(move || settings.config()).await;
        let config = config.map_err(|error| error.to_string()).and_then(|config| config).map_err(tls)?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Resolver::new(self.settings))
            .connect_timeout(self.connect_timeout);
        if let Some(proxy) = proxy {
            let mut through = reqwest::Proxy::all(proxy.uri.to_string()).map_err(|e| tls(e.to_string()))?;
            if let Some(authorization) = &proxy.authorization {
                through = through.custom_http_auth(authorization.clone());
            }
            builder = builder.proxy(through);
        }
        builder.build().map_err(|error| tls(error.to_string()))
    }

    fn explain(&self, error: &reqwest::Error, uri: &Uri, proxy: Option<&Proxy>) -> ErrorKind {
        let error = if !error.is_connect() || cause::<rustls::Error>(error).is_some() {
            explain(error, uri.authority().map(http::uri::Authority::as_str).unwrap_or_default())
        } else if error.is_timeout() {
            TransportError::ConnectTimeout(self.connect_timeout)
        } else {
            ConnectError::unreachable(error, uri, proxy, self.connect_timeout).into()
        };
        error.into_kind()
    }
}
