//! Polls calls on one thread.

use super::{CURRENT, LEAVES, Reactor};
use std::{
    any::Any,
    cell::RefCell,
    collections::HashMap,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// A call.
type Call<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// So often a call is polled before the loop of the program has its turn again.
const IN_A_ROW: usize = 8;

/// What has become of a call.
pub enum Step<T> {
    /// It has ended.
    Done(T),
    /// It has panicked.
    Panicked(Box<dyn Any + Send>),
    /// It is to go on in the runtime of tokio ([`leave`](super::leave)).
    Leaves(Call<T>),
}

/// Polls calls on the thread it was made on. Each has an owner, who is told what has become of it.
pub struct Executor<T, Owner> {
    reactor: Arc<Reactor>,
    woken: Arc<Woken>,
    calls: RefCell<HashMap<u32, Waiting<T, Owner>>>,
}

/// A call, and who wakes it.
struct Waiting<T, Owner> {
    call: Call<T>,
    owner: Owner,
    token: Arc<Token>,
}

impl<T, Owner> Executor<T, Owner> {
    /// `notify` is called, on any thread, when [`turn`](Self::turn) is to be called though the reactor's descriptor says nothing.
    pub fn new(reactor: Arc<Reactor>, notify: impl Fn() + Send + Sync + 'static) -> Self {
        let woken = Arc::new(Woken { state: Mutex::default(), notify: Box::new(notify) });
        Self { reactor, woken, calls: RefCell::default() }
    }

    /// Begins a call: it is polled at once. Nothing is returned while it waits.
    pub fn start(&self, id: u32, owner: Owner, call: Call<T>) -> Option<(Owner, Step<T>)> {
        let token = Arc::new(Token { id, queued: AtomicBool::new(false), woken: Arc::clone(&self.woken) });
        self.woken.lock().polling += 1;
        let mut polled = self.poll(Waiting { call, owner, token });
        for _ in 0..IN_A_ROW {
            match polled {
                Err(waiting) if self.woken.take(id) => polled = self.poll(waiting),
                _ => break,
            }
        }
        let over = match polled {
            Ok(over) => Some(over),
            Err(waiting) => {
                self.calls.borrow_mut().insert(id, waiting);
                None
            }
        };
        self.woken.lock().polling -= 1;
        self.woken.notify_if_needed();
        over
    }

    /// Polls the calls that were woken, and hands over those that wait no longer.
    pub fn turn(&self, mut over: impl FnMut(u32, Owner, Step<T>)) {
        {
            let mut state = self.woken.lock();
            state.polling += 1;
            state.notified = false;
        }
        self.reactor.turn();
        for _ in 0..IN_A_ROW {
            let ids = mem::take(&mut self.woken.lock().ids);
            if ids.is_empty() {
                break;
            }
            for id in ids {
                // It may have ended, or been given up.
                let Some(waiting) = self.calls.borrow_mut().remove(&id) else { continue };
                match self.poll(waiting) {
                    Ok((owner, step)) => over(id, owner, step),
                    Err(waiting) => drop(self.calls.borrow_mut().insert(id, waiting)),
                }
            }
        }
        self.woken.lock().polling -= 1;
        self.woken.notify_if_needed();
    }

    /// Gives up a call; whether it was one of these.
    pub fn stop(&self, id: u32) -> bool {
        let call = self.calls.borrow_mut().remove(&id);
        call.is_some()
    }

    fn poll(&self, mut waiting: Waiting<T, Owner>) -> Result<(Owner, Step<T>), Waiting<T, Owner>> {
        waiting.token.queued.store(false, Ordering::Release);
        let waker = Waker::from(Arc::clone(&waiting.token));
        let outer = CURRENT.replace(Some(Arc::clone(&self.reactor)));
        let call = waiting.call.as_mut();
        let polled = catch_unwind(AssertUnwindSafe(|| call.poll(&mut Context::from_waker(&waker))));
        CURRENT.set(outer);
        let leaves = LEAVES.take();
        match polled {
            Ok(Poll::Ready(output)) => Ok((waiting.owner, Step::Done(output))),
            Err(panic) => Ok((waiting.owner, Step::Panicked(panic))),
            Ok(Poll::Pending) if leaves => Ok((waiting.owner, Step::Leaves(waiting.call))),
            Ok(Poll::Pending) => Err(waiting),
        }
    }
}

/// Calls that are to be polled.
struct Woken {
    state: Mutex<State>,
    notify: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct State {
    ids: Vec<u32>,
    /// How many loops are polling, which look for themselves.
    polling: u32,
    notified: bool,
}

impl Woken {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a call was woken; it is not any more.
    fn take(&self, id: u32) -> bool {
        let ids = &mut self.lock().ids;
        let place = ids.iter().rposition(|woken| *woken == id);
        place.map(|place| ids.remove(place)).is_some()
    }

    fn notify_if_needed(&self) {
        let mut state = self.lock();
        if state.polling == 0 && !state.notified && !state.ids.is_empty() {
            state.notified = true;
            drop(state);
            (self.notify)();
        }
    }
}

/// Wakes one call.
struct Token {
    id: u32,
    /// It is among those that are to be polled.
    queued: AtomicBool,
    woken: Arc<Woken>,
}

impl Wake for Token {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.queued.swap(true, Ordering::AcqRel) {
            return;
        }
        self.woken.lock().ids.push(self.id);
        self.woken.notify_if_needed();
    }
}
