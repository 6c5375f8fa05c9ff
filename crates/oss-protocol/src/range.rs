//! Ranges of bytes: the `Range` and `x-oss-copy-source-range` headers, and `Content-Range`.
//!
//! Source: the service's page "GetObject". One range at a time; by default one that is not wholly inside the object is passed over and the
//! whole object comes. With `x-oss-range-behavior: standard` it is cut to the object, or is an error.

use crate::number;

/// Bytes of an object, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

/// What a range means to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranged {
    /// All of it is inside.
    Inside(ByteRange),
    /// It reaches beyond the end; this much is inside.
    Cut(ByteRange),
    /// None of it is inside.
    Outside,
    /// The text is no range.
    Invalid,
}

/// Reads `bytes=a-b`, `bytes=a-` or `bytes=-n` against an object of `length` bytes.
pub fn parse(text: &str, length: u64) -> Ranged {
    match read(text) {
        None => Ranged::Invalid,
        Some((None, None)) => Ranged::Invalid,
        Some((Some(first), Some(last))) if first > last => Ranged::Invalid,
        Some((Some(first), last)) => {
            let Some(end) = length.checked_sub(1).filter(|end| first <= *end) else {
                return Ranged::Outside;
            };
            match last {
                Some(last) if last > end => Ranged::Cut(ByteRange { first, last: end }),
                last => Ranged::Inside(ByteRange { first, last: last.unwrap_or(end) }),
            }
        }
        Some((None, Some(0))) => Ranged::Outside,
        Some((None, Some(_))) if length == 0 => Ranged::Outside,
        Some((None, Some(count))) => {
            let range = ByteRange { first: length.saturating_sub(count), last: length - 1 };
            if count > length { Ranged::Cut(range) } else { Ranged::Inside(range) }
        }
    }
}

/// Reads `bytes 10-19/100`, and gives the length of the whole where it is told: it may be `*`.
pub fn parse_content_range(text: &str) -> Option<(ByteRange, Option<u64>)> {
    let (range, length) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let range = ByteRange { first: number::digits(first)?, last: number::digits(last)? };
    let length = if length == "*" { None } else { Some(number::digits(length)?) };
    (range.first <= range.last && length.is_none_or(|length| range.last < length)).then_some((range, length))
}

/// The two numbers; a missing one is `None`.
fn read(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let end = |text: &str| match text {
        "" => Some(None),
        text => number::digits(text).map(Some),
    };
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    Some((end(first.trim())?, end(last.trim())?))
}

impl ByteRange {
    /// How many bytes.
    pub fn count(self) -> u64 {
        (self.last - self.first).saturating_add(1)
    }

    /// The value of `Content-Range`, for an object of `length` bytes.
    pub fn content_range(self, length: u64) -> String {
        format!("bytes {}-{}/{length}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documented_cases() {
        let range = |first, last| ByteRange { first, last };
        for (text, length, meant) in [
            ("bytes=0-499", 1_000, Ranged::Inside(range(0, 499))),
            ("bytes=500-", 1_000, Ranged::Inside(range(500, 999))),
            ("bytes=-500", 1_000, Ranged::Inside(range(500, 999))),
            ("bytes=0-0", 1, Ranged::Inside(range(0, 0))),
            ("bytes=500-2000", 1_000, Ranged::Cut(range(500, 999))),
            ("bytes=-2000", 1_000, Ranged::Cut(range(0, 999))),
            ("bytes=1000-2000", 1_000, Ranged::Outside),
            ("bytes=0-", 0, Ranged::Outside),
            ("bytes=-1", 0, Ranged::Outside),
            ("bytes=-0", 9, Ranged::Outside),
            ("bytes=5-4", 9, Ranged::Invalid),
            ("bytes=0-1,3-4", 9, Ranged::Invalid),
            ("bytes=-", 9, Ranged::Invalid),
            ("bytes=+1-2", 9, Ranged::Invalid),
            ("bytes=0-99999999999999999999", 9, Ranged::Invalid),
            ("chars=0-1", 9, Ranged::Invalid),
            ("", 9, Ranged::Invalid),
        ] {
            assert_eq!(parse(text, length), meant, "{text} of {length}");
        }
        assert_eq!(range(0, 99).content_range(1_000), "bytes 0-99/1000");
        assert_eq!(range(0, 99).count(), 100);
    }

    #[test]
    fn the_range_of_an_answer_is_read_or_is_none() {
        let range = |first, last| ByteRange { first, last };
        assert_eq!(parse_content_range("bytes 0-99/1000"), Some((range(0, 99), Some(1_000))));
        assert_eq!(parse_content_range("bytes 5-5/*"), Some((range(5, 5), None)));
        for text in [
            "",
            "bytes",
            "bytes */9",
            "bytes 5-4/9",
            "bytes 0-9/9",
            "bytes -9/9",
            "bytes 0-/9",
            "bytes 0-8/",
            "0-8/9",
            "bytes +0-8/9",
        ] {
            assert_eq!(parse_content_range(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_inside_is_inside(text in "bytes=[0-9]{0,3}-[0-9]{0,3}|.{0,12}", length in 0..300_u64) {
            if let Ranged::Inside(range) | Ranged::Cut(range) = parse(&text, length) {
                prop_assert!(range.first <= range.last && range.last < length);
            }
        }
    }
}
