//! The storage opened: checked, locked against a second server, and rid of what an earlier one left half done.

use super::{
    Reclaim, Store, broken,
    record::Record,
    tables::{self, BUCKETS, OBJECTS, PARTS, UPLOADS},
    writer::Writer,
};
use crate::{
    Clock,
    blobs::{BlobId, Blobs, Dir, Memory},
    config::Storage,
    kms::Kms,
    reason::Refusal,
};
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, backends::InMemoryBackend};
use std::{
    collections::HashSet,
    fs, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

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
    /// What lies there was damaged.
    #[error("the data folder {0} is damaged: {1}")]
    Damaged(PathBuf, String),
    /// The keys or the bytes that lie there cannot be read.
    #[error("cannot read the data folder {0}: {1}")]
    Read(PathBuf, io::Error),
    /// A bucket that was to be there from the start cannot be made.
    #[error("cannot make the bucket {0:?}: {1}")]
    Bucket(String, String),
    /// Storage in memory cannot be made.
    #[error("cannot open storage in memory: {0}")]
    Memory(String),
}

impl Store {
    pub(crate) fn open(storage: &Storage, clock: Clock) -> Result<Self, StoreError> {
        match storage {
            Storage::Memory => in_memory(clock).map_err(StoreError::Memory),
            Storage::Folder(folder) => in_folder(folder, clock),
        }
    }

    fn over(database: Database, blobs: Arc<dyn Blobs>, kms: Kms) -> io::Result<Self> {
        let database = Arc::new(database);
        let reclaim = Reclaim::new(Arc::clone(&blobs));
        let writer = Writer::start(Arc::clone(&database), Arc::clone(&reclaim))?;
        Ok(Self { writer, database, blobs, reclaim, kms })
    }
}

fn in_memory(clock: Clock) -> Result<Store, String> {
    let database =
        Database::builder().create_with_backend(InMemoryBackend::new()).map_err(|e| e.to_string())?;
    make_tables(&database).map_err(|e| e.to_string())?;
    let kms = Kms::open(None, clock).map_err(|e| e.to_string())?;
    Store::over(database, Arc::new(Memory::default()), kms).map_err(|e| e.to_string())
}

fn in_folder(folder: &Path, clock: Clock) -> Result<Store, StoreError> {
    let read = |e| StoreError::Read(folder.to_owned(), e);
    let damaged = |how: String| StoreError::Damaged(folder.to_owned(), how);
    fs::create_dir_all(folder).map_err(|e| StoreError::Folder(folder.to_owned(), e))?;
    // First the index: it tells whether another server is here.
    let index = folder.join("index.redb");
    let fresh = !index.exists();
    // A database that was tampered with may make its own code panic.
    let opened = catch_unwind(AssertUnwindSafe(|| open_index(&index)));
    let database = opened
        .unwrap_or_else(|_| Err(OpenError::Damaged("index.redb cannot be read".into())))
        .map_err(|e| match e {
            OpenError::InUse => StoreError::InUse(folder.to_owned()),
            OpenError::Damaged(how) => damaged(how),
            OpenError::Other(e) => StoreError::Open(folder.to_owned(), e),
        })?;
    let keys_missing = !folder.join("keys.json").exists();
    if keys_missing && !fresh && blobs_exist(&folder.join("blobs")) {
        return Err(damaged("keys.json is missing, without which encrypted objects cannot be read".into()));
    }
    let known = catch_unwind(AssertUnwindSafe(|| known_blobs(&database)));
    let known = known.map_err(|_| damaged("index.redb cannot be read".into()))?;
    let known = known.map_err(|refusal| damaged(refusal.message.unwrap_or_default()))?;
    let kms = Kms::open(Some(folder), clock).map_err(|e| match e.kind() {
        io::ErrorKind::InvalidData => damaged(e.to_string()),
        _ => read(e),
    })?;
    let blobs = Dir::open(folder.join("blobs"), |id| known.contains(&id)).map_err(read)?;
    Store::over(database, Arc::new(blobs), kms).map_err(read)
}

enum OpenError {
    InUse,
    Damaged(String),
    Other(redb::Error),
}

fn open_index(index: &Path) -> Result<Database, OpenError> {
    let mut builder = Database::builder();
    // Every page is checked, here and not when a page is met by chance. And this is a database of records, not of bytes.
    builder.set_check_integrity_on_open(true).set_cache_size(64 << 20);
    let database = builder.create(index).map_err(|e| match e {
        DatabaseError::DatabaseAlreadyOpen => OpenError::InUse,
        DatabaseError::Storage(redb::StorageError::Corrupted(how)) => {
            OpenError::Damaged(format!("index.redb is corrupt: {how}"))
        }
        other => OpenError::Other(other.into()),
    })?;
    make_tables(&database).map_err(OpenError::Other)?;
    Ok(database)
}

/// Makes the tables, so that reading never meets a missing one.
fn make_tables(database: &Database) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    transaction.open_table(BUCKETS)?;
    transaction.open_table(OBJECTS)?;
    transaction.open_table(UPLOADS)?;
    transaction.open_table(PARTS)?;
    Ok(transaction.commit()?)
}

/// The blobs that records name. Every record is read, so a damaged one is met now.
fn known_blobs(database: &Database) -> Result<HashSet<BlobId>, Refusal> {
    let transaction = database.begin_read().map_err(broken)?;
    let mut known = HashSet::new();
    let buckets = transaction.open_table(BUCKETS).map_err(broken)?;
    for row in buckets.iter().map_err(broken)? {
        super::Bucket::from_bytes(row.map_err(broken)?.1.value())?;
    }
    let objects = transaction.open_table(OBJECTS).map_err(broken)?;
    for row in objects.iter().map_err(broken)? {
        let object = super::Object::from_bytes(row.map_err(broken)?.1.value())?;
        known.extend(object.segments.iter().map(|segment| segment.blob));
    }
    let parts = transaction.open_table(tables::PARTS).map_err(broken)?;
    for row in parts.iter().map_err(broken)? {
        let part = super::Part::from_bytes(row.map_err(broken)?.1.value())?;
        known.extend(part.segment.map(|segment| segment.blob));
    }
    Ok(known)
}

fn blobs_exist(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut shelves| shelves.next().is_some())
}
