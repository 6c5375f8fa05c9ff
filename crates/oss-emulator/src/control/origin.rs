//! Whether a browser's request comes from the server's own page.
//!
//! The page is only under names that nobody else can give to this machine's addresses: a foreign name that suddenly resolves to
//! it (DNS rebinding) would make a foreign page one of the same origin.

use crate::call::Asked;
use http::{HeaderMap, header::ORIGIN};
use oss_protocol::address::Hosts;
use std::net::IpAddr;

/// Whether the host of a request is a name that only this server can have: an address, `localhost`, a name without dots (that
/// of a container, say), or one it was told.
pub(crate) fn is_own_name(host: &str, hosts: &Hosts) -> bool {
    let authority: Option<http::uri::Authority> = host.parse().ok();
    let name = authority.as_ref().map_or("", |authority| authority.host()).to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    !name.is_empty()
        && (address.parse::<IpAddr>().is_ok() || !name.contains('.') || hosts.names.contains(&name))
}

/// Whether a request was made by the server's own page, or by no page at all.
pub(super) fn is_own_page(asked: &Asked, host: &str, hosts: &Hosts) -> bool {
    is_own_name(host, hosts) && !is_foreign(&asked.headers, host)
}

/// Whether a browser says that another origin asks.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site").is_some_and(|site| !["same-origin", "none"].contains(&site));
    let other = text(ORIGIN.as_str()).is_some_and(|origin| {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_none_or(|authority| !authority.eq_ignore_ascii_case(host))
    });
    site || other
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn names_that_others_can_have_are_not_its_own() {
        let hosts = Hosts { names: vec!["oss.test".into()], ..Hosts::default() };
        for own in ["127.0.0.1:9000", "[::1]:9000", "localhost", "LOCALHOST:1", "oss:9000", "oss.test:9000"] {
            assert!(is_own_name(own, &hosts), "{own}");
        }
        for other in ["", "evil.example:9000", "127.0.0.1.evil.example", "b.localhost", "a@b.example", "x y"]
        {
            assert!(!is_own_name(other, &hosts), "{other}");
        }
    }

    #[test]
    fn other_origins_are_told_by_their_browsers() {
        let from = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_foreign(&headers, "127.0.0.1:9000")
        };
        assert!(!is_foreign(&HeaderMap::new(), "127.0.0.1:9000"));
        assert!(!from("origin", "http://127.0.0.1:9000"));
        assert!(!from("sec-fetch-site", "same-origin"));
        assert!(from("origin", "http://127.0.0.1:3000"));
        assert!(from("origin", "null"));
        assert!(from("sec-fetch-site", "same-site"));
        assert!(from("sec-fetch-site", "cross-site"));
    }
}
