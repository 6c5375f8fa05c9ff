//! Blobs as files: `xx/<id>`, where `xx` are the first digits of the id. Unfinished ones end in `.part`.
//!
//! A file is written whole and renamed before a record names it, so what the index names survives the end of the process. Before
//! that record is on the disk, so are the file, its name, and the name of the folder that it is in: see [`Blobs::force`].

use super::{BlobId, Blobs, Unfinished};
use crate::disk::{Access, Disk, DiskFile, make_folders};
use bytes::Bytes;
use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Blobs in a folder.
pub(crate) struct Dir {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    /// The shelves whose names are known to be on the disk, by their first digits.
    forced: Mutex<HashSet<u8>>,
    /// The blobs that were begun here, while [`Found`](super::Found) looks for those that no record names.
    begun: Mutex<Option<HashSet<BlobId>>>,
}

impl Dir {
    /// Opens a folder, made if it is missing.
    pub(crate) fn open(disk: Arc<dyn Disk>, folder: PathBuf) -> io::Result<Self> {
        make_folders(&*disk, &folder)?;
        Ok(Self { folder, disk, forced: Mutex::default(), begun: Mutex::new(Some(HashSet::new())) })
    }

    /// Whether a blob was begun here, not before.
    pub(super) fn began(&self, id: BlobId) -> bool {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.as_ref().is_some_and(|begun| begun.contains(&id))
    }

    /// Nobody asks any more which blobs were begun here.
    pub(crate) fn forget_begun(&self) {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn path(&self, id: BlobId) -> PathBuf {
        path(&self.folder, id)
    }
}

/// Where a blob is in a folder of blobs.
pub(super) fn path(folder: &Path, id: BlobId) -> PathBuf {
    let name = id.to_string();
    folder.join(&name[..2]).join(name)
}

impl Blobs for Dir {
    fn begin(&self, id: BlobId) -> io::Result<Box<dyn Unfinished>> {
        if let Some(begun) = &mut *self.begun.lock().unwrap_or_else(PoisonError::into_inner) {
            begun.insert(id);
        }
        let path = self.path(id);
        let part = path.with_extension("part");
        let file = match self.disk.open(&part, Access::New) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.disk.make_folder(path.parent().unwrap_or(Path::new(".")))?;
                self.disk.open(&part, Access::New)?
            }
            other => other?,
        };
        let disk = Arc::clone(&self.disk);
        Ok(Box::new(Writing { disk, file: Some(file), length: 0, part, path }))
    }

    fn read(&self, id: BlobId, offset: u64, length: usize) -> io::Result<Bytes> {
        Ok(self.disk.open(&self.path(id), Access::Read)?.read(offset, length)?.into())
    }

    fn force(&self, ids: &[BlobId]) -> io::Result<()> {
        let files: Vec<_> = ids.iter().map(|id| self.path(*id)).collect();
        self.disk.sync_files(&files)?;
        let mut forced = self.forced.lock().unwrap_or_else(PoisonError::into_inner);
        if ids.iter().any(|id| !forced.contains(&id.0[0])) {
            self.disk.sync_folder(&self.folder)?;
            forced.extend(ids.iter().map(|id| id.0[0]));
        }
        Ok(())
    }

    fn remove(&self, id: BlobId) {
        // What cannot be removed now, because another program has it open, say, is removed at the next start.
        let _ = self.disk.remove(&self.path(id));
    }

    fn instant(&self) -> bool {
        false
    }
}

struct Writing {
    disk: Arc<dyn Disk>,
    file: Option<Box<dyn DiskFile>>,
    length: u64,
    part: PathBuf,
    path: PathBuf,
}

impl Unfinished for Writing {
    fn write(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        let file = self.file.as_mut().ok_or_else(|| io::Error::other("the blob is finished"))?;
        file.write(self.length, &bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let file = self.file.take();
        drop(file); // Some systems do not rename what is open.
        let renamed = self.disk.rename(&self.part, &self.path);
        if renamed.is_err() {
            let _ = self.disk.remove(&self.part);
        }
        renamed
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            drop(file);
            let _ = self.disk.remove(&self.part);
        }
    }
}
