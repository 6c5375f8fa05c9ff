//! What is sealed comes back, in every range, and in no other way than it was sealed.

use super::*;
use crate::{
    blobs::{BlobId, Blobs, Memory, Unfinished},
    store::Reclaim,
};
use bytes::Bytes;
use md5::{Digest, Md5};
use proptest::prelude::*;
use std::{
    io,
    ops::Range,
    sync::{Arc, Mutex},
};

fn ciphers() -> [Cipher; 3] {
    [Cipher::Plain, Cipher::from(&DataKey::aes256().unwrap()), Cipher::from(&DataKey::sm4().unwrap())]
}

fn content(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn seal(blobs: &Arc<dyn Blobs>, cipher: &Cipher, bytes: &[u8], step: usize) -> Sealed {
    let mut sealer = Sealer::new(Arc::clone(blobs), cipher.clone()).unwrap();
    for piece in bytes.chunks(step.max(1)) {
        sealer.write(&[Bytes::copy_from_slice(piece)]).unwrap();
    }
    sealer.finish().unwrap()
}

fn read(
    blobs: &Arc<dyn Blobs>,
    cipher: &Cipher,
    segments: &[Segment],
    range: Range<u64>,
) -> io::Result<Vec<u8>> {
    let lease = Arc::new(Reclaim::new(Arc::clone(blobs)).lease());
    let mut reader = Reader::new(Arc::clone(blobs), cipher.clone(), segments, range, lease);
    let mut whole = Vec::new();
    loop {
        let batch = reader.next()?;
        if batch.is_empty() {
            return Ok(whole);
        }
        batch.iter().for_each(|piece| whole.extend_from_slice(piece));
    }
}

#[test]
fn lengths_around_the_edges_come_back() {
    let blobs: Arc<dyn Blobs> = Arc::new(Memory::default());
    for cipher in ciphers() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, BATCH * CHUNK, BATCH * CHUNK + 1, 2 * BATCH * CHUNK]
        {
            let bytes = content(length);
            let sealed = seal(&blobs, &cipher, &bytes, 300_000);
            assert_eq!((sealed.length, sealed.md5), (length as u64, Md5::digest(&bytes).into()));
            assert_eq!(sealed.crc64, oss_protocol::crc64::checksum(&bytes));
            let segments: Vec<_> = sealed.segment.iter().map(|(segment, _)| segment.clone()).collect();
            assert!(read(&blobs, &cipher, &segments, 0..length as u64).unwrap() == bytes, "{length}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_range_of_several_segments_comes_back(
        lengths in proptest::collection::vec(0..200_000_usize, 1..4),
        from in any::<prop::sample::Index>(),
        count in any::<prop::sample::Index>(),
        step in 1..150_000_usize,
        which in 0..3_usize,
    ) {
        let blobs: Arc<dyn Blobs> = Arc::new(Memory::default());
        let cipher = &ciphers()[which];
        let bytes = content(lengths.iter().sum());
        let mut rest = &bytes[..];
        let mut parts = Vec::new();
        for length in lengths {
            let (part, later) = rest.split_at(length);
            parts.push(seal(&blobs, cipher, part, step));
            rest = later;
        }
        let segments: Vec<_> = parts.iter().filter_map(|part| Some(part.segment.as_ref()?.0.clone())).collect();
        let from = from.index(bytes.len() + 1);
        let to = from + count.index(bytes.len() - from + 1);
        let got = read(&blobs, cipher, &segments, from as u64..to as u64).unwrap();
        prop_assert!(got == bytes[from..to]);
    }
}

/// One blob, which may be changed behind the vault's back.
#[derive(Default)]
struct Tampered(Arc<Mutex<Vec<u8>>>);

struct Writing(Arc<Mutex<Vec<u8>>>);

impl Unfinished for Writing {
    fn write(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        self.0.lock().unwrap().extend(bytes);
        Ok(())
    }
    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

impl Blobs for Tampered {
    fn begin(&self, _: BlobId) -> io::Result<Box<dyn Unfinished>> {
        Ok(Box::new(Writing(Arc::clone(&self.0))))
    }
    fn read(&self, _: BlobId, offset: u64, length: usize) -> io::Result<Bytes> {
        let bytes = self.0.lock().unwrap();
        let begin = bytes.len().min(offset as usize);
        Ok(Bytes::copy_from_slice(&bytes[begin..bytes.len().min(begin + length)]))
    }
    fn force(&self, _: &[BlobId]) -> io::Result<()> {
        Ok(())
    }
    fn remove(&self, _: BlobId) {}
    fn instant(&self) -> bool {
        true
    }
}

#[test]
fn what_was_changed_is_an_error() {
    for cipher in ciphers() {
        let stored = Arc::new(Mutex::default());
        let blobs: Arc<dyn Blobs> = Arc::new(Tampered(Arc::clone(&stored)));
        let bytes = content(3 * CHUNK + 100);
        let length = bytes.len() as u64;
        let (segment, _loose) = seal(&blobs, &cipher, &bytes, 50_000).segment.unwrap();
        let all = |segment: &Segment| read(&blobs, &cipher, std::slice::from_ref(segment), 0..segment.length);
        assert!(all(&segment).unwrap() == bytes);
        let good = stored.lock().unwrap().clone();
        let sealed = CHUNK + cipher.overhead();
        let fails = |how: &str, change: &dyn Fn(&mut Vec<u8>), segment: &Segment| {
            change(&mut stored.lock().unwrap());
            assert!(all(segment).is_err(), "{how}");
            stored.lock().unwrap().clone_from(&good);
        };
        for at in [0, 1, CHUNK, sealed - 1, 2 * sealed + 7, good.len() - 1] {
            fails("a flipped bit", &|bytes| bytes[at] ^= 0x10, &segment);
        }
        fails(
            "two chunks changed places",
            &|bytes| {
                let (first, rest) = bytes.split_at_mut(sealed);
                first.swap_with_slice(&mut rest[..sealed]);
            },
            &segment,
        );
        fails("cut in a chunk", &|bytes| bytes.truncate(bytes.len() - 1), &segment);
        let cut = Segment { length: 2 * CHUNK as u64, ..segment.clone() };
        fails("cut at the end of a chunk", &|bytes| bytes.truncate(2 * sealed), &cut);
        fails("under the name of another blob", &|_| (), &Segment { blob: BlobId([7; 16]), length });
    }
}
