//! What a request sends: bytes, a part of a file, a stream that can be sent once, or a new stream for each attempt.

use crate::{
    FileVersion, Sealed,
    guard::guard,
    local::SMALL,
    outgoing::{ByteStream, Meter, Outgoing, Source},
    reading::{Reading, tells_its_size},
};
use bytes::Bytes;
use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// What a request sends.
#[derive(Clone, Debug)]
pub enum Payload {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A part of a file, read while it is sent.
    File {
        /// The file.
        path: PathBuf,
        /// Where to begin.
        start: u64,
        /// How many bytes. Without it, up to the end, wherever that is when it is reached.
        length: Option<u64>,
        /// What the file must be while it is sent. Without it, where its length is known, what it is when an attempt begins.
        version: Option<FileVersion>,
    },
    /// A stream. It cannot be sent a second time.
    Stream(Once),
    /// A stream that is made anew for each attempt.
    Factory(Factory),
    /// Another payload, encrypted while it is sent.
    Sealed(Sealed),
}

/// Makes a stream of the same bytes whenever it is asked.
#[derive(Clone)]
pub struct Factory {
    make: Arc<dyn Fn() -> ByteStream + Send + Sync>,
    length: Option<u64>,
    crc64: Option<u64>,
}

/// A stream that can be taken once.
#[derive(Clone)]
pub struct Once {
    stream: Arc<Mutex<Option<ByteStream>>>,
    length: Option<u64>,
}

impl Default for Payload {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Payload {
    /// The whole of a file, as it is now. One that is made while it is read, as those of `/proc`, is sent as it comes.
    ///
    /// # Errors
    /// When there is no such file, or it is a folder.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        blocking(move || {
            let metadata = std::fs::metadata(&path)?;
            if !metadata.is_file() {
                return Err(io::Error::other(format!("{} is not file", path.display())));
            }
            let version = tells_its_size(&path, &metadata)?.then(|| FileVersion::of(&metadata));
            Ok(Self::File { path, start: 0, length: version.map(|version| version.size), version })
        })
        .await
    }

    /// A stream of so many bytes, or of as many as come.
    pub fn stream(stream: ByteStream, length: Option<u64>) -> Self {
        Self::Stream(Once { stream: Arc::new(Mutex::new(Some(stream))), length })
    }

    /// Streams of so many bytes, or of as many as come: each attempt has its own.
    pub fn factory(make: impl Fn() -> ByteStream + Send + Sync + 'static, length: Option<u64>) -> Self {
        Self::Factory(Factory { make: Arc::new(make), length, crc64: None })
    }

    /// The same, of bytes that are known beforehand: an attempt sends the last of them only if all have this checksum.
    pub fn known(make: impl Fn() -> ByteStream + Send + Sync + 'static, length: u64, crc64: u64) -> Self {
        Self::Factory(Factory { make: Arc::new(make), length: Some(length), crc64: Some(crc64) })
    }

    /// How many bytes there are, if that is known.
    pub fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File { length, .. } => *length,
            Self::Stream(once) => once.length,
            Self::Factory(factory) => factory.length,
            Self::Sealed(sealed) => sealed.payload().length(),
        }
    }

    /// Whether it can be sent a second time.
    pub fn is_replayable(&self) -> bool {
        match self {
            Self::Stream(_) => false,
            Self::Sealed(sealed) => sealed.payload().is_replayable(),
            Self::Bytes(_) | Self::File { .. } | Self::Factory(_) => true,
        }
    }

    /// The file that it is read from.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Sealed(sealed) => sealed.payload().path(),
            Self::Bytes(_) | Self::Stream(_) | Self::Factory(_) => None,
        }
    }

    /// Whether it is sent at once: few bytes, which are there.
    pub(crate) fn is_small(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64 <= SMALL,
            Self::Sealed(sealed) => sealed.payload().is_small(),
            Self::File { .. } | Self::Stream(_) | Self::Factory(_) => false,
        }
    }

    /// Whether nothing is to be sent.
    pub fn is_empty(&self) -> bool {
        self.length() == Some(0)
    }

    /// The body of one attempt. Bytes are counted by `meter` as they leave.
    pub(crate) fn open(&self, meter: Arc<Meter>) -> Result<Outgoing, String> {
        let source = match self {
            Self::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Self::File { path, start, version, .. } => {
                Source::File(Box::new(Reading::new(path.clone(), *start, *version)))
            }
            Self::Stream(once) => {
                let stream = once.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                Source::Stream(stream.ok_or("the stream has been sent already, and cannot be sent again")?)
            }
            Self::Factory(factory) => {
                Source::Stream(guard(|| (factory.make)()).map_err(|panicked| panicked.to_string())?)
            }
            Self::Sealed(sealed) => return Ok(sealed.payload().open(meter)?.sealed(sealed)),
        };
        let crc64 = if let Self::Factory(factory) = self { factory.crc64 } else { None };
        Ok(Outgoing::new(source, self.length(), meter).expecting(crc64))
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").field("length", &self.length).finish_non_exhaustive()
    }
}

impl fmt::Debug for Factory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Factory").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Runs what waits for a disk where it does not hold up the network.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
