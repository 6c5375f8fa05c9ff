//! The server as a proxy of the service's hosts: what comes in absolute-form or by `CONNECT` for one of them is answered here.
//! Nothing is passed on, and no other host is reached.

use crate::{
    Warn,
    body::Body,
    tls::{self, TlsError},
};
use http::{
    HeaderValue, Request, Response, StatusCode, Uri,
    header::{CONTENT_TYPE, HOST},
    uri::{Authority, Scheme},
};
use hyper::{ext::ReasonPhrase, upgrade::OnUpgrade};
use oss_protocol::address::Hosts;
use std::{
    collections::HashSet,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
};
use tokio_rustls::TlsAcceptor;

/// The domain that the service's hosts lie below.
const DOMAIN: &str = "aliyuncs.com";
/// Of so many refused hosts the user is told, of each once.
const TOLD: usize = 100;

/// A request that came by TLS, though the server does not speak it to everybody.
#[derive(Clone, Copy)]
pub(crate) struct Secure;

/// How a connection carries requests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it was accepted.
    Direct,
    /// Within a tunnel, where every request is for a host of the service.
    Tunnel,
}

/// A tunnel that was asked for.
pub(crate) struct Tunnel {
    pub(crate) opens: OnUpgrade,
    /// Whether the client will speak TLS in it.
    pub(crate) secure: bool,
}

/// A server that stands in for the service's hosts.
pub(crate) struct Proxy {
    pub(crate) acceptor: TlsAcceptor,
    hosts: Hosts,
    address: SocketAddr,
    warn: Warn,
    refused: Mutex<HashSet<String>>,
}

impl Proxy {
    /// A proxy at this address, and the authority that its clients must trust, in PEM.
    pub(crate) fn new(hosts: &Hosts, address: SocketAddr, warn: Warn) -> Result<(Self, String), TlsError> {
        let mut certified = hosts.clone();
        certified.names.push(DOMAIN.to_owned());
        let (acceptor, authority) = tls::generated(&certified, &[])?;
        let proxy = Self { acceptor, hosts: hosts.clone(), address, warn, refused: Mutex::default() };
        Ok((proxy, authority))
    }

    /// The host that a request is for and that is not answered for, if that is so.
    pub(crate) fn foreign<B>(&self, request: &Request<B>, way: Way) -> Option<Authority> {
        let uri = request.uri();
        let asked = match (uri.authority(), way) {
            (Some(authority), _) => authority.clone(),
            (None, Way::Direct) => return None,
            // A host that cannot be read is nobody's bucket; the server refuses it as ever.
            (None, Way::Tunnel) => request.headers().get(HOST)?.to_str().ok()?.parse().ok()?,
        };
        let usual = if uri.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
        // One that ends with its host names no port, any other one that must be a number.
        let port = asked.port_u16().or_else(|| asked.as_str().ends_with(asked.host()).then_some(usual));
        (!port.is_some_and(|port| self.plays(asked.host(), port))).then_some(asked)
    }

    fn plays(&self, host: &str, port: u16) -> bool {
        let host = host.to_ascii_lowercase();
        if let Some(below) = below(&host, DOMAIN) {
            return is_of_oss(below) || ["kms", "sts"].iter().any(|product| is_of(product, below));
        }
        let known = &self.hosts;
        if known.cnames.contains_key(&host)
            || known.names.iter().any(|name| host == *name || below(&host, name).is_some())
        {
            return true;
        }
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let itself = match address {
            Ok(address) => address.is_loopback() || address == self.address.ip(),
            Err(_) => host == "localhost" || below(&host, "localhost").is_some(),
        };
        itself && port == self.address.port()
    }

    /// Refuses a request for another host. Few programs show the body of a proxy's answer, so the line of the status says it too.
    pub(crate) fn refuse(&self, host: &Authority) -> Response<Body> {
        let said = format!(
            "{host} is refused: no other host is reached than those of OSS, KMS and STS at *.{DOMAIN}. What else a program needs goes \
             into NO_PROXY"
        );
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() < TOLD && refused.insert(host.to_string()) {
            (self.warn)(&said);
        }
        let mut response = Response::new(Body::full(format!("oss-emulator: {said}\n").into()));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        let reason = format!("oss-emulator reaches no other host than *.{DOMAIN}, not {host}");
        if let Ok(reason) = ReasonPhrase::try_from(reason) {
            response.extensions_mut().insert(reason);
        }
        response
    }
}

/// Puts the host of an absolute-form in the place of another that the header names (RFC 9112, 3.2.2).
pub(crate) fn settle_host<B>(request: &mut Request<B>) {
    let Some(authority) = request.uri().authority() else { return };
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    if named.is_some_and(|named| named.host().eq_ignore_ascii_case(authority.host())) {
        return;
    }
    if let Ok(host) = HeaderValue::from_str(authority.as_str()) {
        request.headers_mut().insert(HOST, host);
    }
}

/// Whether a tunnel to this place carries TLS: all but those to the port of plain HTTP.
pub(crate) fn carries_tls(target: &Uri) -> bool {
    target.port_u16() != Some(80)
}

/// The region of a host of the service, where it names one: `cn-beijing` of `bucket.oss-cn-beijing-internal.aliyuncs.com`.
pub(crate) fn region_of(host: &str) -> Option<&str> {
    let host = host.split(':').next().unwrap_or_default();
    let (_, region) = below(host, DOMAIN)?.rsplit('.').next()?.rsplit_once("oss-")?;
    let region = region.strip_suffix("-internal").unwrap_or(region);
    Some(region).filter(|region| !region.starts_with("accelerate"))
}

/// What stands before a domain that a host lies below.
fn below<'host>(host: &'host str, domain: &str) -> Option<&'host str> {
    host.strip_suffix(domain)?.strip_suffix('.')
}

/// `oss-REGION`, `BUCKET.oss-REGION`, `vpc100-oss-REGION`, `REGION.oss`.
fn is_of_oss(below: &str) -> bool {
    below.rsplit('.').next().is_some_and(|last| last == "oss" || last.contains("oss-"))
}

/// `kms.REGION`, `kms-vpc.REGION`, `sts`.
fn is_of(product: &str, below: &str) -> bool {
    let first = below.split('.').next().and_then(|first| first.strip_prefix(product));
    first.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Method;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// Hosts as they are met, and what may be tried in their place.
    fn hosts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("oss-cn-beijing".to_owned()),
            Just("aliyuncs.com".to_owned()),
            Just("localhost".to_owned()),
            Just("own.example".to_owned()),
            Just("127.0.0.1".to_owned()),
            Just("[::1]".to_owned()),
            Just("user@".to_owned()),
            Just(":9000".to_owned()),
            "[a-z0-9.:@\\[\\]%-]{0,12}",
        ];
        proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.join("."))
    }

    proptest! {
        /// Whatever a client writes as the host: it is of the service, of this server, or refused.
        #[test]
        fn nobody_else_is_played(host in hosts(), tunnel in any::<bool>(), absolute in any::<bool>()) {
            let known = Hosts { names: vec!["own.example".into()], ..Hosts::default() };
            let address = SocketAddr::from(([127, 0, 0, 1], 9000));
            let (proxy, _) = Proxy::new(&known, address, Arc::new(|_: &str| {})).unwrap();
            let mut request = Request::new(());
            if absolute {
                let Ok(uri) = format!("http://{host}/").parse() else { return Ok(()) };
                *request.uri_mut() = uri;
            } else {
                *request.method_mut() = if tunnel { Method::GET } else { Method::CONNECT };
                let Ok(value) = HeaderValue::from_str(&host) else { return Ok(()) };
                request.headers_mut().insert(HOST, value);
            }
            let way = if tunnel { Way::Tunnel } else { Way::Direct };
            let foreign = proxy.foreign(&request, way);
            settle_host(&mut request);
            // What comes to the server itself, without a proxy's form, may name any host.
            if !absolute && !tunnel {
                prop_assert!(foreign.is_none());
                return Ok(());
            }
            let named = request.headers().get(HOST).and_then(|host| host.to_str().ok()?.parse().ok());
            let Some(authority) = request.uri().authority().cloned().or(named) else { return Ok(()) };
            let asked = authority.host().to_ascii_lowercase();
            let ours = ["aliyuncs.com", "own.example", "localhost"];
            let played = ours.iter().any(|domain| asked == *domain || asked.ends_with(&format!(".{domain}")))
                || asked.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
            prop_assert!(foreign.is_some() || played, "{} is played", asked);
            // What the server then goes by is the host that was looked at.
            let named = request.headers()[HOST].to_str().unwrap().parse::<Authority>().unwrap();
            prop_assert!(named.host().eq_ignore_ascii_case(&asked));
            let _ = region_of(&host);
        }
    }

    #[test]
    fn regions_are_read_of_hosts() {
        for host in [
            "oss-cn-beijing.aliyuncs.com",
            "bkt.oss-cn-beijing.aliyuncs.com:443",
            "bkt.oss-cn-beijing-internal.aliyuncs.com",
            "vpc100-oss-cn-beijing.aliyuncs.com",
        ] {
            assert_eq!(region_of(host), Some("cn-beijing"), "{host}");
        }
        for host in [
            "bkt.oss-accelerate.aliyuncs.com",
            "kms.cn-beijing.aliyuncs.com",
            "localhost:9000",
            "oss-a.example",
        ] {
            assert_eq!(region_of(host), None, "{host}");
        }
    }
}
