//! What is particular to V4 of AWS, which S3 clients sign with.
//!
//! Sources: AWS's page "Troubleshooting Signature Version 4", and the tools of others whose users met these.

use super::{Group, List};
use crate::auth::diagnosis::{Cause, parts::Parts};
use oss_protocol::{digest::EMPTY_SHA256, sign::aws_v4::UNSIGNED_PAYLOAD};

/// What proxies and HTTP libraries put in the place of `Accept-Encoding`.
const ENCODINGS: [&str; 8] = [
    "identity",
    "gzip",
    "gzip, deflate",
    "gzip, deflate, br",
    "gzip, deflate, br, zstd",
    "deflate, gzip",
    "br",
    "",
];

/// Headers that are changed on the way, though they are signed.
pub(super) fn headers(list: &mut List, parts: &Parts) {
    let Some(sent) = parts.header("accept-encoding").map(|value| String::from_utf8_lossy(value).into_owned())
    else {
        return;
    };
    for signed in ENCODINGS.into_iter().filter(|signed| *signed != sent) {
        let cause = Cause::new(
            "accept-encoding-changed",
            format!("The request came with Accept-Encoding `{sent}`, and `{signed}` is signed."),
            "An HTTP library or a proxy writes this header anew: leave it out of the signed headers.",
        );
        list.add(Group::Free, cause, move |parts| parts.set_header("accept-encoding", signed.as_bytes()));
    }
}

/// The list of the signed headers.
pub(super) fn names(list: &mut List, parts: &Parts) {
    list.add(
        Group::HeaderWriting,
        Cause::new(
            "signed-headers-unsorted",
            "The names of the signed headers are in another order in the text than in SignedHeaders.",
            "Sort the names, in lower case, and use the same list in the text and in the request.",
        ),
        |parts| {
            parts.additional.sort();
            parts.writing.headers_sorted = true;
        },
    );
    let advice = "Each signed header has its line, and its name stands in the list behind them: name those that are signed, and no others.";
    for name in parts.additional.iter().take(super::EACH) {
        let sentence = format!("{name} is named in SignedHeaders, and is not signed.");
        let name = name.clone();
        list.alone(Cause::new("signed-header-not-signed", sentence, advice), move |parts| {
            parts.remove_header(&name);
            parts.additional.retain(|other| *other != name);
        });
    }
}

/// What is said of the body.
pub(super) fn payload(list: &mut List, parts: &Parts) {
    let sent = parts.payload.clone();
    let known = [
        UNSIGNED_PAYLOAD,
        EMPTY_SHA256,
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "",
    ];
    for signed in known.into_iter().filter(|signed| *signed != sent) {
        let what = if signed == EMPTY_SHA256 { "the SHA-256 of nothing" } else { signed };
        let cause = Cause::new(
            "payload-changed",
            format!("The request says `{sent}` of its body, and `{what}` is signed."),
            "The last line of the canonical request is the value of x-amz-content-sha256; in a URL it is UNSIGNED-PAYLOAD.",
        );
        list.add(Group::Md5, cause, move |parts| signed.clone_into(&mut parts.payload));
    }
}

/// The values of parameters without one.
pub(super) fn query(list: &mut List) {
    let cause = Cause::new(
        "parameter-equals",
        "Parameters without a value are signed without a `=`.",
        "Sign each with its `=`: `acl=`.",
    );
    list.add(Group::Free, cause, |parts| parts.writing.equals = false);
}

/// The bucket in the path.
pub(super) fn path(list: &mut List, bucket: Option<&str>) {
    let Some(bucket) = bucket else { return };
    let prefix = format!("/{bucket}/");
    let cause = Cause::new(
        "bucket-signed",
        format!("The bucket {bucket} stands in the name of the host, and is signed in the path too."),
        "Sign the path as it is sent: with virtual hosts the bucket is not in it.",
    );
    list.add(Group::Prefix, cause, move |parts| parts.prefix.clone_from(&prefix));
}
