//! The way back to the JavaScript thread: calls that end close together come home in one wake-up.
//!
//! A promise of napi's own costs a thread-safe function for each call, up to a fifth of what a small call costs in all.
//! Here a call is a ticket. JavaScript keeps the promise, and is handed tickets with what became of them, many at once.

use crate::{
    ending,
    panics::{self, Place},
};
use futures_util::FutureExt;
use napi::{
    bindgen_prelude::*,
    threadsafe_function::{ThreadsafeCallContext, ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    ptr::null_mut,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};
use tokio::sync::watch;

/// A call under way.
pub(crate) type Ticket = u32;

/// Makes the result of a call, on the JavaScript thread; `Err` holds the reason of a rejection.
pub(crate) type Outcome =
    Box<dyn for<'env> FnOnce(&'env Env) -> Result<std::result::Result<Unknown<'env>, Unknown<'env>>> + Send>;

/// A call that has succeeded.
pub(crate) fn result<T: ToNapiValue + Send + 'static>(value: T) -> Outcome {
    Box::new(|env| value.into_unknown(env).map(Ok))
}

/// A call that has failed. `reason` makes what it rejects with.
pub(crate) fn failure(
    reason: impl for<'env> FnOnce(&'env Env) -> Result<Unknown<'env>> + Send + 'static,
) -> Outcome {
    Box::new(|env| reason(env).map(Err))
}

/// What a call does off the JavaScript thread. On the heap: it is moved several times on its way there, and may be large.
pub(crate) type Work = Pin<Box<dyn Future<Output = Outcome> + Send>>;

pub(crate) type Ended = Vec<(Ticket, Outcome)>;
/// It does not keep the process alive; JavaScript does while promises are open.
type Wake = ThreadsafeFunction<(), (), Delivery, Status, false, true>;

/// Calls that have ended and are not yet delivered.
pub(crate) struct Settlements {
    /// They are the wake's, and end with the environment: held here too, an outcome that holds the settlements, such as a reader
    /// with its connection, would hold itself when nobody takes it any more.
    ended: Weak<Mutex<Ended>>,
    wake: Wake,
    deliver: FunctionRef<Delivery, ()>,
    ending: watch::Receiver<bool>,
}

impl Settlements {
    /// `deliver` is called with a list: ticket, whether it succeeded, result or reason, and so on.
    pub(crate) fn new(env: &Env, deliver: &Function<'_, Delivery, ()>) -> Result<Self> {
        let ended = Arc::new(Mutex::new(Ended::new()));
        let queue = Arc::downgrade(&ended);
        let wake = deliver.build_threadsafe_function::<()>().weak::<true>().build_callback(
            move |_: ThreadsafeCallContext<()>| Ok(Delivery(mem::take(&mut *lock(&ended)))),
        )?;
        Ok(Self { ended: queue, wake, deliver: deliver.create_ref()?, ending: ending::of(env)? })
    }

    /// A ticket no other open call has.
    pub(crate) fn ticket() -> Ticket {
        static LAST: AtomicU32 = AtomicU32::new(0);
        LAST.fetch_add(1, Ordering::Relaxed)
    }

    /// Runs `work` on the runtime as a call of its own.
    pub(crate) fn run(self: &Arc<Self>, work: Work) -> Ticket {
        let ticket = Self::ticket();
        spawn(Arc::clone(self).ending(ticket, work));
        ticket
    }

    /// Ends a call as `work` ends: with its outcome, or with an error where it panics. Where the environment of the call ends
    /// before, `work` does too, for nobody waits any more.
    pub(crate) async fn ending(self: Arc<Self>, ticket: Ticket, work: Work) {
        let mut ending = self.ending.clone();
        let watched = async {
            panics::on_purpose(Place::Task);
            work.await
        };
        let outcome = tokio::select! {
            outcome = AssertUnwindSafe(watched).catch_unwind() => outcome,
            _ = ending.wait_for(|ended| *ended) => return,
        };
        self.settle(ticket, outcome.unwrap_or_else(|panic| panics::outcome(&*panic)));
    }

    /// Ends calls, from the loop of their own thread.
    pub(crate) fn deliver(&self, env: &Env, ended: Ended) {
        // It fails only where JavaScript is going away.
        drop(self.call_back(env, ended));
    }

    #[expect(unsafe_code, reason = "napi has no safe way to call JavaScript from a callback of libuv")]
    fn call_back(&self, env: &Env, ended: Ended) -> Result<()> {
        let raw = env.raw();
        let (mut scope, mut global, mut result) = (null_mut(), null_mut(), null_mut());
        // SAFETY: `raw` is the environment of this thread, and all values are made and used within the scope.
        unsafe {
            check_status!(sys::napi_open_handle_scope(raw, &mut scope))?;
            let called = (|| {
                check_status!(sys::napi_get_global(raw, &mut global))?;
                let deliver = self.deliver.borrow_back(env)?;
                let list = Delivery::to_napi_value(raw, Delivery(ended))?;
                // Unlike a plain call it runs what promises have waiting.
                check_status!(sys::napi_make_callback(
                    raw,
                    null_mut(),
                    global,
                    deliver.raw(),
                    1,
                    &list,
                    &mut result
                ))
            })();
            if called.is_err() {
                // A worker that is ended in the middle of it. An exception that stays would be taken for that of who calls next.
                sys::napi_get_and_clear_last_exception(raw, &mut result);
            }
            check_status!(sys::napi_close_handle_scope(raw, scope))?;
            called
        }
    }

    /// Ends a call. Only the first of a batch wakes the JavaScript thread.
    pub(crate) fn settle(&self, ticket: Ticket, outcome: Outcome) {
        let Some(queue) = self.ended.upgrade() else { return };
        let mut ended = lock(&queue);
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

impl Delivery {
    pub(crate) fn none() -> Self {
        Self(Ended::new())
    }
}

impl ToNapiValue for Delivery {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, Delivery(ended): Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let mut list = env.create_array(0)?;
        for (ticket, outcome) in ended {
            let (succeeded, value) = match made(&env, outcome) {
                Ok(result) => (true, result),
                Err(reason) => (false, reason),
            };
            list.insert(ticket)?;
            list.insert(succeeded)?;
            list.insert(value)?;
        }
        // SAFETY: `raw` is the environment the list was made in.
        unsafe { Array::to_napi_value(raw, list) }
    }
}

/// The result of a call, or why there is none. What goes wrong here, on the JavaScript thread, ends this call and no other.
fn made<'env>(env: &'env Env, outcome: Outcome) -> std::result::Result<Unknown<'env>, Unknown<'env>> {
    let making = AssertUnwindSafe(|| {
        panics::on_purpose(Place::Outcome);
        outcome(env)
    });
    let failed = match catch_unwind(making) {
        Ok(Ok(made)) => return made,
        Ok(Err(failure)) => thrown(env, failure),
        Err(panic) => panics::error(env, &*panic),
    };
    Err(failed.unwrap_or_else(|_| ().into_unknown(env).expect("every environment has an undefined")))
}

/// What JavaScript has thrown while a result was made, or else the failure in words. As long as it is not taken, nothing else can be made.
#[expect(unsafe_code, reason = "napi has no safe way to take an exception")]
fn thrown<'env>(env: &'env Env, failure: Error) -> Result<Unknown<'env>> {
    let mut pending = false;
    let mut exception = std::ptr::null_mut();
    // SAFETY: `env` is the environment of this thread, and both pointers are good for the call.
    unsafe {
        check_status!(sys::napi_is_exception_pending(env.raw(), &mut pending))?;
        if pending {
            check_status!(sys::napi_get_and_clear_last_exception(env.raw(), &mut exception))?;
            return Unknown::from_napi_value(env.raw(), exception);
        }
    }
    Ok(env.create_error(failure)?.to_unknown())
}
