//! What a copy is made of.

use oss_protocol::copy_source::CopySource;

pub(super) fn run(text: &str) {
    if let Some(source) = CopySource::parse(text) {
        assert!(!source.bucket.is_empty() && !source.key.is_empty());
        // A bucket is written as it is, for its name needs no encoding.
        if source.bucket.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            assert_eq!(CopySource::parse(&source.to_string()), Some(source), "{text:?}");
        }
    }
}
