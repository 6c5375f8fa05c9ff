//! Another secret, or the right one with something about it.

use super::{Group, List};
use crate::auth::diagnosis::{Cause, Told, parts::Parts, signing::Hash};
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_protocol::encode;
use zeroize::Zeroizing;

/// So many other access keys of the server are looked at.
const OTHERS: usize = 32;

/// Other secrets. None of them is in a sentence.
pub(super) fn secret(list: &mut List, parts: &Parts, told: &Told) {
    let secret = parts.signing.secret.as_str();
    let mut other = |id, sentence: &str, advice: &str, other: String| {
        let other = Zeroizing::new(other);
        list.add(Group::Secret, Cause::new(id, sentence, advice), move |parts| {
            parts.signing.secret = other.clone()
        });
    };
    let paste = "Take the space or the end of line off the secret: it is often there after pasting, or in a file or variable that it is read from.";
    for after in ["\n", " ", "\r\n", "\r", "\t"] {
        other(
            "secret-whitespace",
            "The secret has a space or an end of line behind it.",
            paste,
            format!("{secret}{after}"),
        );
    }
    for (before, after) in [(" ", ""), (" ", " "), ("\n", ""), ("\u{feff}", "")] {
        other(
            "secret-whitespace",
            "The secret has a space or another invisible character before it.",
            paste,
            format!("{before}{secret}{after}"),
        );
    }
    other(
        "secret-whitespace",
        "The secret is used without the spaces around it, which the server was told.",
        "Tell the server the secret without spaces.",
        secret.trim().to_owned(),
    );
    for quote in ['"', '\'', '`'] {
        other(
            "secret-quoted",
            "The secret has quotation marks around it.",
            "Take the quotation marks off the secret, in a .env file say.",
            format!("{quote}{secret}{quote}"),
        );
    }
    other(
        "secret-base64",
        "The secret is used in Base64.",
        "Decode the secret first; secrets of Kubernetes are written so.",
        STANDARD.encode(secret),
    );
    other(
        "secret-base64",
        "The secret is used in Base64 with an end of line.",
        "Encode it without the end of line: `echo -n`.",
        STANDARD.encode(format!("{secret}\n")),
    );
    other(
        "secret-encoded",
        "The secret is used percent-encoded.",
        "Use the secret as it is.",
        encode::component(secret).to_string(),
    );
    other(
        "secret-of-rpc",
        "The secret has an `&` behind it, as the signatures of other services of the cloud have.",
        "Sign for OSS with the secret alone.",
        format!("{secret}&"),
    );
    other(
        "secret-case",
        "The secret is used in lower case.",
        "Use the secret as it is.",
        secret.to_lowercase(),
    );
    other(
        "secret-case",
        "The secret is used in upper case.",
        "Use the secret as it is.",
        secret.to_uppercase(),
    );
    for nothing in ["", "undefined", "null", "None", "nil"] {
        other(
            "secret-missing",
            "The client has no secret.",
            "Look where the secret comes from: the variable or the setting is not there.",
            nothing.to_owned(),
        );
    }
    for account in told.iter().take(OTHERS) {
        let credentials = &account.credentials;
        let own = format!("The secret is the one of the access key {}.", credentials.access_key_id);
        other(
            "secret-of-another-key",
            &own,
            "Use the id and the secret of the same access key.",
            credentials.access_key_secret.as_str().to_owned(),
        );
        other(
            "secret-is-an-id",
            "The id of an access key is used as the secret.",
            "Use the secret that belongs to the id.",
            credentials.access_key_id.clone(),
        );
    }
}

/// What is signed of a form in the place of its policy.
pub(super) fn policy(list: &mut List) {
    let mut policy = |id, sentence: &str, advice: &str, edit: fn(&mut Parts)| {
        list.add(Group::Shape, Cause::new(id, sentence, advice), edit);
    };
    let advice = "Encode the policy in Base64, without ends of lines, and sign the very text that the field `policy` has.";
    policy("policy-not-encoded", "The policy is signed as JSON, not in Base64.", advice, |parts| {
        if let Ok(text) = STANDARD.decode(&parts.policy) {
            parts.policy = text;
        }
    });
    policy("policy-encoded-twice", "The policy is signed in Base64 twice.", advice, |parts| {
        parts.policy = STANDARD.encode(&parts.policy).into_bytes();
    });
    policy("policy-end-of-line", "The policy is signed with an end of line behind it.", advice, |parts| {
        parts.policy.push(b'\n');
    });
    policy(
        "policy-end-of-line",
        "The policy is signed with an end of line after every 76 characters.",
        advice,
        |parts| {
            let lines: Vec<_> = parts.policy.chunks(76).collect();
            parts.policy = [lines.join(&b'\n'), vec![b'\n']].concat();
        },
    );
    policy(
        "hash-of-v4",
        "The policy is signed with HMAC-SHA256.",
        "V1 signs with HMAC-SHA1; V4 has fields of its own.",
        |parts| {
            if !parts.signing.is_derived() {
                parts.signing.hash = Hash::Sha256;
            }
        },
    );
    policy(
        "key-not-derived",
        "The policy is signed with the secret itself.",
        "V4 signs with a key derived from the secret for day, region and product.",
        |parts| {
            if parts.signing.is_derived() {
                parts.signing.derivation = None;
            }
        },
    );
    policy(
        "key-not-derived",
        "The policy is signed as V1 does, with HMAC-SHA1 and the secret itself.",
        "V4 signs with HMAC-SHA256, and with a key derived from the secret.",
        |parts| {
            if parts.signing.is_derived() {
                parts.signing.derivation = None;
                parts.signing.hash = Hash::Sha1;
            }
        },
    );
}
