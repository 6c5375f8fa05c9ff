//! A file on its way out: read one piece ahead, off the threads of the network, and only as long as nobody writes to it.

use crate::{Content, payload::blocking};
use bytes::Bytes;
use oss_protocol::crc64::Crc64;
use std::{
    fs::{File, Metadata},
    io::{self, Read as _, Seek, SeekFrom},
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::UNIX_EPOCH,
};
use tokio::task::JoinHandle;

/// So much is read from a file at once, and one such piece ahead.
pub(crate) const PIECE: usize = 512 << 10;

/// What a file was when somebody looked at it. Where any of it has become another, so has the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileVersion {
    /// Bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970, where that is known.
    pub modified: Option<i128>,
    /// Its number in its file system, where it has one.
    pub inode: Option<u64>,
}

impl FileVersion {
    /// What the system says of it now.
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().map(|time| match time.duration_since(UNIX_EPOCH) {
            Ok(since) => since.as_nanos().cast_signed(),
            Err(before) => -before.duration().as_nanos().cast_signed(),
        });
        #[cfg(unix)]
        let inode = Some(std::os::unix::fs::MetadataExt::ino(metadata));
        #[cfg(not(unix))]
        let inode = None;
        Self { size: metadata.len(), modified, inode }
    }

    /// How `now` differs, in words.
    fn difference(&self, now: &Self) -> Option<String> {
        let differ =
            |one: Option<i128>, other: Option<i128>| matches!((one, other), (Some(a), Some(b)) if a != b);
        if differ(self.inode.map(i128::from), now.inode.map(i128::from)) {
            Some("another file has its name".to_owned())
        } else if self.size != now.size {
            Some(format!("it had {} bytes and has {}", self.size, now.size))
        } else if differ(self.modified, now.modified) {
            Some("it was written to".to_owned())
        } else {
            None
        }
    }
}

/// A file became another while it was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the file {} changed while it was sent: {what}. The request was broken off; send it again when nobody writes to it",
    path.display()
)]
pub struct FileChanged {
    /// The file.
    pub path: PathBuf,
    /// How, in words.
    pub what: String,
}

/// Whether the system says how long a file is. It does not of those that are made while they are read, as in `/proc`.
pub(crate) fn tells_its_size(path: &Path, metadata: &Metadata) -> io::Result<bool> {
    if metadata.len() == 0 {
        return Ok(File::open(path)?.read(&mut [0])? == 0);
    }
    // There every file has the size of a page.
    Ok(!cfg!(target_os = "linux") || !path.canonicalize()?.starts_with("/sys"))
}

/// The checksum of a file as it is now.
///
/// # Errors
/// When it cannot be read.
pub async fn file_crc64(path: impl Into<PathBuf>) -> io::Result<u64> {
    let path = path.into();
    blocking(move || {
        let (mut file, mut piece, mut crc) = (File::open(path)?, vec![0; PIECE], Crc64::default());
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(crc.value()),
                read => crc.update(&piece[..read]),
            }
        }
    })
    .await
}

/// What a file holds, if that is not more than `limit` bytes: read at once, it is of one moment.
///
/// # Errors
/// When it cannot be read, or is no file.
pub async fn small_file(path: impl Into<PathBuf>, limit: u64) -> io::Result<Option<Content>> {
    let path = path.into();
    blocking(move || {
        let file = File::open(&path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other(format!("{} is not file", path.display())));
        }
        let length = metadata.len().min(limit) as usize;
        let mut bytes = Vec::with_capacity(length + 1);
        file.take(limit + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= limit).then_some(Content::Heap(bytes)))
    })
    .await
}

/// A file that is read one piece ahead.
pub(crate) struct Reading {
    path: PathBuf,
    start: u64,
    version: Option<FileVersion>,
    file: Option<Opened>,
    next: Option<Read>,
    spare: Spare,
}

/// Buffers whose bytes have been sent. They are used again: new memory for every piece costs more than reading it, and
/// what one thread takes and another gives back the allocator keeps for long.
type Spare = Arc<Mutex<Vec<Vec<u8>>>>;

/// Bytes of a file, whose memory is spare when they have been sent.
struct Piece {
    bytes: Vec<u8>,
    spare: Spare,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut self.bytes));
    }
}

/// The file, handed back, and what was read of it.
type Read = JoinHandle<io::Result<(Opened, Vec<u8>)>>;

impl Reading {
    /// From `start` on. Where `version` is known, it is of no other.
    pub(crate) fn new(path: PathBuf, start: u64, version: Option<FileVersion>) -> Self {
        Self { path, start, version, file: None, next: None, spare: Spare::default() }
    }

    /// `left` is what has not been handed on yet, if that is known.
    pub(crate) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
        left: Option<u64>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        if self.next.is_none() {
            self.next = Some(self.read(left));
        }
        let Some(next) = self.next.as_mut() else { return Poll::Ready(None) };
        let outcome = ready!(Pin::new(next).poll(cx));
        self.next = None;
        Poll::Ready(match outcome.map_err(io::Error::other).and_then(|read| read) {
            Ok((_, piece)) if piece.is_empty() => None,
            Ok((file, piece)) => {
                self.file = Some(file);
                let left = left.map(|left| left.saturating_sub(piece.len() as u64));
                if left != Some(0) {
                    self.next = Some(self.read(left));
                }
                Some(Ok(Bytes::from_owner(Piece { bytes: piece, spare: Arc::clone(&self.spare) })))
            }
            Err(error) => Some(Err(error)),
        })
    }

    fn read(&mut self, left: Option<u64>) -> Read {
        let (path, start, version, file) = (self.path.clone(), self.start, self.version, self.file.take());
        let length = left.and_then(|left| usize::try_from(left).ok()).unwrap_or(PIECE).min(PIECE);
        let ends = left.is_some_and(|left| left <= length as u64);
        // New memory is taken here and not where it is filled: so the thread that gives it back is the one that took it.
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut piece = spare.unwrap_or_else(|| Vec::with_capacity(length));
        piece.clear();
        tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => Opened::at(path, start, version, left.is_some())?,
            };
            file.file.by_ref().take(length as u64).read_to_end(&mut piece)?;
            // Before the last piece is handed on: without it the service stores nothing.
            if ends || piece.len() < length {
                file.check()?;
            }
            Ok((file, piece))
        })
    }
}

struct Opened {
    file: File,
    path: PathBuf,
    /// What it must be to the end.
    version: Option<FileVersion>,
}

impl Opened {
    /// `sized`: how long it is was known beforehand. What is made while it is read has no version either.
    fn at(path: PathBuf, start: u64, version: Option<FileVersion>, sized: bool) -> io::Result<Self> {
        let file = File::open(&path)?;
        let version = match version {
            None if sized => Some(FileVersion::of(&file.metadata()?)),
            version => version,
        };
        let mut opened = Self { file, path, version };
        opened.check()?;
        if start > 0 {
            opened.file.seek(SeekFrom::Start(start))?;
        }
        Ok(opened)
    }

    fn check(&self) -> io::Result<()> {
        let Some(version) = &self.version else { return Ok(()) };
        match version.difference(&FileVersion::of(&self.file.metadata()?)) {
            None => Ok(()),
            Some(what) => Err(io::Error::other(FileChanged { path: self.path.clone(), what })),
        }
    }
}

#[cfg(test)]
mod tests;
