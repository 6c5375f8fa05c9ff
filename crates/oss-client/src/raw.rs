//! What a server wrote that is no document of OSS, for people to read.

use crate::Response;
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_protocol::header;

/// So many bytes of it are shown: enough for a proxy's page, and not the whole of whatever it may be.
const SHOWN: usize = 4096;

impl Response {
    /// The body as text, or, where there is none, what the header `x-oss-err` holds. Behind 4,096 bytes it says how many follow.
    pub fn raw_text(&self) -> String {
        let header = self.headers.get(header::X_OSS_ERR).filter(|_| self.body().is_empty());
        let in_header =
            header.map(|value| STANDARD.decode(value).unwrap_or_else(|_| value.as_bytes().to_vec()));
        shown(in_header.as_deref().unwrap_or(self.body()))
    }
}

fn shown(bytes: &[u8]) -> String {
    let end = bytes.len().min(SHOWN);
    // What is cut must not be cut through a character.
    let end = (0..4).map(|less| end.saturating_sub(less)).find(|end| is_boundary(bytes, *end)).unwrap_or(end);
    let text = String::from_utf8_lossy(&bytes[..end]);
    match bytes.len() - end {
        0 => text.into_owned(),
        more => format!("{text}… ({more} bytes more)"),
    }
}

/// Whether a character of UTF-8 may begin here.
fn is_boundary(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| byte & 0xc0 != 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shown(b"<html>"), "<html>");
        assert_eq!(shown(&[0xff, b'a']), "\u{fffd}a");
        let long = shown("ä".repeat(SHOWN).replacen("ä", "a", 1).as_bytes());
        assert!(long.starts_with("aä") && long.ends_with("ä… (4096 bytes more)"), "{long}");
        assert_eq!(shown(&vec![0x80; SHOWN + 1]).chars().filter(|c| *c == '\u{fffd}').count(), SHOWN);
    }
}
