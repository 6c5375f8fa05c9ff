//! Patterns with `*` and `?`.

/// What a pattern makes of `?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// It stands for any one character.
    Any,
    /// It stands for itself.
    Itself,
}

/// Whether the whole of `text` is what `pattern` says, in which `*` stands for any characters.
///
/// Only the last `*` is ever made longer, so that at worst it goes over the pattern once for each character of the text.
pub(crate) fn matches(pattern: &str, text: &str, question: Question) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // What follows the last `*`, and what it has not taken yet.
    let mut last = None;
    loop {
        let (mut after, mut rest) = (pattern.clone(), text.clone());
        match (after.next(), rest.next()) {
            (Some('*'), _) => {
                pattern = after;
                last = Some((pattern.clone(), text.clone()));
            }
            (None, None) => return true,
            (Some(wanted), Some(there))
                if wanted == there || (wanted == '?' && question == Question::Any) =>
            {
                (pattern, text) = (after, rest);
            }
            _ => {
                let Some((after, taken)) = &mut last else { return false };
                if taken.next().is_none() {
                    return false;
                }
                (pattern, text) = (after.clone(), taken.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("**", "abc"),
            ("a*", "a"),
            ("*c", "abc"),
            ("a*c", "abcbc"),
            ("*ab*ab", "abaab"),
            ("a/*/c*", "a/b/c/d"),
            ("h?llo*", "hällo"),
        ] {
            assert!(matches(pattern, text, Question::Any), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("?", ""), ("*ab*ab", "ab"), ("a*c", "abcd"), ("A", "a")]
        {
            assert!(!matches(pattern, text, Question::Any), "{pattern} {text}");
        }
        assert!(!matches("a?", "ab", Question::Itself) && matches("a?*", "a?b", Question::Itself));
    }

    /// One that tries every way would take longer than the universe is old.
    #[test]
    fn many_stars_take_no_time() {
        let pattern = format!("{}b", "*a".repeat(100));
        assert!(!matches(&pattern, &"a".repeat(2_000), Question::Any));
    }

    /// By the definition, letter by letter.
    fn defined(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['*', rest @ ..] => (0..=text.len()).any(|taken| defined(rest, &text[taken..])),
            [one, rest @ ..] => {
                text.first().is_some_and(|there| *one == '?' || one == there) && defined(rest, &text[1..])
            }
        }
    }

    proptest! {
        #[test]
        fn as_it_is_defined(pattern in "[ab*?]{0,8}", text in "[ab*?]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let expected = defined(&chars(&pattern), &chars(&text));
            prop_assert_eq!(matches(&pattern, &text, Question::Any), expected);
        }
    }
}
