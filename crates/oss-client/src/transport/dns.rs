//! Names to addresses. Given ones win; `*.localhost` is this machine (RFC 6761), which not every system knows; for the
//! rest the caller's function is asked, or the system.

use super::{NetworkSettings, hosts::Hosts};
use hyper_util::client::legacy::connect::dns::Name;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// The addresses to come; an error is told as it is.
pub type Looking = Pin<Box<dyn Future<Output = Result<Vec<IpAddr>, String>> + Send>>;

/// Finds the addresses of names. It is asked once for each connection.
pub trait Lookup: Send + Sync + 'static {
    /// The addresses of a name, the best first.
    fn lookup(&self, name: &str) -> Looking;
}

#[derive(Clone)]
pub(super) struct Resolver(Arc<Names>);

struct Names {
    hosts: Hosts,
    lookup: Option<Arc<dyn Lookup>>,
}

impl Resolver {
    pub(super) fn new(settings: &NetworkSettings) -> Self {
        Self(Arc::new(Names { hosts: settings.hosts.clone(), lookup: settings.lookup.clone() }))
    }
}

impl Names {
    async fn find(&self, name: &str) -> Result<Vec<IpAddr>, NotFound> {
        if let Some(given) = self.hosts.find(name) {
            return Ok(given.to_vec());
        }
        if is_localhost(name) {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        let unknown = || NotFound(format!("getaddrinfo ENOTFOUND {name}"));
        let found = match &self.lookup {
            Some(lookup) => lookup.lookup(name).await.map_err(NotFound)?,
            None => {
                let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| unknown())?;
                found.map(|address| address.ip()).collect()
            }
        };
        if found.is_empty() { Err(unknown()) } else { Ok(found) }
    }
}

/// Whether a name is this machine, whatever a resolver would say.
pub(super) fn is_localhost(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

impl tower_service::Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = NotFound;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NotFound>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let names = Arc::clone(&self.0);
        Box::pin(async move {
            let found = names.find(name.as_str()).await?;
            // The connector puts the port in.
            let sockets: Vec<_> = found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(sockets.into_iter())
        })
    }
}

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let names = Arc::clone(&self.0);
        Box::pin(async move {
            let found = names.find(name.as_str()).await?;
            let sockets: Vec<_> = found.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
            Ok(Box::new(sockets.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// A name without an address, in the words Node has for it, or in those of the caller's own function.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotFound(String);
