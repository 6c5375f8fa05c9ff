//! A sealed stream from elsewhere, opened and sealed anew under the same key.

use super::{
    CHUNK, Sealed, Sealer, Segment,
    chunk::{Cipher, Place},
};
use crate::blobs::Blobs;
use bytes::{Bytes, BytesMut};
use std::{
    io::{self, Read},
    sync::Arc,
};

/// Takes the sealed bytes of a segment, and makes a blob of them that has a name of its own. What was changed is an error.
pub(crate) fn reseal(
    sealed: &mut impl Read,
    cipher: &Cipher,
    segment: &Segment,
    blobs: &Arc<dyn Blobs>,
) -> io::Result<Sealed> {
    let mut sealer = Sealer::new(Arc::clone(blobs), cipher.clone())?;
    let mut left = segment.length;
    for number in 0.. {
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        let mut chunk = BytesMut::zeroed(length + cipher.overhead());
        sealed.read_exact(&mut chunk)?;
        left -= length as u64;
        let place = Place { blob: segment.blob, number, last: left == 0 };
        let (content, seal) = chunk.split_at_mut(length);
        cipher.open(&place, content, seal)?;
        chunk.truncate(length);
        sealer.write(&[Bytes::from(chunk)])?;
        if left == 0 {
            break;
        }
    }
    sealer.finish()
}
