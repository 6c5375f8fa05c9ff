//! The blobs that lie in a folder at the start, and what becomes of those that no record names.
//!
//! A sudden end leaves some: bytes whose record was not written yet, or was removed already. They may as well be what a newer
//! index named, so they are not removed but kept aside for a time.

use super::BlobId;
use std::{
    collections::HashSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// So long blobs that no record names are kept.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The blobs in a folder.
#[derive(Default)]
pub(crate) struct Found {
    finished: Vec<(BlobId, PathBuf)>,
    unfinished: Vec<PathBuf>,
}

impl Found {
    /// Looks through a folder, which may be missing. What is not named like a blob is not ours.
    pub(crate) fn in_folder(folder: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        let shelves = match fs::read_dir(folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(found),
            other => other?,
        };
        for shelf in shelves {
            let shelf = shelf?;
            if !shelf.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(shelf.path())? {
                let file = file?;
                let name = file.file_name();
                let Some(name) = name.to_str() else { continue };
                match (BlobId::parse(name), name.strip_suffix(".part").and_then(BlobId::parse)) {
                    (Some(id), _) => found.finished.push((id, file.path())),
                    (None, Some(_)) => found.unfinished.push(file.path()),
                    (None, None) => {}
                }
            }
        }
        Ok(found)
    }

    /// Whether there is no finished blob.
    pub(crate) fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// Whether one of those is there.
    pub(crate) fn any_of(&self, known: &HashSet<BlobId>) -> bool {
        self.finished.iter().any(|(id, _)| known.contains(id))
    }

    /// Removes what was not finished, moves what is not `known` aside, and removes there what has been kept long enough. What
    /// cannot be moved or removed stays until the next start.
    pub(crate) fn sweep(self, known: &HashSet<BlobId>, aside: &Path, now: SystemTime) {
        for part in self.unfinished {
            let _ = fs::remove_file(part);
        }
        for (id, path) in self.finished.into_iter().filter(|(id, _)| !known.contains(id)) {
            let _ = put_aside(&path, &aside.join(id.to_string()), now);
        }
        for file in fs::read_dir(aside).into_iter().flatten().flatten() {
            let ours = file.file_name().to_str().and_then(BlobId::parse).is_some();
            let since = file.metadata().and_then(|metadata| metadata.modified());
            let age = since.ok().and_then(|since| now.duration_since(since).ok());
            if ours && age.is_some_and(|age| age > KEPT) {
                let _ = fs::remove_file(file.path());
            }
        }
        let _ = fs::remove_dir(aside); // if it is empty
    }
}

fn put_aside(path: &Path, to: &Path, now: SystemTime) -> io::Result<()> {
    fs::create_dir_all(to.parent().unwrap_or(Path::new(".")))?;
    File::options().write(true).open(path)?.set_modified(now)?;
    fs::rename(path, to)
}
