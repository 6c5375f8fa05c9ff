//! Continuation tokens: opaque to clients, to us the place a page begins after.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// What a token begins with, so that text that is none is told from one.
const MARK: u8 = b'\n';

pub(super) fn write(place: &str) -> String {
    URL_SAFE_NO_PAD.encode([&[MARK], place.as_bytes()].concat())
}

/// `None` where the text is no token of ours.
pub(super) fn read(token: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    String::from_utf8(bytes.strip_prefix(&[MARK])?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_read_back() {
        for place in ["a", "中/b c", "\u{0}"] {
            assert_eq!(read(&write(place)).as_deref(), Some(place));
        }
        for text in ["err-token", "", "AAAA", "Cv8"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
