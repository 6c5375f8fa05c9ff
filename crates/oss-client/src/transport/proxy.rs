//! Which requests go through a proxy, and through which.

use super::dns::is_localhost;
use http::{HeaderValue, Uri, uri::Scheme};
use hyper_util::client::proxy::matcher::Matcher;
use std::{fmt, net::IpAddr, sync::Arc};

/// Which requests go through a proxy. By default none.
#[derive(Clone, Debug, Default)]
pub struct ProxyRules(Option<Arc<Rules>>);

#[derive(Debug)]
struct Rules {
    matcher: Matcher,
    /// Of `NO_PROXY`, those with a port, which the matcher does not know.
    direct_ports: Vec<(String, u16)>,
    /// Chosen for this client: then it is for this machine, too.
    chosen: bool,
}

/// A text that names no proxy. It is not quoted, for it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("proxy must be a URL such as http://user:password@host:port, with http or https")]
pub struct InvalidProxy;

impl ProxyRules {
    /// Every request through one proxy, such as `http://user:password@host:port`.
    ///
    /// # Errors
    /// When the text is no URL of an HTTP proxy.
    pub fn all(url: &str) -> Result<Self, InvalidProxy> {
        let rules =
            Rules { matcher: Matcher::builder().all(url).build(), direct_ports: vec![], chosen: true };
        let rules = Self(Some(Arc::new(rules)));
        match rules.proxy_of(&Uri::from_static("http://any.test/")) {
            Some(_) => Ok(rules),
            None => Err(InvalidProxy),
        }
    }

    /// As `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say; empty texts say nothing, and so do URLs of other proxies than HTTP ones.
    /// This machine is never asked through a proxy.
    pub fn from_environment(http: &str, https: &str, no_proxy: &str) -> Self {
        if http.is_empty() && https.is_empty() {
            return Self::default();
        }
        let (mut names, mut direct_ports) = (Vec::new(), Vec::new());
        for entry in no_proxy.split([',', ' ', '\t']).filter(|entry| !entry.is_empty()) {
            // The matcher takes a name for all below it, and `*` only by itself.
            let entry = if entry.len() > 1 { entry.trim_start_matches('*') } else { entry };
            match entry.rsplit_once(':') {
                Some((name, port)) if !name.contains(':') => {
                    direct_ports.extend(port.parse().ok().map(|port| (name.to_ascii_lowercase(), port)));
                }
                _ => names.push(entry),
            }
        }
        let matcher = Matcher::builder().http(http).https(https).no(names.join(",")).build();
        Self(Some(Arc::new(Rules { matcher, direct_ports, chosen: false })))
    }

    /// The proxy for a request, if one is.
    pub(super) fn proxy_of(&self, target: &Uri) -> Option<Proxy> {
        let rules = self.0.as_ref()?;
        if !rules.chosen && (is_this_machine(target) || rules.is_direct_port(target)) {
            return None;
        }
        let found = rules.matcher.intercept(target)?;
        matches!(found.uri().scheme_str(), Some("http" | "https"))
            .then(|| Proxy { uri: found.uri().clone(), authorization: found.basic_auth().cloned() })
    }
}

impl Rules {
    fn is_direct_port(&self, target: &Uri) -> bool {
        let host = target.host().unwrap_or_default().to_ascii_lowercase();
        let default = if target.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
        let port = target.port_u16().unwrap_or(default);
        self.direct_ports.iter().any(|(name, of)| {
            let name = name.trim_start_matches('.');
            let below = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
            *of == port && (host == name || below())
        })
    }
}

fn is_this_machine(target: &Uri) -> bool {
    let host = target.host().unwrap_or_default().trim_matches(['[', ']']);
    is_localhost(host) || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// A proxy. It is shown without its password.
#[derive(Clone)]
pub(super) struct Proxy {
    pub(super) uri: Uri,
    pub(super) authorization: Option<HeaderValue>,
}

impl Proxy {
    /// What its refusal to let us in means.
    pub(super) fn unauthorized(&self) -> String {
        let why = match self.authorization {
            Some(_) => "its user name or password is wrong",
            None => "it wants a user name and password: `proxy: 'http://user:password@host:port'`",
        };
        format!("{self} answers 407: {why}")
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self.uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
        write!(f, "the proxy {scheme}://{authority}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(rules: &ProxyRules, target: &str) -> Option<String> {
        rules.proxy_of(&target.parse().unwrap()).map(|proxy| proxy.to_string())
    }

    #[test]
    fn one_for_all_is_for_this_machine_too() {
        let rules = ProxyRules::all("http://user:p%40ss@proxy.test:3128").unwrap();
        for target in ["http://a.test/", "https://a.test/", "http://127.0.0.1:1/", "http://a.localhost/"] {
            assert_eq!(
                chosen(&rules, target).as_deref(),
                Some("the proxy http://proxy.test:3128"),
                "{target}"
            );
        }
        let proxy = rules.proxy_of(&Uri::from_static("http://a.test/")).unwrap();
        assert_eq!(proxy.authorization.unwrap(), "Basic dXNlcjpwQHNz");
    }

    #[test]
    fn what_is_no_proxy_is_refused_and_not_shown() {
        for text in ["", "socks5://secret@a:1", "http://", "http://secret name", "ftp://secret"] {
            let error = ProxyRules::all(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{text}");
        }
    }

    #[test]
    fn the_environment_chooses_by_scheme_and_spares_this_machine() {
        let rules = ProxyRules::from_environment("http://plain:1", "http://secure:2", "");
        assert_eq!(chosen(&rules, "http://a.test/").as_deref(), Some("the proxy http://plain:1"));
        assert_eq!(chosen(&rules, "https://a.test/").as_deref(), Some("the proxy http://secure:2"));
        for here in ["http://localhost:9000/", "http://b.LOCALHOST/", "http://127.1.2.3/", "https://[::1]:1/"]
        {
            assert_eq!(chosen(&rules, here), None, "{here}");
        }
        assert_eq!(chosen(&ProxyRules::from_environment("", "", ""), "http://a.test/"), None);
        assert_eq!(chosen(&ProxyRules::from_environment("http://p:1", "", ""), "https://a.test/"), None);
    }

    #[test]
    fn no_proxy_knows_names_wildcards_networks_and_ports() {
        let no_proxy = "a.test, .b.test *.c.test,10.0.0.0/8,fe80::1,d.test:8080";
        let rules = ProxyRules::from_environment("http://p:1", "http://p:1", no_proxy);
        for direct in [
            "http://a.test/",
            "http://x.A.test/",
            "http://b.test/",
            "https://x.b.test/",
            "http://x.c.test/",
            "http://10.1.2.3/",
            "http://[fe80::1]/",
            "http://d.test:8080/",
            "http://x.d.test:8080/",
        ] {
            assert_eq!(chosen(&rules, direct), None, "{direct}");
        }
        for through in ["http://nota.test/", "http://11.0.0.1/", "http://d.test/", "http://xd.test:8080/"] {
            assert!(chosen(&rules, through).is_some(), "{through}");
        }
        assert_eq!(chosen(&ProxyRules::from_environment("http://p:1", "", "*"), "http://a.test/"), None);
    }
}
