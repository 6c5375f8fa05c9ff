//! Where a part is kept: in memory that is its own, or at its place in a file.

use crate::{ErrorKind, content::back};
use bytes::Bytes;
use std::{fs::File, io, path::Path, sync::Arc};
use tokio::task::JoinHandle;

/// So much is gathered before it is written, while the next is on its way.
const BATCH: usize = 1 << 20;

/// Where a part is kept.
pub(crate) enum Sink<'a> {
    Memory(MemorySink<'a>),
    File(FileSink),
}

/// Memory of its own.
pub(crate) struct MemorySink<'a> {
    room: &'a mut [u8],
    filled: usize,
    /// The system has pages behind so many bytes.
    backed: usize,
}

/// A part of a file.
pub(crate) struct FileSink {
    file: Arc<File>,
    /// For errors.
    path: Arc<Path>,
    /// Where its first byte is in the file.
    start: u64,
    /// How many bytes have been handed on to be written.
    handed: u64,
    batch: Vec<Bytes>,
    gathered: usize,
    writing: Option<JoinHandle<io::Result<()>>>,
}

impl<'a> Sink<'a> {
    pub(crate) fn memory(room: &'a mut [u8]) -> Self {
        Self::Memory(MemorySink { room, filled: 0, backed: 0 })
    }

    /// From `start` on in a file.
    pub(crate) fn file(file: &Arc<File>, path: &Arc<Path>, start: u64) -> Self {
        Self::File(FileSink {
            file: Arc::clone(file),
            path: Arc::clone(path),
            start,
            handed: 0,
            batch: Vec::new(),
            gathered: 0,
            writing: None,
        })
    }

    pub(super) async fn write(&mut self, data: Bytes) -> Result<(), ErrorKind> {
        match self {
            Self::Memory(MemorySink { room, filled, backed }) => {
                let end = *filled + data.len();
                back(room, end, backed);
                let place = room.get_mut(*filled..end);
                place.ok_or_else(|| "a part is longer than its place".to_owned())?.copy_from_slice(&data);
                *filled = end;
                Ok(())
            }
            Self::File(sink) => sink.write(data).await,
        }
    }

    /// Waits until all of it is where it belongs.
    pub(super) async fn finish(&mut self) -> Result<(), ErrorKind> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::File(sink) => sink.finish().await,
        }
    }

    pub(super) async fn begin_anew(&mut self) {
        match self {
            Self::Memory(sink) => sink.filled = 0,
            Self::File(sink) => {
                // It must not be written over what comes next; whether it was does not matter.
                let _ = sink.idle().await;
                (sink.handed, sink.gathered) = (0, 0);
                sink.batch.clear();
            }
        }
    }
}

impl FileSink {
    async fn write(&mut self, data: Bytes) -> Result<(), ErrorKind> {
        self.gathered += data.len();
        self.batch.push(data);
        if self.gathered >= BATCH { self.hand_on().await } else { Ok(()) }
    }

    async fn finish(&mut self) -> Result<(), ErrorKind> {
        self.hand_on().await?;
        self.idle().await
    }

    async fn hand_on(&mut self) -> Result<(), ErrorKind> {
        self.idle().await?;
        let (file, batch) = (Arc::clone(&self.file), std::mem::take(&mut self.batch));
        let mut at = self.start + self.handed;
        self.handed += std::mem::take(&mut self.gathered) as u64;
        self.writing = Some(tokio::task::spawn_blocking(move || {
            for bytes in batch {
                write_all_at(&file, &bytes, at)?;
                at += bytes.len() as u64;
            }
            Ok(())
        }));
        Ok(())
    }

    /// Waits until nothing is being written.
    async fn idle(&mut self) -> Result<(), ErrorKind> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let outcome = writing.await.map_err(io::Error::other).and_then(|written| written);
        outcome.map_err(|error| ErrorKind::File { path: self.path.to_path_buf(), error })
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = &bytes[written..];
                at += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
