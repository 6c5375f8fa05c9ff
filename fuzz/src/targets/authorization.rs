//! The `Authorization` header, and the credential of a form.

use oss_protocol::sign::{Authorization, post_policy::parse_credential};

pub(super) fn run(text: &str) {
    if let Ok(authorization) = Authorization::parse(text) {
        assert!(!authorization.access_key_id().is_empty() && !authorization.signature().is_empty());
        assert_eq!(Authorization::parse(&authorization.to_string()), Ok(authorization), "{text:?}");
    }
    if let Some((id, scope)) = parse_credential(text) {
        assert_eq!(format!("{id}/{scope}"), text);
    }
}
