//! One connection to a server or a proxy, and what is known about it.

use crate::Peer;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
};
use tokio::sync::OwnedSemaphorePermit;

/// Bytes both ways.
pub(super) trait Io: Read + Write + Send + Unpin {}
impl<T: Read + Write + Send + Unpin> Io for T {}

/// One connection, ready for requests.
pub(super) struct Socket {
    pub(super) io: Box<dyn Io>,
    pub(super) address: SocketAddr,
    /// Whether requests are for a proxy to hand on.
    pub(super) forwarded: bool,
    /// Given back when the connection ends.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
}

/// The other end of a connection, and a counter of requests that all answers over it share.
#[derive(Clone)]
pub(super) struct Served {
    address: SocketAddr,
    requests: Arc<AtomicU32>,
}

impl Served {
    /// Counts an answer.
    pub(super) fn count(&self) -> Peer {
        Peer { address: self.address, requests: self.requests.fetch_add(1, Ordering::Relaxed) + 1 }
    }
}

impl Socket {
    pub(super) fn served(&self) -> Served {
        Served { address: self.address, requests: Arc::default() }
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl Write for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }
}
