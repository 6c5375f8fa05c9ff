//! The text as a whole, and the hash.

use super::{Group, List};
use crate::auth::diagnosis::{
    Cause,
    parts::{Kind, Parts},
    signing::Hash,
};
use oss_protocol::sign::aws_v4;

pub(super) fn shape(list: &mut List, parts: &Parts) {
    let mut shape = |id, sentence: &str, advice: &str, edit: fn(&mut Parts)| {
        list.add(Group::Shape, Cause::new(id, sentence, advice), edit);
    };
    shape(
        "text-end-of-line",
        "The text is signed with an end of line behind it.",
        "Nothing stands behind the last line.",
        |parts| {
            parts.writing.text = |mut text| {
                text.push(b'\n');
                text
            };
        },
    );
    shape(
        "text-line-ends",
        "The lines of the text end with CR and LF.",
        "End lines with LF alone.",
        |parts| {
            parts.writing.text = |text| String::from_utf8_lossy(&text).replace('\n', "\r\n").into_bytes();
        },
    );
    if parts.kind == Kind::V1 {
        shape(
            "text-empty-lines",
            "The lines of what is empty, Content-MD5 or Content-Type, are left out.",
            "Each has its line, also where it is empty.",
            |parts| {
                parts.writing.text = |text| {
                    let lines: Vec<_> =
                        text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
                    lines.join(&b'\n')
                };
            },
        );
        shape("hash-of-v4", "The text is signed with HMAC-SHA256.", "V1 signs with HMAC-SHA1.", |parts| {
            parts.signing.hash = Hash::Sha256
        });
        return;
    }
    shape(
        "request-not-digested",
        "The canonical request itself stands in the string to sign.",
        "The last line is the SHA-256 of the canonical request, in lower-case hexadecimal digits.",
        |parts| parts.writing.digested = false,
    );
    shape(
        "algorithm-line",
        "The first line of the string to sign is that of the other dialect, AWS4-HMAC-SHA256 or OSS4-HMAC-SHA256.",
        "It is the algorithm that the request names.",
        |parts| {
            parts.algorithm = if parts.kind == Kind::Aws { "OSS4-HMAC-SHA256" } else { aws_v4::ALGORITHM }
        },
    );
}
