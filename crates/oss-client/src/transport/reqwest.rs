//! The network: reqwest, HTTP/1.1, no redirects, no environment. Paths that it would change go through `direct.rs`.

use super::{
    Body, Exchange, Transport,
    direct::Direct,
    dns,
    failure::{Failure, chain, interrupted},
    tls,
};
use crate::{Config, ErrorKind, Outgoing, Peer, TransportKind};
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpInfo;
use std::{
    collections::HashMap,
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
}

impl Transport for Reqwest {
    fn exchange(&self, request: http::Request<Outgoing>) -> Exchange<'_> {
        Box::pin(async move {
            let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
            let mut response = self
                .send(request)
                .await
                .map_err(|failure| failure.explain(&authority, self.connect_timeout))?;
            if let Some(peer) = response.extensions().get::<HttpInfo>().map(|info| self.peer(info)) {
                response.extensions_mut().insert(peer);
            }
            Ok(response)
        })
    }
}
