//! A disk in memory that is full when it is told to be.

use redb::{StorageBackend, backends::InMemoryBackend};
use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

const NO_LIMIT: u64 = u64::MAX;

#[derive(Debug)]
pub(super) struct Disk {
    inner: InMemoryBackend,
    /// So many writes succeed.
    writes: AtomicU64,
    /// It grows no longer than this.
    size: AtomicU64,
}

impl Disk {
    pub(super) fn new() -> Self {
        Self { inner: InMemoryBackend::new(), writes: NO_LIMIT.into(), size: NO_LIMIT.into() }
    }

    /// All writes after so many fail.
    pub(super) fn fail_after(&self, writes: u64) {
        self.writes.store(writes, Ordering::SeqCst);
    }

    /// There is no room for more; what is there can be written over.
    pub(super) fn fill(&self) {
        self.size.store(self.inner.len().unwrap(), Ordering::SeqCst);
    }

    /// There is room again.
    pub(super) fn mend(&self) {
        self.fail_after(NO_LIMIT);
        self.size.store(NO_LIMIT, Ordering::SeqCst);
    }

    fn take(&self) -> io::Result<()> {
        let taken = self.writes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
            NO_LIMIT => Some(NO_LIMIT),
            left => left.checked_sub(1),
        });
        taken.map(|_| ()).map_err(|_| full())
    }
}

fn full() -> io::Error {
    io::Error::from(io::ErrorKind::StorageFull)
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.take()?;
        if len > self.size.load(Ordering::SeqCst) { Err(full()) } else { self.inner.set_len(len) }
    }

    fn sync_data(&self) -> io::Result<()> {
        self.take()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.take().or_else(|e| {
            // It becomes full in the middle.
            self.inner.write(offset, &data[..data.len() / 2])?;
            Err(e)
        })?;
        self.inner.write(offset, data)
    }
}
