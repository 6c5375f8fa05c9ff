//! V4, in the Authorization header.

use super::*;

const SCOPE: &str = "20260102/cn-hangzhou/oss/aliyun_v4_request";

/// The diagnosis of a request whose signature is this one.
fn diagnosed(request: &str, headers: &[(&str, &str)], additional: &str, signature: &str) -> Diagnosis {
    let names =
        if additional.is_empty() { String::new() } else { format!("AdditionalHeaders={additional},") };
    let authorization = format!("OSS4-HMAC-SHA256 Credential={ID}/{SCOPE},{names}Signature={signature}");
    let own = [
        ("x-oss-date", BASIC),
        ("x-oss-content-sha256", "UNSIGNED-PAYLOAD"),
        ("authorization", authorization.as_str()),
    ];
    let headers: Vec<_> = headers.iter().copied().chain(own).collect();
    refused(&asked(request, &headers))
}

const OWN: &str = "x-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20260102T030405Z\n";

#[test]
fn one_thing_that_differs_is_found() {
    let canonical =
        |path: &str, query: &str, lines: &str| format!("GET\n{path}\n{query}\n{lines}\n\nUNSIGNED-PAYLOAD");
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str, String);
    let jpeg = [("content-type", "image/jpeg")];
    let host = [("host", "127.0.0.1:9000")];
    let cases: [Case<'_>; 24] = [
        ("content-type-added", "GET /bkt/k", &jpeg, "", canonical("/bkt/k", "", OWN)),
        (
            "content-type-changed",
            "GET /bkt/k",
            &jpeg,
            "",
            canonical("/bkt/k", "", &format!("content-type:image/png\n{OWN}")),
        ),
        ("header-added", "GET /bkt/k", &[("x-oss-b", "1")], "", canonical("/bkt/k", "", OWN)),
        ("bucket-not-signed", "GET /bkt/k", &[], "", canonical("/k", "", OWN)),
        ("key-not-encoded", "GET /bkt/a%20b", &[], "", canonical("/bkt/a b", "", OWN)),
        ("key-encoded-twice", "GET /bkt/a%20b", &[], "", canonical("/bkt/a%2520b", "", OWN)),
        ("key-slash-encoded", "GET /bkt/a/b", &[], "", canonical("/bkt/a%2Fb", "", OWN)),
        ("key-slash", "GET /bkt/k", &[], "", canonical("/bkt//k", "", OWN)),
        ("bucket-signed-twice", "GET /bkt/k", &[], "", canonical("/bkt/bkt/k", "", OWN)),
        ("key-encoding", "GET /bkt/a%28%20", &[], "", canonical("/bkt/a(%20", "", OWN)),
        ("key-encoding", "GET /bkt/a%20b", &[], "", canonical("/bkt/a+b", "", OWN)),
        ("key-encoding", "GET /bkt/a~b", &[], "", canonical("/bkt/a%7Eb", "", OWN)),
        ("key-encoding", "GET /bkt/%E4%B8%AD", &[], "", canonical("/bkt/%e4%b8%ad", "", OWN)),
        ("parameter-not-signed", "GET /bkt/?prefix=a", &[], "", canonical("/bkt/", "", OWN)),
        ("parameter-not-encoded", "GET /bkt/?prefix=a%2F", &[], "", canonical("/bkt/", "prefix=a/", OWN)),
        ("parameter-encoding", "GET /bkt/?prefix=a%2F%28", &[], "", canonical("/bkt/", "prefix=a%2F(", OWN)),
        ("parameter-encoding", "GET /bkt/?prefix=a%2F%20", &[], "", canonical("/bkt/", "prefix=a/%20", OWN)),
        ("parameter-equals", "GET /bkt/?acl", &[], "", canonical("/bkt/", "acl=", OWN)),
        ("parameters-unsorted", "GET /bkt/?b=1&a=2", &[], "", canonical("/bkt/", "b=1&a=2", OWN)),
        (
            "payload-signed",
            "GET /bkt/k",
            &[],
            "",
            format!(
                "GET\n/bkt/k\n\n{OWN}\n\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ),
        ),
        (
            "host-changed",
            "GET /bkt/k",
            &host,
            "host",
            format!("GET\n/bkt/k\n\nhost:127.0.0.1\n{OWN}\nhost\nUNSIGNED-PAYLOAD"),
        ),
        (
            "additional-header-not-signed",
            "GET /bkt/k",
            &host,
            "host",
            format!("GET\n/bkt/k\n\n{OWN}\nhost\nUNSIGNED-PAYLOAD"),
        ),
        (
            "additional-names-not-signed",
            "GET /bkt/k",
            &host,
            "host",
            format!("GET\n/bkt/k\n\nhost:127.0.0.1:9000\n{OWN}\n\nUNSIGNED-PAYLOAD"),
        ),
        ("method-changed", "HEAD /bkt/k", &[], "", canonical("/bkt/k", "", OWN)),
    ];
    for (id, request, headers, additional, canonical) in cases {
        let signature = v4_signature(SECRET, "aliyun_v4", SCOPE, SCOPE, BASIC, &canonical);
        let diagnosis = diagnosed(request, headers, additional, &signature);
        assert_eq!(cause(&diagnosis).0, id, "{request} {canonical}");
        assert_eq!(diagnosis.version, "V4");
        let names: Vec<_> = diagnosis.texts.iter().map(|texts| texts.name).collect();
        assert_eq!(names, ["CanonicalRequest", "StringToSign"]);
        assert_eq!(diagnosis.texts[0].client.as_ref(), Some(&canonical));
        assert!(diagnosis.texts[1].client.as_ref().unwrap().ends_with(&hex(&Sha256::digest(canonical))));
    }
}

#[test]
fn a_key_for_something_else_is_found() {
    let canonical = format!("GET\n/bkt/k\n\n{OWN}\n\nUNSIGNED-PAYLOAD");
    let other = |id: &str, start: &str, scope: &str| {
        for said in [scope, SCOPE] {
            let signature = v4_signature(SECRET, start, scope, said, BASIC, &canonical);
            assert_eq!(cause(&diagnosed("GET /bkt/k", &[], "", &signature)).0, id, "{start} {scope} {said}");
        }
    };
    other("signing-region", "aliyun_v4", "20260102/oss-cn-hangzhou/oss/aliyun_v4_request");
    other("signing-region", "aliyun_v4", "20260102/us-east-1/oss/aliyun_v4_request");
    other("signing-date", "aliyun_v4", "20260103/cn-hangzhou/oss/aliyun_v4_request");
    other("signing-date", "aliyun_v4", "20260101/cn-hangzhou/oss/aliyun_v4_request");
    other("signing-product", "aliyun_v4", "20260102/cn-hangzhou/s3/aliyun_v4_request");
    other("signing-end", "aliyun_v4", "20260102/cn-hangzhou/oss/aws4_request");
    other("signing-start", "AWS4", SCOPE);
    other("signing-start", "", SCOPE);
    let like_aws =
        v4_signature(SECRET, "AWS4", "20260102/cn-hangzhou/s3/aws4_request", SCOPE, BASIC, &canonical);
    assert_eq!(cause(&diagnosed("GET /bkt/k", &[], "", &like_aws)).0, "signing-like-aws");
}

#[test]
fn the_text_and_its_signature_are_found() {
    let canonical = format!("GET\n/bkt/k\n\n{OWN}\n\nUNSIGNED-PAYLOAD");
    let digest = hex(&Sha256::digest(&canonical));
    let key =
        SCOPE.split('/').fold(format!("aliyun_v4{SECRET}").into_bytes(), |key, part| sha256(&key, part));
    let right = sha256(&key, &format!("OSS4-HMAC-SHA256\n{BASIC}\n{SCOPE}\n{digest}"));
    for (id, signature) in [
        ("signature-upper-case", hex(&right).to_uppercase()),
        ("signature-base64", base64(&right)),
        (
            "request-not-digested",
            hex(&sha256(&key, &format!("OSS4-HMAC-SHA256\n{BASIC}\n{SCOPE}\n{canonical}"))),
        ),
        ("algorithm-line", hex(&sha256(&key, &format!("AWS4-HMAC-SHA256\n{BASIC}\n{SCOPE}\n{digest}")))),
        (
            "date-line",
            hex(&sha256(&key, &format!("OSS4-HMAC-SHA256\n2026-01-02T03:04:05.000Z\n{SCOPE}\n{digest}"))),
        ),
        (
            "key-not-derived",
            hex(&sha256(SECRET.as_bytes(), &format!("OSS4-HMAC-SHA256\n{BASIC}\n{SCOPE}\n{digest}"))),
        ),
        (
            "secret-whitespace",
            v4_signature(&format!("{SECRET}\n"), "aliyun_v4", SCOPE, SCOPE, BASIC, &canonical),
        ),
    ] {
        assert_eq!(cause(&diagnosed("GET /bkt/k", &[], "", &signature)).0, id);
    }
    let later = canonical.replace("030405Z", "030406Z");
    let signature = v4_signature(SECRET, "aliyun_v4", SCOPE, SCOPE, "20260102T030406Z", &later);
    assert_eq!(cause(&diagnosed("GET /bkt/k", &[], "", &signature)).0, "date-changed");
}
