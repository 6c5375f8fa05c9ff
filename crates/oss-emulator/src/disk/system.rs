//! The disk of the machine.

use super::{Access, Disk, DiskFile, Entry, unforced::Unforced};
#[cfg(target_os = "linux")]
use super::{sync_each, whole};
use crate::config::Durability;
use redb::{StorageBackend, backends::FileBackend};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
    time::SystemTime,
};

/// The disk of the machine. Relaxed, it forces nothing: what was written survives the end of the process all the same.
#[derive(Debug)]
pub(crate) struct System {
    forces: bool,
}

impl System {
    pub(crate) fn new(durability: Durability) -> Self {
        Self { forces: durability == Durability::Full }
    }
}

impl Disk for System {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        match fs::create_dir(path) {
            Err(_) if path.is_dir() => Ok(()),
            other => other,
        }
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        match access {
            Access::Read => options.read(true),
            Access::ReadWrite => options.read(true).write(true).create(true).truncate(false),
            Access::New => options.write(true).create_new(true),
            Access::Secret => options.write(true).create(true).truncate(true),
        };
        #[cfg(unix)]
        if access == Access::Secret {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        Ok(Box::new(Opened { file: options.open(path)?, at: 0, forces: self.forces }))
    }

    fn database(&self, path: &Path) -> io::Result<Arc<dyn StorageBackend>> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let backend = FileBackend::new(file).map_err(io::Error::other)?;
        Ok(if self.forces { Arc::new(backend) } else { Arc::new(Unforced(backend)) })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let entries = match fs::read_dir(folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let is_folder = entry.file_type()?.is_dir();
            // What has no such name is not ours.
            Ok(entry.file_name().into_string().ok().map(|name| Entry { name, is_folder }))
        };
        entries.filter_map(|found| entry(found).transpose()).collect()
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        fs::exists(path)
    }

    fn modified(&self, path: &Path) -> io::Result<SystemTime> {
        fs::metadata(path)?.modified()
    }

    fn set_modified(&self, path: &Path, time: SystemTime) -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?.set_modified(time)
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        if !self.forces {
            return Ok(());
        }
        // Windows forces only what is open for writing.
        OpenOptions::new().read(true).write(cfg!(windows)).open(path)?.sync_all()
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Only on Unix can a folder be opened; elsewhere the names go with the files.
        if !self.forces || !cfg!(unix) {
            return Ok(());
        }
        match File::open(folder)?.sync_all() {
            // Some file systems know nothing of the kind.
            Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            other => other,
        }
    }

    #[cfg(target_os = "linux")]
    fn sync_files(&self, files: &[std::path::PathBuf]) -> io::Result<()> {
        match files {
            _ if !self.forces => Ok(()),
            // Forcing the file system once costs less than forcing a few files and their folders.
            [first, _, _, _, ..] if whole::tells_errors() => whole::sync(first),
            _ => sync_each(self, files),
        }
    }
}

struct Opened {
    file: File,
    /// Where the file stands.
    at: u64,
    forces: bool,
}

impl Opened {
    fn seek(&mut self, offset: u64) -> io::Result<()> {
        if self.at != offset {
            self.at = self.file.seek(SeekFrom::Start(offset))?;
        }
        Ok(())
    }
}

impl DiskFile for Opened {
    fn try_lock(&self) -> Result<(), TryLockError> {
        self.file.try_lock()
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read(&mut self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.seek(offset)?;
        // One more than is wanted, so that the end of the file is met without growing the vector.
        let mut bytes = Vec::with_capacity(length.saturating_add(1));
        (&mut self.file).take(length as u64).read_to_end(&mut bytes)?;
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(offset)?;
        self.file.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.forces { self.file.sync_all() } else { Ok(()) }
    }
}
