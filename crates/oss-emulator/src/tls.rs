//! TLS: a certificate that was given, or those of an authority of the server's own.

use oss_protocol::address::Hosts;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SingleCertAndKey},
};
use std::{
    collections::HashMap,
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, TlsConnector, client::TlsStream};
use zeroize::Zeroizing;

/// So many certificates are kept for the next connection; then they are made anew.
const KEPT: usize = 1_000;

/// What a server that speaks TLS shows.
#[derive(Clone)]
pub enum Tls {
    /// Certificates of an authority that is made with the server, and gone with it.
    Generated {
        /// The names they are for; without any, `localhost`, what lies below it, the configured hosts, 127.0.0.1 and ::1.
        names: Vec<String>,
    },
    /// A certificate and its chain, and its key.
    Given {
        /// In PEM, the server's own first.
        certificates: String,
        /// In PEM.
        key: Zeroizing<String>,
    },
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generated { names } => f.debug_struct("Generated").field("names", names).finish(),
            Self::Given { .. } => f.debug_struct("Given").finish_non_exhaustive(),
        }
    }
}

/// Why a server cannot speak TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificates that were given are no PEM, or none.
    #[error("the certificates are none in PEM: {0}")]
    Certificates(String),
    /// The key that was given is no PEM, or none.
    #[error("the key is none in PEM: {0}")]
    Key(String),
    /// Certificate and key do not belong together, or are of a kind that is not known.
    #[error("the certificate and its key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
    /// A name that no certificate can be for.
    #[error("no certificate can be made for the names {0:?}: {1}")]
    Names(Vec<String>, rcgen::Error),
}

/// Speaks TLS, and what a client must trust for that: the authority in PEM, where it is the server's own.
pub(crate) fn acceptor(tls: &Tls, hosts: &Hosts) -> Result<(TlsAcceptor, Option<String>), TlsError> {
    match tls {
        Tls::Given { certificates, key } => Ok((showing(Arc::new(given(certificates, key)?))?, None)),
        Tls::Generated { names } => {
            generated(hosts, names).map(|(acceptor, authority)| (acceptor, Some(authority)))
        }
    }
}

/// Speaks TLS with certificates of an authority that is made here, which comes in PEM.
pub(crate) fn generated(hosts: &Hosts, names: &[String]) -> Result<(TlsAcceptor, String), TlsError> {
    let failed = |e| TlsError::Names(names.to_vec(), e);
    let (authority, pem) = Authority::make(hosts.clone(), names).map_err(failed)?;
    Ok((showing(Arc::new(authority))?, pem))
}

fn showing(resolver: Arc<dyn ResolvesServerCert>) -> Result<TlsAcceptor, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Speaks TLS with a server, which must show a certificate for `host` that leads to one of `roots`.
///
/// # Errors
/// When `host` is no name that a certificate can be for, or they do not agree.
pub(crate) async fn connect<S>(
    stream: S,
    host: &str,
    sni: bool,
    roots: RootCertStore,
) -> io::Result<TlsStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.enable_sni = sni;
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

fn given(certificates: &str, key: &str) -> Result<SingleCertAndKey, TlsError> {
    let chain = CertificateDer::pem_slice_iter(certificates.as_bytes()).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|e| TlsError::Certificates(e.to_string()))?;
    if chain.is_empty() {
        return Err(TlsError::Certificates("there is none in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|e| TlsError::Key(e.to_string()))?;
    Ok(SingleCertAndKey::from(CertifiedKey::from_der(chain, key, &ring::default_provider())?))
}

/// An authority that makes certificates as they are asked for: clients accept no `*.localhost`, for there is but one label below.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
    signing: Arc<dyn rustls::sign::SigningKey>,
    hosts: Hosts,
    /// For a client that names no host, or none of the server's.
    usual: Arc<CertifiedKey>,
    /// Whether it is for all clients.
    only_usual: bool,
    /// Those that have been made, by name.
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl Authority {
    /// Makes an authority, and its certificate in PEM. It is valid for ever, whatever the clocks of clients say.
    fn make(hosts: Hosts, names: &[String]) -> Result<(Self, String), rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "oss-emulator");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let authority_key = KeyPair::generate()?;
        let pem = params.self_signed(&authority_key)?.pem();
        let issuer = Issuer::new(params, authority_key);
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signing = ring::sign::any_supported_type(&der).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        let own = || ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        let usual = if names.is_empty() { own() } else { names.to_vec() };
        let usual = certificate(&issuer, &key, &signing, usual)?;
        let only_usual = !names.is_empty();
        Ok((Self { issuer, key, signing, hosts, usual, only_usual, made: Mutex::default() }, pem))
    }

    /// The certificate for a name.
    fn certified(&self, name: String) -> Option<Arc<CertifiedKey>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&name) {
            return Some(Arc::clone(known));
        }
        let certified = certificate(&self.issuer, &self.key, &self.signing, vec![name.clone()]).ok()?;
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(name, Arc::clone(&certified));
        Some(certified)
    }

    fn is_own(&self, name: &str) -> bool {
        let below =
            |host: &str| name == host || name.strip_suffix(host).is_some_and(|rest| rest.ends_with('.'));
        below("localhost")
            || self.hosts.names.iter().any(|host| below(host))
            || self.hosts.cnames.contains_key(name)
    }
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().map(str::to_ascii_lowercase);
        match name.filter(|name| !self.only_usual && self.is_own(name)) {
            None => Some(Arc::clone(&self.usual)),
            Some(name) => self.certified(name),
        }
    }
}

fn certificate(
    issuer: &Issuer<'static, KeyPair>,
    key: &KeyPair,
    signing: &Arc<dyn rustls::sign::SigningKey>,
    names: Vec<String>,
) -> Result<Arc<CertifiedKey>, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    // Strict clients, Python 3.13 among them, want both.
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let certificate = params.signed_by(key, issuer)?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], Arc::clone(signing))))
}
