//! Damage is met in its block, by whoever reads it or writes next to it, and nowhere else.

use super::{Blocks, Checked};
use redb::{StorageBackend, backends::InMemoryBackend};
use std::{io, sync::Arc};

const BLOCK: u64 = 64 << 10;

/// A file of three blocks and a half, its checksums, and a byte of its third block that was changed behind its back.
fn damaged() -> Checked {
    let file = InMemoryBackend::new();
    file.set_len(3 * BLOCK + BLOCK / 2).unwrap();
    file.write(9, b"some").unwrap();
    let sums = Blocks::default().sums(&file).unwrap();
    file.write(2 * BLOCK + 7, b"x").unwrap();
    let blocks = Blocks::of(&file, sums).unwrap().unwrap();
    Checked::new(Arc::new(file), Arc::new(blocks))
}

fn is_damage(outcome: io::Result<()>) {
    assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::InvalidData);
}

#[test]
fn damage_is_met_in_its_block() {
    let file = damaged();
    let mut some = [0; 100];
    file.read(9, &mut some).unwrap();
    file.read(2 * BLOCK - 100, &mut some).unwrap();
    for _ in 0..2 {
        is_damage(file.read(2 * BLOCK - 99, &mut some));
        is_damage(file.read(3 * BLOCK - 1, &mut some));
        is_damage(file.write(2 * BLOCK + 500, b"next to it"));
    }
    file.read(3 * BLOCK, &mut some).unwrap();
    // What was written here is what it should be.
    file.write(BLOCK, b"new").unwrap();
    file.set_len(5 * BLOCK).unwrap();
    file.write(4 * BLOCK, b"more").unwrap();
    file.read(BLOCK, &mut some).unwrap();
    assert_eq!(&some[..3], b"new");
    is_damage(file.read(2 * BLOCK, &mut some));
}

#[test]
fn checksums_of_another_file_are_none() {
    let file = InMemoryBackend::new();
    file.set_len(2 * BLOCK).unwrap();
    let sums = Blocks::default().sums(&file).unwrap();
    assert!(Blocks::of(&file, sums.clone()).unwrap().is_some());
    assert!(Blocks::of(&file, sums[..1].to_vec()).unwrap().is_none());
    file.write(0, b"another").unwrap();
    assert!(Blocks::of(&file, sums).unwrap().is_none());
}
