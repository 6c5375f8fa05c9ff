//! The socket: accept, limit, stop.

use crate::{
    Config, Exchange, Faults, Kms, Sts,
    service::Service,
    socket::{Connection, Socket},
    store::StoreError,
};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};

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
}

impl Server {
    /// Starts a server on the runtime of the caller.
    ///
    /// # Errors
    /// When the address is taken or the data folder cannot be used.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let wanted = config.listen;
        let failed = |e| StartError::Listen(wanted, e);
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let service = Arc::new(Service::open(config)?);
        let (stopping, stop) = watch::channel(false);
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&service), Arc::clone(&places), stop));
        Ok(Self { address, service, stopping, accepting, places })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:port`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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

async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    places: Arc<Semaphore>,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let mut last = 0;
    loop {
        // Given back at once: a place is taken by a connection, not by the readiness for one.
        let Ok(_) = places.acquire().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                let (service, stop) = (Arc::clone(&service), stop.clone());
                let _ = stream.set_nodelay(true);
                last += 1;
                let connection = Connection::new(last);
                let socket = Socket::new(stream, Arc::clone(&connection));
                connections.spawn(async move {
                    let _place = place;
                    serve(socket, connection, service, stop).await;
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

async fn serve(
    socket: Socket,
    connection: Arc<Connection>,
    service: Arc<Service>,
    mut stop: watch::Receiver<bool>,
) {
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
            .serve_connection(TokioIo::new(socket), answer)
    );
    // A connection that breaks is the client's affair.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
