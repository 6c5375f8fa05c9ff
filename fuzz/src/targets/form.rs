//! Forms: their policies, signed so that they are read, and their parts.

use super::emulator::{self, Answer, NOW, REGION, Signed, ask, check, credentials, sign};
use arbitrary::{Arbitrary, Result, Unstructured};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, StatusCode,
    header::{CONTENT_TYPE, HOST},
};
use oss_emulator::Service;
use oss_protocol::{
    Query,
    sign::{
        post_policy,
        v4::{Scope, SigningKey},
    },
};
use std::collections::HashSet;

const BOUNDARY: &str = "9431149156168";
const NAMES: [&str; 17] = [
    "key",
    "Key",
    "success_action_status",
    "success_action_redirect",
    "Content-Type",
    "x-oss-content-type",
    "x-oss-object-acl",
    "x-oss-forbid-overwrite",
    "x-oss-storage-class",
    "x-oss-server-side-encryption",
    "x-oss-tagging",
    "x-oss-meta-a",
    "x-oss-security-token",
    "OSSAccessKeyId",
    "policy",
    "callback",
    "Expires",
];
const VALUES: [&str; 14] = [
    "",
    "k",
    "user/${filename}",
    "200",
    "201",
    "204",
    "http://site.test/?a=b",
    "text/plain",
    "true",
    "private",
    "KMS",
    "AES256",
    "a=1",
    "\r\n--9431149156168",
];
const CONDITIONS: [&str; 12] = [
    "{\"bucket\":\"bkt\"}",
    "{\"key\":\"k\"}",
    "[\"starts-with\",\"$key\",\"\"]",
    "[\"eq\",\"$success_action_status\",\"200\"]",
    "[\"content-length-range\",0,10]",
    "[\"content-length-range\",5,18446744073709551615]",
    "[\"content-length-range\",-1,1e3]",
    "[\"in\",\"$content-type\",[\"text/plain\",1]]",
    "[\"not-in\",\"$content-type\",[\"\"]]",
    "{\"key\":null}",
    "[]",
    "{\"x-oss-meta-a\":\"\\$a\"}",
];

pub(super) fn run(input: &mut Unstructured<'_>) -> Result<()> {
    let (fields, file) = (fields(input)?, <&[u8]>::arbitrary(input)?.to_vec());
    let form = written(&fields);
    let mut body = form.clone();
    body.extend_from_slice(
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n")
            .as_bytes(),
    );
    body.extend_from_slice(&file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let changed = input.ratio(1, 2)?;
    if changed {
        let from = input.int_in_range(0..=body.len())?;
        let to = input.int_in_range(from..=body.len().min(from + 32))?;
        body.splice(from..to, <&[u8]>::arbitrary(input)?.iter().copied());
    }
    let ends = String::from_utf8_lossy(&file).contains(BOUNDARY);
    emulator::run(async {
        let service = emulator::open(&["bkt"]);
        let answer = ask(&service, request(body.into())).await;
        check(&Method::POST, &answer);
        // What a policy allows of one must not be stored of the other.
        if !changed && is_twice(&fields) {
            assert!(answer.status.is_client_error(), "{}", String::from_utf8_lossy(&form));
        }
        if answer.status.is_success() && !changed && !ends {
            let got = get(&service).await;
            // The form may have named another key, or have asked that the object be archived.
            if got.status == StatusCode::OK {
                assert_eq!(got.body.as_deref(), Some(file.as_slice()), "{}", String::from_utf8_lossy(&form));
            }
        }
    });
    Ok(())
}

fn request(body: Bytes) -> Request<Bytes> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = http::Uri::from_static("/bkt/");
    let kind = HeaderValue::from_static("multipart/form-data; boundary=9431149156168");
    *request.headers_mut() =
        HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost")), (CONTENT_TYPE, kind)]);
    request
}

async fn get(service: &Service) -> Answer {
    let mut headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost"))]);
    sign(Signed::V4, &Method::GET, (Some("bkt"), Some("k")), &mut Query::default(), &mut headers);
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = http::Uri::from_static("/bkt/k");
    *request.headers_mut() = headers;
    ask(service, request).await
}

/// The fields of a form: those of a signed policy, and any others.
fn fields(input: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    let scope = Scope::at(NOW, REGION, "oss");
    let own = post_policy::v4_fields(&credentials().access_key_id, &scope, NOW);
    let mut conditions: Vec<_> =
        own.iter().map(|(name, value)| format!("{{\"{name}\":\"{value}\"}}")).collect();
    for _ in 0..input.int_in_range(0..=3)? {
        conditions.push((*input.choose(&CONDITIONS)?).to_owned());
    }
    let mut policy =
        format!("{{\"expiration\":\"2026-01-02T00:00:00.000Z\",\"conditions\":[{}]}}", conditions.join(","));
    if input.ratio(1, 4)? {
        let from = input.int_in_range(0..=policy.len())?;
        let to = input.int_in_range(from..=policy.len().min(from + 16))?;
        policy.replace_range(from..to, <&str>::arbitrary(input)?);
    }
    let policy = STANDARD.encode(policy);
    let secret = credentials().access_key_secret;
    let mut fields = vec![("key".to_owned(), "k".to_owned()), ("policy".to_owned(), policy.clone())];
    if input.ratio(1, 4)? {
        fields.push(("OSSAccessKeyId".to_owned(), credentials().access_key_id));
        fields.push(("Signature".to_owned(), post_policy::v1(&secret, &policy)));
    } else {
        fields.extend(own.map(|(name, value)| (name.to_owned(), value)));
        let signature = post_policy::v4(&SigningKey::derive(&secret, &scope), &policy);
        fields.push(("x-oss-signature".to_owned(), signature));
    }
    for _ in 0..input.int_in_range(0..=4)? {
        let value = if input.ratio(1, 4)? { <&str>::arbitrary(input)? } else { input.choose(&VALUES)? };
        let at = input.int_in_range(0..=fields.len())?;
        fields.insert(at, ((*input.choose(&NAMES)?).to_owned(), value.to_owned()));
    }
    Ok(fields)
}

fn written(fields: &[(String, String)]) -> Vec<u8> {
    let part = |(name, value): &(String, String)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).collect::<String>().into_bytes()
}

/// Whether a field is there twice, in whatever case of letters, and no value ends the form before.
fn is_twice(fields: &[(String, String)]) -> bool {
    let names: HashSet<_> = fields.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.len() < fields.len() && fields.iter().all(|(_, value)| !value.contains(BOUNDARY))
}
