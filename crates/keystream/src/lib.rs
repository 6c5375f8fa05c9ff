//! AES-256 in counter mode, from any byte of an object on. The ciphers are generic: they are compiled with the crate that uses them, and
//! this one is compiled for speed in every profile.
#![forbid(unsafe_code)]

use aes::Aes256;
use ctr::{
    Ctr128BE,
    cipher::{KeyIvInit, StreamCipher, StreamCipherSeek},
};

/// The bytes that make ciphertext of plaintext, and plaintext of ciphertext. Its key is zeroed when it is dropped.
pub struct Keystream(Box<Ctr128BE<Aes256>>);

impl Keystream {
    /// The bytes of a key and its initial counter, from the byte `offset` on. The counter has 128 bits, the highest first.
    pub fn new(key: &[u8; 32], start: &[u8; 16], offset: u64) -> Self {
        let mut cipher = Ctr128BE::<Aes256>::new(key.into(), start.into());
        // It begins anew only after 2^128 blocks, and there are fewer than 2^60.
        cipher.seek(offset);
        Self(Box::new(cipher))
    }

    /// Encrypts or decrypts the next bytes in place.
    pub fn apply(&mut self, bytes: &mut [u8]) {
        self.0.apply_keystream(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// NIST SP 800-38A, F.5.5 "CTR-AES256.Encrypt".
    #[test]
    fn is_the_counter_mode_of_nist() {
        let key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").try_into().unwrap();
        let start = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").try_into().unwrap();
        let plain = hex(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
        );
        let cipher = hex(
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
        );
        // From any byte on.
        for offset in 0..plain.len() {
            let mut rest = cipher[offset..].to_vec();
            Keystream::new(&key, &start, offset as u64).apply(&mut rest);
            assert_eq!(rest, plain[offset..], "{offset}");
        }
    }

    /// The Java client's test `CryptoSchemeTest`: the counter of a block far behind, with the carry out of the last four bytes.
    #[test]
    fn seeks_as_the_java_client_does() {
        let at = |start: &str, offset: u64| {
            let mut bytes = [0; 16];
            Keystream::new(&[7; 32], &hex(start).try_into().unwrap(), offset).apply(&mut bytes);
            bytes
        };
        let offset = 0x0122_3344_0000_0000_u64 * 16;
        let moved = at("01020304050607080000000001020304", offset);
        assert_eq!(moved, at("01020304050607080122334401020304", 0));
        assert_eq!(at("0102030405060708090a0b0c0d0e0f10", 16), at("0102030405060708090a0b0c0d0e0f11", 0));
    }
}
