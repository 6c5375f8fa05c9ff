//! What it usually is, where nothing was found: what the search rules out is left out.

use super::{
    Cause,
    parts::{CONTENT_TYPE_NAME, Kind, Parts},
};
use crate::call::Asked;

/// The likeliest first.
pub(super) fn causes(parts: &Parts, asked: &Asked) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut add = |id, sentence: &str, advice: &str| causes.push(Cause::new(id, sentence, advice));
    let secret = |add: &mut dyn FnMut(&'static str, &str, &str)| {
        add(
            "secret-wrong",
            "The secret is another one.",
            "Compare it with the one that the server knows for this access key; temporary keys each have their own.",
        );
    };
    if parts.kind == Kind::Policy {
        secret(&mut add);
        add(
            "policy-changed",
            "The policy was changed after it was signed.",
            "Sign the very text that the field `policy` has.",
        );
        return causes;
    }
    let uploads = ["PUT", "POST"].contains(&parts.method.as_str());
    let typed = parts.header(CONTENT_TYPE_NAME).is_some();
    if parts.link {
        if uploads && typed {
            add(
                "content-type-changed",
                "The upload has another Content-Type than the link was signed for.",
                "Send the Content-Type that was given to what made the link.",
            );
        }
        add(
            "link-changed",
            "The link was changed after it was signed: its key, a value or its expiry, or it was cut off or encoded again where it was written down.",
            "Use the link as it was made, and make another one for another request.",
        );
        secret(&mut add);
    } else {
        secret(&mut add);
        add(
            "header-changed",
            "The value of a signed header was changed on the way, by a hook, a proxy or a CDN.",
            "Compare the lines of the text above with what the client signs.",
        );
    }
    if asked
        .key
        .as_deref()
        .is_some_and(|key| !key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b)))
    {
        add(
            "key-written",
            "The key has characters that are written in several ways.",
            "Compare the key in the text above with the one that is meant.",
        );
    } else {
        add("path-changed", "The path was rewritten by a proxy.", "Sign the path that reaches the server.");
    }
    add(
        "own-signer",
        "The text is put together otherwise.",
        "Compare it with the one above line by line, or let an SDK sign.",
    );
    causes
}

/// In the place of a search that did not take place.
pub(super) fn not_looked_into() -> Cause {
    Cause::new(
        "not-looked-into",
        "More signatures were refused in this second than are looked into.",
        "Repeat the request alone.",
    )
}
