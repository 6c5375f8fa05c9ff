//! How a server is started, as JavaScript says it.

use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_emulator::{Account, Durability, Tls};
use oss_protocol::sign::Credentials;
use std::collections::HashMap;

/// How a server is started.
#[napi(object, object_to_js = false)]
pub struct StartOptions {
    /// The address to listen on.
    pub host: String,
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// The folder data is kept in. Without it, data is kept in memory.
    pub dir: Option<String>,
    /// `full` or `relaxed`; without it, `full`.
    pub durability: Option<String>,
    /// The region the server plays, without `oss-`.
    pub region: String,
    /// Who may sign.
    pub accounts: Vec<AccountOptions>,
    /// Buckets to make if they are missing. They belong to the first account.
    pub buckets: Vec<String>,
    /// Host names under which buckets are host names.
    pub hosts: Vec<String>,
    /// Host names that belong to one bucket.
    pub cnames: HashMap<String, String>,
    /// Milliseconds to add to the server's clock.
    pub clock_offset: f64,
    /// Whether to speak TLS, and with which certificate.
    pub tls: Option<TlsOptions>,
    /// Milliseconds that the restoration of an archived object takes; without it, as long as the service takes at most.
    pub restore_delay: Option<u32>,
    /// Milliseconds for which a client may take nothing of an answer.
    pub write_timeout: Option<u32>,
    /// How many connections are served at once.
    pub max_connections: Option<u32>,
    /// Whether to stand in for the service's hosts as a proxy.
    pub proxy: Option<bool>,
}

/// The certificate of a server that speaks TLS. Without `key` and `cert` it makes its own.
#[napi(object, object_to_js = false)]
pub struct TlsOptions {
    /// The names that own certificates are for; empty for those of the server.
    pub names: Vec<String>,
    /// The certificate and its chain, in PEM.
    pub cert: Option<String>,
    /// Its key, in PEM.
    pub key: Option<String>,
}

impl TryFrom<TlsOptions> for Tls {
    type Error = Error;

    fn try_from(options: TlsOptions) -> Result<Self> {
        match (options.cert, options.key) {
            (None, None) => Ok(Self::Generated { names: options.names }),
            (Some(certificates), Some(key)) if options.names.is_empty() => {
                Ok(Self::Given { certificates, key: key.into() })
            }
            (Some(_), Some(_)) => Err(Error::from_reason("tls.names is for certificates that are made here")),
            _ => Err(Error::from_reason("tls.cert and tls.key go together")),
        }
    }
}

/// Somebody who may sign.
#[napi(object, object_to_js = false)]
pub struct AccountOptions {
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub access_key_secret: String,
    /// With a token, requests must carry it.
    pub sts_token: Option<String>,
    /// The number of the owner.
    pub owner: Option<String>,
}

impl From<AccountOptions> for Account {
    fn from(options: AccountOptions) -> Self {
        let credentials = Credentials {
            access_key_id: options.access_key_id,
            access_key_secret: options.access_key_secret.into(),
            security_token: options.sts_token.map(Into::into),
        };
        Self::new(credentials, options.owner.as_deref().unwrap_or(Self::OWNER))
    }
}

/// What is forced to the disk, by its name.
pub(crate) fn durability(text: Option<&str>) -> Result<Durability> {
    match text {
        None | Some("full") => Ok(Durability::Full),
        Some("relaxed") => Ok(Durability::Relaxed),
        Some(other) => {
            Err(Error::from_reason(format!("durability must be 'full' or 'relaxed', and is '{other}'")))
        }
    }
}
