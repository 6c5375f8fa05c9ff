//! How the network is reached, as far as a client may say it.

use super::{dns::Lookup, hosts::Hosts, proxy::ProxyRules, tls::TlsSettings};
use std::sync::Arc;

/// How the network is reached, as far as a client may say it.
#[derive(Clone)]
pub struct NetworkSettings {
    /// So many connections to one origin at a time, unused ones included; calls beyond them wait. Zero is no limit.
    pub max_sockets: usize,
    /// Whether a connection is kept for the next request.
    pub keep_alive: bool,
    /// Which requests go through a proxy.
    pub proxy: ProxyRules,
    /// Whom to trust, and how to introduce oneself.
    pub tls: TlsSettings,
    /// Names whose addresses are given.
    pub hosts: Hosts,
    /// Finds the addresses of other names, in place of the system.
    pub lookup: Option<Arc<dyn Lookup>>,
}

impl Default for NetworkSettings {
    /// Any number of connections, kept; no proxy; the bundled roots; the system's names.
    fn default() -> Self {
        Self {
            max_sockets: 0,
            keep_alive: true,
            proxy: ProxyRules::default(),
            tls: TlsSettings::default(),
            hosts: Hosts::default(),
            lookup: None,
        }
    }
}
