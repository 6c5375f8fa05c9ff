//! When blobs that no record names any more are removed: once everybody who may still read them has ended.

use crate::blobs::{BlobId, Blobs};
use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
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
    /// Blobs that snapshots name, and how many of them.
    pinned: HashMap<BlobId, usize>,
    /// Blobs that would be removed but for that.
    parked: HashSet<BlobId>,
}

/// While it is held, blobs that were there when it was taken stay.
pub(crate) struct Lease {
    number: u64,
    reclaim: Arc<Reclaim>,
}

/// While it is held, certain blobs stay, and no others.
pub(crate) struct Pin {
    ids: HashSet<BlobId>,
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

    /// Keeps blobs, which must be held by a lease until this returns.
    pub(super) fn pin(self: &Arc<Self>, ids: HashSet<BlobId>) -> Pin {
        let mut state = self.state();
        ids.iter().for_each(|id| *state.pinned.entry(*id).or_default() += 1);
        Pin { ids, reclaim: Arc::clone(self) }
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

    /// Records name these again, or still.
    pub(super) fn spare(&self, ids: &HashSet<BlobId>) {
        if !ids.is_empty() {
            let mut state = self.state();
            state.doomed.iter_mut().for_each(|(_, doomed)| doomed.retain(|id| !ids.contains(id)));
            state.parked.retain(|id| !ids.contains(id));
        }
    }

    fn sweep(&self, mut state: MutexGuard<'_, State>) {
        let oldest = state.held.first().copied().unwrap_or(u64::MAX);
        let ended = state.doomed.partition_point(|(below, _)| *below <= oldest);
        let ended: Vec<_> = state.doomed.drain(..ended).flat_map(|(_, ids)| ids).collect();
        let State { pinned, parked, .. } = &mut *state;
        let (kept, ended): (Vec<_>, Vec<_>) = ended.into_iter().partition(|id| pinned.contains_key(id));
        parked.extend(kept);
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

impl Drop for Pin {
    fn drop(&mut self) {
        let mut state = self.reclaim.state();
        let State { pinned, parked, .. } = &mut *state;
        let free = |id: &BlobId| {
            let count = pinned.get_mut(id).map_or(0, |count| {
                *count -= 1;
                *count
            });
            if count == 0 {
                pinned.remove(id);
            }
            count == 0
        };
        let freed = self.ids.drain().filter(free).filter(|id| parked.remove(id)).collect();
        drop(state);
        self.reclaim.doom(freed);
    }
}
