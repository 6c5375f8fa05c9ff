//! Memory of JavaScript that the network reads. It is gone with its environment, a worker or the process's main thread:
//! when that ends, calls are stopped, and the end waits until nothing of it is in use any more.

use bytes::Bytes;
use napi::bindgen_prelude::*;
use std::{
    cell::OnceCell,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// The longest that the end of an environment waits. Stopping a call takes far less.
const PATIENCE: Duration = Duration::from_secs(5);

thread_local! {
    /// That of the environment of this thread.
    static LEASES: OnceCell<Arc<Leases>> = const { OnceCell::new() };
}

/// What of an environment's memory is in use.
pub(crate) struct Leases {
    count: Mutex<usize>,
    none: Condvar,
    ended: watch::Sender<bool>,
}

impl Leases {
    /// Those of this environment.
    pub(crate) fn of(env: &Env) -> Result<Arc<Self>> {
        LEASES.with(|leases| {
            if let Some(leases) = leases.get() {
                return Ok(Arc::clone(leases));
            }
            let new = Arc::new(Self {
                count: Mutex::default(),
                none: Condvar::new(),
                ended: watch::channel(false).0,
            });
            env.add_env_cleanup_hook(Arc::clone(&new), |leases| leases.end())?;
            Ok(Arc::clone(leases.get_or_init(|| new)))
        })
    }

    /// Becomes ready when the environment ends.
    pub(crate) fn ended(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    /// A buffer as bytes of the network's, without a copy.
    pub(crate) fn lend(self: &Arc<Self>, buffer: Buffer) -> Bytes {
        *self.count() += 1;
        Bytes::from_owner(Lent { buffer, leases: Arc::clone(self) })
    }

    fn end(&self) {
        self.ended.send_replace(true);
        let in_use = self.count();
        // Past its patience it goes on: a process that does not end is no better than one that ends badly.
        drop(self.none.wait_timeout_while(in_use, PATIENCE, |count| *count > 0));
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Lent {
    buffer: Buffer,
    leases: Arc<Leases>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut count = self.leases.count();
        *count -= 1;
        if *count == 0 {
            self.leases.none.notify_all();
        }
    }
}
