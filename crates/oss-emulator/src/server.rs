//! The socket: accept, agree on TLS, limit, stop.

use crate::{
    Config, Exchange, Faults, Kms, Sts,
    service::Service,
    socket::{Connection, Socket},
    store::StoreError,
    tls::{self, TlsError},
};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// Connections served at once; further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 4_096;
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
    places: Arc<Semaphore>,
    /// Whether it speaks TLS.
    secure: bool,
    authority: Option<String>,
}

impl Server {
    /// Starts a server on the runtime of the caller.
    ///
    /// # Errors
    /// When the address is taken or the data folder cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let wanted = config.listen;
        let tls = config.tls.as_ref().map(|tls| tls::acceptor(tls, &config.hosts)).transpose()?;
        let failed = |e| StartError::Listen(wanted, e);
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let service = Arc::new(Service::open(config)?);
        let (stopping, stop) = watch::channel(false);
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let secure = tls.is_some();
        let (acceptor, authority) = tls.unzip();
        let serving = Serving { service: Arc::clone(&service), acceptor, stop };
        let accepting = tokio::spawn(accept(listener, serving, Arc::clone(&places)));
        Ok(Self { address, service, stopping, accepting, places, secure, authority: authority.flatten() })
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

    /// The faults it makes on request.
    pub fn faults(&self) -> &Arc<Faults> {
        self.service.faults()
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        MAX_CONNECTIONS - self.places.available_permits()
    }

    /// Takes no further requests, lets running ones end for at most five seconds, and closes the storage.
    pub async fn stop(mut self) {
        self.faults().end();
        let _ = self.stopping.send(true);
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What every connection is served with.
#[derive(Clone)]
struct Serving {
    service: Arc<Service>,
    acceptor: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
}

async fn accept(listener: TcpListener, mut serving: Serving, places: Arc<Semaphore>) {
    let mut connections = JoinSet::new();
    let mut last = 0;
    loop {
        // Given back at once: a place is taken by a connection, not by the readiness for one.
        let Ok(_) = places.acquire().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = serving.stop.changed() => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                let serving = serving.clone();
                let _ = stream.set_nodelay(true);
                last += 1;
                let connection = Connection::new(last);
                let socket = Socket::new(stream, Arc::clone(&connection));
                connections.spawn(async move {
                    let _place = place;
                    greet(socket, connection, serving).await;
                });
            }
            // Out of file descriptors, say: wait for some to come back rather than spin.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, all_ended).await;
    connections.shutdown().await;
}

/// Serves a connection, as it is or when TLS is agreed upon. A client that does not agree is not answered.
async fn greet(socket: Socket, connection: Arc<Connection>, mut serving: Serving) {
    let Some(acceptor) = &serving.acceptor else { return serve(socket, connection, serving).await };
    let agreed = tokio::select! {
        agreed = timeout(HEAD_TIMEOUT, acceptor.accept(socket)) => agreed,
        _ = serving.stop.changed() => return,
    };
    if let Ok(Ok(stream)) = agreed {
        serve(stream, connection, serving).await;
    }
}

async fn serve<S>(stream: S, connection: Arc<Connection>, serving: Serving)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Serving { service, mut stop, .. } = serving;
    let answer = service_fn(move |mut request: Request<Incoming>| {
        let (service, connection) = (Arc::clone(&service), Arc::clone(&connection));
        async move {
            request.extensions_mut().insert(Arc::clone(&connection));
            service.exchange(request).await.inspect_err(|_| connection.reset())
        }
    });
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), answer)
    );
    // A connection that breaks is the client's affair.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
