//! When blobs that no record names any more are removed: once everybody who may still read them has ended.

use crate::blobs::{BlobId, Blobs};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Keeps blobs until nobody reads them.
pub(crate) struct Reclaim {
    blobs: Arc<dyn Blobs>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The number of the next lease.
    next: u64,
    held: BTreeSet<u64>,
    /// Blobs, and the number below which leases may still need them.
    doomed: VecDeque<(u64, Vec<BlobId>)>,
}

/// While it is held, blobs that were there when it was taken stay.
pub(crate) struct Lease {
    number: u64,
    reclaim: Arc<Reclaim>,
}

impl Reclaim {
    pub(crate) fn new(blobs: Arc<dyn Blobs>) -> Arc<Self> {
        Arc::new(Self { blobs, state: Mutex::default() })
    }

    /// To be taken before the record is read that names the blobs.
    pub(crate) fn lease(self: &Arc<Self>) -> Lease {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        state.held.insert(number);
        Lease { number, reclaim: Arc::clone(self) }
    }

    /// No record names these any more.
    pub(super) fn doom(&self, ids: Vec<BlobId>) {
        if ids.is_empty() {
            return;
        }
        let mut state = self.state();
        let below = state.next;
        state.doomed.push_back((below, ids));
        self.sweep(state);
    }

    fn sweep(&self, mut state: MutexGuard<'_, State>) {
        let oldest = state.held.first().copied().unwrap_or(u64::MAX);
        let ended = state.doomed.partition_point(|(below, _)| *below <= oldest);
        let ended: Vec<_> = state.doomed.drain(..ended).flat_map(|(_, ids)| ids).collect();
        drop(state);
        if ended.is_empty() {
            return;
        }
        let blobs = Arc::clone(&self.blobs);
        let remove = move || ended.into_iter().for_each(|id| blobs.remove(id));
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if !self.blobs.instant() => drop(runtime.spawn_blocking(remove)),
            _ => remove(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.reclaim.state();
        state.held.remove(&self.number);
        self.reclaim.sweep(state);
    }
}
