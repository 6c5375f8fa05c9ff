//! What it usually is, where nothing was found: what the search rules out is left out.

use super::{
    Cause,
    parts::{CONTENT_TYPE_NAME, Kind, Parts},
};
use crate::call::Asked;

/// The likeliest first.
pub(super) fn causes(parts: &Parts, asked: &Asked) -> Vec<Cause> {
    let secret = Cause::new(
        "secret-wrong",
        "The secret is another one.",
        "Compare it with the one that the server knows for this access key; temporary keys each have their own.",
    );
    if parts.kind == Kind::Policy {
        return vec![secret, policy()];
    }
    let mut causes = if parts.link {
        let uploads = ["PUT", "POST"].contains(&parts.method.as_str());
        let typed = uploads && parts.header(CONTENT_TYPE_NAME).is_some();
        typed.then(content_type).into_iter().chain([link(), secret]).collect()
    } else {
        vec![secret, header()]
    };
    let plain = |key: &str| key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b));
    causes.push(if asked.key.as_deref().is_none_or(plain) { path() } else { key() });
    causes.push(Cause::new(
        "own-signer",
        "The text is put together otherwise.",
        "Compare it with the one above line by line, or let an SDK sign.",
    ));
    causes
}

fn policy() -> Cause {
    Cause::new(
        "policy-changed",
        "The policy was changed after it was signed.",
        "Sign the very text that the field `policy` has.",
    )
}

fn content_type() -> Cause {
    Cause::new(
        "content-type-changed",
        "The upload has another Content-Type than the link was signed for.",
        "Send the Content-Type that was given to what made the link.",
    )
}

fn link() -> Cause {
    Cause::new(
        "link-changed",
        "The link was changed after it was signed: its key, a value or its expiry, or it was encoded again where it was written down.",
        "Use the link as it was made, and make another one for another request.",
    )
}

fn header() -> Cause {
    Cause::new(
        "header-changed",
        "The value of a signed header was changed on the way, by a hook, a proxy or a CDN.",
        "Compare the lines of the text above with what the client signs.",
    )
}

fn key() -> Cause {
    Cause::new(
        "key-written",
        "The key has characters that are written in several ways.",
        "Compare the key in the text above with the one that is meant.",
    )
}

fn path() -> Cause {
    Cause::new("path-changed", "The path was rewritten by a proxy.", "Sign the path that reaches the server.")
}

/// In the place of a search that did not take place.
pub(super) fn not_looked_into() -> Cause {
    Cause::new(
        "not-looked-into",
        "More signatures were refused in this second than are looked into.",
        "Repeat the request alone.",
    )
}
