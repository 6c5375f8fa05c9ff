//! The cases of `testdata/signing`, stage by stage: a failing case shows which stage went wrong.

use super::*;
use crate::{date::Timestamp, encode, header};
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use std::{fs, path::Path, path::PathBuf};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    version: String,
    access_key_id: String,
    #[serde(default)]
    access_key_secret: String,
    /// Hex, in place of a secret that its source masks.
    signing_key: Option<String>,
    security_token: Option<String>,
    bucket: Option<String>,
    key: Option<String>,
    #[serde(default)]
    region: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    additional_headers: Vec<String>,
    /// Seconds since 1970; a V1 case carries its date as a header.
    time: Option<u64>,
}

fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/signing");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// Method, query and headers of `request.txt`; checks that its path is the encoded key.
fn request(case: &Path, context: &Context) -> (Method, Query, HeaderMap) {
    let text = fs::read_to_string(case.join("request.txt")).unwrap();
    let mut lines = text.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    assert_eq!(
        path,
        format!("/{}", encode::path(context.key.as_deref().unwrap_or_default())),
        "{}",
        case.display()
    );
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    }
    (method.parse().unwrap(), Query::parse(query).unwrap(), headers)
}

fn assert_stage(case: &Path, file: &str, ours: &SignedText) {
    if let Ok(expected) = fs::read_to_string(case.join(file)) {
        assert_eq!(ours.to_string(), expected, "{}/{file}", case.display());
    }
}

#[test]
fn every_case_is_signed_as_its_source_says() {
    let cases = cases();
    assert!(cases.len() >= 28, "{} cases", cases.len());
    for case in cases {
        let context: Context =
            serde_json::from_str(&fs::read_to_string(case.join("context.json")).unwrap()).unwrap();
        let (method, query, mut headers) = request(&case, &context);
        if let Some(token) = &context.security_token {
            headers.insert(header::X_OSS_SECURITY_TOKEN, HeaderValue::from_str(token).unwrap());
        }
        let time = context.time.map(Timestamp::from_secs);
        if let Some(time) = time {
            headers.insert(header::X_OSS_DATE, HeaderValue::from_str(&time.basic()).unwrap());
            headers.insert(header::X_OSS_CONTENT_SHA256, HeaderValue::from_static(header::UNSIGNED_PAYLOAD));
        }
        let request = Signable {
            method: &method,
            bucket: context.bucket.as_deref(),
            key: context.key.as_deref(),
            query: &query,
            headers: &headers,
        };
        let credentials = Credentials {
            access_key_id: context.access_key_id.clone(),
            access_key_secret: context.access_key_secret.clone().into(),
            security_token: None,
        };
        let authorization = if context.version == "V1" {
            assert_stage(&case, "string-to-sign.txt", &v1::string_to_sign(&request));
            v1::authorize(&request, &credentials)
        } else {
            let time = time.expect("a V4 case has a time");
            let scope = v4::Scope::at(time, &context.region, &context.product);
            let key = match &context.signing_key {
                Some(hex) => v4::SigningKey::from_hex(hex),
                None => v4::SigningKey::derive(&context.access_key_secret, &scope),
            };
            let additional = v4::additional(&context.additional_headers, &request);
            let canonical = v4::canonical_request(&request, &additional);
            assert_stage(&case, "canonical-request.txt", &canonical);
            assert_stage(&case, "string-to-sign.txt", &v4::string_to_sign(&canonical, &time.basic(), &scope));
            v4::authorize(&request, &credentials, scope, &key, &context.additional_headers)
        };
        let expected = fs::read_to_string(case.join("authorization.txt")).unwrap();
        assert_eq!(authorization, Authorization::parse(&expected).unwrap(), "{}", case.display());
    }
}

#[test]
fn nothing_prints_a_secret() {
    let credentials = Credentials {
        access_key_id: "id".into(),
        access_key_secret: "hidden-secret".to_owned().into(),
        security_token: Some("hidden-token".to_owned().into()),
    };
    let scope = v4::Scope::at(Timestamp::from_secs(0), "cn-hangzhou", "oss");
    let key = v4::SigningKey::derive(&credentials.access_key_secret, &scope);
    let printed =
        format!("{credentials:?} {key:?} {:?}", SignedText(b"x-oss-security-token:hidden-token".to_vec()));
    assert!(!printed.contains("hidden"), "{printed}");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A signature does not depend on the order of a query, and does on everything in it.
        #[test]
        fn order_of_the_query_does_not_matter(mut pairs in proptest::collection::vec(("[a-z+|_-]{1,6}", "[ -~]{0,6}"), 1..5)) {
            let headers = HeaderMap::new();
            let text = |pairs: &[(String, String)]| {
                let query: Query = pairs.iter().cloned().collect();
                let request = Signable { method: &Method::GET, bucket: Some("b"), key: Some("k"), query: &query, headers: &headers };
                v4::canonical_request(&request, &[]).to_string()
            };
            let before = text(&pairs);
            pairs.reverse();
            prop_assert_eq!(&before, &text(&pairs));
            pairs[0].1.push('!');
            prop_assert_ne!(before, text(&pairs));
        }

        /// What a server rebuilds from the URL it receives is what the client signed.
        #[test]
        fn the_wire_changes_nothing(key in "[^/].{0,20}", pairs in proptest::collection::vec((".{1,6}", ".{0,6}"), 0..4)) {
            let headers = HeaderMap::new();
            let query: Query = pairs.into_iter().collect();
            let received = Query::parse(&query.to_string()).unwrap();
            let received_key = encode::decode(&encode::path(&key).to_string()).unwrap();
            let sent = Signable { method: &Method::PUT, bucket: Some("b"), key: Some(&key), query: &query, headers: &headers };
            let rebuilt = Signable { key: Some(&received_key), query: &received, ..sent };
            prop_assert_eq!(v4::canonical_request(&sent, &[]), v4::canonical_request(&rebuilt, &[]));
            prop_assert_eq!(v1::string_to_sign(&sent), v1::string_to_sign(&rebuilt));
        }
    }
}
