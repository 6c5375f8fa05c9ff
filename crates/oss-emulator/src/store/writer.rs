//! Changes, gathered: one thread makes all that wait in one transaction, so that many are on disk for the price of one.

use super::{
    Draft, Reclaim, broken,
    draft::Tables,
    index::{Fate, Index},
    record::RecordKey,
};
use crate::{
    Clock,
    blobs::{BlobId, Loose},
    clock::milliseconds,
    reason::{Reason, Refusal},
};
use redb::WriteTransaction;
use std::{
    collections::HashSet,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};
use tokio::sync::oneshot;

/// So many changes are made in one transaction at most.
const MAX_BATCH: usize = 1_024;

/// The thread that changes the database.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(
        index: Arc<Index>,
        records: RecordKey,
        reclaim: Arc<Reclaim>,
        clock: Clock,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let thread = thread::Builder::new().name("oss-emulator-writer".into()).spawn(move || {
            work(&index, &records, &reclaim, &clock, &jobs);
        })?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Makes a change. When this answers, the change is on disk, or nothing of it is.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Draft<'_, '_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let stopped = || Refusal::from(Reason::InternalError).saying("The storage has stopped.");
        let (answer, answered) = oneshot::channel();
        let job = Change { change: Some(change), outcome: None, answer };
        self.queue.as_ref().ok_or_else(stopped)?.send(Box::new(job)).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None; // The thread ends when it has made what waits.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A change that waits.
trait Job: Send {
    /// Makes it in a draft. Whether it went through.
    fn make(&mut self, draft: &mut Draft<'_, '_>) -> bool;
    /// Tells who waits. With a refusal, nothing was made, whatever the job thinks.
    fn tell(self: Box<Self>, failure: Option<&Refusal>);
}

struct Change<F, T> {
    change: Option<F>,
    outcome: Option<Result<T, Refusal>>,
    answer: oneshot::Sender<Result<T, Refusal>>,
}

impl<T: Send, F: FnOnce(&mut Draft<'_, '_>) -> Result<T, Refusal> + Send> Job for Change<F, T> {
    fn make(&mut self, draft: &mut Draft<'_, '_>) -> bool {
        self.outcome = self.change.take().map(|change| change(draft));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn tell(self: Box<Self>, failure: Option<&Refusal>) {
        let outcome = match (failure, self.outcome) {
            (_, Some(Err(refusal))) => Err(refusal),
            (Some(failure), _) => Err(failure.clone()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(panicked()),
        };
        let _ = self.answer.send(outcome); // Who does not wait any more need not be told.
    }
}

fn work(
    index: &Index,
    records: &RecordKey,
    reclaim: &Reclaim,
    clock: &Clock,
    jobs: &mpsc::Receiver<Box<dyn Job>>,
) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
        let mut effects = Effects::default();
        let made = catch_unwind(AssertUnwindSafe(|| {
            make(index, records, milliseconds(clock), &mut batch, &mut effects)
        }));
        let fate = made.unwrap_or_else(|_| {
            index.distrust();
            Fate::Unknown(panicked())
        });
        let failure = match fate {
            Fate::Made => {
                mem::take(&mut effects.adopted).into_iter().for_each(Loose::keep);
                reclaim.spare(&mem::take(&mut effects.spared));
                reclaim.doom(mem::take(&mut effects.doomed));
                None
            }
            Fate::NotMade(refusal) => Some(refusal),
            // Records may name the new blobs or the old ones, so both stay; the next start finds those that none names.
            Fate::Unknown(refusal) => {
                mem::take(&mut effects.adopted).into_iter().for_each(Loose::keep);
                Some(refusal)
            }
        };
        batch.into_iter().for_each(|job| job.tell(failure.as_ref()));
    }
}

/// What the changes of a batch do to blobs, once they are committed.
#[derive(Default)]
struct Effects {
    wrote: bool,
    doomed: Vec<BlobId>,
    adopted: Vec<Loose>,
    spared: HashSet<BlobId>,
}

/// Makes the changes of a batch, all of them or none.
fn make(
    index: &Index,
    records: &RecordKey,
    now: u64,
    batch: &mut [Box<dyn Job>],
    effects: &mut Effects,
) -> Fate {
    let written = index.begin_write().map_err(broken).and_then(|writing| {
        draft(&writing.transaction, records, now, batch, effects)?;
        Ok(writing)
    });
    match written {
        // First the bytes, then the records that name them.
        Ok(writing) if effects.wrote => match Loose::force(&effects.adopted) {
            Ok(()) => index.commit(writing),
            Err(e) => Fate::NotMade(unforced(&e)),
        },
        Ok(writing) => writing.transaction.abort().map_or_else(|e| Fate::NotMade(broken(e)), |()| Fate::Made),
        Err(refusal) => Fate::NotMade(refusal),
    }
}

fn draft(
    transaction: &WriteTransaction,
    records: &RecordKey,
    now: u64,
    batch: &mut [Box<dyn Job>],
    effects: &mut Effects,
) -> Result<(), Refusal> {
    let mut tables = Tables::open(transaction, records, now).map_err(broken)?;
    for job in batch {
        let mut draft = Draft::new(&mut tables);
        // A change that panics is taken back like one that refuses.
        if catch_unwind(AssertUnwindSafe(|| job.make(&mut draft))).unwrap_or(false) {
            let done = draft.done();
            effects.wrote |= done.wrote;
            effects.doomed.extend(done.doomed);
            effects.adopted.extend(done.adopted);
            effects.spared.extend(done.spared);
        } else {
            draft.take_back()?;
        }
    }
    Ok(())
}

/// Makes one change at once, while the thread has none.
pub(super) fn change_now(
    index: &Index,
    records: &RecordKey,
    now: u64,
    change: impl FnOnce(&mut Draft<'_, '_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let writing = index.begin_write().map_err(broken)?;
    let wrote = {
        let mut tables = Tables::open(&writing.transaction, records, now).map_err(broken)?;
        let mut draft = Draft::new(&mut tables);
        change(&mut draft)?;
        draft.done().wrote
    };
    if !wrote {
        return writing.transaction.abort().map_err(broken);
    }
    match index.commit(writing) {
        Fate::Made => Ok(()),
        Fate::NotMade(refusal) | Fate::Unknown(refusal) => Err(refusal),
    }
}

fn unforced(error: &std::io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The bytes could not be forced to the disk: {error}"))
}

fn panicked() -> Refusal {
    Refusal::from(Reason::InternalError).saying("The storage failed: it panicked.")
}
