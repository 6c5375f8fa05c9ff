//! The database of records: opened, opened again where it has failed, and its changes counted.

use super::{
    broken,
    checked::{Blocks, Checked, SumFile},
    tables::{ABOUT, COMMITS},
    watched::{Health, Watched},
};
use crate::{folder::Marker, reason::Refusal};
use redb::{
    Builder, Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, StorageBackend,
    StorageError, WriteTransaction,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::Ordering},
};

/// Gives what the database is kept in: a file opened, or the same memory each time.
pub(super) type Opener = dyn Fn() -> io::Result<Arc<dyn StorageBackend>> + Send + Sync;

/// The database of records.
pub(super) struct Index {
    opener: Box<Opener>,
    /// Nothing while it cannot be opened again.
    database: RwLock<Option<Database>>,
    /// Held by whoever writes, or opens it again.
    writing: Mutex<()>,
    health: Arc<Health>,
    /// Tells the folder of changes.
    marker: Option<Arc<Marker>>,
    /// What is known of the blocks of the file.
    blocks: Arc<Blocks>,
    sums: Option<SumFile>,
}

/// A transaction under way.
pub(super) struct Writing<'i> {
    pub(super) transaction: WriteTransaction,
    // Dropped last.
    guard: MutexGuard<'i, ()>,
}

/// What became of a transaction.
#[derive(Debug)]
pub(super) enum Fate {
    Made,
    NotMade(Refusal),
    /// The database failed, and cannot be asked.
    Unknown(Refusal),
}

impl Index {
    /// Opens what is there, or makes a database where there is nothing. Every page is checked: when it is first met, where it is
    /// known what it should be, or else here.
    pub(super) fn open(
        opener: Box<Opener>,
        marker: Option<Arc<Marker>>,
        sums: Option<SumFile>,
    ) -> Result<Self, redb::Error> {
        let health = Arc::default();
        let known = match &sums {
            Some(sums) => sums.take(&*opener()?)?,
            None => None,
        };
        let check = known.is_none();
        let blocks = Arc::new(known.unwrap_or_default());
        let database = RwLock::new(Some(open(&*opener, &health, &blocks, check)?));
        Ok(Self { opener, database, writing: Mutex::default(), health, marker, blocks, sums })
    }

    pub(super) fn begin_read(&self) -> Result<ReadTransaction, redb::Error> {
        if let Some(transaction) = self.healthy(Database::begin_read) {
            return Ok(transaction?);
        }
        // It cannot be closed under a transaction, which ends soon: writing fails too.
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.reopen(&writing)?;
        Ok(self.healthy(Database::begin_read).ok_or(redb::Error::PreviousIo)??)
    }

    /// Begins a transaction. There is one at a time; others wait.
    pub(super) fn begin_write(&self) -> Result<Writing<'_>, redb::Error> {
        let guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = match self.healthy(Database::begin_write) {
            Some(transaction) => transaction?,
            None => {
                self.reopen(&guard)?;
                self.healthy(Database::begin_write).ok_or(redb::Error::PreviousIo)??
            }
        };
        Ok(Writing { transaction, guard })
    }

    /// It is not to be trusted any more as it is: it panicked. The next who needs it opens it again.
    pub(super) fn distrust(&self) {
        self.health.failed.store(true, Ordering::Release);
    }

    /// Makes a transaction, counted. What was made is there after a crash.
    pub(super) fn commit(&self, Writing { transaction, guard }: Writing<'_>) -> Fate {
        let number = match count(&transaction) {
            Ok(number) => number,
            Err(e) => {
                drop(transaction);
                return Fate::NotMade(broken(e));
            }
        };
        let committed = transaction.commit();
        drop(guard);
        if let Err(e) = committed {
            // It may have failed behind the point at which it was made.
            match self.commits() {
                Ok(made) if made >= number => {}
                Ok(_) => return Fate::NotMade(broken(e)),
                Err(_) => return Fate::Unknown(broken(e)),
            }
        }
        if let Some(marker) = &self.marker {
            marker.committed(number);
        }
        Fate::Made
    }

    /// How often it was changed.
    pub(super) fn commits(&self) -> Result<u64, redb::Error> {
        let about = self.begin_read()?.open_table(ABOUT)?;
        Ok(about.get(COMMITS)?.map_or(0, |commits| number(commits.value())))
    }

    /// Uses the database, if it answers.
    fn healthy<T>(&self, work: impl FnOnce(&Database) -> T) -> Option<T> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        database.as_ref().filter(|_| !self.health.failed.load(Ordering::Acquire)).map(work)
    }

    /// Opens it again, unless it answers. Nobody writes meanwhile; who still reads what was open gets errors.
    fn reopen(&self, _nobody_writes: &MutexGuard<'_, ()>) -> Result<(), redb::Error> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if database.is_none() || self.health.failed.load(Ordering::Acquire) {
            *database = None; // lets the lock of the file go
            self.health.failed.store(false, Ordering::Release);
            *database = Some(open(&*self.opener, &self.health, &self.blocks, false)?);
        }
        Ok(())
    }
}

impl Drop for Index {
    /// Notes what the file is, for the next who opens it.
    fn drop(&mut self) {
        let database = self.database.get_mut().unwrap_or_else(PoisonError::into_inner);
        let opened = database.take().is_some();
        if let Some(sums) = &self.sums
            && opened
            && !self.health.failed.load(Ordering::Acquire)
        {
            // Without it, the next start takes longer.
            let _ = (self.opener)().and_then(|file| {
                file.sync_data()?;
                sums.leave(&*file, &self.blocks)
            });
        }
    }
}

fn open(
    opener: &Opener,
    health: &Arc<Health>,
    blocks: &Arc<Blocks>,
    check: bool,
) -> Result<Database, redb::Error> {
    // A database that was tampered with may make its own code panic.
    catch_unwind(AssertUnwindSafe(|| {
        let file = opener()?;
        health.mend(&*file)?;
        let checked = Arc::new(Checked::new(file, Arc::clone(blocks)));
        let backend = Watched::new(checked, Arc::clone(health));
        // This is a database of records, not of bytes.
        let opened = Builder::new()
            .set_check_integrity_on_open(check)
            .set_cache_size(64 << 20)
            .create_with_backend(backend);
        opened.map_err(|e: DatabaseError| e.into())
    }))
    .unwrap_or_else(|_| Err(StorageError::Corrupted("it cannot be read".into()).into()))
}

/// Counts a transaction. Its number.
fn count(transaction: &WriteTransaction) -> Result<u64, redb::Error> {
    let mut about = transaction.open_table(ABOUT)?;
    let before = about.get(COMMITS)?.map_or(0, |commits| number(commits.value()));
    let number = before.saturating_add(1);
    about.insert(COMMITS, u128::from(number))?;
    Ok(number)
}

/// A number from the disk.
pub(super) fn number(stored: u128) -> u64 {
    u64::try_from(stored).unwrap_or(u64::MAX)
}
