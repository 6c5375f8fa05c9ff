//! The server over TLS: whom its certificates are for, and what is refused.

use oss_emulator::{Config, Server, StartError, Tls, TlsError};
use oss_protocol::address::Hosts;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

async fn start(tls: Tls) -> Result<Server, StartError> {
    let hosts = Hosts {
        names: vec!["oss.test".into()],
        cnames: [("files.example".to_owned(), "bkt".to_owned())].into(),
    };
    Server::start(Config { tls: Some(tls), hosts, ..Config::default() }).await
}

/// Asks for nothing as a client that trusts only the authority and wants the server to be `name`.
async fn ask(server: &Server, authority: &str, name: &str) -> io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.address()).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await?;
    let mut said = String::new();
    stream.read_to_string(&mut said).await?;
    Ok(said)
}

#[tokio::test]
async fn certificates_are_for_the_names_of_the_server() {
    let server = start(Tls::Generated { names: Vec::new() }).await.unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let authority = server.authority().unwrap();
    let own = ["localhost", "bkt.localhost", "127.0.0.1", "::1", "oss.test", "bkt.oss.test", "files.example"];
    for name in own {
        let said = ask(&server, authority, name).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 403 "), "{name}: {said}");
    }
    for name in ["other.example", "notlocalhost", "10.0.0.1", "a.files.example"] {
        let refused = ask(&server, authority, name).await.unwrap_err().to_string();
        assert!(refused.contains("certificate not valid for name"), "{name}: {refused}");
    }
    let stranger = start(Tls::Generated { names: Vec::new() }).await.unwrap();
    let refused = ask(&server, stranger.authority().unwrap(), "localhost").await.unwrap_err().to_string();
    assert!(refused.contains("invalid peer certificate"), "{refused}");
    stranger.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn other_names_are_for_no_own_name() {
    let server = start(Tls::Generated { names: vec!["other.example".into()] }).await.unwrap();
    let authority = server.authority().unwrap();
    assert!(ask(&server, authority, "other.example").await.is_ok());
    assert!(ask(&server, authority, "127.0.0.1").await.is_err());
    assert!(ask(&server, authority, "localhost").await.is_err());
    server.stop().await;
}

#[tokio::test]
async fn a_certificate_can_be_given_and_must_be_one() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificates, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let given = |certificates: &str, key: &str| Tls::Given {
        certificates: certificates.to_owned(),
        key: key.to_owned().into(),
    };
    let server = start(given(&certificates, &key)).await.unwrap();
    assert_eq!(server.authority(), None);
    assert!(ask(&server, &certificates, "localhost").await.is_ok());
    server.stop().await;

    let refused = async |tls: Tls| match start(tls).await.err().unwrap() {
        StartError::Tls(refused) => refused,
        other => panic!("{other}"),
    };
    assert!(matches!(refused(given("nonsense", &key)).await, TlsError::Certificates(_)));
    assert!(matches!(refused(given(&certificates, "nonsense")).await, TlsError::Key(_)));
    let other = rcgen::KeyPair::generate().unwrap().serialize_pem();
    assert!(matches!(refused(given(&certificates, &other)).await, TlsError::Unusable(_)));
    let names = refused(Tls::Generated { names: vec!["ü".into()] }).await;
    assert!(matches!(names, TlsError::Names(..)), "{names}");
    assert!(!format!("{:?}", given(&certificates, &key)).contains("KEY"));
}

#[tokio::test]
async fn who_speaks_no_tls_is_not_answered() {
    let server = start(Tls::Generated { names: Vec::new() }).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    assert!(!said.starts_with(b"HTTP"));
    // One that says nothing does not hold up the end.
    let _silent = TcpStream::connect(server.address()).await.unwrap();
    let stopped = tokio::time::timeout(std::time::Duration::from_secs(3), server.stop()).await;
    assert!(stopped.is_ok());
}
