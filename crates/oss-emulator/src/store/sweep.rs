//! What an earlier server left half done, looked for while this one runs: in a folder of a million objects it takes seconds.

use super::{index::Index, known, record::RecordKey};
use crate::{
    Warn,
    blobs::{Dir, Found},
    reason::Refusal,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::SystemTime,
};

/// What is swept.
pub(super) struct Sweeping {
    pub(super) found: Found,
    pub(super) aside: PathBuf,
    pub(super) blobs: Arc<Dir>,
    pub(super) now: SystemTime,
    pub(super) warn: Warn,
}

/// The thread that sweeps. Dropped, it ends.
pub(super) struct Broom {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Broom {
    /// Looks for what the index does not name as it is now. To be called before anything is changed.
    pub(super) fn start(index: &Index, records: RecordKey, sweeping: Sweeping) -> io::Result<Self> {
        let transaction = index.begin_read().map_err(io::Error::other)?;
        let ends = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ends);
        let thread = thread::Builder::new().name("oss-emulator-sweep".into()).spawn(move || {
            let Sweeping { found, aside, blobs, now, warn } = sweeping;
            let ends = || told.load(Ordering::Relaxed);
            // The code of a database that is damaged may panic.
            let swept = catch_unwind(AssertUnwindSafe(|| {
                let known = known::blobs(&transaction, &records, &ends).map_err(said)?;
                drop(transaction);
                let Some(known) = known else { return Ok(()) };
                found.sweep(&blobs, &known, &aside, now, ends).map_err(|e| format!("It cannot be swept: {e}"))
            }));
            blobs.forget_begun();
            if let Err(how) = swept.unwrap_or_else(|_| Err("The index cannot be read: it is damaged.".into()))
            {
                warn(&format!("{how} Nothing was removed that no record names."));
            }
        })?;
        Ok(Self { ends, thread: Some(thread) })
    }
}

impl Drop for Broom {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn said(refusal: Refusal) -> String {
    refusal.message.unwrap_or_default()
}
