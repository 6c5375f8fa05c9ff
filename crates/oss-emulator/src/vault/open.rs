//! A range of an object, from its sealed blobs. Only the chunks it touches are read.

use super::{
    BATCH, CHUNK, Segment,
    chunk::{Cipher, Place},
};
use crate::{blobs::Blobs, store::Lease};
use bytes::{Bytes, BytesMut};
use std::{collections::VecDeque, io, ops::Range, sync::Arc};

/// Reads a range, batch by batch.
pub(crate) struct Reader {
    blobs: Arc<dyn Blobs>,
    cipher: Cipher,
    /// Segments, and which of their bytes are wanted.
    todo: VecDeque<(Segment, Range<u64>)>,
    /// While it lives, no blob is removed that was there when it was taken.
    _lease: Arc<Lease>,
}

impl Reader {
    pub(crate) fn new(
        blobs: Arc<dyn Blobs>,
        cipher: Cipher,
        segments: &[Segment],
        wanted: Range<u64>,
        lease: Arc<Lease>,
    ) -> Self {
        let mut begin = 0;
        let mut todo = VecDeque::new();
        for segment in segments {
            let end = begin + segment.length;
            let part = wanted.start.max(begin)..wanted.end.min(end);
            if part.start < part.end {
                todo.push_back((segment.clone(), part.start - begin..part.end - begin));
            }
            begin = end;
        }
        Self { blobs, cipher, todo, _lease: lease }
    }

    /// The next bytes, about 1 MiB of them; none where the range ends. This computes, and may read from a disk.
    pub(crate) fn next(&mut self) -> io::Result<Vec<Bytes>> {
        let Some((segment, wanted)) = self.todo.front_mut() else { return Ok(Vec::new()) };
        let (chunk, sealed) = (CHUNK as u64, CHUNK + self.cipher.overhead());
        let chunks = segment.length.div_ceil(chunk);
        let first = wanted.start / chunk;
        // Batches end at multiples of a batch, where pieces in memory end, so that nothing is copied.
        let end = ((first / BATCH as u64 + 1) * BATCH as u64).min(wanted.end.div_ceil(chunk));
        let count = usize::try_from(end - first).map_err(io::Error::other)?;
        let tail = usize::try_from(segment.length - (chunks - 1) * chunk).map_err(io::Error::other)?;
        let size = count * sealed - if end == chunks { CHUNK - tail } else { 0 };
        let bytes = self
            .blobs
            .read(segment.blob, first * sealed as u64, size)
            .map_err(|e| io::Error::new(e.kind(), format!("blob {} cannot be read: {e}", segment.blob)))?;
        let places = (first..end).map(|number| Place {
            blob: segment.blob,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            last: number + 1 == chunks,
        });
        if bytes.len() != size {
            let place =
                Place { blob: segment.blob, number: u32::try_from(first).unwrap_or(u32::MAX), last: false };
            return Err(place.damaged("the blob is too short"));
        }
        let opened = open(&self.cipher, bytes, places)?;
        let cut = |number: u64, opened: Bytes| {
            let at = number * chunk;
            let inside = |offset: u64| {
                usize::try_from(offset.saturating_sub(at)).unwrap_or(usize::MAX).min(opened.len())
            };
            opened.slice(inside(wanted.start)..inside(wanted.end))
        };
        let pieces = (first..end).zip(opened).map(|(number, opened)| cut(number, opened)).collect();
        wanted.start = wanted.end.min(end * chunk);
        if wanted.start == wanted.end {
            self.todo.pop_front();
        }
        Ok(pieces)
    }
}

/// Opens chunks that lie one behind the other.
fn open(cipher: &Cipher, bytes: Bytes, places: impl Iterator<Item = Place>) -> io::Result<Vec<Bytes>> {
    let (overhead, sealed) = (cipher.overhead(), CHUNK + cipher.overhead());
    if matches!(cipher, Cipher::Plain) {
        for (place, chunk) in places.zip(bytes.chunks(sealed)) {
            let (content, seal) = split(&place, chunk.len(), overhead).map(|at| chunk.split_at(at))?;
            cipher.check(&place, content, seal)?;
        }
        return Ok(slices(&bytes, overhead));
    }
    // Bytes of a file are ours alone; bytes in memory are shared, and opened in a copy.
    let mut bytes = bytes.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&shared[..]));
    for (place, chunk) in places.zip(bytes.chunks_mut(sealed)) {
        let at = split(&place, chunk.len(), overhead)?;
        let (content, seal) = chunk.split_at_mut(at);
        cipher.open(&place, content, seal)?;
    }
    Ok(slices(&bytes.freeze(), overhead))
}

fn split(place: &Place, length: usize, overhead: usize) -> io::Result<usize> {
    length.checked_sub(overhead).ok_or_else(|| place.damaged("it is too short"))
}

/// The contents between the seals.
fn slices(bytes: &Bytes, overhead: usize) -> Vec<Bytes> {
    let sealed = CHUNK + overhead;
    (0..bytes.len())
        .step_by(sealed)
        .map(|begin| bytes.slice(begin..bytes.len().min(begin + sealed) - overhead))
        .collect()
}
