//! TLS: rustls with ring, TLS 1.2 and 1.3. The roots are Mozilla's, bundled, so that it does not depend on what the machine
//! has installed, unless a client is told otherwise.

use super::{certificate, failure::ConnectError, socket::Io, unverified::Unverified};
use crate::TransportKind;
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use std::{fmt, io, path::PathBuf, sync::Arc};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

/// Whom to trust, and how to introduce oneself. By default the bundled roots, and not at all.
#[derive(Clone, Default)]
pub struct TlsSettings {
    /// A PEM file of roots in place of the bundled ones. It is read when the first connection needs it; one that cannot be
    /// read makes connections fail, for nobody meant to trust others instead.
    pub roots_file: Option<PathBuf>,
    /// A PEM file of roots beside the others. One that cannot be read adds none.
    pub extra_roots_file: Option<PathBuf>,
    /// Whether every certificate is accepted. Then anybody on the way can read and change what is sent.
    pub accept_any_certificate: bool,
    roots: Option<Vec<CertificateDer<'static>>>,
    identity: Option<Arc<Identity>>,
}

struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: Zeroizing<PrivateKeyDer<'static>>,
}

/// A PEM text without what it should hold. It is not quoted, for it may be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} must be PEM text with {1}")]
pub struct InvalidPem(&'static str, &'static str);

impl TlsSettings {
    /// Trusts these roots and no others, neither the bundled ones nor those of files, as Node does.
    ///
    /// # Errors
    /// When one of the PEM texts holds no certificate.
    pub fn trust_only<T: AsRef<[u8]>>(&mut self, pems: &[T]) -> Result<(), InvalidPem> {
        let roots = self.roots.get_or_insert_default();
        for pem in pems {
            roots.extend(certificates("ca", pem.as_ref())?);
        }
        Ok(())
    }

    /// Introduces itself to servers that ask for it: the certificate and those that issued it, and its key, which is not encrypted.
    ///
    /// # Errors
    /// When a PEM text does not hold what it should.
    pub fn identify(&mut self, certificate: &[u8], key: &[u8]) -> Result<(), InvalidPem> {
        let chain = certificates("cert", certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key);
        let key = key.map_err(|_| InvalidPem("key", "a private key that is not encrypted"))?;
        self.identity = Some(Arc::new(Identity { chain, key: Zeroizing::new(key) }));
        Ok(())
    }

    /// Reads files.
    pub(super) fn config(&self) -> Result<ClientConfig, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let builder = if self.accept_any_certificate {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(Unverified(provider)))
        } else {
            builder.with_root_certificates(self.roots()?)
        };
        let mut config = match &self.identity {
            Some(identity) => builder
                .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
                .map_err(|error| format!("the client certificate cannot be used: {error}"))?,
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn roots(&self) -> Result<RootCertStore, String> {
        let mut store = RootCertStore::empty();
        if let Some(roots) = &self.roots {
            store.add_parsable_certificates(roots.iter().cloned());
            return Ok(store);
        }
        match &self.roots_file {
            Some(path) => {
                let pem = std::fs::read(path).map_err(|error| error.to_string());
                let roots = pem.and_then(|pem| certificates("it", &pem).map_err(|error| error.to_string()));
                let unreadable = |why| format!("SSL_CERT_FILE, {}, cannot be read: {why}", path.display());
                store.add_parsable_certificates(roots.map_err(unreadable)?);
            }
            None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        }
        // Node warns of a file of this variable that it cannot read, and so it is said already.
        let extra = self.extra_roots_file.as_ref().and_then(|path| std::fs::read(path).ok());
        store
            .add_parsable_certificates(extra.and_then(|pem| certificates("", &pem).ok()).unwrap_or_default());
        Ok(store)
    }
}

/// The certificates of a PEM text, at least one; `name` is whose text it is. What is damaged is passed over.
fn certificates(name: &'static str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, InvalidPem> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect();
    if found.is_empty() { Err(InvalidPem(name, "certificates")) } else { Ok(found) }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSettings")
            .field("roots_file", &self.roots_file)
            .field("extra_roots_file", &self.extra_roots_file)
            .field("accept_any_certificate", &self.accept_any_certificate)
            .finish_non_exhaustive()
    }
}

/// Encrypts connections. Nothing is read or parsed before there is one.
pub(super) struct Tls {
    settings: TlsSettings,
    connector: OnceCell<TlsConnector>,
}

impl Tls {
    pub(super) fn new(settings: TlsSettings) -> Self {
        Self { settings, connector: OnceCell::new() }
    }

    /// `host` is a name or an address, as it stands in a URL.
    pub(super) async fn encrypt(&self, io: Box<dyn Io>, host: &str) -> Result<Box<dyn Io>, ConnectError> {
        let failed = |message| ConnectError::Failed(TransportKind::Tls, message);
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| failed(format!("{host} is no name that a certificate can be for")))?;
        let connector = self.connector.get_or_try_init(|| async {
            let settings = self.settings.clone();
            let config = tokio::task::spawn_blocking(move || settings.config()).await;
            let config = config.map_err(|error| error.to_string()).and_then(|config| config);
            config.map(|config| TlsConnector::from(Arc::new(config))).map_err(failed)
        });
        let encrypted = connector.await?.connect(name, TokioIo::new(io)).await;
        Ok(Box::new(TokioIo::new(encrypted.map_err(|error| failed(explain(&error, host)))?)))
    }
}

fn explain(error: &io::Error, host: &str) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(error) => certificate::explain(error, host),
        None => format!("TLS with {host}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pem_is_named_and_not_shown() {
        let mut tls = TlsSettings::default();
        let ca = tls.trust_only(&["secret"]).unwrap_err();
        assert_eq!(ca.to_string(), "ca must be PEM text with certificates");
        let cert = tls.identify(b"secret", b"secret").unwrap_err();
        assert_eq!(cert.to_string(), "cert must be PEM text with certificates");
    }

    #[test]
    fn a_file_of_roots_that_is_gone_is_no_reason_to_trust_others() {
        let path = std::env::temp_dir().join("no such file");
        let gone = TlsSettings { roots_file: Some(path.clone()), ..TlsSettings::default() };
        let error = gone.config().err().unwrap();
        assert!(
            error.starts_with(&format!("SSL_CERT_FILE, {}, cannot be read: ", path.display())),
            "{error}"
        );
        let extra = TlsSettings { extra_roots_file: Some(path), ..TlsSettings::default() };
        assert_eq!(extra.roots().unwrap().len(), webpki_roots::TLS_SERVER_ROOTS.len());
    }
}
