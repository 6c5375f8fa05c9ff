//! From an origin to a connection: a free socket, the name, TCP, perhaps a proxy, TLS, within one limit.

use super::{
    NetworkSettings,
    dns::Resolver,
    failure::ConnectError,
    limit::SocketLimit,
    proxy::{Proxy, ProxyRules},
    socket::{Io, Socket},
    tls::Tls,
    tunnel,
};
use crate::TransportKind;
use http::{Uri, uri::Scheme};
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use std::{
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{net::TcpStream, sync::watch, time::sleep};
use tower_service::Service;

/// How often the system asks whether a silent peer is still there.
const PROBE: Duration = Duration::from_secs(15);

/// What the call that wants a connection says about it.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) limit: Duration,
    /// Ends when the call has a connection, be it another one that became free, or wants none any more.
    pub(super) waits: Option<watch::Receiver<()>>,
}

tokio::task_local! {
    /// The pool gives its connector nothing but an origin, and first asks it within the call that needs a connection.
    pub(super) static WANTED: Wanted;
}

#[derive(Clone)]
pub(super) struct Connector(Arc<Parts>);

struct Parts {
    tcp: HttpConnector<Resolver>,
    tls: Tls,
    proxy: ProxyRules,
    sockets: SocketLimit,
    limit: Duration,
}

impl Connector {
    /// `limit` is for calls that do not say theirs.
    pub(super) fn new(settings: &NetworkSettings, limit: Duration) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver::new(settings));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(PROBE));
        tcp.set_keepalive_interval(Some(PROBE));
        Self(Arc::new(Parts {
            tcp,
            tls: Tls::new(settings.tls.clone()),
            proxy: settings.proxy.clone(),
            sockets: SocketLimit::new(settings.max_sockets),
            limit,
        }))
    }

    pub(super) fn limits_sockets(&self) -> bool {
        self.0.sockets.is_set()
    }

    /// The proxy that a request is handed to as it is, rather than through a tunnel.
    pub(super) fn forwarder_of(&self, target: &Uri) -> Option<Proxy> {
        if target.scheme() == Some(&Scheme::HTTP) { self.0.proxy.proxy_of(target) } else { None }
    }
}

impl Service<Uri> for Connector {
    type Response = Socket;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Socket, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, origin: Uri) -> Self::Future {
        let parts = Arc::clone(&self.0);
        let wanted = WANTED.try_with(Clone::clone).unwrap_or(Wanted { limit: parts.limit, waits: None });
        Box::pin(async move { parts.connect(&origin, wanted).await })
    }
}

impl Parts {
    async fn connect(&self, origin: &Uri, Wanted { limit, waits }: Wanted) -> Result<Socket, ConnectError> {
        let mut over = pin!(sleep(limit));
        let permit = tokio::select! {
            biased;
            permit = self.sockets.permit(origin) => permit,
            // A connection that nobody waits for must not be before those of calls that do.
            () = ended(waits) => return Err(ConnectError::NoSocket(limit)),
            () = &mut over => return Err(ConnectError::NoSocket(limit)),
        };
        tokio::select! {
            biased;
            socket = self.open(origin, limit) => socket.map(|socket| Socket { _permit: permit, ..socket }),
            () = &mut over => Err(ConnectError::Timeout(limit)),
        }
    }

    async fn open(&self, origin: &Uri, limit: Duration) -> Result<Socket, ConnectError> {
        let proxy = self.proxy.proxy_of(origin);
        let next = proxy.as_ref().map_or(origin, |proxy| &proxy.uri);
        let tcp = self.reach(next, proxy.as_ref(), limit).await?;
        let address = tcp
            .inner()
            .peer_addr()
            .map_err(|error| ConnectError::unreachable(&error, next, proxy.as_ref(), limit))?;
        let mut io: Box<dyn Io> = Box::new(tcp);
        if is_tls(next) {
            io = self.encrypt(io, next, proxy.as_ref()).await?;
        }
        if let Some(proxy) = proxy.as_ref().filter(|_| is_tls(origin)) {
            io = tunnel::open(io, origin, proxy).await?;
            io = self.encrypt(io, origin, None).await?;
        }
        Ok(Socket { io, address, forwarded: proxy.is_some() && !is_tls(origin), _permit: None })
    }

    async fn reach(
        &self,
        next: &Uri,
        proxy: Option<&Proxy>,
        limit: Duration,
    ) -> Result<TokioIo<TcpStream>, ConnectError> {
        let mut tcp = self.tcp.clone();
        // A name's addresses share it: one that does not answer leaves time for the next.
        tcp.set_connect_timeout(Some(limit));
        let connected = tcp.call(next.clone()).await;
        connected.map_err(|error| ConnectError::unreachable(&error, next, proxy, limit))
    }

    /// `proxy` is who is at the other end, where that is not the server.
    async fn encrypt(
        &self,
        io: Box<dyn Io>,
        next: &Uri,
        proxy: Option<&Proxy>,
    ) -> Result<Box<dyn Io>, ConnectError> {
        let encrypted = self.tls.encrypt(io, next.host().unwrap_or_default()).await;
        encrypted.map_err(|error| match proxy {
            Some(proxy) => ConnectError::Failed(TransportKind::Tls, format!("{error}, {proxy}")),
            None => error,
        })
    }
}

fn is_tls(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTPS)
}

async fn ended(waits: Option<watch::Receiver<()>>) {
    match waits {
        // Nothing is ever sent; it ends when the sender is dropped.
        Some(mut waits) => while waits.changed().await.is_ok() {},
        None => std::future::pending().await,
    }
}
