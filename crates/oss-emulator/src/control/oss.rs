//! `/-/oss`: OSS in the name of who is signed in. What is asked stands in [`TARGET`], or behind `/-/oss` in the path.
//!
//! A header, because a browser takes `.` and `..` out of a path before it sends it, and keys may have them.

use super::session;
use crate::{call::Asked, config::Account, service::Service};
use http::{HeaderName, Uri, header::AUTHORIZATION, request::Parts};
use std::sync::Arc;

/// Path and query of what is asked of OSS, with the bucket in the path.
const TARGET: HeaderName = HeaderName::from_static("x-emulator-target");

/// What becomes of a request for the server itself.
pub(crate) enum Entered {
    /// It manages the server.
    Managing,
    /// It is now one of OSS, by this account.
    Oss(Arc<Account>),
}

/// Finds out whether a request is one of OSS, and lets its head say so. Of somebody unknown it stays what it is, and is refused.
pub(crate) fn enter(service: &Service, asked: &Asked, host: &str, parts: &mut Parts) -> Entered {
    let key = asked.key.as_deref().unwrap_or_default();
    if key != "oss" && !key.starts_with("oss/") {
        return Entered::Managing;
    }
    let Some(account) = session::of(service, asked, host) else { return Entered::Managing };
    let whole = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let target = match parts.headers.get(TARGET) {
        Some(target) => target.to_str().unwrap_or_default(),
        None => whole.strip_prefix("/-/oss").unwrap_or_default(),
    };
    match Uri::try_from(target)
        .ok()
        .filter(|uri| uri.path().starts_with('/') && !uri.path().starts_with("/-"))
    {
        Some(uri) => parts.uri = uri,
        None => return Entered::Managing,
    }
    parts.headers.remove(TARGET);
    parts.headers.remove(AUTHORIZATION);
    Entered::Oss(account)
}
