//! Options about the network, as `lib/network/` has made them of what the caller and the environment say.

use crate::{error::invalid, lookup::JsLookup};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::transport::{Hosts, NetworkSettings, ProxyRules};
use std::{collections::HashMap, sync::Arc};

/// Options about the network.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct NetworkOptions {
    pub max_sockets: Option<u32>,
    pub keep_alive: Option<bool>,
    /// The proxy of every request, a URL.
    pub proxy: Option<String>,
    /// Where no proxy is chosen: what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say.
    pub http_proxy: Option<String>,
    pub https_proxy: Option<String>,
    pub no_proxy: Option<String>,
    /// PEM texts of the only roots.
    pub ca: Option<Vec<Buffer>>,
    /// What `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS` say.
    pub roots_file: Option<String>,
    pub extra_roots_file: Option<String>,
    pub reject_unauthorized: Option<bool>,
    /// The client's own certificate and its key, PEM texts.
    pub cert: Option<Buffer>,
    pub key: Option<Buffer>,
    pub hosts: Option<HashMap<String, Vec<String>>>,
    pub lookup: Option<JsLookup>,
}

impl NetworkOptions {
    pub(crate) fn into_settings(self) -> Result<NetworkSettings> {
        let mut settings = NetworkSettings {
            max_sockets: self.max_sockets.unwrap_or_default() as usize,
            keep_alive: self.keep_alive.unwrap_or(true),
            proxy: match &self.proxy {
                Some(url) => ProxyRules::all(url).map_err(wrong)?,
                None => {
                    let text = |text: &Option<String>| text.clone().unwrap_or_default();
                    ProxyRules::from_environment(
                        &text(&self.http_proxy),
                        &text(&self.https_proxy),
                        &text(&self.no_proxy),
                    )
                }
            },
            hosts: Hosts::parse(self.hosts.unwrap_or_default()).map_err(wrong)?,
            lookup: self.lookup.map(|lookup| Arc::new(lookup) as _),
            ..NetworkSettings::default()
        };
        let tls = &mut settings.tls;
        tls.roots_file = self.roots_file.map(Into::into);
        tls.extra_roots_file = self.extra_roots_file.map(Into::into);
        tls.accept_any_certificate = !self.reject_unauthorized.unwrap_or(true);
        if let Some(ca) = &self.ca {
            tls.trust_only(ca).map_err(wrong)?;
        }
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            tls.identify(cert, key).map_err(wrong)?;
        }
        Ok(settings)
    }
}

fn wrong(error: impl std::error::Error) -> Error {
    invalid(&error.to_string())
}
