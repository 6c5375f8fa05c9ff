//! What is answered: bytes, or an object that is read while it is sent.

use crate::{connections::Connection, vault::Reader};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::task::{JoinHandle, spawn_blocking};

/// The connection ends here, without another byte.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the connection was cut, as a fault asked")]
pub(crate) struct Cut;

/// What is read while it is sent.
pub(crate) trait Pieces: Send + Sync + 'static {
    /// The next bytes; none at the end. This computes, and may read from a disk.
    fn next(&mut self) -> Batch;
}

impl Pieces for Reader {
    fn next(&mut self) -> Batch {
        Reader::next(self)
    }
}

/// The body of an answer. An object is read from storage no faster than it is taken.
pub struct Body {
    ready: VecDeque<Bytes>,
    /// Bytes that have not been taken yet, where that is known.
    remaining: Option<u64>,
    source: Source,
    /// Where it breaks off, if a fault lets it.
    breaks: Option<Breaks>,
}

struct Breaks {
    /// Bytes that still go out.
    left: u64,
    /// They have been handed to the network.
    flushed: bool,
    how: Break,
}

/// How a body breaks off.
pub(crate) enum Break {
    /// With a reset of the connection, if there is one.
    Cut(Option<Arc<Connection>>),
    /// With an end too early.
    Short,
    /// Nothing more comes until this is over.
    Stall(Pin<Box<dyn Future<Output = ()> + Send + Sync>>),
}

/// What was read at once.
type Batch = io::Result<Vec<Bytes>>;

enum Source {
    /// All there is stands ready.
    None,
    Idle(Box<dyn Pieces>),
    Reading(JoinHandle<(Box<dyn Pieces>, Batch)>),
}

impl Body {
    /// Bytes that are there.
    pub(crate) fn full(bytes: Bytes) -> Self {
        let remaining = bytes.len() as u64;
        Self {
            ready: if bytes.is_empty() { VecDeque::new() } else { [bytes].into() },
            remaining: Some(remaining),
            source: Source::None,
            breaks: None,
        }
    }

    /// Nothing but a connection that is cut.
    pub(crate) fn cut() -> Self {
        let mut body = Self::full(Bytes::new());
        body.break_off(Break::Cut(None));
        body
    }

    /// Bytes of storage, the first of which have been read.
    pub(crate) fn stored(first: Vec<Bytes>, reader: Reader, length: u64) -> Self {
        let source = Source::Idle(Box::new(reader));
        Self { ready: first.into(), remaining: Some(length), source, breaks: None }
    }

    /// Bytes of which nobody knows how many there will be.
    pub(crate) fn unmeasured(pieces: impl Pieces) -> Self {
        let source = Source::Idle(Box::new(pieces));
        Self { ready: VecDeque::new(), remaining: None, source, breaks: None }
    }

    /// No bytes, in place of some of which nobody knows how many there are.
    pub(crate) fn unmeasured_head() -> Self {
        Self { ready: VecDeque::new(), remaining: None, source: Source::None, breaks: None }
    }

    /// Lets it break off in the middle. One that is empty announces a byte, so that there is something to break off.
    pub(crate) fn break_off(&mut self, how: Break) {
        // Where nobody knows the middle, behind as many bytes as the head of gzip has.
        let left = self.remaining.map_or(10, |remaining| remaining / 2);
        self.breaks = Some(Breaks { left, flushed: false, how });
        self.remaining = self.remaining.map(|remaining| remaining.max(1));
    }

    /// How many bytes are still to come, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.remaining
    }

    /// The whole, if it is there; else the beginning, at most `limit` bytes of it.
    pub(crate) fn beginning(&self, limit: usize) -> Bytes {
        match (&self.source, self.ready.front()) {
            (_, None) => Bytes::new(),
            (Source::None, Some(bytes)) => bytes.clone(),
            // A copy, so that what is remembered does not hold what is not.
            (_, Some(bytes)) => Bytes::copy_from_slice(&bytes[..bytes.len().min(limit)]),
        }
    }

    /// The bytes, where they are all there.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> Bytes {
        self.beginning(0)
    }

    fn read_on(&mut self) {
        let ready: u64 = self.ready.iter().map(|bytes| bytes.len() as u64).sum();
        if self.remaining.is_some_and(|remaining| ready >= remaining) {
            self.source = Source::None;
        } else if let Source::Idle(mut reader) = std::mem::replace(&mut self.source, Source::None) {
            self.source = Source::Reading(spawn_blocking(move || {
                let read = reader.next();
                (reader, read)
            }));
        }
    }
}

impl Breaks {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.flushed {
            // Who has nothing for now is flushed; an error would throw away what stands in hyper's buffer.
            self.flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        match &mut self.how {
            Break::Short => return Poll::Ready(None),
            Break::Stall(over) => ready!(over.as_mut().poll(cx)),
            Break::Cut(connection) => {
                if let Some(connection) = connection {
                    connection.reset();
                }
            }
        }
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionReset, Cut))))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(breaks) = self.breaks.as_mut().filter(|breaks| breaks.left == 0) {
            return breaks.poll(cx);
        }
        if matches!(self.source, Source::Idle(_)) {
            self.read_on(); // While this batch is sent, the next is read.
        }
        if self.ready.is_empty()
            && let Source::Reading(task) = &mut self.source
        {
            let (reader, read) = ready!(Pin::new(task).poll(cx)).map_err(io::Error::other)?;
            self.source = Source::Idle(reader);
            self.ready = read.inspect_err(|_| self.source = Source::None)?.into();
            if self.remaining.is_none() && self.ready.is_empty() {
                self.source = Source::None;
            } else {
                self.read_on();
            }
        }
        let Some(mut bytes) = self.ready.pop_front() else {
            let short = self.remaining.is_some_and(|remaining| remaining > 0);
            return Poll::Ready(short.then(|| Err(io::Error::other("the stored object is too short"))));
        };
        if let Some(breaks) = &mut self.breaks {
            bytes.truncate(usize::try_from(breaks.left).unwrap_or(usize::MAX));
            breaks.left -= bytes.len() as u64;
        }
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(bytes.len() as u64));
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match self.remaining {
            Some(remaining) => remaining == 0,
            None => self.ready.is_empty() && matches!(self.source, Source::None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.remaining.map(SizeHint::with_exact).unwrap_or_default()
    }
}
