//! The blobs that lie in a folder at the start, and what becomes of those that no record names.
//!
//! A sudden end leaves some: bytes whose record was not written yet, or was removed already. They may as well be what a newer
//! index named, so they are not removed but kept aside for a time.

use super::{BlobId, Dir, dir::path};
use crate::disk::{Access, Disk};
use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

/// So long blobs that no record names are kept.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The blobs in a folder, which may be missing. What is not named like a blob is not ours.
pub(crate) struct Found {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl Found {
    pub(crate) fn in_folder(disk: Arc<dyn Disk>, folder: PathBuf) -> Self {
        Self { disk, folder }
    }

    /// Whether there is no finished blob.
    pub(crate) fn is_empty(&self) -> io::Result<bool> {
        for shelf in self.shelves()? {
            if self.disk.list(&shelf)?.iter().any(|file| BlobId::parse(&file.name).is_some()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a finished blob is there.
    pub(crate) fn has(&self, id: BlobId) -> io::Result<bool> {
        self.disk.exists(&path(&self.folder, id))
    }

    fn shelves(&self) -> io::Result<Vec<PathBuf>> {
        let folders = self.disk.list(&self.folder)?.into_iter().filter(|entry| entry.is_folder);
        Ok(folders.map(|shelf| self.folder.join(shelf.name)).collect())
    }

    /// Removes what was not finished, moves what is not `known` aside, and removes there what has been kept long enough; not what
    /// was begun in `blobs` since. What cannot be moved or removed stays until the next start. Ends early when it is told so.
    pub(crate) fn sweep(
        &self,
        blobs: &Dir,
        known: &HashSet<BlobId>,
        aside: &Path,
        now: SystemTime,
        ends: impl Fn() -> bool,
    ) -> io::Result<()> {
        for shelf in self.shelves()? {
            if ends() {
                return Ok(());
            }
            for file in self.disk.list(&shelf)? {
                let path = shelf.join(&file.name);
                match (BlobId::parse(&file.name), file.name.strip_suffix(".part").and_then(BlobId::parse)) {
                    (Some(id), _) if !known.contains(&id) && !blobs.began(id) => {
                        let _ = self.put_aside(&path, &aside.join(&file.name), now);
                    }
                    (None, Some(id)) if !blobs.began(id) => drop(self.disk.remove(&path)),
                    _ => {}
                }
            }
        }
        for file in self.disk.list(aside)? {
            let path = aside.join(&file.name);
            let since = BlobId::parse(&file.name).and_then(|_| self.disk.modified(&path).ok());
            let age = since.and_then(|since| now.duration_since(since).ok());
            if age.is_some_and(|age| age > KEPT) {
                let _ = self.disk.remove(&path);
            }
        }
        let _ = self.disk.remove_folder(aside); // if it is empty
        Ok(())
    }

    fn put_aside(&self, path: &Path, to: &Path, now: SystemTime) -> io::Result<()> {
        self.disk.make_folder(to.parent().unwrap_or(Path::new(".")))?;
        self.disk.open(path, Access::ReadWrite)?.set_modified(now)?;
        self.disk.rename(path, to)
    }
}
