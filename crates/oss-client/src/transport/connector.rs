//! From an origin to a connection: a free socket, the name, TCP, perhaps a proxy, TLS, within one limit.

use super::{
    NetworkSettings,
    dns::Resolver,
    failure::ConnectError,
    limit::SocketLimit,
    proxy::{Proxy, ProxyRules},
    socket::{Io, Socket},
    tcp::Tcp,
    tls::Tls,
    tunnel,
};
use crate::TransportKind;
use http::{Uri, uri::Scheme};
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use std::{pin::pin, sync::Arc, time::Duration};
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

#[derive(Clone)]
pub(super) struct Connector(Arc<Parts>);

struct Parts {
    tcp: HttpConnector<Resolver>,
    tls: Tls,
    proxy: ProxyRules,
    sockets: SocketLimit,
}

impl Connector {
    pub(super) fn new(settings: &NetworkSettings) -> Self {
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
        }))
    }

    pub(super) fn limits_sockets(&self) -> bool {
        self.0.sockets.is_set()
    }

    /// The proxy that a request is handed to as it is, rather than through a tunnel.
    pub(super) fn forwarder_of(&self, target: &Uri) -> Option<Proxy> {
        if target.scheme() == Some(&Scheme::HTTP) { self.0.proxy.proxy_of(target) } else { None }
    }

    pub(super) async fn connect(&self, origin: &Uri, wanted: Wanted) -> Result<Socket, ConnectError> {
        self.0.connect(origin, wanted).await
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
            .peer_addr()
            .map_err(|error| ConnectError::unreachable(&error, next, proxy.as_ref(), limit))?;
        let mut io: Box<dyn Io> = Box::new(TokioIo::new(Tcp::new(tcp)));
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
    ) -> Result<TcpStream, ConnectError> {
        let mut tcp = self.tcp.clone();
        // A name's addresses share it: one that does not answer leaves time for the next.
        tcp.set_connect_timeout(Some(limit));
        let connected = tcp.call(next.clone()).await;
        connected
            .map(TokioIo::into_inner)
            .map_err(|error| ConnectError::unreachable(&error, next, proxy, limit))
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
