//! Whole numbers as requests write them. `parse` alone would take a sign: `+1`.

use std::str::FromStr;

/// Reads decimal digits and nothing else. Zeros may lead, as in lengths and ranges of RFC 9110.
pub fn digits<N: FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Reads a number that is written in the one way there is: digits without a leading zero.
pub fn plain<N: FromStr>(text: &str) -> Option<N> {
    digits(text).filter(|_| text == "0" || !text.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_digits_are_a_number() {
        for text in ["", "+1", "-1", " 1", "1 ", "1.0", "1e3", "0x1", "１", "一"] {
            assert_eq!((digits::<u64>(text), plain::<u64>(text)), (None, None), "{text}");
        }
        assert_eq!((digits::<u64>("007"), plain::<u64>("007")), (Some(7), None));
        assert_eq!((digits::<u64>("00"), plain::<u64>("00")), (Some(0), None));
        assert_eq!((digits::<u8>("256"), plain::<u8>("256")), (None, None));
        assert_eq!(plain::<u64>("0"), Some(0));
    }

    proptest! {
        #[test]
        fn a_number_has_one_plain_text(number in any::<u64>(), text in "[0-9+ -]{0,21}") {
            prop_assert_eq!(plain(&number.to_string()), Some(number));
            if let Some(number) = plain::<u64>(&text) {
                prop_assert_eq!(number.to_string(), text);
            }
        }
    }
}
