//! Signatures of calls in the manner of STS and KMS: HMAC-SHA1 over the form that is sent.
//!
//! Source: help.aliyun.com, "Request syntax and signature method V1".

use super::hmac_sha1;
use crate::encode;
use http::Method;
use zeroize::Zeroizing;

/// `name=value&…`, percent-encoded: what is signed, and may be sent. The parameters come in the order of their names.
pub fn canonical<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Zeroizing<String> {
    let pairs: Vec<_> = parameters
        .into_iter()
        .map(|(name, value)| {
            Zeroizing::new(format!("{}={}", encode::component(name), encode::component(value)))
        })
        .collect();
    let mut text = Zeroizing::new(String::with_capacity(pairs.iter().map(|pair| pair.len() + 1).sum()));
    for pair in &pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(pair);
    }
    text
}

/// What is signed of the [`canonical`] parameters.
pub fn string_to_sign(method: &Method, canonical: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("{method}&%2F&{}", encode::component(canonical)))
}

/// Base64 of the HMAC-SHA1 of `text`.
pub fn signature(secret: &str, text: &str) -> String {
    hmac_sha1(&Zeroizing::new(format!("{secret}&")), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By Python's hmac, base64 and urllib.parse.quote(safe="-_.~"), after the rules of the documentation.
    #[test]
    fn signs_as_documented() {
        let text = canonical([
            ("Action", "AssumeRole"),
            ("Policy", "{\"a\": \"*~'()!\u{e4}+/=\"}"),
            ("RoleArn", "acs:ram::1:role/r"),
            ("Timestamp", "2023-12-16T16:20:57.000Z"),
        ]);
        let text = string_to_sign(&Method::POST, &text);
        assert_eq!(signature("secret", &text), "PPY7KT/0NTj/AN4uOhSKPNlfiPE=");
    }
}
