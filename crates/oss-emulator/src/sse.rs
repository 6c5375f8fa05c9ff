//! Which encryption applies to an object: what its request asks for, else what its bucket says.
//!
//! The rules are those that official SDKs' tests assert against the real service, but for EC 0005-00000205, which is documented.

use crate::{
    kms::Encryption,
    reason::{Reason, Refusal},
    store::Bucket,
};
use http::HeaderMap;
use oss_protocol::encryption::{EncryptionRule, EncryptionSettings};

/// The encryption of a new object.
pub(crate) fn choose(headers: &HeaderMap, bucket: &Bucket) -> Result<Option<EncryptionSettings>, Refusal> {
    match from_headers(headers)? {
        Some(settings) => Ok(Some(settings)),
        None => Ok(bucket.setting::<EncryptionRule>()?.map(|rule| rule.default)),
    }
}

/// What headers ask for. In a header, unlike in a document, an empty key id is refused.
pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Option<EncryptionSettings>, Refusal> {
    let Some(settings) = EncryptionSettings::from_headers(headers) else { return Ok(None) };
    if settings.algorithm == "KMS" && settings.key_id.as_deref() == Some("") {
        return Err(Reason::EmptyKeyId.into());
    }
    accept(settings).map(Some)
}

/// Says on an answer how an object is encrypted.
pub(crate) fn echo(encryption: Option<&Encryption>, headers: &mut HeaderMap) {
    // What came in a header or a document of this server fits into a header; what does not is left out.
    if let Some(said) = encryption.and_then(|encryption| encryption.settings.to_headers().ok()) {
        headers.extend(said);
    }
}

/// Settings as the service keeps them. Whether a key exists is not asked here, only when an object is written.
pub(crate) fn accept(mut settings: EncryptionSettings) -> Result<EncryptionSettings, Refusal> {
    settings.key_id.take_if(|id| id.is_empty());
    settings.data_encryption.take_if(|algorithm| algorithm.is_empty());
    match settings.algorithm.as_str() {
        "KMS" => match settings.data_encryption.as_deref() {
            None | Some("SM4") => Ok(settings),
            Some(_) => Err(Reason::BadDataEncryption.into()),
        },
        "AES256" | "SM4" if settings.key_id.is_some() => Err(Reason::KeyIdWithoutKms.into()),
        "AES256" | "SM4" => {
            // Sent beside these it is accepted, and forgotten.
            settings.data_encryption = None;
            Ok(settings)
        }
        _ => Err(Reason::BadEncryption.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests and outcomes that tests of official SDKs assert against the real service.
    #[test]
    fn combinations_end_as_at_the_service() {
        let kept = |algorithm: &str, key_id: Option<&str>, data: Option<&str>| {
            accept(EncryptionSettings {
                algorithm: algorithm.into(),
                key_id: key_id.map(Into::into),
                data_encryption: data.map(Into::into),
            })
            .map(|kept| (kept.algorithm, kept.key_id, kept.data_encryption))
            .map_err(|refusal| refusal.reason)
        };
        let is = |algorithm: &str, key_id: Option<&str>, data: Option<&str>| {
            Ok((algorithm.to_owned(), key_id.map(str::to_owned), data.map(str::to_owned)))
        };
        assert_eq!(kept("AES256", None, None), is("AES256", None, None));
        assert_eq!(kept("AES256", Some(""), None), is("AES256", None, None));
        assert_eq!(kept("AES256", Some("kid"), None), Err(Reason::KeyIdWithoutKms));
        assert_eq!(kept("AES256", None, Some("SM4")), is("AES256", None, None));
        assert_eq!(kept("SM4", None, None), is("SM4", None, None));
        assert_eq!(kept("SM4", None, Some("SM4")), is("SM4", None, None));
        assert_eq!(kept("SM4", Some("kid"), None), Err(Reason::KeyIdWithoutKms));
        assert_eq!(kept("KMS", None, None), is("KMS", None, None));
        assert_eq!(kept("KMS", Some(""), None), is("KMS", None, None));
        assert_eq!(kept("KMS", Some("123"), None), is("KMS", Some("123"), None));
        assert_eq!(kept("KMS", Some("kid"), Some("SM4")), is("KMS", Some("kid"), Some("SM4")));
        assert_eq!(kept("KMS", None, Some("AES256")), Err(Reason::BadDataEncryption));
        for unknown in ["DES", "random", "", "aes256", "None"] {
            assert_eq!(kept(unknown, None, None), Err(Reason::BadEncryption), "{unknown}");
        }
    }
}
