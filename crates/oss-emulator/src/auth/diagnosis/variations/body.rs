//! The method, and the digest of the body.

use super::{Group, List};
use crate::auth::diagnosis::{
    Cause,
    parts::{CONTENT_MD5, Kind, Parts},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use oss_protocol::digest::EMPTY_SHA256;

/// The MD5 of nothing, in Base64.
const EMPTY_MD5: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";

/// Another method than the one that came.
pub(super) fn method(list: &mut List, parts: &Parts) {
    let sent = parts.method.clone();
    let order = [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::DELETE, Method::OPTIONS];
    for signed in order.into_iter().filter(|signed| signed.as_str() != sent) {
        let advice = if parts.link {
            format!("A link is good for one method: make one for {sent}, or use it with {signed}.")
        } else {
            format!(
                "Sign {sent}, or look for what turns {signed} into {sent}: a CDN or proxy does that to HEAD, and a redirection to POST."
            )
        };
        let sentence = format!("The request is a {sent}, and {signed} is signed.");
        list.add(Group::Method, Cause::new("method-changed", sentence, advice), move |parts| {
            parts.method = signed.to_string();
        });
    }
    let lower = sent.to_ascii_lowercase();
    let sentence = format!("The method is signed as `{lower}`.");
    let cause = Cause::new("method-lower-case", sentence, "Write the method in upper case.");
    list.add(Group::Method, cause, move |parts| parts.method.clone_from(&lower));
}

/// Content-MD5, and what V4 says of the body.
pub(super) fn md5(list: &mut List, parts: &Parts) {
    if let Some(sent) = parts.header(CONTENT_MD5) {
        list.add(
            Group::Md5,
            Cause::new(
                "content-md5-added",
                "The request came with Content-MD5, which is not signed.",
                "Set Content-MD5 before signing, or do not send it.",
            ),
            |parts| parts.remove_header(CONTENT_MD5),
        );
        if let Ok(digest) = STANDARD.decode(sent) {
            let digits = crate::auth::diagnosis::encodings::hex(&digest);
            for digits in [digits.to_uppercase(), digits] {
                let cause = Cause::new(
                    "content-md5-hex",
                    "Content-MD5 is sent in Base64, and signed as hexadecimal digits.",
                    "Sign the value of the header as it is sent.",
                );
                list.add(Group::Md5, cause, move |parts| parts.set_header(CONTENT_MD5, digits.as_bytes()));
            }
        }
    } else {
        list.alone(
            Cause::new(
                "content-md5-removed",
                "The Content-MD5 of an empty body is signed, and the request came without one.",
                "Send Content-MD5 where it is signed.",
            ),
            |parts| parts.set_header(CONTENT_MD5, EMPTY_MD5.as_bytes()),
        );
    }
    if parts.kind != Kind::V4 {
        return;
    }
    for payload in
        [EMPTY_SHA256, "", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]
    {
        let cause = Cause::new(
            "payload-signed",
            "The last line of the canonical request is not UNSIGNED-PAYLOAD.",
            "OSS does not sign the body: the last line is always UNSIGNED-PAYLOAD.",
        );
        list.add(Group::Md5, cause, move |parts| payload.clone_into(&mut parts.payload));
    }
}
