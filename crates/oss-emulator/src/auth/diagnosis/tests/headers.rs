//! V1, in the Authorization header.

use super::*;

/// The cause for a request that came so, and of which this was signed.
fn found(request: &str, headers: &[(&str, &str)], signed: &str) -> (String, String) {
    let authorization = format!("OSS {ID}:{}", base64(&sha1(SECRET, signed)));
    let headers: Vec<_> =
        headers.iter().copied().chain([("date", DATE), ("authorization", authorization.as_str())]).collect();
    cause(&refused(&asked(request, &headers)))
}

#[test]
fn one_thing_that_differs_is_found() {
    let line = |verb: &str, kind: &str, rest: &str| format!("{verb}\n\n{kind}\n{DATE}\n{rest}");
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], String);
    let jpeg = [("content-type", "image/jpeg")];
    let cases: [Case<'_>; 52] = [
        ("content-type-added", "PUT /bkt/k", &jpeg, line("PUT", "", "/bkt/k")),
        ("content-type-removed", "PUT /bkt/k", &[], line("PUT", "application/octet-stream", "/bkt/k")),
        ("content-type-removed", "PUT /bkt/k", &[], line("PUT", "image/png", "/bkt/k")),
        ("content-type-changed", "PUT /bkt/k", &jpeg, line("PUT", "application/octet-stream", "/bkt/k")),
        ("content-type-changed", "PUT /bkt/k", &jpeg, line("PUT", "image/png", "/bkt/k")),
        (
            "content-type-charset",
            "PUT /bkt/k",
            &[("content-type", "text/html;charset=UTF-8")],
            line("PUT", "text/html", "/bkt/k"),
        ),
        (
            "content-type-charset",
            "PUT /bkt/k",
            &[("content-type", "text/html")],
            line("PUT", "text/html; charset=utf-8", "/bkt/k"),
        ),
        (
            "content-md5-added",
            "PUT /bkt/k",
            &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")],
            line("PUT", "", "/bkt/k"),
        ),
        (
            "content-md5-hex",
            "PUT /bkt/k",
            &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")],
            format!("PUT\nd41d8cd98f00b204e9800998ecf8427e\n\n{DATE}\n/bkt/k"),
        ),
        (
            "content-md5-removed",
            "PUT /bkt/k",
            &[],
            format!("PUT\n1B2M2Y8AsgTpgAmY7PhCfg==\n\n{DATE}\n/bkt/k"),
        ),
        (
            "header-added",
            "GET /bkt/k",
            &[("x-oss-range-behavior", "standard"), ("x-oss-a", "1")],
            line("GET", "", "x-oss-a:1\n/bkt/k"),
        ),
        (
            "headers-not-signed",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "1"), ("x-oss-meta-b", "2")],
            line("PUT", "", "/bkt/k"),
        ),
        ("header-removed", "GET /bkt/k", &[], line("GET", "", "x-oss-range-behavior:standard\n/bkt/k")),
        (
            "header-names-case",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "1")],
            line("PUT", "", "X-Oss-Meta-A:1\n/bkt/k"),
        ),
        (
            "headers-unsorted",
            "PUT /bkt/k",
            &[("x-oss-b", "1"), ("x-oss-a", "2")],
            line("PUT", "", "x-oss-b:1\nx-oss-a:2\n/bkt/k"),
        ),
        ("header-line-space", "PUT /bkt/k", &[("x-oss-a", "1")], line("PUT", "", "x-oss-a: 1\n/bkt/k")),
        (
            "header-values-encoded",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "a b")],
            line("PUT", "", "x-oss-meta-a:a%20b\n/bkt/k"),
        ),
        (
            "header-values-decoded",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "a%20b")],
            line("PUT", "", "x-oss-meta-a:a b\n/bkt/k"),
        ),
        (
            "header-values-joined",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "1"), ("x-oss-meta-a", "2")],
            line("PUT", "", "x-oss-meta-a:1, 2\n/bkt/k"),
        ),
        (
            "header-not-ascii",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "é中")],
            line("PUT", "", "x-oss-meta-a:??\n/bkt/k"),
        ),
        (
            "header-not-ascii",
            "PUT /bkt/k",
            &[("x-oss-meta-a", "é")],
            line("PUT", "", "x-oss-meta-a:Ã©\n/bkt/k"),
        ),
        ("bucket-not-signed", "GET /bkt/k", &[], line("GET", "", "/k")),
        ("bucket-signed-twice", "GET /bkt/k", &[], line("GET", "", "/bkt/bkt/k")),
        ("resource-slash", "GET /bkt/k", &[], line("GET", "", "bkt/k")),
        ("key-slash", "GET /bkt/k", &[], line("GET", "", "/bkt//k")),
        ("bucket-case", "GET /bkt/k", &[], line("GET", "", "/Bkt/k")),
        ("bucket-in-host", "GET /dir/k", &[("host", "bkt.example.com")], line("GET", "", "/bkt/dir/k")),
        ("method-changed", "HEAD /bkt/k", &[], line("GET", "", "/bkt/k")),
        ("method-changed", "GET /bkt/k", &[], line("HEAD", "", "/bkt/k")),
        ("method-lower-case", "GET /bkt/k", &[], line("get", "", "/bkt/k")),
        ("key-encoded", "GET /bkt/a%20%E4%B8%AD", &[], line("GET", "", "/bkt/a%20%E4%B8%AD")),
        ("key-encoded", "GET /bkt/a/b", &[], line("GET", "", "/bkt/a%2Fb")),
        ("key-encoded", "GET /bkt/a%20%28", &[], line("GET", "", "/bkt/a%20(")),
        ("key-encoded", "GET /bkt/a%20b", &[], line("GET", "", "/bkt/a+b")),
        ("key-plus", "GET /bkt/a+b", &[], line("GET", "", "/bkt/a b")),
        ("key-encoded-on-the-way", "GET /bkt/a%2520b", &[], line("GET", "", "/bkt/a b")),
        ("key-slash-at-end", "GET /bkt/a/", &[], line("GET", "", "/bkt/a")),
        ("key-slash-at-end", "GET /bkt/a", &[], line("GET", "", "/bkt/a/")),
        ("path-prefix-added", "GET /bkt/api/v/k", &[], line("GET", "", "/bkt/v/k")),
        ("parameter-not-signed", "GET /bkt/k?acl", &[], line("GET", "", "/bkt/k")),
        ("parameters-not-signed", "PUT /bkt/k?uploadId=1&partNumber=2", &[], line("PUT", "", "/bkt/k")),
        ("parameter-signed", "GET /bkt/?prefix=a&max-keys=9", &[], line("GET", "", "/bkt/?prefix=a")),
        (
            "parameter-signed",
            "GET /bkt/?prefix=a&max-keys=9",
            &[],
            line("GET", "", "/bkt/?max-keys=9&prefix=a"),
        ),
        (
            "parameters-unsorted",
            "PUT /bkt/k?uploadId=1&partNumber=2",
            &[],
            line("PUT", "", "/bkt/k?uploadId=1&partNumber=2"),
        ),
        ("parameter-equals", "GET /bkt/k?acl", &[], line("GET", "", "/bkt/k?acl=")),
        ("parameter-encoded", "GET /bkt/k?versionId=a%2Fb", &[], line("GET", "", "/bkt/k?versionId=a%2Fb")),
        ("parameter-plus", "GET /bkt/k?versionId=a+b", &[], line("GET", "", "/bkt/k?versionId=a+b")),
        (
            "parameter-encoded-on-the-way",
            "GET /bkt/k?versionId=a%252Fb",
            &[],
            line("GET", "", "/bkt/k?versionId=a/b"),
        ),
        ("parameter-removed", "GET /bkt/", &[], line("GET", "", "/bkt/?acl")),
        ("text-end-of-line", "GET /bkt/k", &[], line("GET", "", "/bkt/k\n")),
        ("text-line-ends", "GET /bkt/k", &[], line("GET", "", "/bkt/k").replace('\n', "\r\n")),
        ("text-empty-lines", "GET /bkt/k", &[], format!("GET\n{DATE}\n/bkt/k")),
    ];
    for (id, request, headers, signed) in cases {
        assert_eq!(found(request, headers, &signed), (id.to_owned(), signed.clone()), "{request} {signed:?}");
    }
}

#[test]
fn a_bucket_of_the_host_needs_its_slash() {
    let signed = format!("GET\n\n\n{DATE}\n/bkt?acl");
    let authorization = format!("OSS {ID}:{}", base64(&sha1(SECRET, &signed)));
    let mut asked = asked("GET /bkt/?acl", &[("date", DATE), ("authorization", &authorization)]);
    asked.in_path = false; // In the path the server takes it as it is sent.
    assert_eq!(cause(&refused(&asked)), ("bucket-slash".to_owned(), signed));
}

#[test]
fn the_date_is_found() {
    let other = "Fri, 02 Jan 2026 03:04:02 GMT";
    for (id, headers, date) in [
        ("date-line", &[("x-oss-date", other)][..], other),
        ("date-empty", &[], ""),
        ("date-zone", &[], "Fri, 02 Jan 2026 03:04:05 UTC"),
        ("date-form", &[], "2026-01-02T03:04:05.000Z"),
        ("date-changed", &[], other),
        ("date-changed", &[], "Fri, 02 Jan 2026 11:04:05 GMT"),
    ] {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let signed = format!("GET\n\n\n{date}\n{lines}/bkt/k");
        assert_eq!(found("GET /bkt/k", headers, &signed), (id.to_owned(), signed.clone()));
    }
}

#[test]
fn two_things_that_differ_are_found() {
    let both = [("content-type", "text/plain"), ("x-oss-meta-a", "1")];
    for (id, request, headers, rest) in [
        ("content-type-added+header-added", "PUT /bkt/k", &both[..], "\n/bkt/k"),
        ("content-type-added+bucket-not-signed", "PUT /bkt/k?acl", &both[..1], "\n/k?acl"),
        ("bucket-not-signed+parameter-not-signed", "PUT /bkt/k?acl", &[], "\n/k"),
        (
            "header-added+header-added",
            "PUT /bkt/k",
            &[("x-oss-a", "1"), ("x-oss-b", "1"), ("x-oss-c", "1")],
            "\nx-oss-b:1\n/bkt/k",
        ),
        ("content-type-added+key-encoded", "PUT /bkt/a%20b/c", &both[..1], "\n/bkt/a%20b/c"),
    ] {
        let signed = format!("PUT\n\n\n{DATE}{rest}");
        assert_eq!(found(request, headers, &signed), (id.to_owned(), signed.clone()));
    }
}

#[test]
fn what_is_not_found_says_what_it_usually_is() {
    let signed = format!("PUT\n\n\n{DATE}\n/elsewhere/entirely");
    let authorization = format!("OSS {ID}:{}", base64(&sha1(SECRET, &signed)));
    let diagnosis = refused(&asked("PUT /bkt/k", &[("date", DATE), ("authorization", &authorization)]));
    assert_eq!((diagnosis.id(), diagnosis.cause(), &*diagnosis.causes), (None, None, &[][..]));
    assert_eq!(diagnosis.usual[0].id, "secret-wrong");
    assert!(diagnosis.advice().unwrap().starts_with("1. The secret is another one."));
    let texts = &diagnosis.texts[0];
    assert_eq!((texts.name, &*texts.server), ("StringToSign", &*format!("PUT\n\n\n{DATE}\n/bkt/k")));
    assert_eq!(texts.client, None);
}

#[test]
fn what_is_no_signature_at_all_ends_soon() {
    for signature in ["", " ", "x", "c2ln", &"A".repeat(100_000)] {
        let authorization = format!("OSS {ID}:{signature}.");
        let diagnosis = refused(&asked("PUT /bkt/k", &[("date", DATE), ("authorization", &authorization)]));
        assert!(diagnosis.causes.is_empty());
    }
}
