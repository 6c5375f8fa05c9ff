//! The network: HTTP/1.1, no redirects; requests go out as they are signed.

use super::{
    Body, ConnectTimeout, Exchange, Transport, TransportError,
    connector::Connector,
    failure::{explain, interrupted},
    pool::{Connection, Origin, Pool},
    proxy::Proxy,
    settings::NetworkSettings,
};
use crate::{Config, Outgoing, Peer, TransportKind};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, Uri, header::PROXY_AUTHORIZATION};
use http_body::{Frame, SizeHint};
use hyper::body::{Body as _, Incoming};
use oss_protocol::header::X_OSS_REQUEST_ID;
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

/// The network. Connections end when it is dropped.
pub struct Network {
    pool: Arc<Pool>,
    connector: Connector,
    connect_timeout: Duration,
    max_sockets: usize,
}

impl Network {
    /// Opens no connection yet.
    pub fn new(config: &Config) -> Self {
        let connector = Connector::new(&config.network);
        let NetworkSettings { max_sockets, keep_alive, .. } = config.network;
        let pool = Pool::new(connector.clone(), keep_alive);
        Self { pool, connector, connect_timeout: config.connect_timeout, max_sockets }
    }

    async fn send(&self, mut request: Request<Outgoing>) -> Result<Response<Body>, TransportError> {
        let uri = request.uri().clone();
        let Some(origin) = Origin::of(&uri) else {
            return Err(TransportError::Failed(TransportKind::Protocol, format!("{uri} names no host")));
        };
        let limit = request.extensions().get().map_or(self.connect_timeout, |ConnectTimeout(limit)| *limit);
        let forwarder = self.connector.forwarder_of(&uri);
        if let Some(authorization) = forwarder.as_ref().and_then(|proxy| proxy.authorization.clone()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        let meter = request.body().meter();
        loop {
            let connection = match self.pool.unused(&origin).await {
                Some(connection) => connection,
                None => {
                    meter.connecting();
                    let connection = self.pool.connection(&origin, &uri, limit).await?;
                    meter.connected();
                    connection
                }
            };
            let used = connection.used;
            *request.uri_mut() = if connection.forwarded { uri.clone() } else { path_of(&uri) };
            match self.exchange_over(connection, request, &origin).await {
                Ok(answer) => {
                    if let Some(proxy) = forwarder {
                        refused_by(&proxy, answer.status(), answer.headers())?;
                    }
                    return Ok(answer);
                }
                // The other end has given up the connection before it had a byte of the request.
                Err((_, Some(unsent))) if used => request = unsent,
                Err((error, _)) => return Err(explain(&error, origin.authority())),
            }
        }
    }

    /// Sends a request over a connection. Where it was not sent, the error comes with it.
    async fn exchange_over(
        &self,
        mut connection: Connection,
        request: Request<Outgoing>,
        origin: &Origin,
    ) -> Result<Response<Body>, (hyper::Error, Option<Request<Outgoing>>)> {
        let mut answer = pin!(connection.sender().try_send_request(request));
        let mut connection = Some(connection);
        let answer = poll_fn(|cx| {
            if connection.as_mut().is_some_and(|connection| connection.drive(cx).is_ready()) {
                connection = None;
            }
            answer.as_mut().poll(cx)
        });
        let mut answer = answer.await.map_err(|mut error| {
            let unsent = error.take_message();
            (error.into_error(), unsent)
        })?;
        if let Some(connection) = &connection {
            answer.extensions_mut().insert::<Peer>(connection.served().count());
        }
        let (pool, origin) = (Arc::clone(&self.pool), origin.clone());
        let connection = Mutex::new(connection);
        Ok(answer.map(|body| Body::new(Driven { body, connection, pool, origin })))
    }
}

/// Servers are asked for a path; proxies for all of it.
fn path_of(uri: &Uri) -> Uri {
    uri.path_and_query().map_or_else(|| Uri::from_static("/"), |path| Uri::from(path.clone()))
}

/// An answer's body. Who reads it drives its connection, which goes back when all has been read.
struct Driven {
    body: Incoming,
    /// A lock that is never taken: it lets others hold a reference to what only its owner uses.
    connection: Mutex<Option<Connection>>,
    pool: Arc<Pool>,
    origin: Origin,
}

impl Driven {
    fn connection(&mut self) -> &mut Option<Connection> {
        self.connection.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&mut self) {
        if let Some(connection) = self.connection().take() {
            self.pool.take_back(&self.origin, connection);
        }
    }
}

impl http_body::Body for Driven {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let mut frame = Pin::new(&mut self.body).poll_frame(cx);
        if frame.is_pending()
            && let Some(connection) = self.connection()
        {
            if connection.drive(cx).is_ready() {
                *self.connection() = None;
            }
            frame = Pin::new(&mut self.body).poll_frame(cx);
        }
        match frame {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Ok(frame))) => {
                if self.body.is_end_stream() {
                    self.ended();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                *self.connection() = None;
                Poll::Ready(Some(Err(interrupted(&error))))
            }
            Poll::Ready(None) => {
                self.ended();
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Nothing comes after the head: who sees that does not read.
impl Drop for Driven {
    fn drop(&mut self) {
        if self.body.is_end_stream() {
            self.ended();
        }
    }
}

/// What a proxy answers by itself: no answer of the service lacks a request's id.
fn refused_by(proxy: &Proxy, status: StatusCode, headers: &HeaderMap) -> Result<(), TransportError> {
    let (kind, what) = match status {
        _ if headers.contains_key(X_OSS_REQUEST_ID) => return Ok(()),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => (TransportKind::Proxy, proxy.unauthorized()),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
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

    fn connections(&self) -> usize {
        match self.max_sockets {
            0 => usize::MAX,
            limit => limit,
        }
    }
}
