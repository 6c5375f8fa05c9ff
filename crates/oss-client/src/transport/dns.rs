//! Names to addresses: the system's resolver, except that `*.localhost` is this machine (RFC 6761), which not every system knows.

use hyper_util::client::legacy::connect::dns::Name as HyperName;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
};

#[derive(Clone)]
pub(super) struct Resolver;

type Found = Box<dyn Iterator<Item = SocketAddr> + Send>;

async fn resolve(name: &str) -> Result<Found, NotFound> {
    if name == "localhost" || name.ends_with(".localhost") {
        let loopback =
            [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        return Ok(Box::new(loopback.into_iter()));
    }
    let addresses: Vec<_> =
        tokio::net::lookup_host((name, 0)).await.map_err(|_| NotFound(name.to_owned()))?.collect();
    Ok(Box::new(addresses.into_iter()))
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move { Ok(resolve(name.as_str()).await? as Addrs) })
    }
}

impl tower_service::Service<HyperName> for Resolver {
    type Response = Found;
    type Error = NotFound;
    type Future = Pin<Box<dyn Future<Output = Result<Found, NotFound>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: HyperName) -> Self::Future {
        Box::pin(async move { resolve(name.as_str()).await })
    }
}

/// A name without an address, in the words Node has for it.
#[derive(Debug, thiserror::Error)]
#[error("getaddrinfo ENOTFOUND {0}")]
pub(super) struct NotFound(pub(super) String);
