//! What the server remembers: one database, in memory or in a file.

mod bucket;

pub(crate) use bucket::Bucket;

use crate::{
    config::Storage,
    reason::{Reason, Refusal},
};
use oss_protocol::bucket::is_creatable_name;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, backends::InMemoryBackend};
use std::{io, path::PathBuf};

/// Buckets by name, as JSON.
const BUCKETS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("buckets");

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be made.
    #[error("cannot make the data folder {0}: {1}")]
    Folder(PathBuf, io::Error),
    /// Another server holds it.
    #[error("the data folder {0} is in use by another server")]
    InUse(PathBuf),
    /// What lies there cannot be read.
    #[error("cannot open the data folder {0}: {1}")]
    Open(PathBuf, redb::Error),
    /// A bucket that was to be there from the start cannot be made.
    #[error("cannot make the bucket {0:?}: {1}")]
    Bucket(String, String),
    /// The database in memory failed.
    #[error("cannot open storage in memory: {0}")]
    Memory(redb::Error),
}

/// What the server remembers. A change is on disk before it is answered.
pub(crate) struct Store(Database);

/// A database that fails is an internal error of the server; the cause goes into the answer, for it runs on the user's machine.
fn broken(error: impl Into<redb::Error>) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The storage failed: {}", error.into()))
}

impl Store {
    pub(crate) fn open(storage: &Storage) -> Result<Self, StoreError> {
        let (database, failed): (_, Box<dyn Fn(redb::Error) -> StoreError>) = match storage {
            Storage::Memory => {
                let database = Database::builder()
                    .create_with_backend(InMemoryBackend::new())
                    .map_err(|e| StoreError::Memory(e.into()))?;
                (database, Box::new(StoreError::Memory))
            }
            Storage::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| StoreError::Folder(folder.clone(), e))?;
                let database = Database::create(folder.join("index.redb")).map_err(|e| match e {
                    redb::DatabaseError::DatabaseAlreadyOpen => StoreError::InUse(folder.clone()),
                    other => StoreError::Open(folder.clone(), other.into()),
                })?;
                let folder = folder.clone();
                (database, Box::new(move |e| StoreError::Open(folder.clone(), e)))
            }
        };
        let store = Self(database);
        store.make_tables().map_err(failed)?;
        Ok(store)
    }

    /// Makes the tables, so that reading never meets a missing one.
    fn make_tables(&self) -> Result<(), redb::Error> {
        let transaction = self.0.begin_write()?;
        transaction.open_table(BUCKETS)?;
        Ok(transaction.commit()?)
    }

    /// Makes a bucket that is missing.
    pub(crate) fn make_bucket(&self, name: &str, owner: &str, created: u64) -> Result<(), StoreError> {
        if !is_creatable_name(name) {
            return Err(StoreError::Bucket(name.to_owned(), "no bucket may have this name".to_owned()));
        }
        self.change(name, |bucket| {
            bucket.get_or_insert_with(|| Bucket::new(owner.to_owned(), created));
            Ok(())
        })
        .map_err(|refusal| StoreError::Bucket(name.to_owned(), refusal.message.unwrap_or_default()))
    }

    /// A bucket; without it, the refusal that says so.
    pub(crate) fn bucket(&self, name: &str) -> Result<Bucket, Refusal> {
        let transaction = self.0.begin_read().map_err(broken)?;
        let table = transaction.open_table(BUCKETS).map_err(broken)?;
        let record = table.get(name).map_err(broken)?.ok_or(Reason::NoSuchBucket)?;
        Bucket::from_bytes(record.value())
    }

    /// Buckets in the order of their names, from the first that does not come before `from`.
    pub(crate) fn buckets(&self, from: &str) -> Result<Vec<(String, Bucket)>, Refusal> {
        let transaction = self.0.begin_read().map_err(broken)?;
        let table = transaction.open_table(BUCKETS).map_err(broken)?;
        table
            .range(from..)
            .map_err(broken)?
            .map(|row| {
                let (name, record) = row.map_err(broken)?;
                Ok((name.value().to_owned(), Bucket::from_bytes(record.value())?))
            })
            .collect()
    }

    /// Changes, makes or removes a bucket in one transaction. A refusal changes nothing.
    pub(crate) fn change<T>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Option<Bucket>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let transaction = self.0.begin_write().map_err(broken)?;
        let outcome = {
            let mut table = transaction.open_table(BUCKETS).map_err(broken)?;
            let mut bucket = match table.get(name).map_err(broken)? {
                Some(record) => Some(Bucket::from_bytes(record.value())?),
                None => None,
            };
            let outcome = change(&mut bucket)?;
            match bucket {
                Some(bucket) => table.insert(name, bucket.to_bytes().as_slice()).map_err(broken)?,
                None => table.remove(name).map_err(broken)?,
            };
            outcome
        };
        transaction.commit().map_err(broken)?;
        Ok(outcome)
    }

    /// Changes a bucket that must be there.
    pub(crate) fn change_existing<T>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Bucket) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.change(name, |bucket| change(bucket.as_mut().ok_or(Reason::NoSuchBucket)?))
    }
}
