//! A request's body on its way out. Its checksum is made here, while it is sent.

use crate::{
    Progress, Sealed,
    client_encryption::Sealing,
    guard::guard,
    reading::{FileChanged, PIECE, Reading},
};
use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use oss_protocol::crc64::Crc64;
use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::sync::Notify;

/// A stream of bytes.
pub type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send + Sync>>;

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
    /// The checksum that all of it must have, if that is known.
    expected: Option<u64>,
    /// How it is encrypted, and what checksum the ciphertext must have, if that is known.
    sealing: Option<Box<(Sealing, Option<u64>)>>,
    meter: Arc<Meter>,
}

pub(crate) enum Source {
    Bytes(Bytes),
    File(Box<Reading>),
    Stream(ByteStream),
}

impl Outgoing {
    pub(crate) fn new(source: Source, length: Option<u64>, meter: Arc<Meter>) -> Self {
        Self { source, left: length, expected: None, sealing: None, meter }
    }

    /// Breaks off before its last bytes, unless all of it has this checksum.
    pub(crate) fn expecting(self, crc64: Option<u64>) -> Self {
        Self { expected: crc64, ..self }
    }

    /// Encrypts all of it.
    pub(crate) fn sealed(self, sealed: &Sealed) -> Self {
        Self { sealing: Some(Box::new((sealed.seal(), sealed.expected()))), ..self }
    }

    pub(crate) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    /// All of it, where it is in memory.
    ///
    /// # Errors
    /// Itself, where it is not.
    pub fn into_bytes(mut self) -> Result<Bytes, Self> {
        match self.source {
            Source::Bytes(bytes) => {
                let bytes = match &mut self.sealing {
                    Some(sealing) => sealing.0.apply(bytes),
                    None => bytes,
                };
                self.meter.count(&bytes);
                Ok(bytes)
            }
            source => Err(Self { source, ..self }),
        }
    }

    /// How many bytes are still to come, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.left
    }

    /// Whether what has been sent is what it was to be: before and after it was encrypted.
    fn is_as_expected(&self) -> bool {
        let sent = self.meter.crc64();
        match &self.sealing {
            None => self.expected.is_none_or(|crc64| crc64 == sent),
            Some(sealing) => {
                let (sealing, ciphertext) = &**sealing;
                self.expected.is_none_or(|crc64| crc64 == sealing.plain_crc64())
                    && ciphertext.is_none_or(|crc64| crc64 == sent)
            }
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match &mut self.source {
            Source::Bytes(bytes) => {
                let piece = bytes.split_to(bytes.len().min(PIECE));
                Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
            }
            Source::File(reading) => reading.poll_piece(cx, self.left),
            // The network polls it in a task of its own.
            Source::Stream(stream) => guard(|| stream.as_mut().poll_next(cx))
                .unwrap_or_else(|panicked| Poll::Ready(Some(Err(io::Error::other(panicked))))),
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
        let piece = match &mut self.sealing {
            Some(sealing) => sealing.0.apply(piece),
            None => piece,
        };
        self.meter.count(&piece);
        if let Some(left) = self.left {
            match left.checked_sub(piece.len() as u64) {
                Some(0) if !self.is_as_expected() => {
                    return Poll::Ready(Some(Err(wrong("is not what it was when the call was made"))));
                }
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
        if let Some(changed) = self.0.get_ref().and_then(|error| error.downcast_ref::<FileChanged>()) {
            return io::Error::other(changed.clone());
        }
        match self.0.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(self.0.kind(), self.0.to_string()),
        }
    }
}
