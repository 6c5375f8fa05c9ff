//! Names to addresses: the system's resolver, except that `*.localhost` is this machine (RFC 6761), which not every system knows.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str();
            if name == "localhost" || name.ends_with(".localhost") {
                let loopback =
                    [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
                return Ok(Box::new(loopback.into_iter()) as Addrs);
            }
            let addresses: Vec<_> =
                tokio::net::lookup_host((name, 0)).await.map_err(|_| NotFound(name.to_owned()))?.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// A name without an address, in the words Node has for it.
#[derive(Debug, thiserror::Error)]
#[error("getaddrinfo ENOTFOUND {0}")]
pub(super) struct NotFound(pub(super) String);
