//! Where a bucket and a key stand in a request: host or path. And back, for a server.

use crate::encode;
use std::{
    collections::HashMap,
    net::{Ipv4Addr, Ipv6Addr},
};

/// How an endpoint is told the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// In the host name: `bucket.endpoint`.
    VirtualHost,
    /// As the first segment of the path.
    Path,
    /// Not at all: the host name belongs to one bucket.
    Cname,
}

/// The service, as a client reaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// Host name or address, without port; an IPv6 address in brackets.
    pub host: String,
    /// The port, if it is not the scheme's own.
    pub port: Option<u16>,
    /// How it is told the bucket.
    pub style: Style,
    /// The host name an IP endpoint stands for. The bucket then travels in the `Host` header only.
    pub alias: String,
}

/// A request's place on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port to connect to.
    pub origin: String,
    /// The `Host` header.
    pub host: String,
    /// The encoded path.
    pub path: String,
}

impl Endpoint {
    /// `https://host:port`, without a path.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme(), self.authority(""))
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// Whether the host is an address, which cannot have a bucket in front.
    pub fn is_ip(&self) -> bool {
        match self.host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inside) => inside.parse::<Ipv6Addr>().is_ok(),
            None => self.host.parse::<Ipv4Addr>().is_ok(),
        }
    }

    /// Places a request.
    pub fn address(&self, bucket: Option<&str>, key: Option<&str>) -> Address {
        let prefix = bucket.map(|bucket| format!("{bucket}.")).unwrap_or_default();
        let in_path = bucket.filter(|_| self.style == Style::Path);
        let path = format!(
            "/{}{}",
            in_path.map(|bucket| format!("{bucket}/")).unwrap_or_default(),
            encode::path(key.unwrap_or_default())
        );
        let (authority, host) = match self.style {
            Style::Path | Style::Cname => (self.authority(""), self.authority("")),
            Style::VirtualHost if self.is_ip() => (self.authority(""), format!("{prefix}{}", self.alias)),
            Style::VirtualHost => (self.authority(&prefix), self.authority(&prefix)),
        };
        Address { origin: format!("{}://{authority}", self.scheme()), host, path }
    }

    fn authority(&self, prefix: &str) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{prefix}{}{port}", self.host)
    }
}

/// The host names a server answers to.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Names under which buckets are host names: `oss.test` makes `bucket.oss.test` a bucket.
    pub names: Vec<String>,
    /// Names that belong to one bucket.
    pub cnames: HashMap<String, String>,
}

/// What a request is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The bucket.
    pub bucket: Option<String>,
    /// The key, decoded.
    pub key: Option<String>,
}

impl Hosts {
    /// Reads host and path of a request. `None` where the path is not UTF-8.
    ///
    /// `localhost` and `aliyuncs.com` are always known: `bucket.localhost`, `bucket.oss-cn-hangzhou.aliyuncs.com`; and with `s3.`
    /// in front of the endpoint, those of the [S3 dialect](Self::is_s3). Any other host gets the bucket in the path.
    pub fn locate(&self, host: &str, path: &str) -> Option<Located> {
        let path = encode::decode(path.strip_prefix('/').unwrap_or(path))?;
        let (bucket, key) = match self.bucket_of(host) {
            Some(bucket) => (bucket, path),
            None => match path.split_once('/') {
                Some((bucket, key)) => (bucket.to_owned(), key.to_owned()),
                None => (path, String::new()),
            },
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Some(Located { bucket: some(bucket), key: some(key) })
    }

    /// Whether requests to a host have the bucket in their path.
    pub fn in_path(&self, host: &str) -> bool {
        self.bucket_of(host).is_none()
    }

    /// Whether a host is one at which the service speaks S3: `s3.oss-cn-hangzhou.aliyuncs.com` or `bucket.s3.oss-cn-hangzhou.aliyuncs.com`;
    /// here also `s3.localhost` and `bucket.s3.localhost`, and the same under each name.
    ///
    /// Source: the service's page "Access OSS using an AWS SDK". No bucket has a name of two letters.
    pub fn is_s3(&self, host: &str) -> bool {
        let host = without_port(host).to_ascii_lowercase();
        if self.cnames.contains_key(&host) || self.names.contains(&host) {
            return false;
        }
        let prefix = match under(&host, "aliyuncs.com") {
            Some(rest) => rest.rsplit_once('.').map(|(prefix, _)| prefix),
            None => self.under_a_name(&host),
        };
        prefix.is_some_and(|prefix| prefix == "s3" || prefix.ends_with(".s3"))
    }

    fn bucket_of(&self, host: &str) -> Option<String> {
        let host = without_port(host).to_ascii_lowercase();
        if let Some(bucket) = self.cnames.get(&host) {
            return Some(bucket.clone());
        }
        if self.names.contains(&host) {
            return None; // The service itself, though it lies under another name: `oss.localhost`.
        }
        let bucket = match under(&host, "aliyuncs.com") {
            // `bucket.region`, or `region` alone; ali-oss writes `.region` where there is no bucket.
            Some(rest) => rest.split_once('.').map(|(bucket, _)| bucket)?,
            None => {
                let prefix = self.under_a_name(&host)?;
                prefix.strip_suffix(".s3").unwrap_or(prefix)
            }
        };
        Some(bucket.to_owned()).filter(|bucket| !bucket.is_empty() && bucket != "s3")
    }

    /// What stands in front of a name that buckets lie under.
    fn under_a_name<'h>(&self, host: &'h str) -> Option<&'h str> {
        self.names.iter().map(String::as_str).chain(["localhost"]).find_map(|name| under(host, name))
    }
}

/// What stands in front of a name and its dot.
fn under<'h>(host: &'h str, name: &str) -> Option<&'h str> {
    host.strip_suffix(name)?.strip_suffix('.')
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn endpoint(host: &str, style: Style) -> Endpoint {
        Endpoint {
            tls: false,
            host: host.into(),
            port: Some(9000),
            style,
            alias: "oss-cn-hangzhou.aliyuncs.com".into(),
        }
    }

    #[test]
    fn places_a_request() {
        let place = |host, style, bucket, key| {
            let Address { origin, host, path } = endpoint(host, style).address(bucket, key);
            format!("{origin} {host} {path}")
        };
        let (b, k) = (Some("bkt"), Some("a/../b c"));
        assert_eq!(
            place("oss.test", Style::VirtualHost, b, k),
            "http://bkt.oss.test:9000 bkt.oss.test:9000 /a/../b%20c"
        );
        assert_eq!(
            place("oss.test", Style::Path, b, k),
            "http://oss.test:9000 oss.test:9000 /bkt/a/../b%20c"
        );
        assert_eq!(place("oss.test", Style::Path, b, None), "http://oss.test:9000 oss.test:9000 /bkt/");
        assert_eq!(place("oss.test", Style::Cname, b, k), "http://oss.test:9000 oss.test:9000 /a/../b%20c");
        assert_eq!(place("oss.test", Style::VirtualHost, None, None), "http://oss.test:9000 oss.test:9000 /");
        assert_eq!(
            place("127.0.0.1", Style::VirtualHost, b, k),
            "http://127.0.0.1:9000 bkt.oss-cn-hangzhou.aliyuncs.com /a/../b%20c"
        );
        assert_eq!(place("[::1]", Style::Path, b, None), "http://[::1]:9000 [::1]:9000 /bkt/");
    }

    #[test]
    fn finds_bucket_and_key() {
        let hosts =
            Hosts { names: vec!["oss.test".into()], cnames: [("cdn.example".into(), "cdn".into())].into() };
        let find = |host: &str, path: &str| {
            let Located { bucket, key } = hosts.locate(host, path).unwrap();
            (bucket.unwrap_or_default(), key.unwrap_or_default())
        };
        let is = |bucket: &str, key: &str| (bucket.to_owned(), key.to_owned());
        assert_eq!(find("127.0.0.1:9000", "/"), is("", ""));
        assert_eq!(find("127.0.0.1:9000", "/b"), is("b", ""));
        assert_eq!(find("127.0.0.1:9000", "/b/k%2Fx/../y"), is("b", "k/x/../y"));
        assert_eq!(find("b.localhost:9000", "/k"), is("b", "k"));
        assert_eq!(find("localhost:9000", "/b/k"), is("b", "k"));
        assert_eq!(find("[::1]:9000", "/b/k"), is("b", "k"));
        assert_eq!(find("b.oss.test", "/"), is("b", ""));
        let nested = Hosts { names: vec!["oss.localhost".into()], ..Hosts::default() };
        assert_eq!(nested.locate("oss.localhost:1", "/"), Some(Located::default()));
        assert_eq!(
            nested.locate("b.oss.localhost", "/").and_then(|found| found.bucket).as_deref(),
            Some("b")
        );
        assert_eq!(find("b.oss-cn-hangzhou.aliyuncs.com", "/k"), is("b", "k"));
        assert_eq!(find("oss-cn-hangzhou.aliyuncs.com", "/"), is("", ""));
        assert_eq!(find(".oss-cn-hangzhou.aliyuncs.com", "/"), is("", ""));
        assert_eq!(find("CDN.example", "/k"), is("cdn", "k"));
        assert_eq!(find("b.s3.oss-cn-hangzhou.aliyuncs.com", "/k"), is("b", "k"));
        assert_eq!(find("s3.oss-cn-hangzhou-internal.aliyuncs.com:80", "/"), is("", ""));
        assert_eq!(find("b.s3.localhost:9000", "/k"), is("b", "k"));
        assert_eq!(find("s3.oss.test", "/b/k"), is("b", "k"));
        assert_eq!(hosts.locate("localhost", "/b/%ff"), None);
    }

    #[test]
    fn some_hosts_speak_s3() {
        let hosts = Hosts {
            names: vec!["oss.test".into(), "s3.example".into()],
            cnames: [("s3.localhost".into(), "cdn".into())].into(),
        };
        for host in [
            "b.s3.oss-cn-hangzhou.aliyuncs.com",
            "S3.oss-cn-hangzhou.aliyuncs.com",
            "s3.oss-cn-hangzhou-internal.aliyuncs.com:8080",
            "s3.oss-accelerate.aliyuncs.com",
            "b.s3.localhost:9000",
            "b.s3.oss.test",
            "s3.oss.test",
        ] {
            assert!(hosts.is_s3(host), "{host}");
        }
        for host in [
            "b.oss-cn-hangzhou.aliyuncs.com",
            "oss-cn-hangzhou.aliyuncs.com",
            "b.localhost",
            "localhost",
            "127.0.0.1:9000",
            "s3.amazonaws.com",
            "s3.localhost",
            "s3.example",
            "b.s3.example",
        ] {
            assert!(!hosts.is_s3(host), "{host}");
        }
    }

    proptest! {
        #[test]
        fn a_server_finds_what_a_client_placed(
            bucket in "[a-z0-9][a-z0-9-]{1,20}[a-z0-9]",
            key in "[^/].*",
            style in prop_oneof![Just(Style::VirtualHost), Just(Style::Path)],
            host in prop_oneof![Just("127.0.0.1"), Just("oss.test")],
        ) {
            let hosts = Hosts { names: vec!["oss.test".into()], ..Hosts::default() };
            let address = endpoint(host, style).address(Some(&bucket), Some(&key));
            let located = Located { bucket: Some(bucket), key: Some(key) };
            prop_assert_eq!(hosts.locate(&address.host, &address.path), Some(located));
        }
    }
}
