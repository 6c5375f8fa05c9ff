//! A word to a server that runs: its keys, its inventories, whether it is ready.

use super::{
    Failure,
    arguments::Arguments,
    surroundings::{say, variable},
};
use crate::{
    config::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET},
    tls,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    Method, Request, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

type Environment = HashMap<OsString, OsString>;

const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:9000";
/// An answer that is longer is none of a server's.
const MAX_ANSWER: usize = 16 << 20;
/// Whether a server is ready is known at once, or it is not.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

/// Has the keys of a server managed, and prints what it says.
pub(super) async fn kms(
    words: &[String],
    given: &Arguments,
    environment: &Environment,
) -> Result<(), Failure> {
    let (action, key) = match words {
        [action] => (action, None),
        [action, key] => (action, Some(key)),
        _ => return Err(Failure::said("kms takes an action and at most one key; see --help")),
    };
    let mut request = json!({ "action": action });
    let fields = [
        ("keyId", key.map(|key| json!(key))),
        ("alias", given.alias.as_ref().map(|alias| json!(alias))),
        ("origin", given.origin.as_ref().map(|origin| json!(origin))),
        ("days", given.days.map(|days| json!(days))),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            request[name] = value;
        }
    }
    manage("kms", &request, given, environment).await
}

/// Has an inventory written, and prints where.
pub(super) async fn inventory(
    words: &[String],
    given: &Arguments,
    environment: &Environment,
) -> Result<(), Failure> {
    let [action, bucket, id] = words else {
        return Err(Failure::said("inventory takes run BUCKET ID; see --help"));
    };
    if action != "run" {
        return Err(Failure::said("inventory takes run BUCKET ID; see --help"));
    }
    manage("inventory", &json!({ "action": action, "bucket": bucket, "id": id }), given, environment).await
}

/// Whether a server is ready: prints what it says, and gives the exit code 0 or 1.
pub(super) async fn health(given: &Arguments, environment: &Environment) -> Result<i32, Failure> {
    let endpoint = Endpoint::of(given, environment)?;
    let asked = timeout(HEALTH_TIMEOUT, endpoint.ask(Method::GET, "health", None, ""));
    let slow = |_| Failure::said(format!("no server answers at {} in {HEALTH_TIMEOUT:?}", endpoint.text));
    let (status, answer) = asked.await.map_err(slow)??;
    say(&answer.to_string());
    Ok(i32::from(status != StatusCode::OK))
}

async fn manage(
    path: &str,
    request: &Value,
    given: &Arguments,
    environment: &Environment,
) -> Result<(), Failure> {
    let (id, secret) = key(given, environment);
    let endpoint = Endpoint::of(given, environment)?;
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let (status, answer) = endpoint.ask(Method::POST, path, Some(basic), &request.to_string()).await?;
    if status != StatusCode::OK {
        let said = answer["error"].as_str().map_or_else(|| format!("status {status}"), str::to_owned);
        return Err(Failure::Said(said));
    }
    if !answer.is_null() {
        say(&format!("{answer:#}"));
    }
    Ok(())
}

/// The access key that was given: by option, in the environment, or the usual one.
pub(super) fn key(given: &Arguments, environment: &Environment) -> (String, String) {
    let or = |option: &Option<String>, name, usual: &str| {
        option
            .clone()
            .or_else(|| variable(environment, name).map(str::to_owned))
            .unwrap_or_else(|| usual.to_owned())
    };
    (
        or(&given.access_key_id, "OSS_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID),
        or(&given.access_key_secret, "OSS_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET),
    )
}

/// Where a server is asked, and whom that trusts.
struct Endpoint {
    text: String,
    secure: bool,
    host: String,
    port: u16,
    trusted: Option<PathBuf>,
}

impl Endpoint {
    fn of(given: &Arguments, environment: &Environment) -> Result<Self, Failure> {
        let text = given.endpoint.as_deref().or_else(|| variable(environment, "OSS_ENDPOINT"));
        let text = text.unwrap_or(DEFAULT_ENDPOINT).to_owned();
        let uri: Uri = text.parse().map_err(|e| format!("{text} is no address of a server: {e}"))?;
        let (secure, usual) = match uri.scheme_str() {
            Some("http") => (false, 80),
            Some("https") => (true, 443),
            _ => {
                return Err(Failure::said(format!(
                    "{text} is no address of a server: http://host:port is one"
                )));
            }
        };
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let named = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"];
        let trusted = given.tls_ca.clone();
        let trusted = trusted
            .or_else(|| named.into_iter().find_map(|name| variable(environment, name)).map(PathBuf::from));
        Ok(Self { secure, host, port: uri.port_u16().unwrap_or(usual), trusted, text })
    }

    /// Sends a request for the server itself, and gives status and document of the answer.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        authorization: Option<String>,
        body: &str,
    ) -> Result<(StatusCode, Value), Failure> {
        let mut request = Request::builder().method(method).uri(format!("/-/{path}"));
        if let Some(basic) = authorization {
            request = request.header(AUTHORIZATION, basic);
        }
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let request = request
            .header(HOST, format!("{host}:{}", self.port))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
            .map_err(Failure::said)?;
        let (status, body) =
            self.exchange(request).await.map_err(|e| format!("no server answers at {}: {e}", self.text))?;
        let answer = serde_json::from_slice(&body);
        Ok((status, answer.map_err(|_| format!("{} is no oss-emulator", self.text))?))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> io::Result<(StatusCode, Bytes)> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        if !self.secure {
            return send(stream, request).await;
        }
        let roots = roots(self.trusted.as_deref())?;
        send(tls::connect(stream, &self.host, true, roots).await?, request).await
    }
}

/// Public authorities, and those of a file.
fn roots(file: Option<&Path>) -> io::Result<RootCertStore> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let Some(file) = file else { return Ok(roots) };
    let unusable = |e: &dyn std::fmt::Display| io::Error::other(format!("{}: {e}", file.display()));
    let certificates = CertificateDer::pem_file_iter(file).map_err(|e| unusable(&e))?;
    // What this library cannot read of a bundle is of no use here, and no hindrance.
    roots.add_parsable_certificates(certificates.flatten());
    Ok(roots)
}

async fn send<S>(stream: S, request: Request<Full<Bytes>>) -> io::Result<(StatusCode, Bytes)>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let status = response.status();
    let body = Limited::new(response.into_body(), MAX_ANSWER).collect().await.map_err(io::Error::other)?;
    connection.abort();
    Ok((status, body.to_bytes()))
}
