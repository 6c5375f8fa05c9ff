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
    /// What carries the signature: `presign`, a URL; `form`, a form; else a header.
    kind: Option<String>,
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
    /// Of a URL: when it expires in V1, for how many seconds it is valid in V4.
    expires: Option<u64>,
}

impl Context {
    fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone().into(),
            security_token: self.security_token.clone().map(Into::into),
        }
    }

    fn scope(&self) -> (Timestamp, v4::Scope) {
        let time = Timestamp::from_secs(self.time.expect("a V4 case has a time"));
        (time, v4::Scope::at(time, &self.region, &self.product))
    }

    fn key(&self, scope: &v4::Scope) -> v4::SigningKey {
        match &self.signing_key {
            Some(hex) => v4::SigningKey::from_hex(hex),
            None => v4::SigningKey::derive(&self.access_key_secret, scope),
        }
    }
}

/// The cases of one kind.
fn cases(kind: Option<&str>) -> Vec<(PathBuf, Context)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/signing");
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
        .into_iter()
        .map(|case| {
            let context = fs::read_to_string(case.join("context.json")).unwrap();
            (case, serde_json::from_str::<Context>(&context).unwrap())
        })
        .filter(|(_, context)| context.kind.as_deref() == kind)
        .collect()
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
    let cases = cases(None);
    assert!(cases.len() >= 28, "{} cases", cases.len());
    for (case, context) in cases {
        let (method, query, mut headers) = request(&case, &context);
        if let Some(token) = &context.security_token {
            headers.insert(header::X_OSS_SECURITY_TOKEN, HeaderValue::from_str(token).unwrap());
        }
        if let Some(time) = context.time.map(Timestamp::from_secs) {
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
        let credentials = context.credentials();
        let authorization = if context.version == "V1" {
            assert_stage(&case, "string-to-sign.txt", &v1::string_to_sign(&request));
            v1::authorize(&request, &credentials)
        } else {
            let (time, scope) = context.scope();
            let key = context.key(&scope);
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

/// Made as its source made it, and read back by a server that sees only the URL.
#[test]
fn every_url_is_signed_as_its_source_says() {
    let cases = cases(Some("presign"));
    assert!(cases.len() >= 18, "{} cases", cases.len());
    for (case, context) in cases {
        let (method, query, headers) = request(&case, &context);
        let (bucket, key) = (context.bucket.as_deref(), context.key.as_deref());
        let request = Signable { method: &method, bucket, key, query: &query, headers: &headers };
        let credentials = context.credentials();
        let expires = context.expires.expect("a URL expires");
        let added = if context.version == "V1" {
            presign::v1(&request, &credentials, Timestamp::from_secs(expires))
        } else {
            let (time, scope) = context.scope();
            let key = context.key(&scope);
            presign::v4(&request, &credentials, time, expires, &scope, &key, &context.additional_headers)
        };
        let sorted = |query: &Query| {
            let mut pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            pairs.sort();
            pairs
        };
        let expected = fs::read_to_string(case.join("added-query.txt")).unwrap();
        assert_eq!(sorted(&added), sorted(&Query::parse(&expected).unwrap()), "{}", case.display());

        let query: Query = added.iter().chain(query.iter()).collect();
        let received = Signable { query: &query, ..request };
        let presigned = Presigned::parse(&query).unwrap().unwrap();
        if let Some(canonical) = presigned.canonical_request(&received) {
            assert_stage(&case, "canonical-request.txt", &canonical);
        }
        let text = presigned.string_to_sign(&received);
        assert_stage(&case, "string-to-sign.txt", &text);
        assert_eq!(presigned.expected(&context.access_key_secret, &text), presigned.signature());
        assert_eq!(presigned.access_key_id(), context.access_key_id);
        assert_eq!(presigned.security_token(&query), context.security_token.as_deref());
    }
}

#[test]
fn every_form_is_signed_as_its_source_says() {
    let cases = cases(Some("form"));
    assert!(cases.len() >= 4, "{} cases", cases.len());
    for (case, context) in cases {
        let text = |file| fs::read_to_string(case.join(file)).unwrap();
        let signature = if context.version == "V1" {
            post_policy::v1(&context.access_key_secret, &text("policy.txt"))
        } else {
            post_policy::v4(&context.key(&context.scope().1), &text("policy.txt"))
        };
        assert_eq!(signature, text("signature.txt"), "{}", case.display());
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

mod properties;
