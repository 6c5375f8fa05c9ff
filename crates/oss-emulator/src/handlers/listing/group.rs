//! Keys that a delimiter groups.

/// The group a key belongs to: what it has up to the first delimiter behind the prefix.
pub(super) fn of<'k>(key: &'k str, prefix: &str, delimiter: &str) -> Option<&'k str> {
    if delimiter.is_empty() {
        return None;
    }
    let at = key.strip_prefix(prefix)?.find(delimiter)?;
    key.get(..prefix.len() + at + delimiter.len())
}

/// The first text, in the order of keys, behind all that begin with `prefix`; `None` where there is none.
pub(super) fn behind(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        // The order of characters is the order of their UTF-8 bytes. Surrogates are no characters.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_end_with_the_delimiter() {
        assert_eq!(of("fun/movie/001.avi", "fun/", "/"), Some("fun/movie/"));
        assert_eq!(of("fun/test.jpg", "fun/", "/"), None);
        assert_eq!(of("fun/test.jpg", "", "/"), Some("fun/"));
        assert_eq!(of("fun/test.jpg", "fu", "/"), Some("fun/"));
        assert_eq!(of("a--b--c", "", "--"), Some("a--"));
        assert_eq!(of("a/b", "", ""), None);
        assert_eq!(of("a/b", "x", "/"), None);
    }

    proptest! {
        #[test]
        fn behind_is_behind(prefix in ".{1,4}|[\u{d7ff}\u{10ffff}a]{1,3}", rest in ".{0,4}", other in ".{1,5}") {
            let behind = behind(&prefix);
            let inside = format!("{prefix}{rest}");
            prop_assert!(behind.as_ref().is_none_or(|behind| *behind > inside));
            if other > prefix && !other.starts_with(&prefix) {
                prop_assert!(behind.is_some_and(|behind| behind <= other));
            }
        }
    }
}
