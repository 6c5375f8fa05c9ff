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

/// The body of an answer. An object is read from storage no faster than it is taken.
pub struct Body {
    ready: VecDeque<Bytes>,
    /// Bytes that have not been taken yet.
    remaining: u64,
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

enum Source {
    /// All there is stands ready.
    None,
    Idle(Box<Reader>),
    Reading(JoinHandle<(Box<Reader>, io::Result<Vec<Bytes>>)>),
}

impl Body {
    /// Bytes that are there.
    pub(crate) fn full(bytes: Bytes) -> Self {
        let remaining = bytes.len() as u64;
        Self {
            ready: if bytes.is_empty() { VecDeque::new() } else { [bytes].into() },
            remaining,
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
        Self { ready: first.into(), remaining: length, source: Source::Idle(Box::new(reader)), breaks: None }
    }

    /// Lets it break off in the middle. One that is empty announces a byte, so that there is something to break off.
    pub(crate) fn break_off(&mut self, how: Break) {
        self.breaks = Some(Breaks { left: self.remaining / 2, flushed: false, how });
        self.remaining = self.remaining.max(1);
    }

    /// How many bytes are still to come.
    pub(crate) fn length(&self) -> u64 {
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
        if ready >= self.remaining {
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
            self.read_on();
        }
        let Some(mut bytes) = self.ready.pop_front() else {
            let short = self.remaining > 0;
            return Poll::Ready(short.then(|| Err(io::Error::other("the stored object is too short"))));
        };
        if let Some(breaks) = &mut self.breaks {
            bytes.truncate(usize::try_from(breaks.left).unwrap_or(usize::MAX));
            breaks.left -= bytes.len() as u64;
        }
        self.remaining = self.remaining.saturating_sub(bytes.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}
