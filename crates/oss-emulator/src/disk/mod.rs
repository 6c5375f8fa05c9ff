//! The files of a data folder: every access to them goes through here, so that a test can put a disk there that forgets what
//! was not forced to it.
//!
//! What is written is on the disk once the file was synced, and found under its name once its folder was. Nothing is promised
//! of the order of what was not.

mod system;
mod unforced;
#[cfg(target_os = "linux")]
mod whole;

pub(crate) use system::System;

use redb::StorageBackend;
use std::{
    collections::BTreeSet,
    fmt,
    fs::TryLockError,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

/// A disk, or what plays one.
pub(crate) trait Disk: fmt::Debug + Send + Sync {
    /// Makes a folder, unless it is there. The one above it must be.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Opens a file.
    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn DiskFile>>;

    /// Opens a file, which must be there, as the file of a database.
    fn database(&self, path: &Path) -> io::Result<Arc<dyn StorageBackend>>;

    /// Gives a file another name, and takes it from the one that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder in which nothing is.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// What is in a folder. One that is missing is empty.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// Whether there is such a file.
    fn exists(&self, path: &Path) -> io::Result<bool>;

    /// When a file was written last, or [said to be](DiskFile::set_modified).
    fn modified(&self, path: &Path) -> io::Result<SystemTime>;

    /// Forces the contents of a file to the disk.
    fn sync_file(&self, path: &Path) -> io::Result<()>;

    /// Forces the names in a folder to the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Forces files and their names to the disk.
    fn sync_files(&self, files: &[PathBuf]) -> io::Result<()> {
        sync_each(self, files)
    }
}

/// Makes a folder, with those above it, unless it is there. Their names are on the disk.
pub(crate) fn make_folders(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match disk.make_folder(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            make_folders(disk, above)?;
            disk.make_folder(path)?;
        }
        other => other?,
    }
    // One that is there may be of a server that ended before it came to this.
    match disk.sync_folder(above) {
        // Who may not read what is above leaves it to the system.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

fn sync_each(disk: &(impl Disk + ?Sized), files: &[PathBuf]) -> io::Result<()> {
    files.iter().try_for_each(|file| disk.sync_file(file))?;
    let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
    folders.into_iter().try_for_each(|folder| disk.sync_folder(folder))
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// To be read; it must be there.
    Read,
    /// To be read and written; made if it is missing.
    ReadWrite,
    /// To be written; it must not be there.
    New,
    /// To be written from the beginning, and readable by its owner only.
    Secret,
}

/// What is in a folder.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) is_folder: bool,
}

/// An open file.
pub(crate) trait DiskFile: Send {
    /// Locks it until it is closed.
    fn try_lock(&self) -> Result<(), TryLockError>;

    /// How long it is.
    fn length(&self) -> io::Result<u64>;

    /// So many bytes, or fewer where it ends.
    fn read(&mut self, offset: u64, length: usize) -> io::Result<Vec<u8>>;

    /// Writes over what is there.
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Says when it was written.
    fn set_modified(&mut self, time: SystemTime) -> io::Result<()>;

    /// Forces its contents to the disk.
    fn sync(&mut self) -> io::Result<()>;
}
