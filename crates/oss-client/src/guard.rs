//! Functions that are not ours may panic: that is an error of what they were asked for, and ends nothing else.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

/// A panic, in the words it had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a function panicked, which is a fault in it: {0}")]
pub struct Panicked(String);

impl Panicked {
    fn of(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        Self(text.or_else(|| payload.downcast_ref().cloned()).unwrap_or_else(|| "without words".to_owned()))
    }
}

/// Calls what may panic. Locks that are held over it must not matter to anybody when they are poisoned.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Panicked::of(payload.as_ref()))
}

/// Waits for what may panic. It is not asked again then. (It takes what is pinned: an async function would keep room for it twice.)
pub(crate) fn guarded<F: Future + Unpin>(mut work: F) -> impl Future<Output = Result<F::Output, Panicked>> {
    poll_fn(move |cx| match guard(|| Pin::new(&mut work).poll(cx)) {
        Ok(poll) => poll.map(Ok),
        Err(panicked) => Poll::Ready(Err(panicked)),
    })
}
