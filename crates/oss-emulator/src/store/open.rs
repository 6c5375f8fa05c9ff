//! The storage opened: locked against a second server, checked, and rid of what an earlier one left half done.
//!
//! It looks at no more than it must: what lies there that no record names is looked for [while it runs](super::sweep).
//!
//! What does not belong together is refused before anything is written. The order of writing, for ends in between: a new folder
//! has its marker first, then its index, then its keys; a change has index or keys first, then the marker; a folder of version
//! 0.2 has its keys bound first, then its index, then its marker.

use super::{
    Reclaim, Store, StoreError,
    adopt::adopt,
    belong::{self, Contents, Nature},
    checked::SumFile,
    index::{Index, Opener},
    known,
    record::RecordKey,
    sweep::{Broom, Sweeping},
    tables,
    writer::Writer,
};
use crate::{
    Clock, Config, Warn,
    blobs::{Blobs, Dir, Found, Memory},
    config::Storage,
    disk::{Access, Disk, System, make_folders},
    folder::{FolderId, Marker, MarkerError, Seen},
    inventory::Timetable,
    kms::Kms,
    reason::Refusal,
};
use redb::{StorageBackend, backends::InMemoryBackend};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

/// What a finished file of the database begins with. It is written last.
const MAGIC: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";

impl Store {
    pub(crate) fn open(config: &Config) -> Result<Self, StoreError> {
        let clock = Arc::clone(&config.clock);
        match &config.storage {
            Storage::Memory => {
                let backend: Arc<dyn StorageBackend> = Arc::new(InMemoryBackend::new());
                let opener = Box::new(move || Ok(Arc::clone(&backend)));
                Self::in_memory(opener, Arc::new(Memory::default()), clock).map_err(StoreError::Memory)
            }
            Storage::Folder(folder) => Self::in_folder(
                Arc::new(System::new(config.durability)),
                folder,
                clock,
                Arc::clone(&config.warn),
            ),
        }
    }

    pub(super) fn in_memory(
        opener: Box<Opener>,
        blobs: Arc<dyn Blobs>,
        clock: Clock,
    ) -> Result<Self, String> {
        let index = Index::open(opener, None, None).map_err(|e| e.to_string())?;
        let id = FolderId::random().map_err(|e| e.to_string())?;
        tables::make(&index, Some(id)).map_err(|e| e.to_string())?;
        let kms = Kms::in_memory(Arc::clone(&clock)).map_err(|e| e.to_string())?;
        Self::over(Arc::new(index), blobs, kms, clock, None).map_err(|e| e.to_string())
    }

    fn over(
        index: Arc<Index>,
        blobs: Arc<dyn Blobs>,
        kms: Kms,
        clock: Clock,
        broom: Option<Broom>,
    ) -> io::Result<Self> {
        let records = record_key(&kms)?;
        let reclaim = Reclaim::new(Arc::clone(&blobs));
        let writer =
            Writer::start(Arc::clone(&index), records.clone(), Arc::clone(&reclaim), Arc::clone(&clock))?;
        Ok(Self {
            writer,
            index,
            records,
            blobs,
            reclaim,
            clock,
            kms,
            timetable: Timetable::default(),
            _broom: broom,
        })
    }
}

pub(super) fn record_key(kms: &Kms) -> io::Result<RecordKey> {
    let secret = kms.record_secret().ok_or_else(|| io::Error::other("the keys are bound to no folder"))?;
    Ok(RecordKey::new(&secret, !kms.bound().is_some_and(|bound| bound.complete)))
}

impl Store {
    /// Opens a folder of a disk.
    pub(super) fn in_folder(
        disk: Arc<dyn Disk>,
        folder: &Path,
        clock: Clock,
        warn: Warn,
    ) -> Result<Self, StoreError> {
        let of = Of(folder);
        make_folders(&*disk, folder).map_err(|e| StoreError::Folder(folder.to_owned(), e))?;
        let marker = Arc::new(Marker::open(&*disk, folder).map_err(|e| of.marker(e))?);
        let seen = marker.seen();
        let found = Found::in_folder(Arc::clone(&disk), folder.join("blobs"));
        let blobs = !found.is_empty().map_err(|e| of.read(e))?;
        let path = folder.join("index.redb");
        let blank = is_blank(&*disk, &path, seen, blobs).map_err(|e| of.read(e))?;
        let open_index = || {
            let sums = SumFile::in_folder(Arc::clone(&disk), folder);
            let (disk, path) = (Arc::clone(&disk), path.clone());
            let opener = Box::new(move || disk.database(&path));
            let index = Index::open(opener, Some(Arc::clone(&marker)), Some(sums));
            index.map_err(|e| of.index(e))
        };
        // An index that is there is opened before anything is touched: a server of version 0.2 may hold it, and not the marker.
        let index = if blank { None } else { Some(open_index()?) };
        let nature = of.careful(|| index.as_ref().map_or(Ok(Nature::Blank), tables::nature))?;
        let nature = nature.map_err(|e| of.index(e))?;
        let kms = Kms::load((&disk, folder), &marker, &clock).map_err(|e| of.read(e))?;
        let contents = Contents { seen, nature, keys: kms.as_ref().map(Kms::bound), blobs };
        let id = match contents.id().map_err(|how| of.mixed(how))? {
            Some(id) => id,
            None => FolderId::random().map_err(|e| of.read(e))?,
        };

        // From here on it is written.
        let index = match index {
            Some(index) => index,
            None => {
                marker.set(Seen { id, commits: 0, saves: 0 }).map_err(|e| of.read(e))?;
                drop(disk.open(&path, Access::ReadWrite).map_err(|e| of.read(e))?);
                open_index()?
            }
        };
        let index = Arc::new(index);
        tables::make(&index, (nature == Nature::Blank).then_some(id)).map_err(|e| of.index(e))?;
        let kms = match kms {
            Some(kms) => kms,
            None => {
                let complete = nature != Nature::Old;
                Kms::make((&disk, folder), id, complete, &marker, &clock).map_err(|e| of.read(e))?
            }
        };
        if kms.bound().is_none() {
            kms.bind(id).map_err(|e| of.read(e))?;
        }
        let records = record_key(&kms).map_err(|e| of.read(e))?;
        if seen.is_some() {
            let missing = of.careful(|| known::all_missing(&index, &records, &found))?;
            if let Some(count) = missing.map_err(|refusal| of.record(refusal))? {
                return Err(of.mixed(belong::no_blobs(count)));
            }
        }
        if !kms.bound().is_some_and(|bound| bound.complete) {
            of.careful(|| adopt(&index, &records, id))?.map_err(|refusal| of.record(refusal))?;
            kms.complete().map_err(|e| of.read(e))?;
        }
        let records = record_key(&kms).map_err(|e| of.read(e))?;
        let commits = index.commits().map_err(|e| of.index(e))?;
        let saves = kms.bound().map_or(0, |bound| bound.saves);
        marker.set(Seen { id, commits, saves }).map_err(|e| of.read(e))?;
        // Which forces the names in the folder, those of marker and index too.
        let blobs = Arc::new(Dir::open(disk, folder.join("blobs")).map_err(|e| of.read(e))?);
        let sweeping =
            Sweeping { found, aside: folder.join("unnamed"), blobs: Arc::clone(&blobs), now: clock(), warn };
        let broom = Broom::start(&index, records, sweeping).map_err(|e| of.read(e))?;
        Self::over(index, blobs, kms, clock, Some(broom)).map_err(|e| of.read(e))
    }
}

/// What went wrong, of which folder.
struct Of<'f>(&'f Path);

impl Of<'_> {
    fn read(&self, error: io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::InvalidData => self.damaged(error.to_string()),
            _ => StoreError::Read(self.0.to_owned(), error),
        }
    }

    fn damaged(&self, how: String) -> StoreError {
        StoreError::Damaged(self.0.to_owned(), how)
    }

    fn mixed(&self, how: String) -> StoreError {
        StoreError::Mixed(self.0.to_owned(), how)
    }

    fn record(&self, refusal: Refusal) -> StoreError {
        self.damaged(refusal.message.unwrap_or_default())
    }

    fn marker(&self, error: MarkerError) -> StoreError {
        match error {
            MarkerError::Locked => StoreError::InUse(self.0.to_owned()),
            MarkerError::Damaged => self.damaged(belong::DAMAGED_MARKER.into()),
            MarkerError::Io(e) => self.read(e),
        }
    }

    fn index(&self, error: redb::Error) -> StoreError {
        match error {
            redb::Error::DatabaseAlreadyOpen => StoreError::InUse(self.0.to_owned()),
            redb::Error::Corrupted(how) => self.damaged(corrupt(&how)),
            // A file that is no database at all.
            redb::Error::Io(e) if e.kind() == io::ErrorKind::InvalidData => {
                self.damaged(corrupt(&e.to_string()))
            }
            other => StoreError::Open(self.0.to_owned(), other),
        }
    }

    /// Reads a database that may be damaged, whose code may then panic.
    fn careful<T>(&self, read: impl FnOnce() -> T) -> Result<T, StoreError> {
        catch_unwind(AssertUnwindSafe(read)).map_err(|_| self.damaged("index.redb cannot be read".into()))
    }
}

fn corrupt(how: &str) -> String {
    format!("index.redb is corrupt: {how}. Put the folder back as it was, from a copy of all of it")
}

/// Whether there is no index: no file, or an empty one, or one whose making was cut short, which is then removed.
fn is_blank(disk: &dyn Disk, path: &Path, seen: Option<Seen>, blobs: bool) -> io::Result<bool> {
    let head = match disk.open(path, Access::Read) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other?.read(0, MAGIC.len())?,
    };
    let unused = seen.is_some_and(|seen| seen.commits == 0) && !blobs;
    let blank = head.is_empty() || unused && head != MAGIC;
    if blank && unused {
        disk.remove(path)?;
    }
    Ok(blank)
}
