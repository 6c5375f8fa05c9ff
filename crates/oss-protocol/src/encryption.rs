//! Server-side encryption: the choice, the bucket rule, the headers.

use crate::{BucketDocument, OperationId, document::RemovableDocument, header};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the service encrypts what it stores. A combination that means nothing cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerSideEncryption {
    /// AES-256 under keys that OSS manages.
    Aes256,
    /// SM4 under keys that OSS manages.
    Sm4,
    /// A key of KMS.
    Kms {
        /// The customer master key: an id, `alias/…` or an ARN. Without it, the account's default key.
        key_id: Option<String>,
        /// How the bytes are encrypted: `SM4`; without it, AES-256.
        data_encryption: Option<String>,
    },
    /// An algorithm this version does not know. The service judges it.
    Other(String),
}

/// Settings that cannot mean what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidEncryption {
    /// No algorithm.
    NoAlgorithm,
    /// The service refuses it (EC 0005-00000204).
    KeyIdWithoutKms,
    /// The service drops it without a word.
    DataEncryptionWithoutKms,
}

impl InvalidEncryption {
    /// What is wrong, with the names that the caller has for algorithm, key and data encryption.
    pub fn in_terms_of(self, [algorithm, key_id, data_encryption]: [&str; 3]) -> String {
        match self {
            Self::NoAlgorithm => format!("{algorithm} is required: AES256, KMS or SM4"),
            Self::KeyIdWithoutKms => format!("{key_id} is only for {algorithm} KMS"),
            Self::DataEncryptionWithoutKms => format!("{data_encryption} is only for {algorithm} KMS"),
        }
    }
}

/// In the terms of the bucket's rule.
impl fmt::Display for InvalidEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_terms_of(["SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"]))
    }
}

impl std::error::Error for InvalidEncryption {}

impl ServerSideEncryption {
    /// From the three settings as the service names them.
    ///
    /// # Errors
    /// When they contradict each other. An empty key id counts as none, except beside KMS, where it asks for the default key.
    pub fn new(
        algorithm: &str,
        key_id: Option<String>,
        data_encryption: Option<String>,
    ) -> Result<Self, InvalidEncryption> {
        if algorithm == "KMS" {
            return Ok(Self::Kms { key_id, data_encryption });
        }
        let given = |setting: &Option<String>| setting.as_ref().is_some_and(|text| !text.is_empty());
        match algorithm {
            "" => Err(InvalidEncryption::NoAlgorithm),
            _ if given(&key_id) => Err(InvalidEncryption::KeyIdWithoutKms),
            _ if given(&data_encryption) => Err(InvalidEncryption::DataEncryptionWithoutKms),
            "AES256" => Ok(Self::Aes256),
            "SM4" => Ok(Self::Sm4),
            other => Ok(Self::Other(other.to_owned())),
        }
    }

    /// What the headers of a request choose; `None` where none of [`HEADERS`] is there.
    ///
    /// # Errors
    /// When they contradict each other: the service would store otherwise than was asked, and say nothing.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, InvalidEncryption> {
        let [algorithm, key_id, data_encryption] = HEADERS.map(|name| text(headers, &name));
        if algorithm.is_none() && key_id.is_none() && data_encryption.is_none() {
            return Ok(None);
        }
        Self::new(&algorithm.unwrap_or_default(), key_id, data_encryption).map(Some)
    }

    /// The algorithm as the service names it.
    pub fn algorithm(&self) -> &str {
        match self {
            Self::Aes256 => "AES256",
            Self::Sm4 => "SM4",
            Self::Kms { .. } => "KMS",
            Self::Other(name) => name,
        }
    }
}

/// In words, for messages.
impl fmt::Display for ServerSideEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm())?;
        if let Self::Kms { key_id, data_encryption } = self {
            if let Some(key_id) = key_id.as_ref().filter(|id| !id.is_empty()) {
                write!(f, " with the key {key_id}")?;
            }
            if let Some(data_encryption) = data_encryption.as_ref().filter(|data| !data.is_empty()) {
                write!(f, " and data encryption {data_encryption}")?;
            }
        }
        Ok(())
    }
}

/// The three settings as they travel. Lenient, because a server must read what it refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptionSettings {
    /// `AES256`, `KMS` or `SM4`; `None` as a word where [`crate::bucket::BucketInfo`] says that there is no rule.
    #[serde(rename = "SSEAlgorithm")]
    pub algorithm: String,
    /// The customer master key.
    #[serde(rename = "KMSMasterKeyID", default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// How the bytes are encrypted under it.
    #[serde(rename = "KMSDataEncryption", default, skip_serializing_if = "Option::is_none")]
    pub data_encryption: Option<String>,
}

impl EncryptionSettings {
    /// The settings a request asks for in its headers; `None` without an algorithm. Then the service passes over a data encryption,
    /// as tests of its SDKs have found; nothing says what it does with a key id, which is taken alike.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let [algorithm, key_id, data_encryption] = HEADERS.map(|name| text(headers, &name));
        Some(Self { algorithm: algorithm?, key_id, data_encryption })
    }

    /// The headers that say the settings.
    ///
    /// # Errors
    /// When a header cannot hold a value; its name is given.
    pub fn to_headers(&self) -> Result<HeaderMap, HeaderName> {
        let mut headers = HeaderMap::new();
        for (name, value) in HEADERS.into_iter().zip([
            Some(&self.algorithm),
            self.key_id.as_ref(),
            self.data_encryption.as_ref(),
        ]) {
            if let Some(value) = value {
                let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| name.clone())?;
                headers.insert(name, value);
            }
        }
        Ok(headers)
    }
}

/// The headers that say how an object is encrypted: algorithm, key, data encryption.
pub const HEADERS: [HeaderName; 3] = [
    header::X_OSS_SERVER_SIDE_ENCRYPTION,
    header::X_OSS_SERVER_SIDE_ENCRYPTION_KEY_ID,
    header::X_OSS_SERVER_SIDE_DATA_ENCRYPTION,
];

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

impl From<ServerSideEncryption> for EncryptionSettings {
    fn from(encryption: ServerSideEncryption) -> Self {
        let algorithm = encryption.algorithm().to_owned();
        match encryption {
            ServerSideEncryption::Kms { key_id, data_encryption } => {
                Self { algorithm, key_id, data_encryption }
            }
            _ => Self { algorithm, ..Self::default() },
        }
    }
}

/// What the service said; it is believed even where it contradicts itself.
impl From<EncryptionSettings> for ServerSideEncryption {
    fn from(settings: EncryptionSettings) -> Self {
        let EncryptionSettings { algorithm, key_id, data_encryption } = settings;
        Self::new(&algorithm, key_id, data_encryption).unwrap_or(Self::Other(algorithm))
    }
}

/// The `?encryption` document: how a bucket encrypts objects that do not say it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ServerSideEncryptionRule")]
pub struct EncryptionRule {
    /// The rule.
    #[serde(rename = "ApplyServerSideEncryptionByDefault")]
    pub default: EncryptionSettings,
}

impl From<ServerSideEncryption> for EncryptionRule {
    fn from(encryption: ServerSideEncryption) -> Self {
        Self { default: encryption.into() }
    }
}

impl BucketDocument for EncryptionRule {
    const PUT: OperationId = OperationId::PutBucketEncryption;
    const GET: OperationId = OperationId::GetBucketEncryption;
}

impl RemovableDocument for EncryptionRule {
    const DELETE: OperationId = OperationId::DeleteBucketEncryption;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{digest::content_md5, xml};

    fn wire(algorithm: &str, key_id: Option<&str>, data: Option<&str>) -> Vec<u8> {
        let rule =
            ServerSideEncryption::new(algorithm, key_id.map(Into::into), data.map(Into::into)).unwrap();
        xml::to_bytes(&EncryptionRule::from(rule))
    }

    /// Length and Content-MD5 of what ali-oss 6.23.0 sends.
    #[test]
    fn writes_the_bytes_ali_oss_writes() {
        let cases = [
            (wire("AES256", None, None), 200, "9QjE3Eb6gGqIr+kkY7HZLA=="),
            (wire("KMS", Some("kid"), None), 233, "5shp5hzI1PI02yNBMSYjAw=="),
            (wire("KMS", None, None), 197, "8w3mNeaHz4BRAAP46O9feQ=="),
            (wire("KMS", Some(""), None), 230, "plf7F2kwfcq+Xe0LRVtZbA=="),
        ];
        for (bytes, length, md5) in cases {
            assert_eq!((bytes.len(), content_md5(&bytes).as_str()), (length, md5));
        }
    }

    #[test]
    fn contradictions_cannot_be_written() {
        let new = |a: &str, k: Option<&str>, d: Option<&str>| {
            ServerSideEncryption::new(a, k.map(Into::into), d.map(Into::into))
        };
        assert_eq!(new("", None, None), Err(InvalidEncryption::NoAlgorithm));
        assert_eq!(new("AES256", Some("kid"), None), Err(InvalidEncryption::KeyIdWithoutKms));
        assert_eq!(new("SM4", None, Some("SM4")), Err(InvalidEncryption::DataEncryptionWithoutKms));
        assert_eq!(new("AES256", Some(""), None), Ok(ServerSideEncryption::Aes256));
        assert_eq!(new("NEXT", None, None), Ok(ServerSideEncryption::Other("NEXT".into())));
    }

    #[test]
    fn headers_choose_as_a_whole_or_not_at_all() {
        let chosen = |settings: [Option<&str>; 3]| {
            let mut headers = HeaderMap::new();
            for (name, value) in HEADERS.into_iter().zip(settings) {
                value.map(|value| headers.insert(name, HeaderValue::from_str(value).unwrap()));
            }
            ServerSideEncryption::from_headers(&headers)
        };
        let kms =
            ServerSideEncryption::Kms { key_id: Some("kid".into()), data_encryption: Some("SM4".into()) };
        assert_eq!(chosen([None, None, None]), Ok(None));
        assert_eq!(chosen([Some("SM4"), None, None]), Ok(Some(ServerSideEncryption::Sm4)));
        assert_eq!(chosen([Some("KMS"), Some("kid"), Some("SM4")]), Ok(Some(kms)));
        assert_eq!(chosen([Some(""), None, None]), Err(InvalidEncryption::NoAlgorithm));
        assert_eq!(chosen([None, Some("kid"), None]), Err(InvalidEncryption::NoAlgorithm));
        assert_eq!(chosen([None, Some(""), None]), Err(InvalidEncryption::NoAlgorithm));
        assert_eq!(chosen([None, None, Some("SM4")]), Err(InvalidEncryption::NoAlgorithm));
        assert_eq!(chosen([Some("AES256"), Some("kid"), None]), Err(InvalidEncryption::KeyIdWithoutKms));
        assert_eq!(
            chosen([Some("SM4"), None, Some("SM4")]),
            Err(InvalidEncryption::DataEncryptionWithoutKms)
        );
    }

    /// Documents as the official documentation and SDKs print them.
    #[test]
    fn reads_what_the_service_writes() {
        let read = |text: &str| {
            ServerSideEncryption::from(xml::from_bytes::<EncryptionRule>(text.as_bytes()).unwrap().default)
        };
        let kms = "<?xml version=\"1.0\" ?>\n<ServerSideEncryptionRule>\n  <ApplyServerSideEncryptionByDefault>\n    \
            <SSEAlgorithm>KMS</SSEAlgorithm>\n    <KMSDataEncryption>SM4</KMSDataEncryption>\n    \
            <KMSMasterKeyID>kid</KMSMasterKeyID>\n  </ApplyServerSideEncryptionByDefault>\n</ServerSideEncryptionRule>";
        assert_eq!(
            read(kms),
            ServerSideEncryption::Kms { key_id: Some("kid".into()), data_encryption: Some("SM4".into()) }
        );
        let empty_key = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
            <KMSMasterKeyID></KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
        assert_eq!(read(empty_key), ServerSideEncryption::Aes256);
    }
}
