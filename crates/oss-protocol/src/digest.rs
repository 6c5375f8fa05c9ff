//! `Content-MD5`, and the SHA-256 of AWS signatures.

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

/// Hex of the SHA-256 of nothing.
pub const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Base64 of the MD5 of `body`.
pub fn content_md5(body: &[u8]) -> String {
    STANDARD.encode(Md5::digest(body))
}

#[cfg(test)]
mod tests {
    /// The example of the service's documentation.
    #[test]
    fn documented_example() {
        assert_eq!(super::content_md5(b"0123456789"), "eB5eJF1ptWaXm4bijSPyxw==");
    }
}
