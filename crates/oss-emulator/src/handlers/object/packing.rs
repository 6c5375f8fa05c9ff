//! What the service compresses on the way, though it is stored as it is.
//!
//! Source: the service's page "How do I compress objects that I download from OSS in the GZIP format?" for types, size and
//! headers; fis3-deploy-alioss#2 for objects that are stored with a `Content-Encoding`. That a range is not compressed is
//! nowhere said, and nothing else makes sense of one.

use crate::{body::Pieces, vault::Reader};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{
    HeaderMap, HeaderValue,
    header::{
        ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, RANGE, VARY,
    },
};
use std::io::{self, Write};

/// Bytes of the smallest object that is compressed.
const LEAST: u64 = 1 << 10;

/// What is compressed.
const TYPES: [&str; 10] = [
    "application/javascript",
    "application/json",
    "application/rss+xml",
    "application/x-javascript",
    "text/cache-manifest",
    "text/css",
    "text/html",
    "text/json",
    "text/plain",
    "text/xml",
];

/// Whether an object of `length` bytes is compressed. The headers of the answer then say so; where it would be for another who
/// asks, they say that.
pub(super) fn packs(asked: &HeaderMap, answer: &mut HeaderMap, length: u64) -> bool {
    let kind = answer.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fit = length >= LEAST && TYPES.contains(&essence.as_str()) && !answer.contains_key(CONTENT_ENCODING);
    if !fit || asked.contains_key(RANGE) {
        return false;
    }
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if !takes_gzip(asked) {
        return false;
    }
    for name in [ETAG, CONTENT_LENGTH, ACCEPT_RANGES] {
        answer.remove(name);
    }
    answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    true
}

/// Whether `Accept-Encoding` names gzip, and not with a weight of nothing.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let values = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// An object that is compressed while it is read.
pub(super) struct Packed {
    /// What has been read already.
    first: Vec<Bytes>,
    reader: Reader,
    /// Nothing once the end has been written.
    packer: Option<GzEncoder<Vec<u8>>>,
}

impl Packed {
    pub(super) fn new(first: Vec<Bytes>, reader: Reader) -> Self {
        Self { first, reader, packer: Some(GzEncoder::new(Vec::new(), Compression::fast())) }
    }
}

impl Pieces for Packed {
    fn next(&mut self) -> io::Result<Vec<Bytes>> {
        while let Some(mut packer) = self.packer.take() {
            let mut batch = std::mem::take(&mut self.first);
            if batch.is_empty() {
                batch = self.reader.next()?;
            }
            if batch.is_empty() {
                return Ok(vec![packer.finish()?.into()]);
            }
            for bytes in batch {
                packer.write_all(&bytes)?;
            }
            let packed = std::mem::take(packer.get_mut());
            self.packer = Some(packer);
            if !packed.is_empty() {
                return Ok(vec![packed.into()]);
            }
        }
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(http::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn what_is_packed() {
        let packs = |asked: &[_], answer: &[_], length| {
            let mut answer = headers(answer);
            (super::packs(&headers(asked), &mut answer, length), answer.contains_key(VARY))
        };
        let text = [(CONTENT_TYPE, "Text/Plain; charset=utf-8"), (ETAG, "\"E\"")];
        for accepted in ["gzip", "deflate, GZIP;q=0.5", "br,gzip"] {
            assert_eq!(packs(&[(ACCEPT_ENCODING, accepted)], &text, LEAST), (true, true), "{accepted}");
        }
        for refused in ["", "identity", "deflate", "br", "gzip;q=0"] {
            assert_eq!(packs(&[(ACCEPT_ENCODING, refused)], &text, LEAST), (false, true), "{refused}");
        }
        let gzip = [(ACCEPT_ENCODING, "gzip")];
        assert_eq!(packs(&gzip, &text, LEAST - 1), (false, false));
        assert_eq!(packs(&gzip, &[(CONTENT_TYPE, "image/png")], LEAST), (false, false));
        assert_eq!(packs(&gzip, &[text[0].clone(), (CONTENT_ENCODING, "gzip")], LEAST), (false, false));
        assert_eq!(packs(&[gzip[0].clone(), (RANGE, "bytes=0-")], &text, LEAST), (false, false));
    }
}
