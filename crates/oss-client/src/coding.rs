//! Bytes that come packed: the checksum of an object is of what is stored, which may be what they hold.
//!
//! The service packs some objects on the way for a request that says `Accept-Encoding: gzip`; others are stored packed.

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use http::{
    HeaderMap, HeaderValue,
    header::{CONTENT_ENCODING, ETAG},
};
use oss_protocol::crc64::Crc64;
use std::io::{self, Write};

/// How an answer may be packed.
pub(crate) enum Coding {
    /// Its bytes are those that are stored.
    Plain,
    /// What its bytes hold may be what is stored.
    Packed(Unpacking),
    /// The same, in a coding that only the caller knows, who asked for it.
    Unknown,
}

impl Coding {
    /// How the answer to a request with this `Accept-Encoding` may be packed. A `foreign` transport may ask for codings by
    /// itself, and may have unpacked the answer.
    pub(crate) fn of(accepted: Option<&HeaderValue>, answer: &HeaderMap, foreign: bool) -> Self {
        let Some(coding) = answer.get(CONTENT_ENCODING).and_then(|coding| coding.to_str().ok()) else {
            return Self::Plain;
        };
        let coding = coding.trim();
        let accepted = accepted.and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
        let names = accepted.split(',').filter_map(|name| name.split(';').next());
        let named = names.map(str::trim).any(|name| name == "*" || name.eq_ignore_ascii_case(coding));
        match coding.to_ascii_lowercase().as_str() {
            // The service leaves the ETag out of what it packs.
            "gzip" | "x-gzip" | "deflate" if named || foreign || !answer.contains_key(ETAG) => {
                Self::Packed(Unpacking::new(foreign))
            }
            "br" | "compress" | "zstd" if named || foreign => Self::Unknown,
            // Anything can be stored as `Content-Encoding`.
            _ => Self::Plain,
        }
    }

    /// Adds bytes of the answer.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if let Self::Packed(unpacking) = self {
            unpacking.update(bytes);
        }
    }

    /// Whether it explains that the bytes of the answer have another checksum than `stored`.
    pub(crate) fn explains(&mut self, stored: u64) -> bool {
        match self {
            Self::Plain => false,
            Self::Packed(unpacking) => unpacking.explains(stored),
            Self::Unknown => true,
        }
    }
}

/// The checksum of what packed bytes hold. Nothing of it is kept, so that no bomb fills the memory.
pub(crate) struct Unpacking {
    state: State,
    /// Whether the transport may have unpacked it.
    foreign: bool,
}

enum State {
    /// Fewer than two bytes, by which codings are told apart.
    Begun(Vec<u8>),
    Gzip(Box<MultiGzDecoder<Sum>>),
    Zlib(Box<ZlibDecoder<Sum>>),
    /// It does not begin like anything packed.
    Unpacked,
    Damaged,
}

impl Unpacking {
    fn new(foreign: bool) -> Self {
        Self { state: State::Begun(Vec::new()), foreign }
    }

    fn update(&mut self, bytes: &[u8]) {
        let written = match &mut self.state {
            State::Begun(begun) => {
                begun.extend_from_slice(bytes);
                if let [first, second, ..] = begun[..] {
                    let begun = std::mem::take(begun);
                    self.state = State::of(first, second);
                    self.update(&begun);
                }
                Ok(())
            }
            State::Gzip(decoder) => decoder.write_all(bytes),
            State::Zlib(decoder) => decoder.write_all(bytes),
            State::Unpacked | State::Damaged => Ok(()),
        };
        if written.is_err() {
            self.state = State::Damaged;
        }
    }

    fn explains(&mut self, stored: u64) -> bool {
        let held = match &mut self.state {
            State::Gzip(decoder) => decoder.try_finish().map(|()| decoder.get_ref().0.value()),
            State::Zlib(decoder) => decoder.try_finish().map(|()| decoder.get_ref().0.value()),
            // Then what is stored is what nobody has.
            State::Begun(_) | State::Unpacked => return self.foreign,
            State::Damaged => return false,
        };
        held.is_ok_and(|held| held == stored)
    }
}

impl State {
    /// As zlib tells them apart. A `deflate` without a head is not read: nor is it by ali-oss.
    fn of(first: u8, second: u8) -> Self {
        let sum = Sum(Crc64::default());
        if (first, second) == (0x1f, 0x8b) {
            Self::Gzip(Box::new(MultiGzDecoder::new(sum)))
        } else if first & 0x0f == 8 && u16::from_be_bytes([first, second]).is_multiple_of(31) {
            Self::Zlib(Box::new(ZlibDecoder::new(sum)))
        } else {
            Self::Unpacked
        }
    }
}

/// Takes what was unpacked, and keeps its checksum.
struct Sum(Crc64);

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
