//! Who is connected: no more than there is room for. Where somebody waits, who has been answered goes, and who rests makes room.

use crate::{body::Body, clock::stopwatch};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    task::yield_now,
    time::sleep,
};

/// Who has been answered may be about to ask again, and rests only then.
const RESTS_AFTER: Duration = Duration::from_secs(1);
/// Who has just come is about to ask.
const ARRIVES_WITHIN: Duration = Duration::from_secs(10);
/// Where nobody rests, somebody may soon.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Who is connected.
pub(crate) struct Connections {
    places: Arc<Semaphore>,
    /// Somebody has no place.
    crowded: AtomicBool,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
}

/// A connection that was accepted.
#[derive(Debug)]
pub(crate) struct Connection {
    /// From 1, in the order of arrival.
    pub(crate) id: u64,
    /// Who is at its other end.
    pub(crate) peer: IpAddr,
    reset: AtomicBool,
    /// When it rests; none while it is served.
    rests: Mutex<Option<Instant>>,
    dismissed: Notify,
}

/// A place among the connections, given back when it is dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    pub(crate) connection: Arc<Connection>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)));
        Arc::new(Self { places, crowded: AtomicBool::new(false), open: Mutex::default() })
    }

    /// How many are connected.
    pub(crate) fn count(&self) -> usize {
        self.open().len()
    }

    /// Whether somebody waits for a place, so that who has been answered should go.
    pub(crate) fn crowded(&self) -> bool {
        self.crowded.load(Ordering::Relaxed)
    }

    /// A place for the connection of this number, as soon as there is one.
    pub(crate) async fn place(self: &Arc<Self>, id: u64, peer: IpAddr) -> Place {
        let permit = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.room().await,
        };
        let connection = Arc::new(Connection {
            id,
            peer,
            reset: AtomicBool::new(false),
            rests: Mutex::new(Some(stopwatch() + ARRIVES_WITHIN)),
            dismissed: Notify::new(),
        });
        self.open().insert(id, Arc::clone(&connection));
        Place { connections: Arc::clone(self), connection, _permit: permit }
    }

    async fn room(&self) -> OwnedSemaphorePermit {
        self.crowded.store(true, Ordering::Relaxed);
        let acquire = Arc::clone(&self.places).acquire_owned();
        let mut acquire = std::pin::pin!(acquire);
        loop {
            self.dismiss(stopwatch());
            tokio::select! {
                permit = acquire.as_mut() => {
                    self.crowded.store(false, Ordering::Relaxed);
                    return permit.expect("nobody closes it");
                }
                () = sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Ends the connection that rests, or is the next to.
    pub(crate) fn dismiss_any(&self) {
        self.dismiss(stopwatch() + ARRIVES_WITHIN);
    }

    /// Ends the connection that has rested longest at this time, if there is one.
    fn dismiss(&self, now: Instant) {
        let open = self.open();
        let resting = open.values().filter_map(|connection| Some((connection.rests_from()?, connection)));
        let longest = resting.filter(|(from, _)| *from <= now).min_by_key(|(from, _)| *from);
        if let Some((_, connection)) = longest {
            connection.busy();
            connection.dismissed.notify_one();
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open().remove(&self.connection.id);
    }
}

impl Connection {
    /// When it ends, it ends with a reset.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    /// Whether it ends with a reset.
    pub(crate) fn resets(&self) -> bool {
        self.reset.load(Ordering::Relaxed)
    }

    /// Ends when it is to make room, once what has arrived meanwhile has been announced.
    pub(crate) async fn dismissed(&self) {
        self.dismissed.notified().await;
        yield_now().await;
    }

    /// A request has come.
    pub(crate) fn busy(&self) {
        self.set_rests(None);
    }

    fn rests_from(&self) -> Option<Instant> {
        *self.rests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_rests(&self, from: Option<Instant>) {
        *self.rests.lock().unwrap_or_else(PoisonError::into_inner) = from;
    }
}

/// The body of an answer on a connection, which rests when it has been sent.
pub(crate) struct Answer {
    body: Body,
    connection: Arc<Connection>,
}

impl Answer {
    pub(crate) fn new(body: Body, connection: Arc<Connection>) -> Self {
        Self { body, connection }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.connection.set_rests(Some(stopwatch() + RESTS_AFTER));
    }
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
