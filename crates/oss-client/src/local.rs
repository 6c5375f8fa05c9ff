//! Calls on the thread that makes them.
//!
//! A small call is mostly waiting. Handed to another thread it costs two wake-ups, each dearer than all else that it does. So
//! a program with an event loop of its own, as Node has, may run calls within it: it polls them through an [`Executor`], and
//! watches the descriptor of a [`Reactor`], which tells of all their sockets. What takes long, for it is large, leaves for
//! the runtime of tokio ([`leave`]), and so do its sockets when they are next polled there.
//!
//! Timers and whatever else belongs to tokio works here as well: its threads wake the calls they concern.

mod executor;
mod reactor;

pub use executor::{Executor, Step};
pub use reactor::Reactor;
pub(crate) use reactor::{Direction, Source};

#[cfg(test)]
mod tests;

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    sync::Arc,
    task::Poll,
};

/// What is larger than so many bytes is no work for a thread that has other things to do.
pub(crate) const SMALL: u64 = 64 << 10;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Reactor>>> = const { RefCell::new(None) };
    static LEAVES: Cell<bool> = const { Cell::new(false) };
}

/// Whether an executor polls right now on this thread.
fn is_here() -> bool {
    CURRENT.with_borrow(Option::is_some)
}

/// Whose sockets those are that are polled right now; none on a thread of tokio.
pub(crate) fn with_current<T>(work: impl FnOnce(Option<&Arc<Reactor>>) -> T) -> T {
    CURRENT.with_borrow(|current| work(current.as_ref()))
}

/// Goes on in the runtime of tokio, if that is not where it is.
pub async fn leave() {
    poll_fn(|_| {
        if !is_here() {
            return Poll::Ready(());
        }
        LEAVES.set(true);
        Poll::Pending
    })
    .await;
}
