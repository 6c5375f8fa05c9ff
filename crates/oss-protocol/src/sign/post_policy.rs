//! Forms that upload an object: the signature of their policy, which the form carries in Base64.
//!
//! Source: the service's pages "PostObject" and "Signature version 4: form", and the official Go SDK v2 (`sample/post_object.go`).

use super::{
    SignedText, v1,
    v4::{Scope, SigningKey},
};
use crate::date::Timestamp;

/// The field `Signature` of a V1 form: Base64 of the HMAC-SHA1 of the policy.
pub fn v1(secret: &str, policy: &str) -> String {
    v1::signature(secret, &SignedText(policy.as_bytes().to_vec()))
}

/// The field `x-oss-signature` of a V4 form: hex of the HMAC-SHA256 of the policy. `key` is derived for the form's scope.
pub fn v4(key: &SigningKey, policy: &str) -> String {
    key.sign(&SignedText(policy.as_bytes().to_vec()))
}

/// The access key id and scope of the field `x-oss-credential`.
pub fn parse_credential(text: &str) -> Option<(String, Scope)> {
    super::authorization::parse_credential(text)
}

/// The fields a V4 form has beside `policy` and `x-oss-signature`. The policy's conditions repeat them.
pub fn v4_fields(access_key_id: &str, scope: &Scope, time: Timestamp) -> [(&'static str, String); 3] {
    [
        ("x-oss-signature-version", super::presign::V4_VERSION.to_owned()),
        ("x-oss-credential", format!("{access_key_id}/{scope}")),
        ("x-oss-date", time.basic()),
    ]
}
