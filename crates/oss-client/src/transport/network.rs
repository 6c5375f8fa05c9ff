//! The network: HTTP/1.1, no redirects; requests go out as they are signed.

use super::{
    Body, ConnectTimeout, Exchange, Transport, TransportError,
    connector::{Connector, WANTED, Wanted},
    failure::{explain, interrupted},
    proxy::Proxy,
    socket::Served,
};
use crate::{Config, Outgoing, TransportKind, request::MAX_HEADERS};
use http::{Request, Response, StatusCode, header::PROXY_AUTHORIZATION};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{Client, connect::capture_connection},
    rt::{TokioExecutor, TokioTimer},
};
use oss_protocol::header::X_OSS_REQUEST_ID;
use std::{pin::pin, time::Duration};
use tokio::sync::watch;

/// How long an unused connection is kept, as in ali-oss.
const IDLE: Duration = Duration::from_secs(15);

/// The network. Connections end when it is dropped.
pub struct Network {
    client: Client<Connector, Outgoing>,
    connector: Connector,
    connect_timeout: Duration,
}

impl Network {
    /// Opens no connection yet.
    pub fn new(config: &Config) -> Self {
        let connector = Connector::new(&config.network, config.connect_timeout);
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE).http1_max_headers(MAX_HEADERS);
        if !config.network.keep_alive {
            builder.pool_max_idle_per_host(0);
        }
        let client = builder.build(connector.clone());
        Self { client, connector, connect_timeout: config.connect_timeout }
    }

    async fn send(&self, mut request: Request<Outgoing>) -> Result<Response<Body>, TransportError> {
        let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let limit = request.extensions().get().map_or(self.connect_timeout, |ConnectTimeout(limit)| *limit);
        let forwarder = self.connector.forwarder_of(request.uri());
        if let Some(authorization) = forwarder.as_ref().and_then(|proxy| proxy.authorization.clone()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        // While it lives, the call waits for a connection.
        let (_waiting, waits) = self.connector.limits_sockets().then(|| watch::channel(())).unzip();
        let meter = request.body().meter();
        meter.connecting();
        let mut connection = capture_connection(&mut request);
        let mut answer = pin!(WANTED.scope(Wanted { limit, waits }, self.client.request(request)));
        let answer = tokio::select! {
            biased;
            answer = answer.as_mut() => answer,
            () = async { drop(connection.wait_for_connection_metadata().await) } => {
                meter.connected();
                answer.await
            }
        };
        let mut answer = answer.map_err(|error| explain(&error, &authority))?;
        if let Some(proxy) = forwarder {
            refused_by(&proxy, &answer)?;
        }
        if let Some(served) = answer.extensions_mut().remove::<Served>() {
            answer.extensions_mut().insert(served.count());
        }
        Ok(answer.map(|body| Body::new(body.map_err(|error| interrupted(&error)))))
    }
}

/// What a proxy answers by itself: no answer of the service lacks a request's id.
fn refused_by(proxy: &Proxy, answer: &Response<Incoming>) -> Result<(), TransportError> {
    let (kind, what) = match answer.status() {
        _ if answer.headers().contains_key(X_OSS_REQUEST_ID) => return Ok(()),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => (TransportKind::Proxy, proxy.unauthorized()),
        status
        @ (StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT) => {
            // The request may have got through, and only the answer not.
            (TransportKind::Interrupted, format!("{proxy} answers {status}"))
        }
        _ => return Ok(()),
    };
    Err(TransportError::Failed(kind, what))
}

impl Transport for Network {
    fn exchange(&self, request: Request<Outgoing>) -> Exchange<'_> {
        Box::pin(self.send(request))
    }
}
