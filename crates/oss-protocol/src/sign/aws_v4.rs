//! AWS Signature Version 4 for S3, which the service takes from S3 clients.
//!
//! Sources: AWS's pages "Authenticating Requests: Using the Authorization Header" and "… Using Query Parameters"; the service's pages
//! of EC 0002-00000402 to 0002-00000431, which say what it reads, and of 0002-00000429 and others, whose requests to Hangzhou
//! are signed for `us-east-1`: the region is whatever the client says.

use super::{SignedText, collapsed, hex, hmac_sha256};
use crate::{Query, encode, number};
use http::{HeaderMap, Method};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The only algorithm, and the scheme of the `Authorization` header.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What a request says of its body where that is not signed.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The longest a URL may be valid, in seconds: seven days.
pub const MAX_EXPIRES: u64 = 604_800;

const TERMINATOR: &str = "aws4_request";
const SIGNATURE: &str = "X-Amz-Signature";

/// What a signing key is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// `YYYYMMDD`
    pub date: String,
    /// Whatever the client calls the region.
    pub region: String,
    /// `s3`
    pub service: String,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{TERMINATOR}", self.date, self.region, self.service)
    }
}

/// Who signed, for what, and which headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who signed.
    pub access_key_id: String,
    /// Date, region and service it was signed for.
    pub scope: Scope,
    /// Names of the signed headers, in lower case.
    pub signed_headers: Vec<String>,
    /// Hex of an HMAC-SHA256.
    pub signature: String,
}

/// A signature that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Another algorithm than [`ALGORITHM`].
    #[error("the algorithm is not {ALGORITHM}")]
    Algorithm,
    /// No credential.
    #[error("the credential is missing")]
    NoCredential,
    /// A credential that is not `ID/YYYYMMDD/REGION/SERVICE/aws4_request`.
    #[error("the credential is not ID/YYYYMMDD/REGION/SERVICE/aws4_request")]
    Credential,
    /// No list of signed headers, or an empty one.
    #[error("the list of signed headers is missing")]
    NoSignedHeaders,
    /// Signed headers without `host`.
    #[error("host is not among the signed headers")]
    HostNotSigned,
    /// No signature.
    #[error("the signature is missing")]
    NoSignature,
    /// A signature that is not 64 hexadecimal digits.
    #[error("the signature is not 64 hexadecimal digits")]
    Signature,
}

impl Claim {
    /// Reads an `Authorization` header.
    ///
    /// # Errors
    /// When a part of it is missing or malformed.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
        if scheme != ALGORITHM {
            return Err(Malformed::Algorithm);
        }
        let part =
            |name: &str| rest.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        Self::of(part("Credential"), part("SignedHeaders"), part("Signature"))
    }

    /// Reads the parameters of a signed URL; `None` where there is none of them.
    ///
    /// # Errors
    /// When one of them is missing or malformed.
    pub fn of_query(query: &Query) -> Option<Result<Self, Malformed>> {
        let names = ["X-Amz-Algorithm", "X-Amz-Credential", SIGNATURE];
        if !names.iter().any(|name| query.has(name)) {
            return None;
        }
        if query.get("X-Amz-Algorithm") != Some(ALGORITHM) {
            return Some(Err(Malformed::Algorithm));
        }
        Some(Self::of(query.get("X-Amz-Credential"), query.get("X-Amz-SignedHeaders"), query.get(SIGNATURE)))
    }

    /// From its three parts.
    ///
    /// # Errors
    /// When one of them is missing or malformed.
    pub fn of(
        credential: Option<&str>,
        signed_headers: Option<&str>,
        signature: Option<&str>,
    ) -> Result<Self, Malformed> {
        let (access_key_id, scope) = parse_credential(credential.ok_or(Malformed::NoCredential)?)?;
        let names = signed_headers.filter(|names| !names.is_empty()).ok_or(Malformed::NoSignedHeaders)?;
        let signed_headers: Vec<_> = names.split(';').map(str::to_ascii_lowercase).collect();
        if !signed_headers.iter().any(|name| name == "host") {
            return Err(Malformed::HostNotSigned);
        }
        let signature = signature.filter(|text| !text.is_empty()).ok_or(Malformed::NoSignature)?;
        if signature.len() != 64 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Malformed::Signature);
        }
        Ok(Self { access_key_id, scope, signed_headers, signature: signature.to_owned() })
    }

    /// The first signed header that is not on the request, or whose name no header has.
    pub fn missing(&self, headers: &HeaderMap) -> Option<&str> {
        let lacks = |name: &&String| name.contains('_') || !headers.contains_key(name.as_str());
        self.signed_headers.iter().find(lacks).map(String::as_str)
    }

    /// Whether a header is covered.
    pub fn covers(&self, name: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == name)
    }
}

/// Reads `ID/YYYYMMDD/REGION/SERVICE/aws4_request`.
///
/// # Errors
/// When it is not of this form.
pub fn parse_credential(text: &str) -> Result<(String, Scope), Malformed> {
    // From the right, for an access key id may hold a slash.
    let mut parts = text.rsplitn(5, '/');
    let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or(Malformed::Credential);
    if next()? != TERMINATOR {
        return Err(Malformed::Credential);
    }
    let (service, region, date) = (next()?, next()?, next()?);
    if date.len() != 8 || number::digits::<u32>(date).is_none() {
        return Err(Malformed::Credential);
    }
    let scope = Scope { date: date.to_owned(), region: region.to_owned(), service: service.to_owned() };
    Ok((next()?.to_owned(), scope))
}

/// The request as a signature sees it.
///
/// `path` is decoded, from its slash on, as it stands in the request: with the bucket only where that stands in it. `payload` is
/// hex of the SHA-256 of the body, or [`UNSIGNED_PAYLOAD`]. The signature in a query is left out.
pub fn canonical_request(
    (method, path, query, headers): (&Method, &str, &Query, &HeaderMap),
    signed_headers: &[String],
    payload: &str,
) -> SignedText {
    let mut text = format!("{method}\n{}\n{}\n", encode::path(path), canonical_query(query)).into_bytes();
    for name in signed_headers {
        let values: Vec<_> =
            headers.get_all(name.as_str()).iter().map(|value| collapsed(value.as_bytes())).collect();
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        text.extend_from_slice(&values.join(&b','));
        text.push(b'\n');
    }
    text.extend_from_slice(format!("\n{}\n{payload}", signed_headers.join(";")).as_bytes());
    SignedText(text)
}

/// Sorted by encoded name and value; each with its `=`.
fn canonical_query(query: &Query) -> String {
    let mut parameters: Vec<_> = query
        .iter()
        .filter(|(name, _)| *name != SIGNATURE)
        .map(|(name, value)| (encode::component(name).to_string(), encode::component(value).to_string()))
        .collect();
    parameters.sort_unstable();
    let parameters: Vec<_> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    parameters.join("&")
}

/// What is signed: time (`YYYYMMDDThhmmssZ`), scope and the digest of the canonical request.
pub fn string_to_sign(canonical_request: &SignedText, time: &str, scope: &Scope) -> SignedText {
    let digest = hex(&Sha256::digest(canonical_request.as_bytes()));
    SignedText(format!("{ALGORITHM}\n{time}\n{scope}\n{digest}").into_bytes())
}

/// The key a signature is computed with. It is good for one [`Scope`].
pub struct SigningKey(Zeroizing<[u8; 32]>);

impl SigningKey {
    /// Derives the key.
    pub fn derive(secret: &str, scope: &Scope) -> Self {
        let start = Zeroizing::new(format!("AWS4{secret}"));
        let mut key = Zeroizing::new(hmac_sha256(start.as_bytes(), scope.date.as_bytes()));
        for part in [&scope.region, &scope.service, TERMINATOR] {
            key = Zeroizing::new(hmac_sha256(key.as_slice(), part.as_bytes()));
        }
        Self(key)
    }

    /// Hex of the HMAC-SHA256 of `text`.
    pub fn sign(&self, text: &[u8]) -> String {
        hex(&hmac_sha256(self.0.as_slice(), text))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::EMPTY_SHA256;
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const KEY: &str = "1234+-/\u{4e2d} \u{6587}/a'(b)*!~.txt";

    /// The signature of a request, as a server computes it.
    fn signed(
        (method, path, query): (&str, &str, &str),
        headers: &[(&'static str, &str)],
        claim: &str,
        (time, payload): (&str, &str),
    ) -> String {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let query = Query::parse(query).unwrap();
        let claim = match Claim::of_query(&query) {
            Some(claim) => claim.unwrap(),
            None => Claim::parse(&format!("{ALGORITHM} {claim}, Signature={}", "0".repeat(64))).unwrap(),
        };
        assert_eq!(claim.missing(&headers), None);
        let canonical = canonical_request((&method, path, &query, &headers), &claim.signed_headers, payload);
        let text = string_to_sign(&canonical, time, &claim.scope);
        SigningKey::derive(SECRET, &claim.scope).sign(text.as_bytes())
    }

    /// The examples of AWS's pages "Signature Calculations for the Authorization Header" and "Authenticating Requests: Using Query Parameters".
    #[test]
    fn published_examples() {
        let scope = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
        let host = ("host", "examplebucket.s3.amazonaws.com");
        let (date, time) = (("x-amz-date", "20130524T000000Z"), "20130524T000000Z");
        let empty = ("x-amz-content-sha256", EMPTY_SHA256);
        let short = format!("{scope},SignedHeaders=host;x-amz-content-sha256;x-amz-date");
        assert_eq!(
            signed(
                ("GET", "/test.txt", ""),
                &[host, ("range", "bytes=0-9"), empty, date],
                &format!("{scope},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date"),
                (time, EMPTY_SHA256),
            ),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let welcome = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        assert_eq!(
            signed(
                ("PUT", "/test$file.text", ""),
                &[
                    host,
                    ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                    ("x-amz-content-sha256", welcome),
                    date,
                    ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ],
                &format!(
                    "{scope},SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class"
                ),
                (time, welcome),
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert_eq!(
            signed(("GET", "/", "lifecycle"), &[host, empty, date], &short, (time, EMPTY_SHA256)),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signed(("GET", "/", "max-keys=2&prefix=J"), &[host, empty, date], &short, (time, EMPTY_SHA256)),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
        let url = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
            &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
            &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        let found = signed(("GET", "/test.txt", url), &[host], "", (time, UNSIGNED_PAYLOAD));
        assert!(url.ends_with(&found), "{found}");
    }

    /// By botocore 1.44.8, `S3SigV4Auth` and `S3SigV4QueryAuth`.
    #[test]
    fn signs_as_botocore_does() {
        let host = ("host", "bkt.s3.oss-cn-hangzhou.aliyuncs.com");
        let time = "20231216T162057Z";
        let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        let path = format!("/{KEY}");
        assert_eq!(
            signed(
                ("PUT", &path, "partNumber=1&uploadId=A%2Fb"),
                &[
                    host,
                    ("x-amz-meta-a", "  two   spaces "),
                    ("content-type", "text/plain"),
                    ("x-amz-date", time),
                    ("x-amz-security-token", "to/k+n="),
                    ("x-amz-content-sha256", hello),
                ],
                "Credential=AKIAIOSFODNN7EXAMPLE/20231216/oss-cn-hangzhou/s3/aws4_request, SignedHeaders=content-type;host;\
                 x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-security-token",
                (time, hello),
            ),
            "18bd77cea5187d330c58ed656db591cdd4adc1442249793f061e8397b7a286ea"
        );
        let url = "response-content-type=text%2Fplain&X-Amz-Algorithm=AWS4-HMAC-SHA256\
            &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20231216%2Foss-cn-hangzhou%2Fs3%2Faws4_request&X-Amz-Date=20231216T162057Z\
            &X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=to%2Fk%2Bn%3D\
            &X-Amz-Signature=0b4bc584a8e5c487f3294947e653c783e3bc303e3cef34f76d94be760d5adb44";
        let found = signed(("GET", &path, url), &[host], "", (time, UNSIGNED_PAYLOAD));
        assert!(url.ends_with(&found), "{found}");
    }

    #[test]
    fn what_is_missing_or_malformed_is_told() {
        let digits = "ab".repeat(32);
        let whole = format!(
            "AWS4-HMAC-SHA256 Credential=a/b/20221220/us-east-1/s3/aws4_request, SignedHeaders=Host;x-amz-date, Signature={digits}"
        );
        let claim = Claim::parse(&whole).unwrap();
        assert_eq!((claim.access_key_id.as_str(), claim.scope.region.as_str()), ("a/b", "us-east-1"));
        assert!(claim.covers("host") && !claim.covers("x-amz-acl"));
        for (from, to, expected) in [
            ("SHA256", "SHA1", Malformed::Algorithm),
            ("Credential=", "C=", Malformed::NoCredential),
            ("/20221220", "", Malformed::Credential),
            ("20221220", "2022-12-20", Malformed::Credential),
            ("aws4_request", "aliyun_v4_request", Malformed::Credential),
            ("SignedHeaders=", "S=", Malformed::NoSignedHeaders),
            ("SignedHeaders=Host;x-amz-date", "SignedHeaders=", Malformed::NoSignedHeaders),
            ("Host;", "", Malformed::HostNotSigned),
            ("Signature=", "S=", Malformed::NoSignature),
            (&digits, "ab", Malformed::Signature),
            (&digits, &"xy".repeat(32), Malformed::Signature),
        ] {
            assert_eq!(Claim::parse(&whole.replace(from, to)), Err(expected), "{from} {to}");
        }
        assert_eq!(Claim::parse(""), Err(Malformed::Algorithm));
        assert_eq!(Claim::of_query(&Query::parse("X-Amz-Date=d&prefix=p").unwrap()), None);
        let query = Query::parse("X-Amz-Signature=s").unwrap();
        assert_eq!(Claim::of_query(&query), Some(Err(Malformed::Algorithm)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[A-Za-z=,;/ 0-9:]{0,80}") {
            let _ = Claim::parse(&text);
            let _ = Claim::parse(&format!("{ALGORITHM} {tail}"));
        }
    }
}
