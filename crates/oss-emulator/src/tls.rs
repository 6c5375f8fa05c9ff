//! TLS: a certificate that was given, or those of an authority of the server's own.

use oss_protocol::address::Hosts;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SingleCertAndKey},
};
use std::{fmt, sync::Arc};
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

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
    let (resolver, authority): (Arc<dyn ResolvesServerCert>, _) = match tls {
        Tls::Given { certificates, key } => (Arc::new(given(certificates, key)?), None),
        Tls::Generated { names } => {
            let failed = |e| TlsError::Names(names.clone(), e);
            let (authority, pem) = Authority::make(hosts.clone(), names).map_err(failed)?;
            (Arc::new(authority), Some(pem))
        }
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), authority))
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
        Ok((Self { issuer, key, signing, hosts, usual, only_usual: !names.is_empty() }, pem))
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
            Some(name) => certificate(&self.issuer, &self.key, &self.signing, vec![name]).ok(),
        }
    }
}

fn certificate(
    issuer: &Issuer<'static, KeyPair>,
    key: &KeyPair,
    signing: &Arc<dyn rustls::sign::SigningKey>,
    names: Vec<String>,
) -> Result<Arc<CertifiedKey>, rcgen::Error> {
    let certificate = CertificateParams::new(names)?.signed_by(key, issuer)?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], Arc::clone(signing))))
}
