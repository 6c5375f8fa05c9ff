//! Ranges of an object of each length.

use oss_protocol::range::{Ranged, parse};

pub(super) fn run(text: &str) {
    for length in [0, 1, 2, 99, 1 << 40, u64::MAX] {
        if let Ranged::Inside(range) | Ranged::Cut(range) = parse(text, length) {
            assert!(range.first <= range.last && range.last < length, "{text:?} of {length}: {range:?}");
            assert!((1..=length).contains(&range.count()), "{text:?} of {length}: {range:?}");
            assert_eq!(
                parse(&format!("bytes={}-{}", range.first, range.last), length),
                Ranged::Inside(range)
            );
            assert!(range.content_range(length).starts_with("bytes "));
        }
    }
}
