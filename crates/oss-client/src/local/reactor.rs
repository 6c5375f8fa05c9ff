//! Which sockets have something to say.

use mio::{Events, Interest, Poll, Registry, Token, net::TcpStream};
use std::{
    collections::HashMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

/// So many events are taken at a time; more of them come with the next turn.
const EVENTS: usize = 256;

/// Watches sockets for calls on one thread.
#[derive(Debug)]
pub struct Reactor {
    poll: Mutex<(Poll, Events)>,
    registry: Registry,
    sources: Mutex<HashMap<Token, Arc<Source>>>,
    next: AtomicUsize,
}

impl Reactor {
    /// # Errors
    /// When the system gives no descriptor for it.
    pub fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let registry = poll.registry().try_clone()?;
        Ok(Self {
            poll: Mutex::new((poll, Events::with_capacity(EVENTS))),
            registry,
            sources: Mutex::default(),
            next: AtomicUsize::new(0),
        })
    }

    /// Wakes the calls whose sockets are ready. It does not wait.
    pub(super) fn turn(&self) {
        let mut wakers = Vec::new();
        {
            let mut poll = lock(&self.poll);
            let (poll, events) = &mut *poll;
            // Only a signal can come between, and the descriptor stays readable then.
            if poll.poll(events, Some(Duration::ZERO)).is_err() {
                return;
            }
            let sources = lock(&self.sources);
            for event in events.iter() {
                if let Some(source) = sources.get(&event.token()) {
                    source.notice(event, &mut wakers);
                }
            }
        }
        // Without a lock: who is woken may give up a socket at once.
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn register(&self, stream: &mut TcpStream) -> io::Result<(Token, Arc<Source>)> {
        let token = Token(self.next.fetch_add(1, Ordering::Relaxed));
        let source = Arc::new(Source::default());
        lock(&self.sources).insert(token, Arc::clone(&source));
        let registered = self.registry.register(stream, token, Interest::READABLE | Interest::WRITABLE);
        if let Err(error) = registered {
            lock(&self.sources).remove(&token);
            return Err(error);
        }
        Ok((token, source))
    }

    pub(crate) fn deregister(&self, token: Token, stream: &mut TcpStream) {
        lock(&self.sources).remove(&token);
        // It fails only where the socket is gone, and then it is not watched any more.
        drop(self.registry.deregister(stream));
    }
}

/// The descriptor becomes readable when a socket is ready.
#[cfg(unix)]
impl std::os::fd::AsRawFd for Reactor {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        lock(&self.poll).0.as_raw_fd()
    }
}

/// Which way bytes go.
#[derive(Clone, Copy)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// One socket: whether it is worth trying, and who waits until it is.
#[derive(Debug, Default)]
pub(crate) struct Source(Mutex<[Readiness; 2]>);

#[derive(Debug)]
struct Readiness {
    /// Until the system has said that there is nothing, there may be.
    ready: bool,
    /// The other end has ended it: it stays ready.
    closed: bool,
    waiting: Option<Waker>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { ready: true, closed: false, waiting: None }
    }
}

impl Source {
    /// Whether the socket may be ready. If not, the task is woken when it is.
    pub(crate) fn is_ready(&self, direction: Direction, cx: &Context<'_>) -> bool {
        let mut both = lock(&self.0);
        let readiness = &mut both[direction as usize];
        if !readiness.ready {
            match &mut readiness.waiting {
                Some(waker) => waker.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
        }
        readiness.ready
    }

    /// The system has nothing more; it says so once there is. (Events come at the edge: all there was had to be taken before.)
    pub(crate) fn exhausted(&self, direction: Direction) {
        let mut both = lock(&self.0);
        let readiness = &mut both[direction as usize];
        readiness.ready = readiness.closed;
    }

    fn notice(&self, event: &mio::event::Event, wakers: &mut Vec<Waker>) {
        let mut both = lock(&self.0);
        let said = [
            (event.is_readable() || event.is_error(), event.is_read_closed()),
            (event.is_writable() || event.is_error(), event.is_write_closed()),
        ];
        for (readiness, (ready, closed)) in both.iter_mut().zip(said) {
            if ready || closed {
                readiness.ready = true;
                readiness.closed |= closed;
                wakers.extend(readiness.waiting.take());
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
