//! The way back to the JavaScript thread: calls that end close together come home in one wake-up.
//!
//! A promise of napi's own costs a thread-safe function for each call, up to a fifth of what a small call costs in all.
//! Here a call is a ticket. JavaScript keeps the promise, and is handed tickets with what became of them, many at once.

use napi::{
    bindgen_prelude::*,
    threadsafe_function::{ThreadsafeCallContext, ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use std::{
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// A call under way.
pub(crate) type Ticket = u32;

/// Makes the result of a call, on the JavaScript thread; `Err` holds the reason of a rejection.
pub(crate) type Outcome =
    Box<dyn for<'env> FnOnce(&'env Env) -> Result<std::result::Result<Unknown<'env>, Unknown<'env>>> + Send>;

type Ended = Vec<(Ticket, Outcome)>;
/// It does not keep the process alive; JavaScript does while promises are open.
type Wake = ThreadsafeFunction<(), (), Delivery, Status, false, true>;

/// Calls that have ended and are not yet delivered.
pub(crate) struct Settlements {
    ended: Arc<Mutex<Ended>>,
    wake: Wake,
}

impl Settlements {
    /// `deliver` is called with a list: ticket, whether it succeeded, result or reason, and so on.
    pub(crate) fn new(deliver: &Function<'_, Delivery, ()>) -> Result<Self> {
        let ended = Arc::new(Mutex::new(Ended::new()));
        let queue = Arc::clone(&ended);
        let wake = deliver.build_threadsafe_function::<()>().weak::<true>().build_callback(
            move |_: ThreadsafeCallContext<()>| Ok(Delivery(mem::take(&mut *lock(&queue)))),
        )?;
        Ok(Self { ended, wake })
    }

    /// A ticket no other open call has.
    pub(crate) fn ticket() -> Ticket {
        static LAST: AtomicU32 = AtomicU32::new(0);
        LAST.fetch_add(1, Ordering::Relaxed)
    }

    /// Ends a call. Only the first of a batch wakes the JavaScript thread.
    pub(crate) fn settle(&self, ticket: Ticket, outcome: Outcome) {
        let mut ended = lock(&self.ended);
        ended.push((ticket, outcome));
        let first = ended.len() == 1;
        drop(ended);
        if first {
            // It fails only where JavaScript is going away, and nobody waits any more.
            self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}

fn lock(ended: &Mutex<Ended>) -> std::sync::MutexGuard<'_, Ended> {
    ended.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ended calls on their way into JavaScript.
pub struct Delivery(Ended);

impl ToNapiValue for Delivery {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, Delivery(ended): Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let mut list = env.create_array(0)?;
        for (ticket, outcome) in ended {
            let (succeeded, value) = match outcome(&env) {
                Ok(Ok(result)) => (true, result),
                Ok(Err(reason)) => (false, reason),
                Err(failure) => (false, env.create_error(failure)?.to_unknown()),
            };
            list.insert(ticket)?;
            list.insert(succeeded)?;
            list.insert(value)?;
        }
        // SAFETY: `raw` is the environment the list was made in.
        unsafe { Array::to_napi_value(raw, list) }
    }
}
