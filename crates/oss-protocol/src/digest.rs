//! `Content-MD5`.

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

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
