//! Forms, whose policy is signed.

use super::*;
use crate::auth::diagnosis::of_form;
use oss_protocol::sign::v4::Scope;

const POLICY: &str =
    "{\"expiration\":\"2026-01-02T12:00:00.000Z\",\"conditions\":[[\"starts-with\",\"$key\",\"user/\"]]}";

fn diagnosed(policy: &str, token: Option<&str>, scope: Option<&Scope>, signature: &str) -> Diagnosis {
    let accounts = accounts();
    let account = accounts.find(ID, None).unwrap();
    of_form(policy, token, signature, scope, &account, &accounts)
}

#[test]
fn what_was_signed_is_found() {
    let policy = base64(POLICY.as_bytes());
    let lines: String =
        policy.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\n").collect();
    for (id, signed) in [
        ("policy-not-encoded", POLICY.to_owned()),
        ("policy-encoded-twice", base64(policy.as_bytes())),
        ("policy-end-of-line", format!("{policy}\n")),
        ("policy-end-of-line", lines),
    ] {
        let diagnosis = diagnosed(&policy, None, None, &base64(&sha1(SECRET, &signed)));
        assert_eq!(cause(&diagnosis), (id.to_owned(), signed));
        assert_eq!((diagnosis.version, diagnosis.texts[0].name), ("V1", "Policy"));
    }
    let by = |signature: &str| cause(&diagnosed(&policy, None, None, signature)).0;
    assert_eq!(by(&base64(&sha1(&format!("{SECRET} "), &policy))), "secret-whitespace");
    assert_eq!(by(&hex(&sha1(SECRET, &policy))), "signature-hex");
    assert_eq!(by(&base64(&sha256(SECRET.as_bytes(), &policy))), "hash-of-v4");
    let usual = diagnosed(&policy, None, None, &base64(&sha1("wrong", &policy))).usual;
    assert_eq!(usual[0].id, "secret-wrong");
}

#[test]
fn keys_of_v4_are_found() {
    let policy = base64(POLICY.as_bytes());
    let scope = Scope { date: "20260102".into(), region: "cn-hangzhou".into(), product: "oss".into() };
    let by = |signature: &str| cause(&diagnosed(&policy, None, Some(&scope), signature)).0;
    assert_eq!(by(&hex(&sha256(SECRET.as_bytes(), &policy))), "key-not-derived");
    let key = |scope: &str| {
        scope.split('/').fold(format!("aliyun_v4{SECRET}").into_bytes(), |key, part| sha256(&key, part))
    };
    assert_eq!(
        by(&hex(&sha256(&key("20260103/cn-hangzhou/oss/aliyun_v4_request"), &policy))),
        "signing-date"
    );
    assert_eq!(
        by(&hex(&sha256(&key("20260102/cn-hangzhou/oss/aliyun_v4_request"), POLICY))),
        "policy-not-encoded"
    );
}

#[test]
fn a_token_in_a_policy_is_not_shown() {
    let policy = base64(format!("{{\"conditions\":[{{\"x-oss-security-token\":\"{TOKEN}\"}}]}}").as_bytes());
    for signed in [policy.clone(), String::from_utf8(STANDARD.decode(&policy).unwrap()).unwrap()] {
        let diagnosis = diagnosed(&policy, Some(TOKEN), None, &base64(&sha1(&format!("{SECRET}x"), &signed)));
        let all = format!("{diagnosis:?}");
        assert!(!all.contains(TOKEN) && !all.contains(&policy), "{all}");
        let shown = String::from_utf8(STANDARD.decode(&diagnosis.texts[0].server).unwrap()).unwrap();
        assert!(shown.contains("\"sha256:"), "{shown}");
    }
}
