//! Text that is signed. It may hold bytes that are not UTF-8, for header values may.

use std::fmt;

/// The bytes a signature is computed over; `Display` shows them as text.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedText(pub(super) Vec<u8>);

impl SignedText {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for SignedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// The text holds a token where one is sent, so it is not for logs.
impl fmt::Debug for SignedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedText({} bytes)", self.0.len())
    }
}
