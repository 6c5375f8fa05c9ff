//! A request's body on its way out. Its checksum is made here, while it is sent.

use crate::Progress;
use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use oss_protocol::crc64::Crc64;
use std::{
    fs::File,
    io::{self, Read as _, Seek, SeekFrom},
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{sync::Notify, task::JoinHandle};

/// A stream of bytes.
pub type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send + Sync>>;

/// So much is read from a file at once, and one such piece ahead.
const PIECE: usize = 512 << 10;

/// What has been handed to the connection so far.
#[derive(Default)]
pub(crate) struct Meter {
    moved: AtomicU64,
    crc: Mutex<Crc64>,
    progress: Option<Arc<Progress>>,
    connecting: AtomicBool,
    connected: Notify,
}

impl Meter {
    /// Of an attempt that somebody watches.
    pub(crate) fn watched(progress: Option<Arc<Progress>>) -> Self {
        if let Some(progress) = &progress {
            progress.begin();
        }
        Self { progress, ..Self::default() }
    }

    /// Bytes.
    pub(crate) fn moved(&self) -> u64 {
        self.moved.load(Ordering::Relaxed)
    }

    /// There is no connection yet. Transports that have none do not say so.
    pub(crate) fn connecting(&self) {
        self.connecting.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.connecting.load(Ordering::Relaxed)
    }

    /// There is one now.
    pub(crate) fn connected(&self) {
        self.connecting.store(false, Ordering::Relaxed);
        self.connected.notify_one();
    }

    /// Waits for the connection.
    pub(crate) async fn connection(&self) {
        self.connected.notified().await;
    }

    /// Their checksum.
    pub(crate) fn crc64(&self) -> u64 {
        self.crc.lock().unwrap_or_else(PoisonError::into_inner).value()
    }

    fn count(&self, bytes: &[u8]) {
        self.crc.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        self.moved.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if let Some(progress) = &self.progress {
            progress.send(bytes.len());
        }
    }
}

/// A request's body on its way out.
pub struct Outgoing {
    source: Source,
    /// What is still to come, if that is known.
    left: Option<u64>,
    meter: Arc<Meter>,
}

pub(crate) enum Source {
    Bytes(Bytes),
    File(Reading),
    Stream(ByteStream),
}

impl Source {
    pub(crate) fn file(path: PathBuf, start: u64) -> Self {
        Self::File(Reading { path, start, file: None, next: None, spare: Spare::default() })
    }
}

impl Outgoing {
    pub(crate) fn new(source: Source, length: Option<u64>, meter: Arc<Meter>) -> Self {
        Self { source, left: length, meter }
    }

    pub(crate) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    /// How many bytes are still to come, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.left
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match &mut self.source {
            Source::Bytes(bytes) => {
                let piece = bytes.split_to(bytes.len().min(PIECE));
                Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
            }
            Source::File(reading) => reading.poll_piece(cx, self.left.unwrap_or_default()),
            Source::Stream(stream) => stream.as_mut().poll_next(cx),
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if self.left == Some(0) && !matches!(self.source, Source::Stream(_)) {
            return Poll::Ready(None);
        }
        let piece = match ready!(self.poll_piece(cx)) {
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Poll::Ready(Some(Err(BodyError(error)))),
            None => {
                let missing = self.left.filter(|left| *left > 0);
                return Poll::Ready(missing.map(|left| Err(wrong(&format!("ended {left} bytes early")))));
            }
        };
        self.meter.count(&piece);
        if let Some(left) = self.left {
            match left.checked_sub(piece.len() as u64) {
                Some(left) => self.left = Some(left),
                None => {
                    let said = self.meter.moved().saturating_sub(piece.len() as u64) + left;
                    return Poll::Ready(Some(Err(wrong(&format!(
                        "is longer than {said} bytes, which was said"
                    )))));
                }
            }
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

fn wrong(what: &str) -> BodyError {
    BodyError(io::Error::new(io::ErrorKind::InvalidData, format!("the body {what}")))
}

/// Why a body could not be sent: its source failed, or gave another length than it said.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BodyError(io::Error);

impl BodyError {
    /// The cause once more: libraries hand on references only.
    pub(crate) fn to_io(&self) -> io::Error {
        match self.0.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(self.0.kind(), self.0.to_string()),
        }
    }
}

/// A file that is read one piece ahead, off the threads of the network.
pub(crate) struct Reading {
    path: PathBuf,
    start: u64,
    file: Option<File>,
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
type Read = JoinHandle<io::Result<(File, Vec<u8>)>>;

impl Reading {
    /// `left` is what has not been handed on yet.
    fn poll_piece(&mut self, cx: &mut Context<'_>, left: u64) -> Poll<Option<io::Result<Bytes>>> {
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
                let left = left.saturating_sub(piece.len() as u64);
                if left > 0 {
                    self.next = Some(self.read(left));
                }
                Some(Ok(Bytes::from_owner(Piece { bytes: piece, spare: Arc::clone(&self.spare) })))
            }
            Err(error) => Some(Err(error)),
        })
    }

    fn read(&mut self, left: u64) -> Read {
        let (path, start, file) = (self.path.clone(), self.start, self.file.take());
        let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        // New memory is taken here and not where it is filled: so the thread that gives it back is the one that took it.
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut piece = spare.unwrap_or_else(|| Vec::with_capacity(length));
        piece.clear();
        tokio::task::spawn_blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None => {
                    let mut file = File::open(path)?;
                    file.seek(SeekFrom::Start(start))?;
                    file
                }
            };
            file.by_ref().take(length as u64).read_to_end(&mut piece)?;
            Ok((file, piece))
        })
    }
}
