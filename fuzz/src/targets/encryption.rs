//! The encryption headers of an answer.

use arbitrary::{Arbitrary, Result, Unstructured};
use http::{HeaderMap, HeaderValue};
use oss_protocol::{
    encryption::{EncryptionRule, EncryptionSettings, HEADERS, ServerSideEncryption},
    xml,
};

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let mut headers = HeaderMap::new();
    for name in HEADERS {
        let known = ["AES256", "KMS", "SM4", "", "key", "aes256"];
        let bytes =
            if input.ratio(1, 2)? { input.choose(&known)?.as_bytes() } else { <&[u8]>::arbitrary(input)? };
        if let Ok(value) = HeaderValue::from_bytes(bytes) {
            headers.insert(name, value);
        }
    }
    let Some(settings) = EncryptionSettings::from_headers(&headers) else { return Ok(()) };
    if headers.values().all(|value| value.to_str().is_ok()) {
        assert_eq!(settings.to_headers().as_ref(), Ok(&headers));
    }
    let encryption = ServerSideEncryption::from(settings);
    let _ = encryption.to_string();
    let algorithm = encryption.algorithm().to_owned();
    assert_eq!(EncryptionSettings::from(encryption.clone()).algorithm, algorithm);
    // White space around a value is lost in a document.
    if algorithm.trim() == algorithm && xml::carries(&algorithm) {
        let _ = xml::from_bytes::<EncryptionRule>(&xml::to_bytes(&EncryptionRule::from(encryption)));
    }
    Ok(())
}
