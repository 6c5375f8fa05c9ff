//! Bodies that an AWS signature V4 covers piece by piece: `aws-chunked` with [`PAYLOAD`].
//!
//! Sources: AWS's page "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks"; that the
//! service takes these and no others, its pages of EC 0017-00000804 and 0002-00000430, and milvus 50567.

use super::{
    aws_v4::{Scope, SigningKey},
    hex,
};
use crate::digest::EMPTY_SHA256;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// What a request says of such a body in place of its SHA-256.
pub const PAYLOAD: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/// The longest line in front of a piece: 16 digits of its size, `;chunk-signature=` and 64 digits, with room to spare.
const MAX_LINE: usize = 128;

/// A body that is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenChunks {
    /// It is not in pieces.
    #[error("the body is not made of signed pieces")]
    Malformed,
    /// The signature of a piece is wrong.
    #[error("the signature of a piece of the body is wrong")]
    Signature,
}

/// Takes a body apart as it comes. A piece is given away before its signature is known to be right: what is made of it must not be used
/// before [`is_over`](Self::is_over).
#[derive(Debug)]
pub struct Chunks {
    key: SigningKey,
    /// Time and scope, as every signature covers them.
    signed: String,
    /// The signature of what came before.
    before: String,
    state: State,
}

#[derive(Debug)]
enum State {
    Line(Vec<u8>),
    Data {
        left: u64,
        size: u64,
        sum: Sha256,
        signature: String,
    },
    /// The line feed behind a piece; how much of it is still to come, and whether the piece was the last.
    Feed {
        left: usize,
        last: bool,
    },
    Over,
}

impl Chunks {
    /// Of a request that was signed at `time` (`YYYYMMDDThhmmssZ`) with `signature`.
    pub fn new(key: SigningKey, time: &str, scope: &Scope, signature: &str) -> Self {
        let signed = format!("AWS4-HMAC-SHA256-PAYLOAD\n{time}\n{scope}");
        Self { key, signed, before: signature.to_owned(), state: State::Line(Vec::new()) }
    }

    /// Whether the last piece has come.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Where in these next bytes the content is.
    ///
    /// # Errors
    /// When they do not go on as such a body does, or a piece that ends in them was not signed so.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Range<usize>>, BrokenChunks> {
        let (mut content, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let rest = &bytes[at..];
            match &mut self.state {
                State::Line(line) => {
                    let taken = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
                    if line.len() + taken > MAX_LINE {
                        return Err(BrokenChunks::Malformed);
                    }
                    line.extend_from_slice(&rest[..taken]);
                    at += taken;
                    if line.ends_with(b"\n") {
                        let (size, signature) = read_line(line).ok_or(BrokenChunks::Malformed)?;
                        self.state = State::Data { left: size, size, sum: Sha256::new(), signature };
                        self.end_of_piece()?;
                    }
                }
                State::Data { left, sum, .. } => {
                    let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    sum.update(&rest[..taken]);
                    *left -= taken as u64;
                    content.push(at..at + taken);
                    at += taken;
                    self.end_of_piece()?;
                }
                State::Feed { left, last } => {
                    if rest[0] != b"\r\n"[2 - *left] {
                        return Err(BrokenChunks::Malformed);
                    }
                    at += 1;
                    *left -= 1;
                    if *left == 0 {
                        self.state = if *last { State::Over } else { State::Line(Vec::new()) };
                    }
                }
                State::Over => return Err(BrokenChunks::Malformed),
            }
        }
        Ok(content)
    }

    /// Checks a piece of which nothing is left.
    fn end_of_piece(&mut self) -> Result<(), BrokenChunks> {
        let State::Data { left: 0, size, sum, signature } = &mut self.state else { return Ok(()) };
        let digest = hex(&std::mem::take(sum).finalize());
        let text = format!("{}\n{}\n{EMPTY_SHA256}\n{digest}", self.signed, self.before);
        let expected = self.key.sign(text.as_bytes());
        // Both are known to who sends them.
        if expected != *signature {
            return Err(BrokenChunks::Signature);
        }
        let last = *size == 0;
        self.before = expected;
        self.state = State::Feed { left: 2, last };
        Ok(())
    }
}

/// Reads `SIZE;chunk-signature=SIGNATURE`, the size in hexadecimal digits.
fn read_line(line: &[u8]) -> Option<(u64, String)> {
    let line = std::str::from_utf8(line.strip_suffix(b"\r\n")?).ok()?;
    let (size, signature) = line.split_once(";chunk-signature=")?;
    let digits = !size.is_empty() && size.len() <= 16 && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((u64::from_str_radix(size, 16).ok().filter(|_| digits)?, signature.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn chunks() -> Chunks {
        let scope = Scope { date: "20130524".into(), region: "us-east-1".into(), service: "s3".into() };
        let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
        Chunks::new(SigningKey::derive(SECRET, &scope), "20130524T000000Z", &scope, seed)
    }

    /// The example of AWS's page: 65 KiB of the letter a.
    fn example() -> Vec<u8> {
        let piece = |size: usize, signature: &str| {
            format!("{size:x};chunk-signature={signature}\r\n{}\r\n", "a".repeat(size))
        };
        [
            piece(65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
            piece(1_024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
            piece(0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
        ]
        .concat()
        .into_bytes()
    }

    fn read(body: &[u8], step: usize) -> Result<(Vec<u8>, bool), BrokenChunks> {
        let (mut chunks, mut content) = (chunks(), Vec::new());
        for bytes in body.chunks(step) {
            for range in chunks.take(bytes)? {
                content.extend_from_slice(&bytes[range]);
            }
        }
        Ok((content, chunks.is_over()))
    }

    #[test]
    fn the_published_example_is_read_however_it_is_cut() {
        for step in [1, 7, 1_000, 1 << 20] {
            assert_eq!(read(&example(), step), Ok((b"a".repeat(66_560), true)), "{step}");
        }
        let whole = example();
        assert_eq!(read(&whole[..whole.len() - 1], 999).map(|(_, over)| over), Ok(false));
    }

    #[test]
    fn what_was_not_signed_is_refused() {
        let changed = |at: usize, byte| {
            let mut body = example();
            body[at] = byte;
            read(&body, 4_096)
        };
        assert_eq!(changed(1_000, b'b'), Err(BrokenChunks::Signature));
        assert_eq!(changed(30, b'0'), Err(BrokenChunks::Signature));
        assert_eq!(changed(0, b'x'), Err(BrokenChunks::Malformed));
        let behind = [example(), b"x".to_vec()].concat();
        assert_eq!(read(&behind, 4_096), Err(BrokenChunks::Malformed));
        for text in ["+1;chunk-signature=a\r\n", "1\r\n", ";chunk-signature=a\r\n", "1;chunk-signature=a\n"] {
            assert_eq!(read(text.as_bytes(), 64), Err(BrokenChunks::Malformed), "{text}");
        }
        assert_eq!(read(&[b'1'; 200], 200), Err(BrokenChunks::Malformed));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), step in 1_usize..50) {
            let _ = read(&bytes, step);
        }
    }
}
