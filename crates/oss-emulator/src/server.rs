//! The socket: accept, agree on TLS, limit, stop.

use crate::{
    Config, Exchange, Faults, InventoryError, Kms, Sts, Warn,
    connections::{Answer, Connections, Place},
    service::Service,
    socket::Socket,
    store::StoreError,
    tls::{self, TlsError},
};
use http::{HeaderValue, Request, header::CONNECTION};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// As many connections wait to be accepted as the system allows: it lowers this to its own limit.
const BACKLOG: u32 = i32::MAX as u32;
/// File descriptors that are left to everything but connections, each of which may have a file of an object open too.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;
/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long running requests may take when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// It cannot speak TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A running server. Dropping it stops it at once; [`stop`](Self::stop) lets running requests end.
pub struct Server {
    address: SocketAddr,
    service: Arc<Service>,
    stopping: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    connections: Arc<Connections>,
    /// Whether it speaks TLS.
    secure: bool,
    authority: Option<String>,
}

impl Server {
    /// Starts a server on the runtime of the caller.
    ///
    /// # Errors
    /// When the address is taken or the data folder cannot be used.
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        let wanted = config.listen;
        let tls = config.tls.as_ref().map(|tls| tls::acceptor(tls, &config.hosts)).transpose()?;
        let failed = |e| StartError::Listen(wanted, e);
        let listener = listen(wanted).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        config.listen = address;
        let connections = Connections::new(affordable(config.max_connections));
        let (patience, warn) = (config.write_timeout, Arc::clone(&config.warn));
        let service = Arc::new(Service::open(config)?);
        let (stopping, stop) = watch::channel(false);
        let secure = tls.is_some();
        let (acceptor, authority) = tls.unzip();
        let serving = Serving {
            service: Arc::clone(&service),
            connections: Arc::clone(&connections),
            acceptor,
            patience,
            stop,
        };
        let accepting = tokio::spawn(accept(listener, serving, warn));
        let authority = authority.flatten();
        Ok(Self { address, service, stopping, accepting, connections, secure, authority })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:port`, or `https://`.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.address)
    }

    /// The authority that clients must trust, in PEM, where the server makes its own certificates.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// What answers its requests.
    pub fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// The last requests, the oldest first.
    pub fn requests(&self) -> Vec<Exchange> {
        self.service.requests()
    }

    /// The key management.
    pub fn kms(&self) -> &Kms {
        self.service.kms()
    }

    /// The temporary access keys.
    pub fn sts(&self) -> &Arc<Sts> {
        self.service.sts()
    }

    /// Writes inventories on request; see [`Service::write_inventory`].
    ///
    /// # Errors
    /// Those of the same.
    pub async fn write_inventory(
        &self,
        request: serde_json::Value,
    ) -> Result<serde_json::Value, InventoryError> {
        self.service.write_inventory(request).await
    }

    /// The faults it makes on request.
    pub fn faults(&self) -> &Arc<Faults> {
        self.service.faults()
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.connections.count()
    }

    /// Takes no further requests, lets running ones end for at most five seconds, and closes the storage.
    pub async fn stop(mut self) {
        self.faults().end();
        let _ = self.stopping.send(true);
        let _ = (&mut self.accepting).await;
        self.service.end().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // As the standard library does: an address is free as soon as nobody listens on it. Windows would share it.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// How many connections are served at once: as many as wanted, if the process may have so many files open.
fn affordable(wanted: usize) -> usize {
    #[cfg(unix)]
    if let Some(files) = rustix::process::getrlimit(rustix::process::Resource::Nofile).current {
        let most = usize::try_from(files.saturating_sub(OTHER_FILES) / 2).unwrap_or(usize::MAX);
        return wanted.min(most).max(1);
    }
    wanted.max(1)
}

/// What every connection is served with.
#[derive(Clone)]
struct Serving {
    service: Arc<Service>,
    connections: Arc<Connections>,
    acceptor: Option<TlsAcceptor>,
    patience: Duration,
    stop: watch::Receiver<bool>,
}

async fn accept(listener: TcpListener, mut serving: Serving, warn: Warn) {
    let mut tasks = JoinSet::new();
    let (mut last, mut warned) = (0, false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = serving.stop.changed() => break,
        };
        while tasks.try_join_next().is_some() {}
        match accepted {
            Ok((stream, address)) => {
                last += 1;
                // Whoever has come waits here, and the next with the system.
                let place = tokio::select! {
                    place = serving.connections.place(last, address.ip()) => place,
                    _ = serving.stop.changed() => break,
                };
                let _ = stream.set_nodelay(true);
                let socket = Socket::new(stream, Arc::clone(&place.connection), serving.patience);
                tasks.spawn(greet(socket, place, serving.clone()));
            }
            // Out of file descriptors, say. Who rests gives one back; rather wait for that than spin.
            Err(e) => {
                if !std::mem::replace(&mut warned, true) {
                    let open = serving.connections.count();
                    warn(&format!(
                        "no connection can be accepted beside the {open} that are open: {e}. \
                         Allow the process more open files (ulimit -n), or let clients use fewer connections."
                    ));
                }
                serving.connections.dismiss_any();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let all_ended = async { while tasks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, all_ended).await;
    tasks.shutdown().await;
}

/// Serves a connection, as it is or when TLS is agreed upon. A client that does not agree is not answered.
async fn greet(socket: Socket, place: Place, mut serving: Serving) {
    let Some(acceptor) = &serving.acceptor else { return serve(socket, &place, serving).await };
    let agreed = tokio::select! {
        agreed = timeout(HEAD_TIMEOUT, acceptor.accept(socket)) => agreed,
        () = place.connection.dismissed() => return,
        _ = serving.stop.changed() => return,
    };
    if let Ok(Ok(stream)) = agreed {
        serve(stream, &place, serving).await;
    }
}

async fn serve<S>(stream: S, place: &Place, serving: Serving)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Serving { service, connections, mut stop, .. } = serving;
    let connection = Arc::clone(&place.connection);
    let answer = service_fn(move |mut request: Request<Incoming>| {
        let (service, connections) = (Arc::clone(&service), Arc::clone(&connections));
        let connection = Arc::clone(&connection);
        connection.busy();
        async move {
            request.extensions_mut().insert(Arc::clone(&connection));
            let answered = service.exchange(request).await.inspect_err(|_| connection.reset());
            let mut response = answered?.map(|body| Answer::new(body, connection));
            if connections.crowded() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, crate::body::Cut>(response)
        }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), answer)
    );
    // A connection that breaks is the client's affair. One that is to make room is looked at once more: on a busy machine its
    // request may have come long before there was time for it.
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
        () = place.connection.dismissed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
