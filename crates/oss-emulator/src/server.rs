//! The socket: accept, limit, stop.

use crate::{
    Config, Exchange, Faults, InventoryError, Kms, Sts, Warn,
    body::Body,
    connections::Connections,
    proxy::Proxy,
    service::Service,
    serving::{self, Serving},
    socket::Socket,
    store::StoreError,
    tls::{self, TlsError},
};
use bytes::Bytes;
use http::{Request, Response};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// As many connections wait to be accepted as the system allows: it lowers this to its own limit.
const BACKLOG: u32 = i32::MAX as u32;
/// File descriptors that are left to everything but connections, each of which may have a file of an object open too.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;
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
        let proxy =
            config.proxy.then(|| Proxy::new(&config.hosts, address, Arc::clone(&warn))).transpose()?;
        let service = Arc::new(Service::open(config)?);
        let (stopping, stop) = watch::channel(false);
        let secure = tls.is_some();
        let (acceptor, own_authority) = tls.unzip();
        let (proxy, authority) = proxy.unzip();
        let serving = Serving {
            service: Arc::clone(&service),
            connections: Arc::clone(&connections),
            acceptor,
            proxy: proxy.map(Arc::new),
            stop,
        };
        let accepting = tokio::spawn(accept(listener, serving, patience, warn));
        let authorities: String = authority.into_iter().chain(own_authority.flatten()).collect();
        let authority = Some(authorities).filter(|pem| !pem.is_empty());
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

    /// The authority that clients must trust, in PEM, where the server makes its own certificates. A proxy that speaks
    /// TLS to everybody has two, one after the other.
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

    /// Answers a request as if it had come over a network; see [`Service::call`].
    pub async fn call<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.service.call(request).await
    }

    /// Says from here on that it is ready; see [`Config::ready`].
    pub fn set_ready(&self) {
        self.service.set_ready();
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

async fn accept(listener: TcpListener, mut serving: Serving, patience: Duration, warn: Warn) {
    let mut tasks = JoinSet::new();
    let connections = Arc::clone(&serving.connections);
    let (mut last, mut warned) = (0, false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = serving.stopped() => break,
        };
        while tasks.try_join_next().is_some() {}
        match accepted {
            Ok((stream, address)) => {
                last += 1;
                // Whoever has come waits here, and the next with the system.
                let place = tokio::select! {
                    place = connections.place(last, address.ip()) => place,
                    () = serving.stopped() => break,
                };
                let _ = stream.set_nodelay(true);
                let socket = Socket::new(stream, Arc::clone(&place.connection), patience);
                let socket = if serving.proxy.is_some() { socket.promptly() } else { socket };
                tasks.spawn(serving::greet(socket, place, serving.clone()));
            }
            // Out of file descriptors, say. Who rests gives one back; rather wait for that than spin.
            Err(e) => {
                if !std::mem::replace(&mut warned, true) {
                    let open = connections.count();
                    warn(&format!(
                        "no connection can be accepted beside the {open} that are open: {e}. \
                         Allow the process more open files (ulimit -n), or let clients use fewer connections."
                    ));
                }
                connections.dismiss_any();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let all_ended = async { while tasks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, all_ended).await;
    tasks.shutdown().await;
}
