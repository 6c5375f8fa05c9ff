//! The checksum of objects: CRC-64 with the polynomial of ECMA-182, reflected, all ones before and after (CRC-64/XZ).
//!
//! It is over what the caller stored, however the service encrypts that, and travels as an unsigned decimal.

use crc64fast::Digest;

/// A checksum under way, and the length it covers.
#[derive(Clone, Default)]
pub struct Crc64 {
    digest: Digest,
    length: u64,
}

impl Crc64 {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.digest.write(bytes);
        self.length += bytes.len() as u64;
    }

    /// The checksum of what was added so far.
    pub fn value(&self) -> u64 {
        self.digest.sum64()
    }

    /// How many bytes were added so far.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// The checksum of bytes.
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut crc = Crc64::default();
    crc.update(bytes);
    crc.value()
}

/// The checksum of two pieces put together, from the checksum of each and the length of the second.
///
/// Appending zeros to a message multiplies its remainder by a power of x; here that is a 64 by 64 matrix over bits,
/// squared for each bit of the length (the method of zlib's `crc32_combine`).
pub fn combine(first: u64, second: u64, mut length: u64) -> u64 {
    const POLYNOMIAL: u64 = 0xc96c_5795_d787_0f42;
    // The matrix that appends one zero bit, then by squaring two, four, eight: a zero byte.
    let mut matrix: Matrix = std::array::from_fn(|bit| if bit == 0 { POLYNOMIAL } else { 1 << (bit - 1) });
    for _ in 0..3 {
        matrix = squared(&matrix);
    }
    let mut crc = first;
    while length > 0 {
        if length & 1 == 1 {
            crc = times(&matrix, crc);
        }
        matrix = squared(&matrix);
        length >>= 1;
    }
    crc ^ second
}

/// A column for each bit.
type Matrix = [u64; 64];

fn times(matrix: &Matrix, mut vector: u64) -> u64 {
    let mut sum = 0;
    while vector != 0 {
        sum ^= matrix[vector.trailing_zeros() as usize];
        vector &= vector - 1;
    }
    sum
}

fn squared(matrix: &Matrix) -> Matrix {
    std::array::from_fn(|column| times(matrix, matrix[column]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Values that tests of the official Go and Java SDKs print.
    #[test]
    fn published_values() {
        assert_eq!(checksum(b"123456789"), 11_051_210_869_376_104_954);
        assert_eq!(checksum(b"This is a test of the emergency broadcast system."), 2_871_916_124_362_751_090);
        assert_eq!(checksum(b"IHATEMATH"), 4_116_537_408_385_638_600);
        assert_eq!(checksum(b""), 0);
    }

    proptest! {
        #[test]
        fn pieces_make_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..4_096), at in any::<prop::sample::Index>()) {
            let (first, second) = bytes.split_at(at.index(bytes.len() + 1));
            prop_assert_eq!(combine(checksum(first), checksum(second), second.len() as u64), checksum(&bytes));
        }
    }
}
