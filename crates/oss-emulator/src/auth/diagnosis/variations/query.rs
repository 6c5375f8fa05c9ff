//! Parameters: one that was added or is not signed, values written otherwise.

use super::{EACH, Group, List};
use crate::{
    auth::diagnosis::{
        Cause,
        encodings::{escaped, escaped_lower, escaped_twice, form, same, tilde, uri_component},
        parts::{Kind, Parts, is_token},
    },
    call::Asked,
};
use oss_protocol::{encode, subresource};

/// The header of a token, and the parameter of V4.
const TOKEN: &str = "x-oss-security-token";

/// Parameters without a value that choose what a request is about.
const FLAGS: [&str; 31] = [
    "acl",
    "append",
    "cors",
    "delete",
    "encryption",
    "inventory",
    "lifecycle",
    "live",
    "location",
    "logging",
    "objectMeta",
    "policy",
    "referer",
    "replication",
    "requestPayment",
    "restore",
    "stat",
    "status",
    "symlink",
    "tagging",
    "uploads",
    "versioning",
    "versions",
    "vod",
    "website",
    "worm",
    "bucketInfo",
    "sequential",
    "cname",
    "style",
    "img",
];

/// Parameters that came and are not signed, and those that are signed and should not be.
pub(super) fn added(list: &mut List, parts: &Parts, asked: &Asked) {
    // Without these a link would not be one; they are written before it is signed.
    let own = |name: &str| {
        parts.link
            && ["credential", "date", "expires", "signature-version", "algorithm", "signedheaders"]
                .iter()
                .any(|own| {
                    name.strip_prefix("x-oss-")
                        .or_else(|| name.strip_prefix("X-Amz-"))
                        .is_some_and(|n| n.eq_ignore_ascii_case(own))
                })
    };
    let names: Vec<_> = parts.query.iter().map(|(name, _)| name.clone()).filter(|name| !own(name)).collect();
    for name in names.iter().take(EACH) {
        let cause = if is_token(name) {
            Cause::new(
                "security-token-not-signed",
                format!("The parameter {name} is not signed."),
                "Put the token into the query before it is signed: in V1 it is one of the sub-resources.",
            )
        } else if parts.link {
            Cause::new(
                "parameter-added",
                format!(
                    "The link has the parameter {name}, which is not signed: it was put there afterwards."
                ),
                "Give the parameter to what makes the link: none can be added to it later.",
            )
        } else {
            Cause::new(
                "parameter-not-signed",
                format!("The parameter {name} is not signed."),
                match parts.kind {
                    Kind::V4 | Kind::Aws => "V4 signs every parameter.",
                    _ => {
                        "V1 signs the sub-resources and response-, x-oss- and token parameters behind the resource: `?acl` or `?uploadId=…&partNumber=…`."
                    }
                },
            )
        };
        let name = name.clone();
        list.add(Group::Free, cause, move |parts| parts.query.retain(|(n, _)| *n != name));
    }
    if names.len() > 1 {
        let all = Cause::new(
            "parameters-not-signed",
            "None of the parameters is signed.",
            "Sign the parameters behind the resource, sorted by name and joined by `&`.",
        );
        list.add(Group::Order, all, move |parts| parts.query.retain(|(name, _)| !names.contains(name)));
    }
    if parts.kind == Kind::V1 {
        let signing = ["OSSAccessKeyId", "Expires", "Signature"];
        let unsigned = |name: &&str| !subresource::is_signed(name) && !signing.contains(name);
        let others: Vec<_> = asked
            .query
            .iter()
            .filter(|(name, _)| unsigned(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let advice = "V1 signs the sub-resources and no other parameters: leave out prefix, delimiter, max-keys, list-type and the like.";
        for parameter in others.iter().take(EACH) {
            let sentence = format!("The parameter {} is signed, and V1 does not sign it.", parameter.0);
            let parameter = parameter.clone();
            list.add(Group::Free, Cause::new("parameter-signed", sentence, advice), move |parts| {
                parts.query.push(parameter.clone());
            });
        }
        if others.len() > 1 {
            let cause = Cause::new(
                "parameter-signed",
                "All parameters are signed, and V1 does not sign them all.",
                advice,
            );
            list.add(Group::Order, cause, move |parts| parts.query.extend(others.iter().cloned()));
        }
    }
    token_elsewhere(list, parts);
}

/// A token that is signed as the other kind of request has it.
fn token_elsewhere(list: &mut List, parts: &Parts) {
    if parts.query.iter().any(|(name, _)| is_token(name)) {
        let cause = Cause::new(
            "security-token-as-header",
            "The token stands in the query, and is signed as the header x-oss-security-token.",
            "Sign the token where it stands: in the query of a link, or in the header.",
        );
        list.add(Group::Free, cause, |parts| {
            if let Some(at) = parts.query.iter().position(|(name, _)| is_token(name)) {
                let (_, token) = parts.query.remove(at);
                parts.set_header(TOKEN, token.as_bytes());
            }
        });
    }
    if parts.header(TOKEN).is_some() {
        let cause = Cause::new(
            "security-token-as-parameter",
            "The token came as a header, and is signed as a parameter.",
            "Sign the token where it stands: in the query of a link, or in the header.",
        );
        list.add(Group::Free, cause, |parts| {
            let name = if parts.kind == Kind::V4 { TOKEN } else { "security-token" };
            if let Some(token) = parts.header(TOKEN) {
                let token = String::from_utf8_lossy(token).into_owned();
                parts.remove_header(TOKEN);
                parts.query.push((name.to_owned(), token));
            }
        });
    }
}

/// How parameters are written.
pub(super) fn written(list: &mut List, parts: &Parts) {
    if parts.query.is_empty() {
        return;
    }
    let mut writing = |id, sentence: &str, advice: &str, group, edit: fn(&mut Parts)| {
        list.add(group, Cause::new(id, sentence, advice), edit);
    };
    writing(
        "parameters-unsorted",
        "The signed parameters are not sorted.",
        "Sort the parameters by name before they are signed; how they are sent does not matter.",
        Group::Order,
        |parts| parts.writing.sorted = false,
    );
    writing(
        "parameter-equals",
        "Parameters without a value are signed with a `=`.",
        "Sign the bare name where there is no value: `?acl`, not `?acl=`.",
        Group::Free,
        |parts| parts.writing.equals = true,
    );
    for (name, value) in &parts.query[..parts.query.len().min(EACH)] {
        let plus = "In a query `+` stands for a space: write `%20` for a space and `%2B` for a plus, and sign the value that is meant.";
        let mut other = |id, sentence: String, advice: &str, other: String| {
            if other == *value {
                return;
            }
            let name = name.clone();
            list.add(Group::Component, Cause::new(id, sentence, advice), move |parts| {
                for (_, value) in parts.query.iter_mut().filter(|(n, _)| *n == name) {
                    value.clone_from(&other);
                }
            });
        };
        // A token is masked by its place, and must not be held here.
        if is_token(name) {
            continue;
        }
        other(
            "parameter-plus",
            format!("A `+` in the value of {name} arrived as a space."),
            plus,
            value.replace(' ', "+"),
        );
        if let Some(decoded) = encode::decode(value) {
            let sentence =
                format!("The value of {name} arrived percent-encoded twice, and is signed as it was before.");
            let advice = "Encode it once; the HTTP library may do it again.";
            other("parameter-encoded-on-the-way", sentence, advice, decoded);
        }
    }
    if parts.query.iter().any(|(name, value)| is_token(name) && value.contains(' ')) {
        let cause = Cause::new(
            "security-token-plus",
            "A `+` of the token arrived as a space: it stands in the URL unencoded.",
            "Percent-encode the token in the URL: `+` is `%2B` there.",
        );
        list.add(Group::Component, cause, |parts| {
            for (_, value) in parts.query.iter_mut().filter(|(name, _)| is_token(name)) {
                *value = value.replace(' ', "+");
            }
        });
    }
    if parts.kind == Kind::V1 {
        let raw = "V1 signs the values of parameters as they are, not as they stand in the URL.";
        for (how, write) in [
            ("percent-encoded", escaped as fn(&str) -> String),
            ("as encodeURIComponent writes them", uri_component),
            ("as a form writes them", form),
            ("percent-encoded with lower-case digits", escaped_lower),
        ] {
            let sentence = format!("The values of parameters are signed {how}.");
            list.add(Group::Component, Cause::new("parameter-encoded", sentence, raw), move |parts| {
                parts.writing.component = write;
            });
        }
    } else {
        let once = "V4 signs names and values percent-encoded once: everything but letters, digits, `-`, `_`, `.` and `~`, with upper-case digits.";
        for (id, how, write) in [
            ("parameter-not-encoded", "as they are, not percent-encoded", same as fn(&str) -> String),
            ("parameter-encoding", "with slashes that are not encoded", slashes_left),
            ("parameter-encoding", "as encodeURIComponent writes them, which leaves `!'()*`", uri_component),
            ("parameter-encoding", "as a form writes them, with `+` for a space", form),
            ("parameter-encoding", "with `~` as %7E", tilde),
            ("parameter-encoding", "with lower-case digits", escaped_lower),
            ("parameter-encoded-twice", "percent-encoded twice", escaped_twice),
        ] {
            let sentence = format!("Names and values of parameters are signed {how}.");
            list.add(Group::Component, Cause::new(id, sentence, once), move |parts| {
                parts.writing.component = write
            });
        }
    }
}

fn slashes_left(text: &str) -> String {
    encode::path(text).to_string()
}

/// A parameter without a value that is signed and did not come.
pub(super) fn removed(list: &mut List, parts: &Parts) {
    for name in FLAGS.into_iter().filter(|flag| parts.query.iter().all(|(name, _)| name != flag)) {
        let cause = Cause::new(
            "parameter-removed",
            format!("The parameter {name} is signed, and the request came without it."),
            "Send the parameter as well, or do not sign it; a proxy or CDN may have taken off the query.",
        );
        list.alone(cause, move |parts| parts.query.push((name.to_owned(), String::new())));
    }
}
