//! The `Authorization` header.

use super::v4::{Scope, TERMINATOR};
use std::fmt;

/// A signature as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// `OSS id:signature`
    V1 {
        /// Who signed.
        access_key_id: String,
        /// Base64 of an HMAC-SHA1.
        signature: String,
    },
    /// `OSS4-HMAC-SHA256 Credential=…,AdditionalHeaders=…,Signature=…`
    V4 {
        /// Who signed.
        access_key_id: String,
        /// Date, region and product it was signed for.
        scope: Scope,
        /// Names of further signed headers.
        additional_headers: Vec<String>,
        /// Hex of an HMAC-SHA256.
        signature: String,
    },
}

/// A header that is neither form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed Authorization header")]
pub struct MalformedAuthorization;

impl Authorization {
    /// Reads the header.
    ///
    /// # Errors
    /// When it is neither form, or lacks a part.
    pub fn parse(text: &str) -> Result<Self, MalformedAuthorization> {
        if let Some(rest) = text.strip_prefix("OSS ") {
            let (access_key_id, signature) = rest.trim().split_once(':').ok_or(MalformedAuthorization)?;
            if access_key_id.is_empty() || signature.is_empty() {
                return Err(MalformedAuthorization);
            }
            return Ok(Self::V1 { access_key_id: access_key_id.into(), signature: signature.into() });
        }
        let rest = text.strip_prefix("OSS4-HMAC-SHA256 ").ok_or(MalformedAuthorization)?;
        let (mut credential, mut additional_headers, mut signature) = (None, Vec::new(), None);
        // The documentation separates by ", ", the official SDKs by ",".
        for part in rest.split(',') {
            match part.trim().split_once('=').ok_or(MalformedAuthorization)? {
                ("Credential", value) => credential = Some(value),
                ("AdditionalHeaders", value) => {
                    additional_headers = value.split(';').map(str::to_owned).collect()
                }
                ("Signature", value) => signature = Some(value),
                _ => return Err(MalformedAuthorization),
            }
        }
        let (access_key_id, scope) =
            parse_credential(credential.ok_or(MalformedAuthorization)?).ok_or(MalformedAuthorization)?;
        Ok(Self::V4 {
            access_key_id,
            scope,
            additional_headers,
            signature: signature.filter(|text| !text.is_empty()).ok_or(MalformedAuthorization)?.to_owned(),
        })
    }

    /// Who signed.
    pub fn access_key_id(&self) -> &str {
        match self {
            Self::V1 { access_key_id, .. } | Self::V4 { access_key_id, .. } => access_key_id,
        }
    }

    /// The signature in its text form.
    pub fn signature(&self) -> &str {
        match self {
            Self::V1 { signature, .. } | Self::V4 { signature, .. } => signature,
        }
    }
}

/// Reads `id/date/region/product/aliyun_v4_request`.
pub(super) fn parse_credential(text: &str) -> Option<(String, Scope)> {
    // From the right, for an access key id may hold a slash.
    let mut parts = text.rsplitn(5, '/');
    let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
    if next()? != TERMINATOR {
        return None;
    }
    let (product, region, date) = (next()?, next()?, next()?);
    Some((next()?, Scope { date, region, product }))
}

/// The header's value.
impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1 { access_key_id, signature } => write!(f, "OSS {access_key_id}:{signature}"),
            Self::V4 { access_key_id, scope, additional_headers, signature } => {
                write!(f, "OSS4-HMAC-SHA256 Credential={access_key_id}/{scope}")?;
                if !additional_headers.is_empty() {
                    write!(f, ",AdditionalHeaders={}", additional_headers.join(";"))?;
                }
                write!(f, ",Signature={signature}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_separators_are_read() {
        let sdk = "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,AdditionalHeaders=abc;zabc,Signature=4a41";
        let documentation = sdk.replace(',', ", ");
        assert_eq!(Authorization::parse(sdk), Authorization::parse(&documentation));
        assert_eq!(Authorization::parse(sdk).unwrap().to_string(), sdk);
    }

    #[test]
    fn refuses_anything_else() {
        for text in [
            "",
            "OSS",
            "OSS ak",
            "OSS :sig",
            "OSS ak:",
            "Basic YTpi",
            "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request",
            "OSS4-HMAC-SHA256 Signature=4a41",
            "OSS4-HMAC-SHA256 Credential=ak/cn-hangzhou/oss/aliyun_v4_request,Signature=4a41",
            "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aws4_request,Signature=4a41",
        ] {
            assert_eq!(Authorization::parse(text), Err(MalformedAuthorization), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[A-Za-z=,;/ 0-9:]{0,80}") {
            let _ = Authorization::parse(&text);
            let _ = Authorization::parse(&format!("OSS4-HMAC-SHA256 {tail}"));
        }
    }
}
