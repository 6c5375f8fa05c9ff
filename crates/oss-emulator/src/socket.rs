//! The bytes of a connection. Who takes none of them for too long is cut off: an answer holds what it reads from.

use crate::connections::Connection;
use socket2::SockRef;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// The bytes of a connection.
pub(crate) struct Socket {
    stream: TcpStream,
    connection: Arc<Connection>,
    /// How long nothing may be taken.
    patience: Duration,
    /// Runs while something waits to be taken.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Whether what has come is acknowledged at once.
    prompt: bool,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, connection: Arc<Connection>, patience: Duration) -> Self {
        Self { stream, connection, patience, stalled: None, prompt: false }
    }

    /// Acknowledges at once what comes. Python's urllib3 sends a small body to a proxy only when its head has been acknowledged, for which
    /// Linux takes 40 ms.
    pub(crate) fn promptly(mut self) -> Self {
        self.prompt = true;
        self
    }

    /// The first byte that the client sends, which stays to be read; none where it sends none.
    pub(crate) async fn peek(&self) -> io::Result<Option<u8>> {
        let mut first = [0];
        Ok((self.stream.peek(&mut first).await? > 0).then_some(first[0]))
    }

    /// What a write came to; one that waits fails in the end.
    fn held_to_time(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        ready!(self.stalled.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
        self.stalled = None;
        // The system tells only when much room has become free again; whether there is any, it tells who tries.
        Poll::Ready(match SockRef::from(&self.stream).send(bytes) {
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("the client has taken nothing for {patience:?}"),
            )),
            sent => sent,
        })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.connection.resets() {
            // Without it the client sees an end, which is what a cut connection is at worst.
            let _ = self.stream.set_zero_linger();
        }
    }
}

/// Acknowledges what has come. The system forgets the wish as soon as something is answered.
fn acknowledge(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    let _ = stream.set_quickack(true);
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if self.prompt {
            acknowledge(&self.stream);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.held_to_time(cx, bytes, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        let first = bytes.iter().find(|bytes| !bytes.is_empty()).map_or(&[][..], |bytes| bytes);
        self.held_to_time(cx, first, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::connections::Connections;
    use std::net::Ipv4Addr;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    #[tokio::test]
    async fn what_comes_to_a_proxy_is_acknowledged_at_once_however_long_it_is_in_use() -> io::Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mut client = TcpStream::connect(listener.local_addr()?).await?;
        let (stream, address) = listener.accept().await?;
        let place = Connections::new(1).place(1, address.ip()).await;
        let mut socket =
            Socket::new(stream, Arc::clone(&place.connection), Duration::from_secs(60)).promptly();
        let mut byte = [0];
        for _ in 0..50 {
            client.write_all(b"q").await?;
            socket.read_exact(&mut byte).await?;
            assert!(socket.stream.quickack()?);
            socket.write_all(b"a").await?;
            client.read_exact(&mut byte).await?;
        }
        Ok(())
    }
}
