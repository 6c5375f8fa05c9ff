//! V4 of AWS, in the Authorization header and in URLs.

use super::*;
use crate::s3::Sent;
use std::sync::Arc;

const SCOPE: &str = "20260102/us-east-1/s3/aws4_request";
const HOST: &str = "bkt.s3.localhost:9000";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A request to a virtual host, as it is sent and as the server's own dialect has it.
fn sent(request: &str, headers: &[(&str, &str)]) -> Asked {
    let mut asked = asked(&request.replacen(" /", " /bkt/", 1), headers);
    let (_, target) = request.split_once(' ').unwrap();
    let path = target.split('?').next().unwrap().to_owned();
    let sent = Sent {
        method: asked.method.clone(),
        path,
        query: asked.query.clone(),
        headers: asked.headers.clone(),
    };
    asked.in_path = false;
    asked.s3 = Some(Arc::new(sent));
    asked
}

/// The signature of a canonical request, with a key for `scope`.
fn signature(secret: &str, start: &str, scope: &str, canonical: &str) -> String {
    let key = scope.split('/').fold(format!("{start}{secret}").into_bytes(), |key, part| sha256(&key, part));
    let digest = hex(&Sha256::digest(canonical));
    hex(&sha256(&key, &format!("AWS4-HMAC-SHA256\n{BASIC}\n{SCOPE}\n{digest}")))
}

/// What is found where a client signed this canonical request so.
fn found(request: &str, headers: &[(&str, &str)], signature: &str) -> Diagnosis {
    let own = [("host", HOST), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), ("x-amz-date", BASIC)];
    let mut all: Vec<_> = headers.iter().copied().chain(own).collect();
    all.sort_unstable();
    let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={ID}/{SCOPE}, SignedHeaders={}, Signature={signature}",
        names.join(";")
    );
    all.push(("authorization", &authorization));
    refused_as(&sent(request, &all), Reason::AwsV4Mismatch)
}

/// A canonical request with the headers that every request has.
fn canonical(method: &str, path: &str, query: &str, host: &str, payload: &str) -> String {
    format!(
        "{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{BASIC}\n\n\
         host;x-amz-content-sha256;x-amz-date\n{payload}"
    )
}

#[test]
fn one_thing_that_differs_is_found() {
    let plain = |path: &str, query: &str| canonical("GET", path, query, HOST, "UNSIGNED-PAYLOAD");
    for (id, request, signed) in [
        ("method-changed", "GET /k", canonical("HEAD", "/k", "", HOST, "UNSIGNED-PAYLOAD")),
        ("host-changed", "GET /k", canonical("GET", "/k", "", "bkt.s3.localhost", "UNSIGNED-PAYLOAD")),
        (
            "host-changed",
            "GET /k",
            canonical("GET", "/k", "", "bkt.s3.us-east-1.amazonaws.com", "UNSIGNED-PAYLOAD"),
        ),
        ("payload-changed", "GET /k", canonical("GET", "/k", "", HOST, EMPTY)),
        ("bucket-signed", "GET /k", plain("/bkt/k", "")),
        ("key-encoded-twice", "GET /a%20b", plain("/a%2520b", "")),
        ("key-not-encoded", "GET /a%20b", plain("/a b", "")),
        ("key-encoding", "GET /a%28%20", plain("/a(%20", "")),
        ("parameter-not-signed", "GET /?prefix=a", plain("/", "")),
        ("parameter-equals", "GET /?acl", plain("/", "acl")),
        ("parameters-unsorted", "GET /?b=1&a=2", plain("/", "b=1&a=2")),
        ("parameter-not-encoded", "GET /?prefix=a%2F", plain("/", "prefix=a/")),
    ] {
        let diagnosis = found(request, &[], &signature(SECRET, "AWS4", SCOPE, &signed));
        assert_eq!(diagnosis.version, "AWS4");
        assert_eq!(diagnosis.id().as_deref(), Some(id), "{request}: {diagnosis:#?}");
        assert_eq!(diagnosis.texts[0].client.as_deref(), Some(signed.as_str()));
    }
}

#[test]
fn headers_that_were_changed_are_found() {
    for (name, came, was, id) in [
        ("accept-encoding", "gzip, br", "identity", "accept-encoding-changed"),
        ("content-type", "image/png", "image/jpeg", "content-type-changed"),
    ] {
        let signed = format!(
            "GET\n/k\n\n{name}:{was}\nhost:{HOST}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:{BASIC}\n\n\
             {name};host;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD"
        );
        let diagnosis = found("GET /k", &[(name, came)], &signature(SECRET, "AWS4", SCOPE, &signed));
        assert_eq!(diagnosis.id().as_deref(), Some(id), "{diagnosis:#?}");
    }
}

#[test]
fn keys_that_are_derived_otherwise_are_found() {
    let signed = canonical("GET", "/k", "", HOST, "UNSIGNED-PAYLOAD");
    for (id, secret, start, scope) in [
        ("secret-of-another-key", "anotherVerySecretSecret", "AWS4", SCOPE),
        ("secret-whitespace", "oneVerySecretSecret\n", "AWS4", SCOPE),
        ("signing-region", SECRET, "AWS4", "20260102/oss-us-east-1/s3/aws4_request"),
        ("signing-date", SECRET, "AWS4", "20260103/us-east-1/s3/aws4_request"),
        ("signing-product", SECRET, "AWS4", "20260102/us-east-1/oss/aws4_request"),
        ("signing-end", SECRET, "AWS4", "20260102/us-east-1/s3/aliyun_v4_request"),
        ("signing-start", SECRET, "aliyun_v4", SCOPE),
    ] {
        let diagnosis = found("GET /k", &[], &signature(secret, start, scope, &signed));
        assert_eq!(diagnosis.id().as_deref(), Some(id), "{diagnosis:#?}");
    }
    // What is not found is said to be so, with what it usually is.
    let diagnosis = found("GET /k", &[], &"ab".repeat(32));
    assert_eq!(diagnosis.id(), None);
    assert!(diagnosis.advice().unwrap().contains("The secret is another one."));
}

#[test]
fn a_link_that_was_changed_is_found() {
    let query = |expires: u32| {
        format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={ID}%2F{}&X-Amz-Date={BASIC}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host",
            SCOPE.replace('/', "%2F")
        )
    };
    let signed = |method: &str, query: &str| {
        signature(
            SECRET,
            "AWS4",
            SCOPE,
            &format!("{method}\n/k\n{query}\nhost:{HOST}\n\nhost\nUNSIGNED-PAYLOAD"),
        )
    };
    for (id, sent_query, signature) in [
        ("expiry-changed", query(7_200), signed("GET", &query(3_600))),
        ("method-changed", query(600), signed("PUT", &query(600))),
        ("parameter-added", format!("{}&x-id=GetObject", query(600)), signed("GET", &query(600))),
    ] {
        let asked = sent(&format!("GET /k?{sent_query}&X-Amz-Signature={signature}"), &[("host", HOST)]);
        let diagnosis = refused_as(&asked, Reason::AwsV4Mismatch);
        assert_eq!(diagnosis.id().as_deref(), Some(id), "{diagnosis:#?}");
    }
}

#[test]
fn a_token_is_shown_as_its_mark() {
    let own = [
        ("host", HOST),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", BASIC),
        ("x-amz-security-token", TOKEN),
    ];
    let names: Vec<_> = own.iter().map(|(name, _)| *name).collect();
    let signed = format!(
        "PUT\n/k\n\n{}\n{}\nUNSIGNED-PAYLOAD",
        own.map(|(name, value)| format!("{name}:{value}\n")).concat(),
        names.join(";")
    );
    let signature = signature(SECRET, "AWS4", SCOPE, &signed);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={TEMPORARY}/{SCOPE},SignedHeaders={},Signature={signature}",
        names.join(";")
    );
    let all: Vec<_> = own.into_iter().chain([("authorization", authorization.as_str())]).collect();
    // `refused_as` looks for the token.
    let diagnosis = refused_as(&sent("GET /k", &all), Reason::AwsV4Mismatch);
    assert_eq!(diagnosis.id().as_deref(), Some("method-changed"), "{diagnosis:#?}");
    assert!(diagnosis.texts[0].server.contains("x-amz-security-token:sha256:"), "{diagnosis:#?}");
}
