//! Bucket and key: left out, twice, encoded otherwise.

use super::{Group, List};
use crate::{
    auth::diagnosis::{
        Cause,
        encodings::{
            form, path_escaped, path_escaped_lower, path_escaped_twice, path_form, path_tilde,
            path_uri_component, same, slashes_too, uri,
        },
        parts::{Kind, Parts},
    },
    call::Asked,
};
use http::header::HOST;
use oss_protocol::encode;

/// What stands before the key.
pub(super) fn prefix(list: &mut List, parts: &Parts, asked: &Asked) {
    let Some(bucket) = asked.bucket.clone() else { return };
    let mut prefix = |id, sentence: String, advice: &str, prefix: String| {
        list.add(Group::Prefix, Cause::new(id, sentence, advice), move |parts| {
            parts.prefix.clone_from(&prefix)
        });
    };
    prefix(
        "bucket-not-signed",
        format!("The bucket {bucket} is not in the resource that is signed."),
        "Sign `/bucket/key`, also where the bucket stands in the name of the host, or the host belongs to the bucket: tell the client the \
         bucket, and that the endpoint is a CNAME if it is one.",
        "/".to_owned(),
    );
    prefix(
        "bucket-signed-twice",
        format!("The bucket {bucket} is signed twice."),
        "Leave the bucket out of the endpoint or out of the key: the client puts it there itself.",
        format!("/{bucket}/{bucket}/"),
    );
    let last = if parts.key.is_empty() {
        "Sign `/bucket/` for a bucket, with the slash at its end."
    } else {
        "Sign `/bucket/key`."
    };
    prefix(
        "bucket-slash",
        "The slash behind the bucket is not signed.".to_owned(),
        last,
        format!("/{bucket}"),
    );
    prefix(
        "resource-slash",
        "The slash at the beginning of the resource is not signed.".to_owned(),
        "Sign `/bucket/key`.",
        format!("{bucket}/"),
    );
    prefix(
        "key-slash",
        "The key is signed with a slash before it.".to_owned(),
        "A key does not begin with a slash. Take it off before the client sees it.",
        format!("/{bucket}//"),
    );
    let first = bucket.split_at_checked(1).map(|(first, rest)| format!("{}{rest}", first.to_uppercase()));
    for written in [bucket.to_uppercase(), first.unwrap_or_default(), bucket.to_lowercase()] {
        prefix(
            "bucket-case",
            format!("The bucket is signed as {written}, and the request is for {bucket}."),
            "Names of buckets have lower-case letters. The HTTP library writes the name of the host so.",
            format!("/{written}/"),
        );
    }
    // The bucket in the host, where the server does not look for it.
    let label = asked.header(HOST).and_then(|host| host.split_once('.')).map(|(label, _)| label.to_owned());
    if let Some(label) = label.filter(|label| asked.in_path && *label != bucket) {
        prefix(
            "bucket-in-host",
            format!("The bucket {label} of the host is signed, and the request is for {bucket}."),
            "The server does not know this host as one of buckets: name it among its hosts or cnames, or put the bucket into the path.",
            format!("/{label}/{bucket}/"),
        );
    }
}

/// The key, and how the path is written.
pub(super) fn key(list: &mut List, parts: &Parts) {
    let mut path = |id, sentence: &str, advice: &str, write: fn(&str) -> String| {
        list.add(Group::Path, Cause::new(id, sentence, advice), move |parts| parts.writing.path = write);
    };
    if parts.kind == Kind::V1 {
        let raw = "V1 signs the key as it is, not as it stands in the URL.";
        path("key-encoded", "The key is signed percent-encoded.", raw, path_escaped);
        path("key-encoded", "The key is signed percent-encoded, its slashes too.", raw, slashes_too);
        path("key-encoded", "The key is signed as encodeURIComponent writes it.", raw, path_uri_component);
        path("key-encoded", "The key is signed as encodeURI writes it.", raw, uri);
        path("key-encoded", "The key is signed as a form writes it, with `+` for a space.", raw, path_form);
        path(
            "key-encoded",
            "The key is signed percent-encoded, with lower-case digits.",
            raw,
            path_escaped_lower,
        );
    } else {
        let once = "V4 signs the path percent-encoded once: everything but letters, digits, `-`, `_`, `.`, `~` and the slashes, with upper-case digits.";
        path("key-not-encoded", "The path is signed as it is, not percent-encoded.", once, same);
        path("key-encoded-twice", "The path is signed percent-encoded twice.", once, path_escaped_twice);
        path("key-slash-encoded", "The slashes of the key are signed as %2F.", once, slashes_too);
        path(
            "key-encoding",
            "The path is signed as encodeURIComponent writes it, which leaves `!'()*`.",
            once,
            path_uri_component,
        );
        path(
            "key-encoding",
            "The path is signed as encodeURI writes it, which leaves what has a meaning in URLs.",
            once,
            uri,
        );
        path(
            "key-encoding",
            "The path is signed as a form writes it, with `+` for a space.",
            once,
            path_form,
        );
        path("key-encoding", "The `~` of the path is signed as %7E.", once, path_tilde);
        path(
            "key-encoding",
            "The path is signed percent-encoded with lower-case digits.",
            once,
            path_escaped_lower,
        );
    }
    let key = parts.key.clone();
    if key.is_empty() {
        return;
    }
    let mut other = |id, sentence: &str, advice: &str, other: String| {
        list.add(Group::Key, Cause::new(id, sentence, advice), move |parts| parts.key.clone_from(&other));
    };
    let plus = "In a path `+` stands for itself: write `%20` for a space and `%2B` for a plus, and sign the key that is meant.";
    other("key-plus", "The key that arrived has a `+`, and a space is signed.", plus, key.replace('+', " "));
    other("key-plus", "The key that arrived has a space, and a `+` is signed.", plus, key.replace(' ', "+"));
    if let Some(decoded) = encode::decode(&key) {
        other(
            "key-encoded-on-the-way",
            "The key arrived percent-encoded twice, and is signed as it was before.",
            "Encode the key once; the HTTP library or a proxy may do it again.",
            decoded,
        );
    }
    other("key-encoded", "The key is signed as a form writes it.", "Sign the key as it is.", form(&key));
    other(
        "key-slash-at-end",
        "The key is signed with a slash at its end.",
        "Send the slash as well, or do not sign it; a proxy may have taken it off.",
        format!("{key}/"),
    );
    if let Some(without) = key.strip_suffix('/') {
        let advice = "Sign the slash as well, or do not send it; a proxy may have put it there.";
        other(
            "key-slash-at-end",
            "The key is signed without the slash at its end.",
            advice,
            without.to_owned(),
        );
    }
    if let Some((first, rest)) = key.split_once('/') {
        let advice = "A proxy in between may rewrite the path: sign the path that reaches the server.";
        let sentence = format!("The key is signed without `{first}/` at its beginning.");
        other("path-prefix-added", &sentence, advice, rest.to_owned());
    }
}
