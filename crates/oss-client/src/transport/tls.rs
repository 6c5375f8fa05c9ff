//! TLS: rustls with ring, TLS 1.2 and 1.3, Mozilla's roots as bundled. It does not depend on what the machine has installed.

use crate::{ErrorKind, TransportKind};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

pub(super) fn config() -> Result<ClientConfig, ErrorKind> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| ErrorKind::Transport { kind: TransportKind::Tls, message: e.to_string() })?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
