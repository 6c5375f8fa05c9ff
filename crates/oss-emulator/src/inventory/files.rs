//! Text into files: compressed, sealed as it comes, and another file begun where one is full.

use crate::{
    handlers::object::hex,
    kms::Encryption,
    reason::{Reason, Refusal},
    store::{Metadata, Object, Store},
    vault::{Sealed, Sealer},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::header::CONTENT_TYPE;
use oss_protocol::encryption::EncryptionSettings;
use std::io::{self, Write};
use tokio::task::spawn_blocking;

/// A file that has been sealed, and is in no bucket yet.
pub(super) struct File {
    pub(super) key: String,
    pub(super) sealed: Sealed,
    encryption: Option<Encryption>,
}

impl File {
    /// A file of a few bytes.
    pub(super) fn of(
        store: &Store,
        settings: Option<&EncryptionSettings>,
        key: String,
        bytes: Vec<u8>,
    ) -> Result<Self, Refusal> {
        let (encryption, cipher) = store.kms.encrypt(settings.cloned())?;
        let seal = || -> io::Result<_> {
            let mut sealer = store.sealer(cipher)?;
            sealer.write(&[bytes.into()])?;
            sealer.finish()
        };
        Ok(Self { key, sealed: seal().map_err(failed)?, encryption })
    }

    /// Its MD5 as the manifest writes it.
    pub(super) fn md5(&self) -> String {
        hex(&self.sealed.md5)
    }

    /// The object it becomes, but for its bytes.
    pub(super) fn object(&self, modified: u64, owner: &str) -> Object {
        let mut metadata = Metadata::default();
        metadata.set(CONTENT_TYPE.as_str(), b"application/octet-stream");
        Object {
            length: self.sealed.length,
            etag: self.md5(),
            crc64: self.sealed.crc64,
            encryption: self.encryption.clone(),
            metadata,
            ..Object::empty(modified, owner.to_owned())
        }
    }
}

/// Writes text into files `NAME.csv.gz`, `NAME-1.csv.gz`, … of so many rows.
pub(super) struct Files<'s> {
    store: &'s Store,
    settings: Option<&'s EncryptionSettings>,
    name: String,
    rows_per_file: usize,
    /// The file that grows, and its rows.
    open: Option<(GzEncoder<Sealing>, Option<Encryption>, usize)>,
    done: Vec<File>,
}

impl<'s> Files<'s> {
    pub(super) fn new(
        store: &'s Store,
        settings: Option<&'s EncryptionSettings>,
        name: String,
        rows_per_file: usize,
    ) -> Self {
        Self { store, settings, name, rows_per_file, open: None, done: Vec::new() }
    }

    /// Adds whole lines, which go into one file.
    pub(super) async fn write(&mut self, lines: String, rows: usize) -> Result<(), Refusal> {
        let (mut encoder, encryption, before) = match self.open.take() {
            Some(open) => open,
            None => {
                let (encryption, cipher) = self.store.kms.encrypt(self.settings.cloned())?;
                let sealing = Sealing(self.store.sealer(cipher).map_err(failed)?);
                (GzEncoder::new(sealing, Compression::fast()), encryption, 0)
            }
        };
        let encoder = blocking(move || {
            encoder.write_all(lines.as_bytes())?;
            Ok(encoder)
        })
        .await?;
        self.open = Some((encoder, encryption, before + rows));
        if before + rows >= self.rows_per_file { self.close().await } else { Ok(()) }
    }

    async fn close(&mut self) -> Result<(), Refusal> {
        let Some((encoder, encryption, _)) = self.open.take() else { return Ok(()) };
        let sealed = blocking(move || encoder.finish()?.0.finish()).await?;
        let number = match self.done.len() {
            0 => String::new(),
            number => format!("-{number}"),
        };
        self.done.push(File { key: format!("{}{number}.csv.gz", self.name), sealed, encryption });
        Ok(())
    }

    /// All files there are; none where there was no line.
    pub(super) async fn finish(mut self) -> Result<Vec<File>, Refusal> {
        self.close().await?;
        Ok(self.done)
    }
}

/// A sealer that a compressor writes into.
struct Sealing(Sealer);

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(&[Bytes::copy_from_slice(bytes)])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Computes, and may write to a disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    spawn_blocking(work).await.map_err(io::Error::other).and_then(|done| done).map_err(failed)
}

fn failed(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The inventory cannot be written: {error}"))
}
