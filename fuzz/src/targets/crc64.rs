//! Checksums of pieces put together.

use arbitrary::{Arbitrary, Result, Unstructured};
use oss_protocol::crc64::{Crc64, checksum, combine};

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let (first, zeros, second) =
        (<&[u8]>::arbitrary(input)?, usize::from(u16::arbitrary(input)?), <&[u8]>::arbitrary(input)?);
    let _ = combine(u64::arbitrary(input)?, u64::arbitrary(input)?, u64::arbitrary(input)?);
    let zeros = vec![0; zeros];
    let whole = [first, &zeros, second].concat();
    let mut pieces = Crc64::default();
    for piece in [first, &zeros, second] {
        pieces.update(piece);
    }
    assert_eq!(pieces.value(), plain(&whole));
    assert_eq!(pieces.length(), whole.len() as u64);
    let behind = [zeros.as_slice(), second].concat();
    assert_eq!(combine(checksum(first), checksum(&behind), behind.len() as u64), pieces.value());
    Ok(())
}

/// Bit by bit, as CRC-64/XZ is defined.
fn plain(bytes: &[u8]) -> u64 {
    let step = |crc: u64| if crc & 1 == 1 { (crc >> 1) ^ 0xc96c_5795_d787_0f42 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u64::from(*byte), |crc, _| step(crc)))
}
