//! A stream of bytes into one sealed blob, with the sums the service tells of it.

use super::{
    BATCH, CHUNK, Segment,
    chunk::{Cipher, Place},
};
use crate::blobs::{BlobId, Blobs, Loose, Unfinished};
use bytes::Bytes;
use md5::{Digest, Md5};
use oss_protocol::crc64::Crc64;
use std::{io, mem, sync::Arc};

/// Seals a stream. Dropped before the end, it leaves nothing.
pub(crate) struct Sealer {
    blobs: Arc<dyn Blobs>,
    cipher: Cipher,
    id: BlobId,
    /// Begun with the first bytes: nothing is kept of what is empty.
    blob: Option<Box<dyn Unfinished>>,
    number: u32,
    /// The sealed chunks that wait to be written, and behind them, from `open` on, the chunk that still grows.
    pending: Vec<u8>,
    open: usize,
    md5: Md5,
    crc64: Crc64,
}

/// A stream that has been sealed whole, and belongs to no object yet.
pub(crate) struct Sealed {
    /// `None` where there were no bytes.
    pub(crate) segment: Option<(Segment, Loose)>,
    pub(crate) length: u64,
    pub(crate) md5: [u8; 16],
    pub(crate) crc64: u64,
}

impl Sealer {
    pub(crate) fn new(blobs: Arc<dyn Blobs>, cipher: Cipher) -> io::Result<Self> {
        let id = BlobId::random()?;
        let (md5, crc64) = (Md5::new(), Crc64::default());
        Ok(Self { blobs, cipher, id, blob: None, number: 0, pending: Vec::new(), open: 0, md5, crc64 })
    }

    /// Takes bytes in. This computes, and may write to a disk.
    pub(crate) fn write(&mut self, bytes: &[Bytes]) -> io::Result<()> {
        for piece in bytes {
            self.md5.update(piece);
            self.crc64.update(piece);
            let mut rest = &piece[..];
            while !rest.is_empty() {
                // Whether a full chunk is the last is known only when more comes.
                if self.pending.len() - self.open == CHUNK {
                    self.close_chunk(false)?;
                }
                if self.pending.capacity() == 0 && self.crc64.length() > CHUNK as u64 {
                    self.pending.reserve_exact(BATCH * (CHUNK + self.cipher.overhead()));
                }
                let taken = rest.len().min(CHUNK - (self.pending.len() - self.open));
                let (now, later) = rest.split_at(taken);
                self.pending.extend_from_slice(now);
                rest = later;
            }
        }
        Ok(())
    }

    /// Seals the chunk that grew, and writes a batch when it is full.
    fn close_chunk(&mut self, last: bool) -> io::Result<()> {
        let place = Place { blob: self.id, number: self.number, last };
        self.cipher.seal(&place, &mut self.pending, self.open)?;
        self.number =
            self.number.checked_add(1).ok_or_else(|| io::Error::other("a blob of too many chunks"))?;
        self.open = self.pending.len();
        if last || self.open >= BATCH * (CHUNK + self.cipher.overhead()) {
            let blob = match &mut self.blob {
                Some(blob) => blob,
                None => self.blob.insert(self.blobs.begin(self.id)?),
            };
            blob.write(mem::take(&mut self.pending))?;
            self.open = 0;
        }
        Ok(())
    }

    /// What has been written is the whole.
    pub(crate) fn finish(mut self) -> io::Result<Sealed> {
        let length = self.crc64.length();
        let segment = if length == 0 {
            None
        } else {
            self.close_chunk(true)?;
            if let Some(blob) = self.blob.take() {
                blob.finish()?;
            }
            Some((Segment { blob: self.id, length }, Loose::new(self.id, self.blobs)))
        };
        Ok(Sealed { segment, length, md5: self.md5.finalize().into(), crc64: self.crc64.value() })
    }
}
