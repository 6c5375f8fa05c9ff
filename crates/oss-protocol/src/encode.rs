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
