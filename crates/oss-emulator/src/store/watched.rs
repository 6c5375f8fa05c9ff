//! The file of the database, watched: redb answers nothing any more once reading or writing has failed, and does not tell so.

use redb::{BackendError, StorageBackend};
use std::{
    io,
    ops::Bound,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// So many bytes are written again at once.
const PIECE: u64 = 1 << 20;

/// How a file has fared.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Something failed: the database answers nothing any more.
    pub(super) failed: AtomicBool,
    /// Something could not be forced to the disk. The system may hold it for written all the same, and never try again.
    unforced: AtomicBool,
}

impl Health {
    /// Writes a file again as it is, where that must be, so that it is forced to the disk whole.
    pub(super) fn mend(&self, file: &dyn StorageBackend) -> io::Result<()> {
        if !self.unforced.load(Ordering::Acquire) {
            return Ok(());
        }
        let length = file.len()?;
        let mut offset = 0;
        while offset < length {
            let mut piece = vec![0; usize::try_from(PIECE.min(length - offset)).map_err(io::Error::other)?];
            file.read(offset, &mut piece)?;
            file.write(offset, &piece)?;
            offset += piece.len() as u64;
        }
        file.sync_data()?;
        self.unforced.store(false, Ordering::Release);
        Ok(())
    }
}

/// What a database is kept in, and how it fares.
#[derive(Debug)]
pub(super) struct Watched {
    inner: Arc<dyn StorageBackend>,
    health: Arc<Health>,
}

impl Watched {
    pub(super) fn new(inner: Arc<dyn StorageBackend>, health: Arc<Health>) -> Self {
        Self { inner, health }
    }

    fn watch<T>(&self, outcome: io::Result<T>) -> io::Result<T> {
        if outcome.is_err() {
            self.health.failed.store(true, Ordering::Release);
        }
        outcome
    }
}

impl StorageBackend for Watched {
    fn len(&self) -> io::Result<u64> {
        self.watch(self.inner.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.watch(self.inner.read(offset, out))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.watch(self.inner.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        let forced = self.inner.sync_data();
        if forced.is_err() {
            self.health.unforced.store(true, Ordering::Release);
        }
        self.watch(forced)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.watch(self.inner.write(offset, data))
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}
