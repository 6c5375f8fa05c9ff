//! An address to tell of an upload.

use http::{Uri, uri::Scheme};
use oss_protocol::encode;

/// An address to tell of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) secure: bool,
    /// Without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    /// Host and port as they were written.
    pub(super) authority: String,
    /// Path and query as they were written.
    pub(super) target: String,
}

impl Url {
    /// One without a scheme is HTTP.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let uri: Uri =
            if text.contains("://") { text.parse() } else { format!("http://{text}").parse() }.ok()?;
        let secure = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let port = match authority.as_str().strip_prefix(authority.host())?.strip_prefix(':') {
            None => {
                if secure {
                    443
                } else {
                    80
                }
            }
            Some(_) => authority.port_u16().filter(|port| *port > 0)?,
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return None;
        }
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        Some(Self {
            secure,
            host: host.to_owned(),
            port,
            authority: authority.as_str().to_owned(),
            // A query may stand right behind the host.
            target: if target.starts_with('/') { target.to_owned() } else { format!("/{target}") },
        })
    }

    /// What is signed of the address: the path decoded, and the query as it is with its question mark.
    pub(super) fn signed(&self) -> String {
        let at = self.target.find('?').unwrap_or(self.target.len());
        let (path, query) = self.target.split_at(at);
        format!("{}{query}", encode::decode(path).unwrap_or_else(|| path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_as_the_service_documents_them() {
        let read = |text: &str| Url::parse(text).map(|url| (url.secure, url.host, url.port, url.target));
        let url =
            |secure, host: &str, port, target: &str| Some((secure, host.to_owned(), port, target.to_owned()));
        assert_eq!(
            read("http://oss-demo.aliyuncs.com:23450"),
            url(false, "oss-demo.aliyuncs.com", 23450, "/")
        );
        assert_eq!(
            read("www.oss-callback.com/test.php"),
            url(false, "www.oss-callback.com", 80, "/test.php")
        );
        assert_eq!(read("121.43.113.8:23456/index.html"), url(false, "121.43.113.8", 23456, "/index.html"));
        assert_eq!(read("https://a/b?c=d&e"), url(true, "a", 443, "/b?c=d&e"));
        assert_eq!(read("http://[::1]:8080/"), url(false, "::1", 8080, "/"));
        assert_eq!(read("http://a?b=c"), url(false, "a", 80, "/?b=c"));
        let bad = [
            "www.callback-example.com:test",
            "http://a:0/",
            "http://a:99999/",
            "ftp://a/",
            "",
            "http://",
            "a b",
            "/x",
        ];
        for text in bad {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_path_is_signed_decoded_and_the_query_as_it_is() {
        let signed = |text: &str| Url::parse(text).unwrap().signed();
        assert_eq!(signed("http://a/index.php?id=1&index=2"), "/index.php?id=1&index=2");
        assert_eq!(signed("http://a/%E4%B8%AD.php?k=%E4%B8%AD"), "/中.php?k=%E4%B8%AD");
        assert_eq!(signed("http://a"), "/");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = Url::parse(&text).map(|url| url.signed());
        }
    }
}
