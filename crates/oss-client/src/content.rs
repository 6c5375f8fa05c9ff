//! The bytes of an object in memory.

use bytes::Bytes;
use memmap2::{MmapMut, MmapOptions};
use prefault::prefault;
use std::{io, ops::Deref};

/// From this size on, memory comes straight from the system.
const LARGE: usize = 4 << 20;

/// The bytes of an object in memory.
#[derive(Debug)]
pub enum Content {
    /// On the heap.
    Heap(Vec<u8>),
    /// In pages of their own, which go back to the system at once.
    Pages(MmapMut),
}

impl Content {
    /// A copy of `bytes`, on the heap: it is read once and gone.
    ///
    /// # Errors
    /// When there is not so much memory.
    pub fn copy_of(bytes: &[u8]) -> io::Result<Self> {
        let mut copy = Vec::new();
        copy.try_reserve_exact(bytes.len()).map_err(io::Error::other)?;
        copy.extend_from_slice(bytes);
        Ok(Self::Heap(copy))
    }

    /// Room for so many bytes.
    pub(crate) fn with_room(length: usize) -> io::Result<Filling> {
        if length < LARGE {
            let mut bytes = Vec::new();
            bytes.try_reserve_exact(length).map_err(io::Error::other)?;
            return Ok(Filling { content: Self::Heap(bytes), filled: 0, backed: 0 });
        }
        let pages = MmapOptions::new().len(length).map_anon()?;
        Ok(Filling { content: Self::Pages(pages), filled: 0, backed: 0 })
    }
}

impl From<Content> for Bytes {
    fn from(content: Content) -> Self {
        match content {
            Content::Heap(bytes) => bytes.into(),
            Content::Pages(pages) => Self::from_owner(pages),
        }
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Pages(pages) => pages,
        }
    }
}

/// So much new memory is backed at once.
const STEP: usize = 1 << 20;

/// Has the system back new memory up to `end`, and a step ahead.
pub(crate) fn back(room: &mut [u8], end: usize, backed: &mut usize) {
    if end > *backed && *backed < room.len() {
        let until = end.max(*backed + STEP).min(room.len());
        prefault(&mut room[*backed..until]);
        *backed = until;
    }
}

/// Content on its way.
pub(crate) struct Filling {
    content: Content,
    filled: usize,
    /// The system has pages behind so many bytes.
    backed: usize,
}

impl Filling {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        if let Content::Pages(pages) = &mut self.content {
            back(pages, self.filled + bytes.len(), &mut self.backed);
            if let Some(room) = pages.get_mut(self.filled..self.filled + bytes.len()) {
                room.copy_from_slice(bytes);
                self.filled += bytes.len();
                return;
            }
            // More comes than was said.
            let mut heap = Vec::with_capacity(self.filled + bytes.len());
            heap.extend_from_slice(&pages[..self.filled]);
            self.content = Content::Heap(heap);
        }
        if let Content::Heap(heap) = &mut self.content {
            heap.extend_from_slice(bytes);
        }
    }

    /// Room for `length` bytes, in places of `size` each.
    pub(crate) fn places(&mut self, length: usize, size: usize) -> impl Iterator<Item = &mut [u8]> {
        let room: &mut [u8] = match &mut self.content {
            Content::Pages(pages) => pages,
            Content::Heap(bytes) => {
                bytes.resize(length, 0);
                bytes
            }
        };
        room.chunks_mut(size)
    }

    /// When all places are filled.
    pub(crate) fn finish_all(self) -> Content {
        self.content
    }

    pub(crate) fn finish(self) -> Content {
        match self.content {
            // Less came than was said.
            Content::Pages(pages) if self.filled < pages.len() => {
                Content::Heap(pages[..self.filled].to_vec())
            }
            content => content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_there_whatever_was_said() {
        for said in [0, 10, LARGE, LARGE + 5, LARGE * 2] {
            for come in [0, 7, LARGE, LARGE + 5] {
                let bytes: Vec<u8> = (0..come).map(|n| (n % 251) as u8).collect();
                let mut filling = Content::with_room(said).unwrap();
                for piece in bytes.chunks(1_000_003) {
                    filling.add(&Bytes::copy_from_slice(piece));
                }
                assert_eq!(*filling.finish(), *bytes, "{said} {come}");
            }
        }
    }
}
