//! The socket: accept, limit, stop.

use crate::{Config, Exchange, Kms, service::Service, store::StoreError};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
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
        let accepting = tokio::spawn(accept(listener, Arc::clone(&service), stop));
        Ok(Self { address, service, stopping, accepting })
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

    /// Takes no further requests, lets running ones end for at most five seconds, and closes the storage.
    pub async fn stop(mut self) {
        let _ = self.stopping.send(true);
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let (service, stop) = (Arc::clone(&service), stop.clone());
                connections.spawn(async move {
                    let _place = place;
                    serve(stream, service, stop).await;
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

async fn serve(stream: TcpStream, service: Arc<Service>, mut stop: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.call(request).await) }
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
