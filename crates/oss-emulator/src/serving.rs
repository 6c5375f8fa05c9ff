//! A connection that has a place: agree on TLS, answer requests, and what then comes through a tunnel.

use crate::{
    body::{Body, Cut},
    connections::{Answer, Connection, Connections, Place},
    proxy::{self, Proxy, Secure, Tunnel, Way},
    service::Service,
    socket::Socket,
};
use http::{HeaderValue, Method, Request, Response, header::CONNECTION};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::service_fn,
    upgrade::{self, Upgraded},
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// How long the head of a request may take, and how long it may take to agree on TLS.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The first byte of a client that speaks TLS: a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;

/// What every connection is served with.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) service: Arc<Service>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) acceptor: Option<TlsAcceptor>,
    pub(crate) proxy: Option<Arc<Proxy>>,
    pub(crate) stop: watch::Receiver<bool>,
}

impl Serving {
    /// Ends when the server is about to stop.
    pub(crate) async fn stopped(&mut self) {
        let _ = self.stop.wait_for(|stop| *stop).await;
    }

    /// What comes of a beginning of a connection, unless it takes too long or something goes before it.
    async fn in_time<T>(&mut self, place: &Place, begin: impl Future<Output = io::Result<T>>) -> Option<T> {
        tokio::select! {
            begun = timeout(HEAD_TIMEOUT, begin) => begun.ok()?.ok(),
            () = place.connection.dismissed() => None,
            () = self.stopped() => None,
        }
    }
}

/// A connection on which it is clear whether TLS is spoken.
enum Begun<S> {
    Plain(S),
    Tls(Box<TlsStream<S>>),
}

/// Serves a connection, as it is or when TLS is agreed upon. A client that does not agree is not answered.
pub(crate) async fn greet(socket: Socket, place: Place, mut serving: Serving) {
    let (acceptor, proxy) = (serving.acceptor.clone(), serving.proxy.clone());
    let Some(begun) = serving.in_time(&place, begin(socket, acceptor, proxy)).await else { return };
    let tunnel = match begun {
        Begun::Plain(socket) => serve(socket, false, Way::Direct, &place, &mut serving).await,
        Begun::Tls(stream) => serve(*stream, true, Way::Direct, &place, &mut serving).await,
    };
    let (Some(tunnel), Some(proxy)) = (tunnel, serving.proxy.clone()) else { return };
    let Some(begun) = serving.in_time(&place, enter(tunnel, &proxy)).await else { return };
    // There is no tunnel within a tunnel.
    match begun {
        Begun::Plain(stream) => serve(stream, false, Way::Tunnel, &place, &mut serving).await,
        Begun::Tls(stream) => serve(*stream, true, Way::Tunnel, &place, &mut serving).await,
    };
}

/// Speaks TLS where the server does, and as a proxy with whoever begins it: some programs know no proxy, and are led here instead.
async fn begin(
    socket: Socket,
    acceptor: Option<TlsAcceptor>,
    proxy: Option<Arc<Proxy>>,
) -> io::Result<Begun<Socket>> {
    let acceptor = match (acceptor, proxy) {
        (None, Some(proxy)) if socket.peek().await? == Some(HANDSHAKE) => proxy.acceptor.clone(),
        (Some(acceptor), _) => acceptor,
        (None, _) => return Ok(Begun::Plain(socket)),
    };
    Ok(Begun::Tls(Box::new(acceptor.accept(socket).await?)))
}

async fn enter(tunnel: Tunnel, proxy: &Proxy) -> io::Result<Begun<TokioIo<Upgraded>>> {
    let stream = TokioIo::new(tunnel.opens.await.map_err(io::Error::other)?);
    if !tunnel.secure {
        return Ok(Begun::Plain(stream));
    }
    Ok(Begun::Tls(Box::new(proxy.acceptor.accept(stream).await?)))
}

/// Answers requests until the connection ends, or becomes a tunnel.
async fn serve<S>(stream: S, secure: bool, way: Way, place: &Place, serving: &mut Serving) -> Option<Tunnel>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Serving { service, connections, proxy, .. } = serving.clone();
    let connection = Arc::clone(&place.connection);
    let tunnel = Arc::new(Mutex::new(None));
    let opened = Arc::clone(&tunnel);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        let (service, connections) = (Arc::clone(&service), Arc::clone(&connections));
        let connection = Arc::clone(&connection);
        connection.busy();
        let standing_in = proxy.as_ref().and_then(|proxy| stand_in(proxy, &mut request, way, &opened));
        async move {
            let response = match standing_in {
                Some(response) => response,
                None => {
                    let mut response = ask(&service, request, secure, &connection).await?;
                    if connections.crowded() {
                        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                    }
                    response
                }
            };
            Ok::<_, Cut>(response.map(|body| Answer::new(body, connection)))
        }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), answer)
            .with_upgrades()
    );
    // A connection that breaks is the client's affair. One that is to make room is looked at once more: on a busy machine its
    // request may have come long before there was time for it.
    tokio::select! {
        biased;
        _ = connection.as_mut() => return taken(&tunnel),
        () = serving.stopped() => connection.as_mut().graceful_shutdown(),
        () = place.connection.dismissed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
    taken(&tunnel)
}

fn taken(tunnel: &Mutex<Option<Tunnel>>) -> Option<Tunnel> {
    tunnel.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// What a proxy answers by itself: that it opens a tunnel, or that it does not reach a host.
fn stand_in(
    proxy: &Proxy,
    request: &mut Request<Incoming>,
    way: Way,
    opened: &Mutex<Option<Tunnel>>,
) -> Option<Response<Body>> {
    if let Some(host) = proxy.foreign(request, way) {
        return Some(proxy.refuse(&host));
    }
    let names_a_host = request.uri().authority().is_some();
    if request.method() != Method::CONNECT || !names_a_host || way == Way::Tunnel {
        return None;
    }
    let tunnel = Tunnel { secure: proxy::carries_tls(request.uri()), opens: upgrade::on(request) };
    *opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(tunnel);
    Some(Response::new(Body::full(bytes::Bytes::new())))
}

async fn ask(
    service: &Service,
    mut request: Request<Incoming>,
    secure: bool,
    connection: &Arc<Connection>,
) -> Result<Response<Body>, Cut> {
    proxy::settle_host(&mut request);
    request.extensions_mut().insert(Arc::clone(connection));
    if secure {
        request.extensions_mut().insert(Secure);
    }
    service.exchange(request).await.inspect_err(|_| connection.reset())
}
