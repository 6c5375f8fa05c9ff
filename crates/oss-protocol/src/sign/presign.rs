//! Presigned URLs: the signature travels in the query, so whoever has the URL may use it until it expires.
//!
//! Source: the service's pages "Add signatures to a URL" (V1) and "Signature version 4: URL", and the official Go SDK v2 (`oss/signer`).

use super::{
    Credentials, Signable, SignedText,
    authorization::parse_credential,
    v1,
    v4::{self, Scope, SigningKey},
};
use crate::{Query, date::Timestamp, number};

/// The value of `x-oss-signature-version` in a V4 URL.
pub const V4_VERSION: &str = "OSS4-HMAC-SHA256";

/// The longest a V4 URL may be valid, in seconds: seven days.
pub const V4_MAX_EXPIRES: u64 = 604_800;

const V1_NAMES: [&str; 3] = ["OSSAccessKeyId", "Expires", "Signature"];
const V4_NAMES: [&str; 5] =
    ["x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature"];
const ADDITIONAL_HEADERS: &str = "x-oss-additional-headers";
const SIGNATURE: &str = "x-oss-signature";

/// Signs a URL, V1: the query parameters to add to it, in place of those of the same names. It is valid until `expires`.
///
/// The query of `request` is what the URL has otherwise; its headers must be sent as they are.
pub fn v1(request: &Signable<'_>, credentials: &Credentials, expires: Timestamp) -> Query {
    let mut added = Query::default();
    if let Some(token) = &credentials.security_token {
        added.push("security-token", token.as_str());
    }
    let expires = expires.as_secs().to_string();
    let query = request.query.clone().with(added.iter());
    let text = v1::string_to_sign_dated(&Signable { query: &query, ..*request }, expires.as_bytes());
    added.push("OSSAccessKeyId", &credentials.access_key_id);
    added.push("Expires", expires);
    added.push("Signature", v1::signature(&credentials.access_key_secret, &text));
    added
}

/// Signs a URL, V4: the query parameters to add to it, in place of those of the same names. It is valid for `seconds` from
/// `time`, 1 to [`V4_MAX_EXPIRES`].
///
/// The query of `request` is what the URL has otherwise. Of its headers `Content-Type`, `Content-MD5` and `x-oss-…` are signed,
/// and those of `wanted`; `Host` only if it is wanted. `key` is derived for `scope`.
pub fn v4(
    request: &Signable<'_>,
    credentials: &Credentials,
    time: Timestamp,
    seconds: u64,
    scope: &Scope,
    key: &SigningKey,
    wanted: &[String],
) -> Query {
    let additional = v4::additional(wanted, request);
    let mut added = Query::default();
    added.push("x-oss-signature-version", V4_VERSION);
    added.push("x-oss-credential", format!("{}/{scope}", credentials.access_key_id));
    added.push("x-oss-date", time.basic());
    added.push("x-oss-expires", seconds.to_string());
    if !additional.is_empty() {
        added.push(ADDITIONAL_HEADERS, additional.join(";"));
    }
    if let Some(token) = &credentials.security_token {
        added.push("x-oss-security-token", token.as_str());
    }
    let query = request.query.without(SIGNATURE).with(added.iter());
    let canonical = v4::canonical_request(&Signable { query: &query, ..*request }, &additional);
    added.push(SIGNATURE, key.sign(&v4::string_to_sign(&canonical, &time.basic(), scope)));
    added
}

/// The signature of a URL, as a server reads it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presigned {
    /// Signed the first way.
    V1 {
        /// Who signed.
        access_key_id: String,
        /// When it ends to be valid.
        expires: Timestamp,
        /// Base64 of an HMAC-SHA1.
        signature: String,
    },
    /// Signed the fourth way.
    V4 {
        /// Who signed.
        access_key_id: String,
        /// Date, region and product it was signed for.
        scope: Scope,
        /// When it was signed.
        time: Timestamp,
        /// For how many seconds it is valid.
        seconds: u64,
        /// Names of further signed headers.
        additional_headers: Vec<String>,
        /// Hex of an HMAC-SHA256.
        signature: String,
    },
}

/// A query that begins to be signed and does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedPresigned {
    /// A parameter is missing; the service refuses this with 403.
    #[error("the signed URL lacks {0}")]
    Missing(&'static str),
    /// A parameter is not what it should be.
    #[error("the signed URL has a malformed {0}")]
    Malformed(&'static str),
}

impl Presigned {
    /// Reads the signature out of a query; `None` where it has none.
    ///
    /// # Errors
    /// When only some of its parameters are there, or one is malformed.
    pub fn parse(query: &Query) -> Option<Result<Self, MalformedPresigned>> {
        // `x-oss-date` and the token alone may have been meant as headers.
        if ["x-oss-signature-version", "x-oss-credential", SIGNATURE].iter().any(|name| query.has(name)) {
            return Some(Self::parse_v4(query));
        }
        V1_NAMES.iter().any(|name| query.has(name)).then(|| Self::parse_v1(query))
    }

    fn parse_v1(query: &Query) -> Result<Self, MalformedPresigned> {
        let [id, expires, signature] = values(query, V1_NAMES)?;
        Ok(Self::V1 {
            access_key_id: id.to_owned(),
            // The service says only that it is a Unix time; one that no date can write is none.
            expires: number::plain(expires)
                .map(Timestamp::from_secs)
                .filter(|expires| *expires <= Timestamp::LAST)
                .ok_or(MalformedPresigned::Malformed("Expires"))?,
            signature: signature.to_owned(),
        })
    }

    fn parse_v4(query: &Query) -> Result<Self, MalformedPresigned> {
        use MalformedPresigned::Malformed;
        let [version, credential, date, expires, signature] = values(query, V4_NAMES)?;
        if version != V4_VERSION {
            return Err(Malformed("x-oss-signature-version"));
        }
        let (access_key_id, scope) = parse_credential(credential).ok_or(Malformed("x-oss-credential"))?;
        let additional = query.get(ADDITIONAL_HEADERS).unwrap_or_default();
        Ok(Self::V4 {
            access_key_id,
            scope,
            time: Timestamp::parse_basic(date).ok_or(Malformed("x-oss-date"))?,
            seconds: number::plain(expires).ok_or(Malformed("x-oss-expires"))?,
            additional_headers: additional
                .split(';')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            signature: signature.to_owned(),
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

    /// The token that `query` carries for this kind of signature.
    pub fn security_token<'a>(&self, query: &'a Query) -> Option<&'a str> {
        query.get(match self {
            Self::V1 { .. } => "security-token",
            Self::V4 { .. } => "x-oss-security-token",
        })
    }

    /// The canonical request of `request`, whose query has the signature still in it; V1 has none.
    pub fn canonical_request(&self, request: &Signable<'_>) -> Option<SignedText> {
        let Self::V4 { additional_headers, .. } = self else { return None };
        let query = request.query.without(SIGNATURE);
        let request = Signable { query: &query, ..*request };
        Some(v4::canonical_request(&request, additional_headers))
    }

    /// What must have been signed for `request`, whose query has the signature still in it.
    pub fn string_to_sign(&self, request: &Signable<'_>) -> SignedText {
        match self {
            Self::V1 { expires, .. } => {
                v1::string_to_sign_dated(request, expires.as_secs().to_string().as_bytes())
            }
            Self::V4 { scope, time, .. } => {
                let canonical = self.canonical_request(request).expect("V4 has one");
                v4::string_to_sign(&canonical, &time.basic(), scope)
            }
        }
    }

    /// The signature that `text` should have.
    pub fn expected(&self, secret: &str, text: &SignedText) -> String {
        match self {
            Self::V1 { .. } => v1::signature(secret, text),
            Self::V4 { scope, .. } => SigningKey::derive(secret, scope).sign(text),
        }
    }
}

/// The values of `names`, none of them empty.
fn values<'q, const N: usize>(
    query: &'q Query,
    names: [&'static str; N],
) -> Result<[&'q str; N], MalformedPresigned> {
    let mut values = [""; N];
    for (value, name) in values.iter_mut().zip(names) {
        *value =
            query.get(name).filter(|value| !value.is_empty()).ok_or(MalformedPresigned::Missing(name))?;
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_is_not_wholly_signed_is_refused() {
        let read = |text: &str| Presigned::parse(&Query::parse(text).unwrap());
        let missing = |name| Some(Err(MalformedPresigned::Missing(name)));
        let malformed = |name| Some(Err(MalformedPresigned::Malformed(name)));
        assert_eq!(read("versionId=1&x-oss-process=p&x-oss-date=d"), None);
        assert_eq!(read("OSSAccessKeyId=ak&Expires=1"), missing("Signature"));
        assert_eq!(read("Signature=s&Expires=1"), missing("OSSAccessKeyId"));
        assert_eq!(read("Signature=s&OSSAccessKeyId=ak"), missing("Expires"));
        assert_eq!(read("Signature=s&OSSAccessKeyId=ak&Expires="), missing("Expires"));
        for expires in
            ["soon", "-1", "+1", "01", "1.5", "253402300800", "18446744073709551615", "99999999999999999999"]
        {
            let text = format!("Signature=s&OSSAccessKeyId=ak&Expires={}", crate::encode::component(expires));
            assert_eq!(read(&text), malformed("Expires"), "{expires}");
        }
        let url = "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=ak/20231217/cn-hangzhou/oss/aliyun_v4_request\
            &x-oss-date=20231217T033009Z&x-oss-expires=599&x-oss-signature=s";
        assert!(matches!(read(url), Some(Ok(Presigned::V4 { seconds: 599, .. }))));
        for name in V4_NAMES {
            let query = Query::parse(url).unwrap().without(name);
            assert_eq!(Presigned::parse(&query), missing(name));
        }
        assert_eq!(read(&url.replace("OSS4", "OSS5")), malformed("x-oss-signature-version"));
        assert_eq!(read(&url.replace("/oss/", "/")), malformed("x-oss-credential"));
        assert_eq!(read(&url.replace("T033009Z", "T033009")), malformed("x-oss-date"));
    }
}
