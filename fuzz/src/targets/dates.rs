//! The three ways to write a time.

use oss_protocol::date::Timestamp;

/// The last second of 9999. Behind it nothing can be written as HTTP does; to be widened when that is no panic.
const LAST: u64 = 253_402_300_799;

pub(super) fn run(text: &str) {
    if let Some(time) = Timestamp::parse_basic(text) {
        assert_eq!(time.basic(), text);
    }
    let read = [Timestamp::parse_rfc1123(text), Timestamp::parse_basic(text), Timestamp::parse_iso8601(text)];
    let counted = text.parse().ok().filter(|seconds| *seconds <= LAST).map(Timestamp::from_secs);
    for time in read.into_iter().chain([counted]).flatten() {
        assert_eq!(Timestamp::parse_rfc1123(&time.rfc1123()), Some(time), "{text:?}");
        assert_eq!(Timestamp::parse_basic(&time.basic()), Some(time), "{text:?}");
        assert_eq!(Timestamp::parse_iso8601(&time.iso8601()), Some(time), "{text:?}");
    }
}
