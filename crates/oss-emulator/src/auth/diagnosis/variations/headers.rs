//! Headers: one that was not signed, one that was signed otherwise.

use super::{EACH, Group, List};
use crate::{
    auth::diagnosis::{
        Cause,
        parts::{CONTENT_TYPE_NAME as CONTENT_TYPE, Kind, Parts},
    },
    call::Asked,
};
use http::header::HOST;
use oss_protocol::{encode, header};

/// Types that HTTP libraries, browsers and SDKs send by themselves, and those of most uploads.
const SENT: [&str; 10] = [
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "text/plain",
    "text/plain;charset=UTF-8",
    "application/json",
    "application/xml",
    "multipart/form-data",
    "binary/octet-stream",
    "image/jpeg",
    "image/png",
];

/// Types of files, by the ends of their names.
const FILES: [(&[&str], &str); 26] = [
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["jpg", "jpeg"], "image/jpg"),
    (&["png"], "image/png"),
    (&["gif"], "image/gif"),
    (&["webp"], "image/webp"),
    (&["svg"], "image/svg+xml"),
    (&["bmp"], "image/bmp"),
    (&[], "image/*"),
    (&["html", "htm"], "text/html"),
    (&["css"], "text/css"),
    (&["csv"], "text/csv"),
    (&["md"], "text/markdown"),
    (&["js", "mjs"], "text/javascript"),
    (&["js", "mjs"], "application/javascript"),
    (&["xml"], "text/xml"),
    (&["pdf"], "application/pdf"),
    (&["zip"], "application/zip"),
    (&["zip"], "application/x-zip-compressed"),
    (&["gz", "tgz"], "application/gzip"),
    (&["doc"], "application/msword"),
    (&["xls"], "application/vnd.ms-excel"),
    (&["mp3"], "audio/mpeg"),
    (&["mp4"], "video/mp4"),
    (&["mpg", "mpeg"], "video/mpeg"),
    (&[], "undefined"),
    (&[], "null"),
];

const KEEP: &str = "Give the signer the Content-Type that is sent, or keep the HTTP library, the browser or a proxy from changing it: \
    the header must be the same when signing and when sending.";

fn text(parts: &Parts, name: &str) -> Option<String> {
    parts.header(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// A type that was added, taken away or replaced.
pub(super) fn content_type(list: &mut List, parts: &Parts) {
    if let Some(sent) = text(parts, CONTENT_TYPE) {
        list.add(
            Group::Type,
            Cause::new(
                "content-type-added",
                format!("The request came with Content-Type `{sent}`, and the signature is of a request without one."),
                KEEP,
            ),
            |parts| parts.remove_header(CONTENT_TYPE),
        );
        let bare = sent.split(';').next().unwrap_or_default().trim();
        let writings = [";charset=UTF-8", "; charset=UTF-8", "; charset=utf-8", ";charset=utf-8"]
            .map(|charset| format!("{bare}{charset}"));
        for signed in [bare.to_owned(), sent.to_lowercase()].into_iter().chain(writings) {
            let cause = Cause::new(
                "content-type-charset",
                format!("The request came with Content-Type `{sent}`, and `{signed}` is signed."),
                KEEP,
            );
            list.add(Group::Type, cause, move |parts| parts.set_header(CONTENT_TYPE, signed.as_bytes()));
        }
    }
    let end = parts.key.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let of_key = FILES.iter().filter(|(ends, _)| ends.contains(&end.as_str())).map(|(_, signed)| *signed);
    for signed in of_key.chain(SENT) {
        list.add(Group::Type, changed(parts, signed), |parts| {
            parts.set_header(CONTENT_TYPE, signed.as_bytes())
        });
    }
}

/// One of many types, which are looked at alone.
pub(super) fn other_types(list: &mut List, parts: &Parts) {
    for (_, signed) in FILES {
        list.alone(changed(parts, signed), |parts| parts.set_header(CONTENT_TYPE, signed.as_bytes()));
    }
}

fn changed(parts: &Parts, signed: &str) -> Cause {
    match text(parts, CONTENT_TYPE) {
        Some(sent) => Cause::new(
            "content-type-changed",
            format!("The request came with Content-Type `{sent}`, and `{signed}` is signed."),
            KEEP,
        ),
        None => Cause::new(
            "content-type-removed",
            format!("Content-Type `{signed}` is signed, and the request came without one."),
            format!("Send the request with Content-Type `{signed}`, or do not give it to the signer."),
        ),
    }
}

/// Headers that came and are not signed.
pub(super) fn added(list: &mut List, parts: &Parts) {
    let names: Vec<_> = parts.headers.iter().map(|(name, _)| name.clone()).collect();
    let own: Vec<_> = names.into_iter().filter(|name| name.starts_with("x-oss-")).collect();
    for name in own.iter().take(EACH) {
        let cause = if header::X_OSS_SECURITY_TOKEN == **name {
            Cause::new(
                "security-token-not-signed",
                "The security token came as a header that is not signed.",
                "Put x-oss-security-token on the request before it is signed.",
            )
        } else {
            Cause::new(
                "header-added",
                format!("The request came with the header {name}, which is not signed."),
                "Every x-oss- header that is sent is signed. Set it before signing, not in a hook, interceptor, proxy or CDN afterwards.",
            )
        };
        let name = name.clone();
        list.add(Group::Free, cause, move |parts| parts.remove_header(&name));
    }
    if own.len() > 1 {
        list.add(
            Group::HeaderWriting,
            Cause::new(
                "headers-not-signed",
                "None of the x-oss- headers is signed.",
                "Add a line `name:value` for each x-oss- header to the text, sorted by name.",
            ),
            |parts| parts.headers.retain(|(name, _)| !name.starts_with("x-oss-")),
        );
    }
    for (name, value) in [("x-oss-range-behavior", "standard"), ("x-oss-content-sha256", "UNSIGNED-PAYLOAD")]
    {
        if parts.header(name).is_none() {
            let cause = Cause::new(
                "header-removed",
                format!(
                    "The header {name} with the value {value} is signed, and the request came without it."
                ),
                "Send every x-oss- header that is signed; a proxy or CDN may have taken it off.",
            );
            list.alone(cause, |parts| parts.set_header(name, value.as_bytes()));
        }
    }
}

/// Lines of headers that are written otherwise.
pub(super) fn written(list: &mut List, parts: &Parts) {
    if parts.headers.is_empty() {
        return;
    }
    let mut writing = |id, sentence: &str, advice: &str, edit: fn(&mut Parts)| {
        list.add(Group::HeaderWriting, Cause::new(id, sentence, advice), edit);
    };
    writing(
        "header-names-case",
        "The names of the signed headers are not in lower case.",
        "Write the names of headers in lower case in the text that is signed; how they are sent does not matter.",
        |parts| parts.writing.header_name = title_case,
    );
    writing(
        "headers-unsorted",
        "The lines of the signed headers are not sorted.",
        "Sort the lines by the lower-case names.",
        |parts| parts.writing.headers_sorted = false,
    );
    writing(
        "header-line-space",
        "There is a space behind the colon of the signed headers.",
        "Write `name:value` without a space.",
        |parts| parts.writing.colon = ": ",
    );
    writing(
        "header-values-encoded",
        "The values of the signed headers are percent-encoded in the text.",
        "Sign the values as they are sent.",
        |parts| {
            parts.writing.header_value =
                |value| encode::component(&String::from_utf8_lossy(value)).to_string().into_bytes()
        },
    );
    writing(
        "header-values-decoded",
        "The values of the headers were sent percent-encoded, and are signed as they were before.",
        "Encode the values first, then sign and send the same.",
        |parts| {
            parts.writing.header_value = |value| {
                let text = String::from_utf8_lossy(value).into_owned();
                encode::decode(&text).unwrap_or(text).into_bytes()
            };
        },
    );
    writing(
        "header-values-joined",
        "Several values of a header are joined otherwise than with a comma alone.",
        "Join the values of one name with `,` and no space.",
        |parts| {
            parts.writing.header_value =
                |value| String::from_utf8_lossy(value).replace(',', ", ").into_bytes()
        },
    );
    if parts.headers.iter().any(|(_, value)| !value.is_ascii()) {
        let not_ascii = |list: &mut List, edit: fn(&[u8]) -> Vec<u8>| {
            let cause = Cause::new(
                "header-not-ascii",
                "A header has characters that are not ASCII, and the client signs other bytes for them than it sends.",
                "Percent-encode such values, of x-oss-meta- headers too, before they are signed and sent: HTTP has no encoding for them.",
            );
            list.add(Group::HeaderWriting, cause, move |parts| parts.writing.header_value = edit);
        };
        not_ascii(list, |value| {
            String::from_utf8_lossy(value)
                .chars()
                .map(|c| if c.is_ascii() { c } else { '?' })
                .collect::<String>()
                .into_bytes()
        });
        not_ascii(list, |value| value.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes());
        not_ascii(list, |value| {
            String::from_utf8_lossy(value).chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
        });
    }
}

fn title_case(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

/// The additional headers of V4.
pub(super) fn additional(list: &mut List, parts: &Parts, asked: &Asked) {
    if parts.kind != Kind::V4 || parts.additional.is_empty() {
        return;
    }
    for name in parts.additional.iter().take(EACH) {
        let cause = Cause::new(
            "additional-header-not-signed",
            format!("{name} is named among the additional headers, and its line is not signed."),
            "Add the line of each additional header to the canonical request, or do not name it.",
        );
        let name = name.clone();
        list.add(Group::Free, cause, move |parts| parts.remove_header(&name));
    }
    list.add(
        Group::HeaderWriting,
        Cause::new(
            "additional-names-not-signed",
            "The names of the additional headers are not in the canonical request.",
            "Write the names, sorted and with `;` between them, in the line before the last.",
        ),
        |parts| parts.additional.clear(),
    );
    hosts(list, parts, asked);
}

/// Another host than the one that came, where it is signed.
pub(super) fn hosts(list: &mut List, parts: &Parts, asked: &Asked) {
    let Some(host) = asked.header(HOST).filter(|_| parts.header(HOST.as_str()).is_some()) else { return };
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let bucket = asked.bucket.clone().unwrap_or_default();
    let mut hosts =
        vec![name.to_owned(), format!("{name}:80"), format!("{name}:443"), format!("{bucket}.{host}")];
    hosts.extend(host.strip_prefix(&format!("{bucket}.")).map(str::to_owned));
    hosts.extend(
        ["localhost", "127.0.0.1"]
            .map(|name| if port.is_empty() { name.to_owned() } else { format!("{name}:{port}") }),
    );
    let forwarded = ["x-forwarded-host", "x-original-host"].into_iter().filter_map(|name| asked.header(name));
    hosts.extend(forwarded.map(str::to_owned));
    if let Some(derivation) = &parts.signing.derivation {
        let region = &derivation.scope[1];
        hosts.extend(["", "-internal"].map(|end| format!("{bucket}.oss-{region}{end}.aliyuncs.com")));
        if parts.kind == Kind::Aws {
            hosts.push(format!("{bucket}.s3.{region}.amazonaws.com"));
        }
    }
    for signed in hosts {
        let cause = Cause::new(
            "host-changed",
            format!("The request came for the host `{host}`, and `{signed}` is signed."),
            "Sign the Host header as it is sent, with its port where it has one; or let the proxy in between keep it. \
             In V4 of OSS the host need not be signed.",
        );
        list.alone(cause, move |parts| parts.set_header(HOST.as_str(), signed.as_bytes()));
    }
}
