//! What comes packed is held against the checksum of what is stored, whichever of both that is of.

use super::{Script, crc, read};
use crate::{ErrorKind, Options};
use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use http::{HeaderMap, HeaderValue, header};
use std::io::Write;

const STORED: &[u8] = b"stored stored stored stored";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn accepting(codings: &'static str) -> Options {
    let headers = match codings {
        "" => HeaderMap::new(),
        _ => HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(codings))]),
    };
    Options { headers, ..Options::default() }
}

/// What an answer is taken for: its bytes as they came, or damaged.
async fn asked(accepted: &'static str, coding: &str, etag: bool, sum: &[u8], body: &[u8]) -> bool {
    let sum = crc(sum);
    let mut headers = vec![("x-oss-hash-crc64ecma", sum.as_str()), ("content-encoding", coding)];
    if etag {
        headers.push(("etag", "\"E\""));
    }
    let script = Script::default().holds(200, &headers, body);
    match read(&script.client(|config| config.retry.attempts = 1), accepting(accepted)).await {
        Ok(content) => {
            assert_eq!(content, body);
            true
        }
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Inconsistent { .. }), "{error}");
            false
        }
    }
}

#[tokio::test]
async fn what_is_packed_on_the_way_has_the_checksum_of_what_is_stored() {
    let twice = [gzip(&STORED[..9]), gzip(&STORED[9..])].concat();
    for (accepted, coding, etag, body) in [
        ("gzip", "gzip", false, gzip(STORED)),
        // A proxy keeps the ETag, or packs for whoever asks.
        ("br, gzip;q=0.5", "GZIP", true, gzip(STORED)),
        ("*", "gzip", true, gzip(STORED)),
        ("", "gzip", false, gzip(STORED)),
        ("gzip", "x-gzip", false, gzip(STORED)),
        ("gzip", "gzip", false, twice),
        ("deflate", "deflate", false, zlib(STORED)),
    ] {
        assert!(asked(accepted, coding, etag, STORED, &body).await, "{accepted} {coding}");
        // And not that of anything else.
        assert!(!asked(accepted, coding, etag, b"other", &body).await, "{accepted} {coding}");
    }
    assert!(asked("gzip", "gzip", false, b"", &gzip(b"")).await);
}

#[tokio::test]
async fn what_is_stored_packed_has_the_checksum_of_its_bytes() {
    for accepted in ["", "gzip"] {
        for body in [gzip(STORED), STORED.to_vec(), Vec::new(), b"\x1f".to_vec()] {
            for coding in ["gzip", "br", "utf-8", "identity"] {
                assert!(asked(accepted, coding, true, &body, &body).await, "{accepted} {coding}");
            }
        }
    }
    // Without a question for it, and with an ETag, nothing was packed on the way.
    assert!(!asked("", "gzip", true, STORED, &gzip(STORED)).await);
    assert!(!asked("identity", "gzip", true, STORED, &gzip(STORED)).await);
}

#[tokio::test]
async fn what_is_damaged_is_an_error_however_it_is_packed() {
    let whole = gzip(STORED);
    let mut flipped = whole.clone();
    flipped[15] ^= 1;
    let behind = [&whole[..], b"behind"].concat();
    for body in
        [&whole[..1], &whole[..5], &whole[..whole.len() - 9], &flipped, &behind, &deflate(STORED), b"", b"x"]
    {
        assert!(!asked("gzip", "gzip", false, STORED, body).await, "{body:?}");
    }
}

#[tokio::test]
async fn a_coding_that_only_the_caller_knows_is_not_checked() {
    assert!(asked("br", "br", false, STORED, b"packed").await);
    assert!(!asked("gzip", "br", false, STORED, b"packed").await);
    assert!(!asked("", "br", false, STORED, b"packed").await);
}

#[tokio::test]
async fn what_a_bomb_holds_is_not_kept() {
    let zeros = vec![0; 1 << 20];
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..64 {
        packer.write_all(&zeros).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(!asked("gzip", "gzip", false, STORED, &bomb).await);
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_what_is_packed_is_not_mixed_with_what_is_not() {
    let whole = gzip(STORED);
    let (length, sum) = (whole.len().to_string(), crc(STORED));
    let packed = [
        ("x-oss-hash-crc64ecma", sum.as_str()),
        ("content-encoding", "gzip"),
        ("content-length", length.as_str()),
        ("etag", "\"E\""),
    ];
    let range = format!("bytes 5-{}/{}", whole.len() - 1, whole.len());
    let rest = [("content-range", range.as_str()), ("etag", "\"E\""), ("content-encoding", "gzip")];
    let script = Script::default().breaks_off(200, &packed, &whole[..5]).holds(206, &rest, &whole[5..]);
    assert_eq!(read(&script.client(|_| ()), accepting("gzip")).await.unwrap(), whole);

    let script = Script::default().breaks_off(200, &packed, &whole[..5]).holds(206, &rest[..2], &whole[5..]);
    let error = read(&script.client(|_| ()), accepting("gzip")).await.unwrap_err();
    assert!(error.to_string().contains("packed otherwise"), "{error}");

    // The service itself says neither length nor ETag, so there is no rest to ask for: it begins anew.
    let script =
        Script::default().breaks_off(200, &packed[..2], &whole[..5]).holds(200, &packed[..2], &whole);
    assert_eq!(read(&script.client(|_| ()), accepting("gzip")).await.unwrap(), whole);
    assert_eq!(script.seen(1, |seen| seen.headers.get(header::RANGE).cloned()), None);
}
