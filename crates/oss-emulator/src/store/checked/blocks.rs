//! The blocks of a file, and what is known of each.

use oss_protocol::crc64;
use redb::StorageBackend;
use std::{
    io,
    ops::Range,
    sync::{PoisonError, RwLock},
};

/// Bytes of a block.
const BLOCK: u64 = 64 << 10;

/// The blocks of a file.
#[derive(Debug, Default)]
pub(in crate::store) struct Blocks(RwLock<Vec<Block>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    /// Not met yet. This must be its checksum.
    Unmet(u64),
    /// As it was: this is its checksum.
    Met(u64),
    /// Written since; the database that did so knows what it is.
    Changed,
}

impl Blocks {
    /// A file of which these are the checksums. Where they are not, nothing is known of it.
    pub(super) fn of(file: &dyn StorageBackend, sums: Vec<u64>) -> io::Result<Option<Self>> {
        if file.len()?.div_ceil(BLOCK) != sums.len() as u64 {
            return Ok(None);
        }
        let blocks = Self(RwLock::new(sums.into_iter().map(Block::Unmet).collect()));
        // The first block changes with every commit.
        match blocks.check(file, 0, 1) {
            Err(e) if e.kind() == io::ErrorKind::InvalidData => Ok(None),
            other => other.map(|()| Some(blocks)),
        }
    }

    /// The checksums of all blocks, as they are.
    pub(super) fn sums(&self, file: &dyn StorageBackend) -> io::Result<Vec<u64>> {
        let count = file.len()?.div_ceil(BLOCK);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (0..count)
            .map(|number| match at(&known, number) {
                Block::Unmet(sum) | Block::Met(sum) => Ok(sum),
                Block::Changed => sum(file, number),
            })
            .collect()
    }

    /// Checks what was not met yet of a place that is read.
    pub(super) fn check(&self, file: &dyn StorageBackend, offset: u64, length: usize) -> io::Result<()> {
        let touched = touched(offset, length);
        let unmet =
            |known: &[Block]| touched.clone().any(|number| matches!(at(known, number), Block::Unmet(_)));
        if !unmet(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        touched.clone().try_for_each(|number| meet(file, &mut known, number))
    }

    /// Checks a place that is written: what is next to it in its blocks stays as it is.
    pub(super) fn change(&self, file: &dyn StorageBackend, offset: u64, length: usize) -> io::Result<()> {
        let touched = touched(offset, length);
        let changed = |known: &[Block]| touched.clone().all(|number| at(known, number) == Block::Changed);
        if changed(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        touched.clone().try_for_each(|number| {
            meet(file, &mut known, number)?;
            if let Some(block) = index(number).and_then(|number| known.get_mut(number)) {
                *block = Block::Changed;
            }
            Ok(())
        })
    }

    /// The file gets another length, which changes the block that was or is its last.
    pub(super) fn resize(&self, file: &dyn StorageBackend, length: u64) -> io::Result<()> {
        let last = length.min(file.len()?);
        if !last.is_multiple_of(BLOCK) {
            self.change(file, last, 1)?;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.truncate(index(length.div_ceil(BLOCK)).unwrap_or(usize::MAX));
        Ok(())
    }
}

/// Blocks of which nothing is known were written here.
fn at(known: &[Block], number: u64) -> Block {
    index(number).and_then(|number| known.get(number)).copied().unwrap_or(Block::Changed)
}

fn index(number: u64) -> Option<usize> {
    usize::try_from(number).ok()
}

fn touched(offset: u64, length: usize) -> Range<u64> {
    offset / BLOCK..offset.saturating_add(length as u64).div_ceil(BLOCK)
}

fn meet(file: &dyn StorageBackend, known: &mut [Block], number: u64) -> io::Result<()> {
    let Some(block) = index(number).and_then(|number| known.get_mut(number)) else { return Ok(()) };
    if let Block::Unmet(expected) = *block {
        if sum(file, number)? != expected {
            let what = format!("block {number} of index.redb is not as it was left");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        *block = Block::Met(expected);
    }
    Ok(())
}

fn sum(file: &dyn StorageBackend, number: u64) -> io::Result<u64> {
    let begin = number * BLOCK;
    let length = file.len()?.saturating_sub(begin).min(BLOCK);
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    file.read(begin, &mut bytes)?;
    Ok(crc64::checksum(&bytes))
}
