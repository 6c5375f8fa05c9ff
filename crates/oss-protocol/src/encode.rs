//! Percent-encoding as OSS reads it: everything but the unreserved characters, upper-case hex, UTF-8.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt::Display;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Encodes one query name or value.
pub fn component(text: &str) -> impl Display {
    utf8_percent_encode(text, RESERVED)
}

/// Encodes an object key; `/` stays as it is, and so do `.` and `..` segments.
pub fn path(key: &str) -> impl Display {
    utf8_percent_encode(key, RESERVED_IN_PATH)
}

/// Encodes a key for a URL that others will read. Every URL parser removes segments `.` and `..`, written as `%2E` too; so where
/// a key has one, its slashes are encoded, and nothing is left that is such a segment. `None` where a key is nothing else.
///
/// The service reads `%2F` in a path as a slash: the official Python SDK writes all slashes so in the URLs it signs
/// (`oss2.Bucket.sign_url`, `slash_safe=False`).
pub fn lasting_path(key: &str) -> Option<String> {
    let is_removed = |segment: &str| matches!(segment, "." | "..");
    match key {
        _ if is_removed(key) => None,
        _ if key.split('/').any(is_removed) => Some(component(key).to_string()),
        _ => Some(path(key).to_string()),
    }
}

/// Decodes `%XX`; `None` where the result is not UTF-8. A lone `%` stands for itself.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Characters users reported trouble with; the encodings are Python's `urllib.parse.quote(key, safe="/-_.~")`.
    #[test]
    fn keys_are_encoded_as_other_tools_do() {
        let cases = [
            ("1234+-/123/1.txt", "1234%2B-/123/1.txt"),
            ("a b&c=d?e#f'g(h)*i!j~k", "a%20b%26c%3Dd%3Fe%23f%27g%28h%29%2Ai%21j~k"),
            ("./../a//b", "./../a//b"),
            ("100%", "100%25"),
            ("中文/😀/e\u{301}", "%E4%B8%AD%E6%96%87/%F0%9F%98%80/e%CC%81"),
            (";:@,$[]{}|\\^\"`", "%3B%3A%40%2C%24%5B%5D%7B%7D%7C%5C%5E%22%60"),
        ];
        for (key, encoded) in cases {
            assert_eq!(path(key).to_string(), encoded);
        }
        assert_eq!(component("a/b").to_string(), "a%2Fb");
    }

    #[test]
    fn segments_that_url_parsers_remove_are_hidden_from_them() {
        let lasting = |key| lasting_path(key).unwrap();
        assert_eq!(lasting("../x"), "..%2Fx");
        assert_eq!(lasting("a/./b/.."), "a%2F.%2Fb%2F..");
        assert_eq!(lasting("a/.b/..c/..."), "a/.b/..c/...");
        assert_eq!(lasting("%2E%2E/x"), "%252E%252E/x");
        assert_eq!([".", ".."].map(lasting_path), [None, None]);
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(text in any::<String>()) {
            prop_assert_eq!(decode(&component(&text).to_string()), Some(text.clone()));
            prop_assert_eq!(decode(&path(&text).to_string()), Some(text));
        }

        #[test]
        fn encoded_text_is_plain_ascii(text in any::<String>()) {
            let encoded = component(&text).to_string();
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~%".contains(&b)));
        }
    }
}
