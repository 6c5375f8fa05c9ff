//! Blobs in memory, in the pieces in which they were written.

use super::{BlobId, Blobs, Unfinished};
use bytes::{Bytes, BytesMut};
use std::{
    collections::HashMap,
    io,
    sync::{Arc, PoisonError, RwLock},
};

/// The pieces of a blob, and the offset at which each begins.
type Pieces = Vec<(u64, Bytes)>;
type Finished = Arc<RwLock<HashMap<BlobId, Arc<Pieces>>>>;

/// Blobs in memory.
#[derive(Default)]
pub(crate) struct Memory(Finished);

impl Blobs for Memory {
    fn begin(&self, id: BlobId) -> io::Result<Box<dyn Unfinished>> {
        Ok(Box::new(Writing { id, pieces: Vec::new(), length: 0, finished: Arc::clone(&self.0) }))
    }

    fn read(&self, id: BlobId, offset: u64, length: usize) -> io::Result<Bytes> {
        let pieces = {
            let finished = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let pieces = finished.get(&id);
            Arc::clone(pieces.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the blob is gone"))?)
        };
        let first = pieces.partition_point(|(begin, _)| *begin <= offset).saturating_sub(1);
        let mut gathered = BytesMut::new();
        let mut wanted = length;
        for (begin, piece) in &pieces[first..] {
            let skipped =
                usize::try_from(offset.saturating_sub(*begin)).unwrap_or(usize::MAX).min(piece.len());
            let taken = wanted.min(piece.len() - skipped);
            if taken == length {
                return Ok(piece.slice(skipped..skipped + taken)); // in one piece: nothing is copied
            }
            gathered.extend_from_slice(&piece[skipped..skipped + taken]);
            wanted -= taken;
            if wanted == 0 {
                break;
            }
        }
        Ok(gathered.freeze())
    }

    fn force(&self, _: &[BlobId]) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, id: BlobId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn instant(&self) -> bool {
        true
    }
}

struct Writing {
    id: BlobId,
    pieces: Pieces,
    length: u64,
    finished: Finished,
}

impl Unfinished for Writing {
    fn write(&mut self, mut bytes: Vec<u8>) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        bytes.shrink_to_fit();
        let length = bytes.len() as u64;
        self.pieces.push((self.length, bytes.into()));
        self.length += length;
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let mut finished = self.finished.write().unwrap_or_else(PoisonError::into_inner);
        finished.insert(self.id, Arc::new(self.pieces));
        Ok(())
    }
}
