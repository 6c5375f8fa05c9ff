//! Where bucket and key stand in host and path, and endpoints as a program writes them. A line each: host, path.

use oss_client::Endpoint;
use oss_protocol::address::{Hosts, Located, Style};

pub(super) fn run(text: &str) {
    let (host, path) = text.split_once('\n').unwrap_or((text, "/"));
    let hosts = Hosts {
        names: vec!["oss.test".into()],
        cnames: [("files.test".to_owned(), "bkt".to_owned())].into(),
    };
    if let Some(Located { bucket, key }) = hosts.locate(host, path) {
        assert!(bucket.is_none_or(|bucket| !bucket.is_empty()));
        assert!(key.is_none_or(|key| !key.is_empty()));
    }
    let Ok(mut endpoint) = Endpoint::parse(host, true) else { return };
    for style in [Style::VirtualHost, Style::Path, Style::Cname] {
        endpoint.style = style;
        let place = endpoint.address(Some("bkt"), Some(path));
        assert!(place.path.starts_with('/') && place.path.is_ascii(), "{place:?}");
        // What the client makes of an endpoint is a URI.
        let uri: http::Uri = format!("{}{}", place.origin, place.path).parse().expect("an address is a URI");
        assert!(uri.authority().is_some(), "{uri}");
        if style == Style::Path {
            let there = Hosts::default().locate("somewhere", &place.path).expect("a path is UTF-8");
            let key = Some(path.to_owned()).filter(|key| !key.is_empty());
            assert_eq!(there, Located { bucket: Some("bkt".into()), key });
        }
    }
}
