//! A TCP connection that is watched where it is used: by tokio, or by the reactor of the thread that polls it.

#[cfg(unix)]
use crate::local::{self, Direction, Reactor, Source};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A TCP connection. It changes its watcher when it is polled elsewhere than before.
pub(super) struct Tcp(Watched);

enum Watched {
    Tokio(TcpStream),
    #[cfg(unix)]
    Local(Local),
    /// It could not be watched anew, which was an error.
    Lost,
}

impl Tcp {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self(Watched::Tokio(stream))
    }

    /// Sees to it that the stream is watched by who polls it now.
    #[cfg(unix)]
    fn settle(&mut self) -> io::Result<&mut Watched> {
        let settled = local::with_current(|current| match (&self.0, current) {
            (Watched::Tokio(_), None) => None,
            (Watched::Local(local), Some(reactor)) if std::sync::Arc::ptr_eq(&local.reactor, reactor) => None,
            (_, current) => Some(current.cloned()),
        });
        if let Some(watcher) = settled {
            let stream = match std::mem::replace(&mut self.0, Watched::Lost) {
                Watched::Tokio(stream) => stream.into_std()?,
                Watched::Local(local) => local.into_std()?,
                Watched::Lost => return Err(io::ErrorKind::NotConnected.into()),
            };
            self.0 = match watcher {
                None => Watched::Tokio(TcpStream::from_std(stream)?),
                Some(reactor) => Watched::Local(Local::new(reactor, stream)?),
            };
        }
        Ok(&mut self.0)
    }

    #[cfg(not(unix))]
    fn settle(&mut self) -> io::Result<&mut Watched> {
        Ok(&mut self.0)
    }
}

impl AsyncRead for Tcp {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.settle()? {
            Watched::Tokio(stream) => Pin::new(stream).poll_read(cx, buf),
            #[cfg(unix)]
            Watched::Local(local) => local.poll_read(cx, buf),
            Watched::Lost => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncWrite for Tcp {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.settle()? {
            Watched::Tokio(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(unix)]
            Watched::Local(local) => local.poll_write(cx, &[IoSlice::new(bytes)]),
            Watched::Lost => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.settle()? {
            Watched::Tokio(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            #[cfg(unix)]
            Watched::Local(local) => local.poll_write(cx, slices),
            Watched::Lost => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// The system sends by itself what it has taken.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.settle()? {
            Watched::Tokio(stream) => Pin::new(stream).poll_shutdown(cx),
            #[cfg(unix)]
            Watched::Local(local) => Poll::Ready(local.stream().shutdown(std::net::Shutdown::Write)),
            Watched::Lost => Poll::Ready(Ok(())),
        }
    }
}

/// A stream that a reactor watches.
#[cfg(unix)]
struct Local {
    reactor: std::sync::Arc<Reactor>,
    token: mio::Token,
    source: std::sync::Arc<Source>,
    /// Until it goes elsewhere.
    stream: Option<mio::net::TcpStream>,
}

/// The buffer of a reader is cleared before it is read into; no small answer needs more of it at a time.
#[cfg(unix)]
const AT_A_TIME: usize = 16 << 10;

#[cfg(unix)]
impl Local {
    fn new(reactor: std::sync::Arc<Reactor>, stream: std::net::TcpStream) -> io::Result<Self> {
        let mut stream = mio::net::TcpStream::from_std(stream);
        let (token, source) = reactor.register(&mut stream)?;
        Ok(Self { reactor, token, source, stream: Some(stream) })
    }

    fn stream(&self) -> &mio::net::TcpStream {
        self.stream.as_ref().expect("it goes elsewhere only with all of this")
    }

    fn into_std(mut self) -> io::Result<std::net::TcpStream> {
        let mut stream = self.stream.take().expect("it goes elsewhere only once");
        self.reactor.deregister(self.token, &mut stream);
        Ok(std::os::fd::OwnedFd::from(stream).into())
    }

    fn poll_read(&self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let room = buf.remaining().min(AT_A_TIME);
        while self.source.is_ready(Direction::Read, cx) {
            match io::Read::read(&mut self.stream(), buf.initialize_unfilled_to(room)) {
                Ok(read) => {
                    // Less than there was room for is all there was.
                    if read > 0 && read < room {
                        self.source.exhausted(Direction::Read);
                    }
                    buf.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.source.exhausted(Direction::Read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Pending
    }

    fn poll_write(&self, cx: &mut Context<'_>, slices: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        while self.source.is_ready(Direction::Write, cx) {
            match io::Write::write_vectored(&mut self.stream(), slices) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.source.exhausted(Direction::Write);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => return Poll::Ready(written),
            }
        }
        Poll::Pending
    }
}

#[cfg(unix)]
impl Drop for Local {
    fn drop(&mut self) {
        if let Some(stream) = &mut self.stream {
            self.reactor.deregister(self.token, stream);
        }
    }
}
