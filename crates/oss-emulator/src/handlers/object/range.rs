//! Which bytes of an object are asked for.

use crate::{
    call::Asked,
    reason::{Reason, Refusal},
};
use http::header::RANGE;
use oss_protocol::{header, number};
use std::ops::Range;

/// The range that is asked for; `None` is the whole.
///
/// The service answers a range that reaches beyond the end, in part or altogether, with the whole object, unless the request
/// says `x-oss-range-behavior: standard`: then it is cut, or refused. Several ranges, and what is none, are always the whole.
pub(crate) fn asked_for(asked: &Asked, length: u64) -> Result<Option<Range<u64>>, Refusal> {
    let standard = asked.header(header::X_OSS_RANGE_BEHAVIOR) == Some("standard");
    let Some(spec) = asked.header(RANGE).and_then(parse) else { return Ok(None) };
    let (start, end, inside) = match spec {
        Spec::From(start) => (start, length, start < length),
        Spec::Between(start, last) => (start, length.min(last.saturating_add(1)), last < length),
        Spec::Last(count) => (length.saturating_sub(count), length, count <= length),
    };
    match (start < end, inside, standard) {
        (true, true, _) | (true, false, true) => Ok(Some(start..end)),
        (false, _, true) => Err(Refusal::from(Reason::InvalidRange)
            .with("RangeRequested", asked.header(RANGE).unwrap_or_default())
            .with("ActualObjectSize", length.to_string())),
        (_, _, false) => Ok(None),
    }
}

enum Spec {
    From(u64),
    Between(u64, u64),
    Last(u64),
}

fn parse(text: &str) -> Option<Spec> {
    let (start, end) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
    match (start, end) {
        ("", count) => number::digits(count).filter(|count| *count > 0).map(Spec::Last),
        (start, "") => number::digits(start).map(Spec::From),
        (start, end) => {
            let (start, end) = (number::digits(start)?, number::digits(end)?);
            (start <= end).then_some(Spec::Between(start, end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue};

    fn asked(range: &str, standard: bool) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
        if standard {
            headers.insert(header::X_OSS_RANGE_BEHAVIOR, HeaderValue::from_static("standard"));
        }
        Asked { headers, ..Asked::default() }
    }

    #[test]
    fn ranges_are_those_of_the_documentation() {
        let cases = [
            ("bytes=0-0", Some(0..1), Some(0..1)),
            ("bytes=0-999", Some(0..1000), Some(0..1000)),
            ("bytes=500-", Some(500..1000), Some(500..1000)),
            ("bytes=-1", Some(999..1000), Some(999..1000)),
            ("bytes=500-2000", None, Some(500..1000)),
            ("bytes=-2000", None, Some(0..1000)),
            ("bytes=5-4", None, None),
            ("bytes=-0", None, None),
            ("bytes=a-b", None, None),
            ("bytes=0-1,3-4", None, None),
            ("bytes=+1-2", None, None),
            ("bytes 0-1", None, None),
            ("bytes=0-99999999999999999999", None, None),
        ];
        for (text, plain, standard) in cases {
            assert_eq!(asked_for(&asked(text, false), 1000).unwrap(), plain, "{text}");
            assert_eq!(asked_for(&asked(text, true), 1000).unwrap(), standard, "{text}");
        }
        assert_eq!(asked_for(&asked("bytes=1000-2000", false), 1000).unwrap(), None);
        assert_eq!(
            asked_for(&asked("bytes=1000-2000", true), 1000).unwrap_err().reason,
            Reason::InvalidRange
        );
        assert_eq!(asked_for(&asked("bytes=0-", false), 0).unwrap(), None);
    }
}
