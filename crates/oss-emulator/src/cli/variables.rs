//! The environment of a program that is to reach the server by its own configuration.

use super::surroundings::variable;
use crate::{Account, Server};
use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    fs, io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};
use tempfile::TempDir;

/// Whom the server stands in for does not matter to programs that talk to this machine.
const NO_PROXY: &str = "localhost,127.0.0.1,::1";
/// What leads clients to the server that follow no proxy, for Node and for Python.
const PRELOAD: &str = include_str!("preload.cjs");
const SITECUSTOMIZE: &str = include_str!("sitecustomize.py");

/// Variables that name the authorities to trust: of OpenSSL and Go, Node, Python's requests, AWS SDKs, curl, Deno, and Alibaba Cloud's
/// older SDK for Python.
const AUTHORITIES: [&str; 7] = [
    "SSL_CERT_FILE",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "DENO_CERT",
    "ALIBABA_CLOUD_CA_BUNDLE",
];
/// Variables of an access key: its id, its secret, the token of a temporary one. Of the clients of OSS, of Alibaba Cloud, and of S3.
const KEYS: [[&str; 3]; 3] = [
    ["OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"],
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
];

/// What is different in the environment of a program: a variable has a value, or is not there.
pub struct Variables {
    changes: HashMap<OsString, Option<OsString>>,
    /// The files that they name, which are gone with this.
    files: TempDir,
}

impl Variables {
    /// Those by which a program finds a server that is a proxy ([`Config::proxy`](crate::Config::proxy)), and signs as `account`. The
    /// `environment` is what the program has otherwise: its region, if it has one, stays, and what several may put into a variable is
    /// put beside the rest.
    ///
    /// # Errors
    /// When the files cannot be written that the variables name, or the `PYTHONPATH` cannot be made longer.
    pub fn of(
        server: &Server,
        region: &str,
        account: &Account,
        environment: &HashMap<OsString, OsString>,
    ) -> io::Result<Self> {
        let mut variables = Self::without_proxy(server, region, account, environment)?;
        variables.lead(server, environment)?;
        Ok(variables)
    }

    /// The same for a server that is no proxy: the keys, and whom to trust.
    pub(super) fn without_proxy(
        server: &Server,
        region: &str,
        account: &Account,
        environment: &HashMap<OsString, OsString>,
    ) -> io::Result<Self> {
        let mut variables = Self { changes: HashMap::new(), files: write(server)? };
        variables.trust();
        variables.sign(account);
        if variable(environment, "OSS_REGION").is_none() {
            variables.set("OSS_REGION", format!("oss-{region}"));
        }
        Ok(variables)
    }

    /// Each variable that is different, and its value if it has one.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, Option<&OsStr>)> {
        self.changes.iter().map(|(name, value)| (name.as_os_str(), value.as_deref()))
    }

    fn trust(&mut self) {
        let authority = self.files.path().join("ca.pem");
        for name in AUTHORITIES {
            self.set(name, &authority);
        }
    }

    fn sign(&mut self, account: &Account) {
        let credentials = &account.credentials;
        for [id, secret, token] in KEYS {
            self.set(id, &credentials.access_key_id);
            self.set(secret, credentials.access_key_secret.as_str());
            match &credentials.security_token {
                Some(value) => self.set(token, value.as_str()),
                None => self.unset(token),
            }
        }
    }

    /// Sets the proxy, and what leads clients to the server that follow none.
    fn lead(&mut self, server: &Server, environment: &HashMap<OsString, OsString>) -> io::Result<()> {
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
            self.set(name, endpoint(server));
        }
        for name in ["NO_PROXY", "no_proxy"] {
            self.set(name, NO_PROXY);
        }
        for name in ["ALL_PROXY", "all_proxy"] {
            self.unset(name);
        }
        self.set("NODE_USE_ENV_PROXY", "1"); // Node 24
        let preload = self.files.path().join("preload.cjs");
        let preload = preload.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
        let own = variable(environment, "NODE_OPTIONS").map(|own| format!("{own} ")).unwrap_or_default();
        self.set("NODE_OPTIONS", format!("{own}--require \"{preload}\""));
        let own = environment.get(OsStr::new("PYTHONPATH")).map(std::env::split_paths);
        let path = [self.files.path().join("python")].into_iter().chain(own.into_iter().flatten());
        self.set("PYTHONPATH", std::env::join_paths(path).map_err(io::Error::other)?);
        Ok(())
    }

    fn set(&mut self, name: &str, value: impl AsRef<OsStr>) {
        self.changes.insert(name.into(), Some(value.as_ref().to_owned()));
    }

    fn unset(&mut self, name: &str) {
        self.changes.insert(name.into(), None);
    }

    /// Puts them into the environment of a program.
    pub(super) fn put(&self, command: &mut tokio::process::Command) {
        for (name, value) in self.iter() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
    }
}

/// Where a program on this machine finds the server.
pub(super) fn endpoint(server: &Server) -> String {
    let scheme = if server.url().starts_with("https:") { "https" } else { "http" };
    format!("{scheme}://{}", reached(server))
}

/// An address that leads to the server: one that stands for all is none to connect to.
fn reached(server: &Server) -> SocketAddr {
    let mut address = server.address();
    if address.ip().is_unspecified() {
        let local = if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
        address.set_ip(local);
    }
    address
}

/// Writes the authority to trust, and what leads clients to the server.
fn write(server: &Server) -> io::Result<TempDir> {
    let files = tempfile::Builder::new().prefix("oss-emulator-").tempdir()?;
    fs::write(files.path().join("ca.pem"), server.authority().unwrap_or_default())?;
    let address = reached(server);
    let (host, port) = (address.ip().to_string(), address.port().to_string());
    let placed = |text: &str| text.replace("'HOST'", &format!("'{host}'")).replace("'PORT'", &port);
    fs::write(files.path().join("preload.cjs"), placed(PRELOAD))?;
    fs::create_dir(files.path().join("python"))?;
    fs::write(files.path().join("python/sitecustomize.py"), placed(SITECUSTOMIZE))?;
    Ok(files)
}
