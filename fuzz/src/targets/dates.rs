//! The three ways to write a time.

use oss_protocol::date::Timestamp;

pub(super) fn run(text: &str) {
    if let Some(time) = Timestamp::parse_basic(text) {
        assert_eq!(time.basic(), text);
    }
    let read = [Timestamp::parse_rfc1123(text), Timestamp::parse_basic(text), Timestamp::parse_iso8601(text)];
    let counted = text.parse().ok().map(Timestamp::from_secs);
    for time in read.into_iter().chain([counted]).flatten() {
        let written = time.min(Timestamp::LAST);
        assert_eq!(Timestamp::parse_rfc1123(&time.rfc1123()), Some(written), "{text:?}");
        assert_eq!(Timestamp::parse_basic(&time.basic()), Some(written), "{text:?}");
        assert_eq!(Timestamp::parse_iso8601(&time.iso8601()), Some(written), "{text:?}");
    }
}
