//! Connections, and which request gets which. One is driven by the call that uses it; between calls nobody drives it.

use super::{
    connector::{Connector, Wanted},
    failure::ConnectError,
    socket::{Served, Socket},
};
use crate::{Outgoing, TransportKind, request::MAX_HEADERS};
use http::{
    Uri,
    uri::{Authority, Scheme},
};
use hyper::client::conn::http1::{self, SendRequest};
use std::{
    collections::{HashMap, VecDeque},
    future::poll_fn,
    mem,
    panic::resume_unwind,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};
use tokio::{
    sync::{oneshot, watch},
    task::AbortHandle,
    time::Instant,
};

/// How long an unused connection is kept, as in ali-oss.
const IDLE: Duration = Duration::from_secs(15);

/// Who is asked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    tls: bool,
    authority: Authority,
}

impl Origin {
    /// Nothing where a URI names no host.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        uri.authority().map(|authority| Self { tls, authority: authority.clone() })
    }

    pub(super) fn authority(&self) -> &str {
        self.authority.as_str()
    }
}

/// One connection.
pub(super) struct Connection {
    sender: SendRequest<Outgoing>,
    driver: Box<http1::Connection<Socket, Outgoing>>,
    served: Served,
    /// Whether it is to a proxy that hands requests on.
    pub(super) forwarded: bool,
    /// Whether it has served a request before.
    pub(super) used: bool,
    lapse: Arc<Lapse>,
}

impl Connection {
    /// Moves bytes. It is over when this is ready.
    pub(super) fn drive(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut *self.driver).poll(cx).map(drop)
    }

    pub(super) fn sender(&mut self) -> &mut SendRequest<Outgoing> {
        &mut self.sender
    }

    pub(super) fn served(&self) -> &Served {
        &self.served
    }

    /// Whether it can take a request now.
    fn is_idle(&mut self, cx: &mut Context<'_>) -> bool {
        self.drive(cx).is_pending() && self.sender.is_ready()
    }
}

/// Wakes when something happens on an unused connection: its end, or what nobody has asked for. Either way it is of no use.
struct Lapse {
    pool: Weak<Pool>,
    origin: Origin,
    id: u64,
}

impl Wake for Lapse {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(pool) = self.pool.upgrade() {
            drop(pool.remove(&self.origin, self.id));
        }
    }
}

/// The connections of one client that are not in use, and the calls that wait for one.
pub(super) struct Pool {
    connector: Connector,
    /// Whether a connection is kept for the next request.
    keeps: bool,
    origins: Mutex<HashMap<Origin, Entry>>,
    last_id: AtomicU64,
    sweeps: AtomicBool,
}

#[derive(Default)]
struct Entry {
    idle: Vec<(Instant, Connection)>,
    waiting: VecDeque<(u64, oneshot::Sender<Connection>)>,
}

impl Pool {
    pub(super) fn new(connector: Connector, keeps: bool) -> Arc<Self> {
        Arc::new(Self {
            connector,
            keeps,
            origins: Mutex::default(),
            last_id: AtomicU64::new(0),
            sweeps: AtomicBool::new(false),
        })
    }

    fn origins(&self) -> MutexGuard<'_, HashMap<Origin, Entry>> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed)
    }

    /// A connection that is there.
    pub(super) async fn unused(&self, origin: &Origin) -> Option<Connection> {
        loop {
            let (_, mut connection) = self.origins().get_mut(origin)?.idle.pop()?;
            if poll_fn(|cx| Poll::Ready(connection.is_idle(cx))).await {
                return Some(connection);
            }
        }
    }

    /// A connection that is made for the caller, or one that becomes free before that.
    pub(super) async fn connection(
        self: &Arc<Self>,
        origin: &Origin,
        uri: &Uri,
        limit: Duration,
    ) -> Result<Connection, ConnectError> {
        let (give, mut given) = oneshot::channel();
        let id = self.id();
        self.origins().entry(origin.clone()).or_default().waiting.push_back((id, give));
        // While it lives, the call waits for a connection.
        let (_waiting, waits) = self.connector.limits_sockets().then(|| watch::channel(())).unzip();
        let (pool, target, its) = (Arc::clone(self), uri.clone(), origin.clone());
        // In a task of its own: where another becomes free before, this one is kept for the next.
        let mut making = tokio::spawn(async move {
            let made = pool.open(&target, &its, Wanted { limit, waits }).await;
            made.map(|connection| pool.give(&its, connection, Some(id)))
        });
        let mut abandoned = Abandoned { making: Some(making.abort_handle()), pool: self, origin, id };
        let connection = tokio::select! {
            biased;
            Ok(connection) = &mut given => connection,
            made = &mut making => match made {
                Ok(Err(error)) => return Err(error),
                // A lookup or a proxy's rule of the program.
                Err(panicked) if panicked.is_panic() => resume_unwind(panicked.into_panic()),
                // It has been given by now, for the call has waited.
                Ok(Ok(())) | Err(_) => given.await.map_err(|_| given_up())?,
            },
        };
        abandoned.making = None;
        Ok(connection)
    }

    async fn open(
        self: &Arc<Self>,
        uri: &Uri,
        origin: &Origin,
        wanted: Wanted,
    ) -> Result<Connection, ConnectError> {
        let socket = self.connector.connect(uri, wanted).await?;
        let (forwarded, served) = (socket.forwarded, socket.served());
        let handshake = http1::Builder::new().max_headers(MAX_HEADERS).handshake(socket).await;
        let (sender, driver) =
            handshake.map_err(|error| ConnectError::Failed(TransportKind::Connect, error.to_string()))?;
        let lapse = Arc::new(Lapse { pool: Arc::downgrade(self), origin: origin.clone(), id: self.id() });
        Ok(Connection { sender, driver: Box::new(driver), served, forwarded, used: false, lapse })
    }

    /// Takes a connection back whose answer has been read to its end.
    pub(super) fn take_back(self: &Arc<Self>, origin: &Origin, mut connection: Connection) {
        if !self.keeps {
            return;
        }
        let lapse = Waker::from(Arc::clone(&connection.lapse));
        if connection.is_idle(&mut Context::from_waker(&lapse)) {
            connection.used = true;
            self.give(origin, connection, None);
        }
    }

    /// Gives a connection to the call that it was made for, or to who waits longest, or keeps it.
    fn give(self: &Arc<Self>, origin: &Origin, mut connection: Connection, made_for: Option<u64>) {
        loop {
            let waiting = {
                let mut origins = self.origins();
                let entry = origins.entry(origin.clone()).or_default();
                let own = made_for.and_then(|id| entry.waiting.iter().position(|(other, _)| *other == id));
                match entry.waiting.remove(own.unwrap_or(0)) {
                    Some((_, waiting)) => waiting,
                    None => {
                        entry.idle.push((Instant::now(), connection));
                        break;
                    }
                }
            };
            match waiting.send(connection) {
                Ok(()) => return,
                Err(back) => connection = back,
            }
        }
        self.sweep_later();
    }

    fn remove(&self, origin: &Origin, id: u64) -> Option<Connection> {
        let mut origins = self.origins();
        let idle = &mut origins.get_mut(origin)?.idle;
        let place = idle.iter().position(|(_, connection)| connection.lapse.id == id)?;
        Some(idle.remove(place).1)
    }

    /// Ends unused connections when their time is over.
    fn sweep_later(self: &Arc<Self>) {
        if self.sweeps.swap(true, Ordering::AcqRel) {
            return;
        }
        let pool = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut next = Some(Instant::now() + IDLE);
            while let Some(time) = next {
                tokio::time::sleep_until(time).await;
                let Some(pool) = pool.upgrade() else { return };
                next = pool.sweep();
            }
        });
    }

    /// Ends unused connections whose time is over. Returns when that of the next will be.
    fn sweep(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut over = Vec::new();
        let mut origins = self.origins();
        origins.retain(|_, Entry { idle, waiting }| {
            let (old, young) = mem::take(idle).into_iter().partition(|(since, _)| now - *since >= IDLE);
            over.extend::<Vec<_>>(old);
            *idle = young;
            !idle.is_empty() || !waiting.is_empty()
        });
        let oldest = origins.values().flat_map(|entry| &entry.idle).map(|(since, _)| *since).min();
        if oldest.is_none() {
            self.sweeps.store(false, Ordering::Release);
        }
        drop(origins);
        drop(over);
        oldest.map(|since| since + IDLE)
    }
}

fn given_up() -> ConnectError {
    ConnectError::Failed(TransportKind::Connect, "the connection was given up".to_owned())
}

/// Ends the making of a connection whose call is given up before it has one.
struct Abandoned<'a> {
    making: Option<AbortHandle>,
    pool: &'a Pool,
    origin: &'a Origin,
    id: u64,
}

impl Drop for Abandoned<'_> {
    fn drop(&mut self) {
        let Some(making) = &self.making else { return };
        making.abort();
        if let Some(entry) = self.pool.origins().get_mut(self.origin) {
            entry.waiting.retain(|(id, _)| *id != self.id);
        }
    }
}
