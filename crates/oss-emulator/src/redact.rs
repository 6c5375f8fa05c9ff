//! What is remembered of a request, without what would let its reader do the same: no signature, and of a token only a mark.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{AUTHORIZATION, CONTENT_TYPE, PROXY_AUTHORIZATION},
};
use oss_protocol::{encode, header};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

const NOTHING: &str = "***";
const SIGNATURES: [&str; 3] = ["Signature", "x-oss-signature", "X-Amz-Signature"];
/// AWS writes its own in one case for V2, in another for V4.
pub(crate) const TOKENS: [&str; 4] =
    ["security-token", "x-oss-security-token", "x-amz-security-token", "X-Amz-Security-Token"];
/// Headers that are tokens.
const TOKEN_HEADERS: [HeaderName; 2] =
    [header::X_OSS_SECURITY_TOKEN, HeaderName::from_static("x-amz-security-token")];

/// Stands for a token: the same for the same, `sha256:` and 16 hexadecimal digits.
pub(crate) fn mark(token: &[u8]) -> String {
    let digest: String = Sha256::digest(token)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digest}")
}

/// The headers of a request.
pub(crate) fn headers(mut headers: HeaderMap) -> HeaderMap {
    for (name, value) in &mut headers {
        let text = if name == AUTHORIZATION || name == PROXY_AUTHORIZATION {
            authorization(&String::from_utf8_lossy(value.as_bytes()))
        } else if TOKEN_HEADERS.contains(name) {
            mark(value.as_bytes())
        } else {
            continue;
        };
        *value = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(NOTHING));
    }
    headers
}

/// Who signed, and how, but no signature.
fn authorization(text: &str) -> String {
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    let said = match scheme {
        "OSS" | "AWS" => rest.rsplit_once(':').map(|(id, _)| format!("{id}:{NOTHING}")),
        "OSS2" | "OSS4-HMAC-SHA256" | "AWS4-HMAC-SHA256" => {
            let mark = if scheme == "OSS2" { "Signature:" } else { "Signature=" };
            rest.find(mark).map(|at| format!("{}{NOTHING}", &rest[..at + mark.len()]))
        }
        _ => None,
    };
    format!("{scheme} {}", said.as_deref().unwrap_or(NOTHING))
}

/// Path and query. What is not secret stays as it stood in the request line.
pub(crate) fn target(text: &str) -> String {
    let Some((path, query)) = text.split_once('?') else { return text.to_owned() };
    let parts = query.split('&').map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match encode::decode(name).as_deref() {
            Some(is) if SIGNATURES.contains(&is) => Cow::Owned(format!("{name}={NOTHING}")),
            Some(is) if TOKENS.contains(&is) => {
                let token = encode::decode(&value.replace('+', "%20")).unwrap_or_default();
                Cow::Owned(format!("{name}={}", mark(token.as_bytes())))
            }
            _ => Cow::Borrowed(part),
        }
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

/// The body of a request, or its beginning.
pub(crate) fn body(headers: &HeaderMap, body: Bytes) -> Bytes {
    let is_form = |value: &HeaderValue| {
        value.as_bytes().get(..19).is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/form-data"))
    };
    if headers.get(CONTENT_TYPE).is_some_and(is_form) { form(&body) } else { body }
}

/// The fields of a form, as far as they are there.
fn form(body: &Bytes) -> Bytes {
    // Each byte as the character of its number: the file is among them.
    let text: String = body.iter().map(|byte| char::from(*byte)).collect();
    let bytes = |text: &str| text.chars().filter_map(|c| u8::try_from(c).ok()).collect::<Vec<_>>();
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((at, is_token)) = next_secret(rest) {
        let Some(begin) = rest[at..].find("\r\n\r\n").map(|found| at + found + 4) else { break };
        let end = rest[begin..].find("\r\n--").map_or(rest.len(), |found| begin + found);
        kept.push_str(&rest[..begin]);
        kept.push_str(&if is_token { mark(&bytes(&rest[begin..end])) } else { NOTHING.to_owned() });
        rest = &rest[end..];
    }
    if rest.len() == text.len() {
        return body.clone();
    }
    kept.push_str(rest);
    bytes(&kept).into()
}

/// Where the next field begins that is a secret, and whether that is a token.
fn next_secret(text: &str) -> Option<(usize, bool)> {
    let lower = text.to_ascii_lowercase();
    let find = |name: &str| {
        let name = name.to_ascii_lowercase();
        [format!("name=\"{name}\""), format!("name={name}\r")]
            .iter()
            .filter_map(|text| lower.find(text))
            .min()
    };
    let signature = SIGNATURES.into_iter().filter_map(find).min().map(|at| (at, false));
    let token = TOKENS.into_iter().filter_map(find).min().map(|at| (at, true));
    signature.into_iter().chain(token).min()
}

/// An error document, which says what was to be signed, the token too.
pub(crate) fn document(body: &Bytes, tokens: &[String]) -> Bytes {
    match cleaned(&String::from_utf8_lossy(body), tokens) {
        Cow::Borrowed(_) => body.clone(),
        Cow::Owned(text) => text.into(),
    }
}

/// The same on an answer that has the document in a header.
pub(crate) fn answer(mut headers: HeaderMap, tokens: &[String]) -> HeaderMap {
    if let Some(value) = headers.get_mut(header::X_OSS_ERR)
        && let Ok(document) = STANDARD.decode(value.as_bytes())
        && let Cow::Owned(text) = cleaned(&String::from_utf8_lossy(&document), tokens)
    {
        *value = HeaderValue::from_str(&STANDARD.encode(text)).expect("base64 is ASCII");
    }
    headers
}

/// The tokens that a request came with.
pub(crate) fn tokens(headers: &HeaderMap, query: Option<&oss_protocol::Query>) -> Vec<String> {
    let sent = TOKEN_HEADERS.into_iter().flat_map(|name| headers.get_all(name));
    let sent = sent.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
    let asked = query.into_iter().flat_map(oss_protocol::Query::iter);
    let asked = asked.filter(|(name, _)| TOKENS.contains(name)).map(|(_, value)| value.to_owned());
    sent.chain(asked).filter(|token| !token.is_empty()).collect()
}

/// Text in which tokens may stand.
pub(crate) fn text(text: &str, tokens: &[String]) -> String {
    cleaned(text, tokens).into_owned()
}

/// Text without tokens, however they are written in it.
fn cleaned<'t>(text: &'t str, tokens: &[String]) -> Cow<'t, str> {
    tokens.iter().fold(Cow::Borrowed(text), |text, token| {
        let escaped = token.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let bytes: Vec<_> = token.bytes().map(|byte| format!("{byte:02X}")).collect();
        let written = [escaped, encode::component(token).to_string(), bytes.join(" ")];
        written.iter().fold(text, |text, written| {
            if text.contains(written.as_str()) {
                Cow::Owned(text.replace(written.as_str(), &mark(token.as_bytes())))
            } else {
                text
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signed_is_told_and_not_with_what() {
        for (sent, kept) in [
            ("OSS id:c2ln", "OSS id:***"),
            (
                "OSS4-HMAC-SHA256 Credential=id/d/r/oss/t,AdditionalHeaders=a,Signature=ab",
                "OSS4-HMAC-SHA256 Credential=id/d/r/oss/t,AdditionalHeaders=a,Signature=***",
            ),
            ("AWS id:c2ln", "AWS id:***"),
            (
                "AWS4-HMAC-SHA256 Credential=id/d/r/s3/t, SignedHeaders=host, Signature=ab",
                "AWS4-HMAC-SHA256 Credential=id/d/r/s3/t, SignedHeaders=host, Signature=***",
            ),
            ("OSS4-HMAC-SHA256 Signature=ab,Credential=id", "OSS4-HMAC-SHA256 Signature=***"),
            ("Basic aWQ6c2VjcmV0", "Basic ***"),
            ("Bearer", "Bearer ***"),
            ("OSS nonsense", "OSS ***"),
        ] {
            assert_eq!(authorization(sent), kept);
        }
    }

    #[test]
    fn a_target_stays_as_it_was_but_for_secrets() {
        let token = mark(b"a+b/c d");
        assert_eq!(
            target("/b/k%2f?x=%7e&Signature=c2ln&%53ignature=a&security-token=a%2Bb%2Fc+d&y"),
            format!("/b/k%2f?x=%7e&Signature=***&%53ignature=***&security-token={token}&y")
        );
        assert_eq!(target("/b/k"), "/b/k");
        assert_eq!(
            target("/k?X-Amz-Signature=ab&X-Amz-Security-Token=a%2Bb%2Fc+d&X-Amz-Date=d"),
            format!("/k?X-Amz-Signature=***&X-Amz-Security-Token={token}&X-Amz-Date=d")
        );
    }

    #[test]
    fn a_form_keeps_no_secret() {
        let part = |name: &str, value: &str| {
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let form_of = |signature: &str, token: &str| {
            part("key", "k")
                + &part("SIGNATURE", signature)
                + &part("x-oss-security-token", token)
                + "--B--\r\n"
        };
        let (sent, kept) = (form_of("c2ln", "token"), form_of("***", &mark(b"token")));
        assert_eq!(form(&Bytes::from(sent.clone())), kept);
        // One that breaks off keeps none of it.
        let cut = &sent[..sent.len() - 10];
        let kept = form(&Bytes::copy_from_slice(cut.as_bytes()));
        assert!(cut.ends_with("\r\ntoke") && kept.ends_with(mark(b"toke").as_bytes()));
        let plain = Bytes::from_static(b"\xff no form");
        assert_eq!(form(&plain), plain);
    }

    #[test]
    fn a_document_keeps_no_token() {
        let token = "a/b&c".to_owned();
        let text = "t:a/b&amp;c q=a%2Fb%26c hex 61 2F 62 26 63";
        let kept = document(&Bytes::from_static(text.as_bytes()), std::slice::from_ref(&token));
        let mark = mark(token.as_bytes());
        assert_eq!(kept, format!("t:{mark} q={mark} hex {mark}"));
    }
}
