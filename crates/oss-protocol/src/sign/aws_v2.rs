//! AWS Signature Version 2 for S3: HMAC-SHA1, as the service's own V1, over other names. The service tells users of boto3 to
//! sign so.
//!
//! Sources: AWS's page "Signing and Authenticating REST Requests"; the service's page "Access OSS using an AWS SDK"; which
//! parameters are signed: botocore (`botocore/auth.py`), boto (`boto/utils.py`).

use super::{SignedText, hmac_sha1};
use crate::Query;
use http::{
    HeaderMap, Method,
    header::{CONTENT_TYPE, DATE},
};
use std::collections::BTreeMap;

/// Parameters that a signature covers.
const SIGNED: &[&str] = &[
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "defaultObjectAcl",
    "delete",
    "inventory",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "partNumber",
    "policy",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "select",
    "select-type",
    "storageClass",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
];

const PREFIX: &str = "x-amz-";

/// What is signed.
///
/// `path` stands as it was sent, encoded, with the bucket in front where that stands in the host. `expires`, seconds since 1970, is that of
/// a signed URL, whose parameters `x-amz-…` are signed as headers are.
pub fn string_to_sign(
    (method, path, query, headers): (&Method, &str, &Query, &HeaderMap),
    expires: Option<&str>,
) -> SignedText {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes()).unwrap_or_default();
    let date = match expires {
        Some(expires) => expires.as_bytes(),
        None if headers.contains_key("x-amz-date") => b"",
        None => header(DATE.as_str()),
    };
    let mut text = method.as_str().as_bytes().to_vec();
    for part in [header("content-md5"), header(CONTENT_TYPE.as_str()), date] {
        text.push(b'\n');
        text.extend_from_slice(part);
    }
    text.push(b'\n');
    let mut own: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (name, value) in headers {
        if name.as_str().starts_with(PREFIX) {
            own.entry(name.as_str().to_owned()).or_default().push(value.as_bytes().trim_ascii().to_vec());
        }
    }
    for (name, value) in query.iter().filter(|_| expires.is_some()) {
        let name = name.to_ascii_lowercase();
        if name.starts_with(PREFIX) {
            own.entry(name).or_default().push(value.as_bytes().trim_ascii().to_vec());
        }
    }
    for (name, values) in own {
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        text.extend_from_slice(&values.join(&b','));
        text.push(b'\n');
    }
    text.extend_from_slice(path.as_bytes());
    let mut signed: Vec<_> = query.iter().filter(|(name, _)| SIGNED.contains(name)).collect();
    signed.sort_unstable();
    for (position, (name, value)) in signed.into_iter().enumerate() {
        text.push(if position == 0 { b'?' } else { b'&' });
        text.extend_from_slice(name.as_bytes());
        if !value.is_empty() {
            text.push(b'=');
            text.extend_from_slice(value.as_bytes());
        }
    }
    SignedText(text)
}

/// Base64 of the HMAC-SHA1 of `text`.
pub fn signature(secret: &str, text: &SignedText) -> String {
    hmac_sha1(secret, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn signed(method: &str, path: &str, headers: &[(&'static str, &str)], expires: Option<&str>) -> String {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let query = Query::parse(query).unwrap();
        signature(SECRET, &string_to_sign((&method, path, &query, &headers), expires))
    }

    /// The examples of AWS's page "Signing and Authenticating REST Requests".
    #[test]
    fn published_examples() {
        let at = |date| [("date", date)];
        let get = at("Tue, 27 Mar 2007 19:36:42 +0000");
        assert_eq!(signed("GET", "/johnsmith/photos/puppy.jpg", &get, None), "bWq2s1WEIj+Ydj0vQ697zp+IXMU=");
        let put = [
            ("date", "Tue, 27 Mar 2007 21:15:45 +0000"),
            ("content-type", "image/jpeg"),
            ("content-length", "94328"),
        ];
        assert_eq!(signed("PUT", "/johnsmith/photos/puppy.jpg", &put, None), "MyyxeRY7whkBe+bq8fHCL/2kKUg=");
        let list = at("Tue, 27 Mar 2007 19:42:41 +0000");
        let target = "/johnsmith/?prefix=photos&max-keys=50&marker=puppy";
        assert_eq!(signed("GET", target, &list, None), "htDYFYduRNen8P9ZfE/s9SuKy0U=");
        let acl = at("Tue, 27 Mar 2007 19:44:46 +0000");
        assert_eq!(signed("GET", "/johnsmith/?acl", &acl, None), "c2WLPFtWHVgbEmeEG93a4cG37dM=");
    }

    /// By botocore 1.44.8, `HmacV1Auth` and `HmacV1QueryAuth`.
    #[test]
    fn signs_as_botocore_does() {
        let path = "/bkt/1234%2B-/%E4%B8%AD%20%E6%96%87/a%27%28b%29%2A%21~.txt";
        let put = [
            ("x-amz-meta-a", "  two   spaces "),
            ("content-type", "text/plain"),
            ("content-md5", "eB5eJF1ptWaXm4bijSPyxw=="),
            ("x-amz-security-token", "to/k+n="),
            ("date", "Sat, 16 Dec 2023 16:20:57 GMT"),
        ];
        let target = format!("{path}?partNumber=1&uploadId=A%2Fb");
        assert_eq!(signed("PUT", &target, &put, None), "0bEhxHC0Gs6GxR9fjSSmFQJ/4YM=");
        let url = format!(
            "{path}?response-content-type=text%2Fplain&versionId=v&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE\
             &Signature=s&x-amz-security-token=to%2Fk%2Bn%3D&Expires=1702744257"
        );
        assert_eq!(signed("GET", &url, &[], Some("1702744257")), "kuR1GBtjQcBLzdM8OQwA17oykJg=");
    }
}
