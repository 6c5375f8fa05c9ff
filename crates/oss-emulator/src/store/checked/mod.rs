//! The file of the database, held block by block against what it was when it was closed. A database checks its pages when it is
//! opened, or not at all, and a million objects take it seconds: here a block is checked when it is first met.
//!
//! `index.sums` is read and removed when the database is opened, and written when it is closed. Where it is missing, as after a
//! sudden end, or is not of this file, all pages are checked at the start.

mod blocks;
mod file;
#[cfg(test)]
mod tests;

pub(super) use blocks::Blocks;
pub(super) use file::SumFile;

use redb::{BackendError, StorageBackend};
use std::{io, ops::Bound, sync::Arc};

/// What a database is kept in, checked.
#[derive(Debug)]
pub(super) struct Checked {
    inner: Arc<dyn StorageBackend>,
    blocks: Arc<Blocks>,
}

impl Checked {
    pub(super) fn new(inner: Arc<dyn StorageBackend>, blocks: Arc<Blocks>) -> Self {
        Self { inner, blocks }
    }
}

impl StorageBackend for Checked {
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.blocks.check(&*self.inner, offset, out.len())?;
        self.inner.read(offset, out)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.blocks.change(&*self.inner, offset, data.len())?;
        self.inner.write(offset, data)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.blocks.resize(&*self.inner, length)?;
        self.inner.set_len(length)
    }

    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn sync_data(&self) -> io::Result<()> {
        self.inner.sync_data()
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
