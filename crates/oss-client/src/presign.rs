//! Signed URLs: whoever has one may do what it says, without a key, until it expires.

use crate::{Client, DEFAULT_REGION, Signing};
use http::{HeaderMap, Method};
use oss_protocol::{
    Query,
    address::{Address, Style},
    date::Timestamp,
    encode,
    sign::{Credentials, Signable, presign, v4::Scope},
};
use std::sync::Arc;

/// What a signed URL is for.
#[derive(Clone, Debug, Default)]
pub struct Presign {
    /// Method.
    pub method: Method,
    /// The bucket; without it, that of a custom domain.
    pub bucket: Option<String>,
    /// The key; without it, the URL is about the bucket.
    pub key: Option<String>,
    /// Parameters.
    pub query: Query,
    /// Headers that whoever uses the URL must send as they are.
    pub headers: HeaderMap,
}

/// A key that no URL can name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no URL can name the object {0:?}: every program that reads URLs removes `.` and `..` from them")]
pub struct KeyWithoutUrl(String);

impl Client {
    /// A URL signed with V1, valid until so many seconds after 1970.
    ///
    /// # Errors
    /// When no URL can name the key.
    pub fn presign_v1(
        &self,
        credentials: &Credentials,
        wanted: &Presign,
        expires: u64,
    ) -> Result<String, KeyWithoutUrl> {
        let added = presign::v1(&wanted.signable(), credentials, Timestamp::from_secs(expires));
        self.signed_url(wanted, &added)
    }

    /// A URL signed with V4, valid for so many seconds. `additional` are names of headers that are signed beside those of OSS.
    ///
    /// # Errors
    /// When no URL can name the key.
    pub fn presign_v4(
        &self,
        credentials: &Arc<Credentials>,
        wanted: &Presign,
        seconds: u64,
        additional: &[String],
    ) -> Result<String, KeyWithoutUrl> {
        let config = self.config();
        let now = self.time_at(self.shared.skew.trusted());
        let scope = match &config.signing {
            Signing::V4 { region, product } => Scope::at(now, region, product),
            Signing::V1 => Scope::at(now, DEFAULT_REGION.trim_start_matches("oss-"), "oss"),
        };
        let key = self.shared.signer.key(credentials, &scope);
        let signable = wanted.signable();
        let added = presign::v4(&signable, credentials, now, seconds, &scope, &key, additional);
        self.signed_url(wanted, &added)
    }

    /// Seconds since 1970, by the client's clock.
    pub fn now(&self) -> u64 {
        self.time_at(self.shared.skew.trusted()).as_secs()
    }

    fn signed_url(&self, wanted: &Presign, added: &Query) -> Result<String, KeyWithoutUrl> {
        let mut endpoint = self.config().endpoint.clone();
        // Whoever uses the URL cannot name the bucket in a `Host` header of his own; a signature does not depend on the place.
        if endpoint.is_ip() && endpoint.style == Style::VirtualHost {
            endpoint.style = Style::Path;
        }
        let key = wanted.key.as_deref().unwrap_or_default();
        let key = encode::lasting_path(key).ok_or_else(|| KeyWithoutUrl(key.to_owned()))?;
        let Address { origin, path, .. } = endpoint.address(wanted.bucket.as_deref(), None);
        let query = wanted.query.clone().with(added.iter());
        Ok(format!("{origin}{path}{key}?{query}"))
    }
}

impl Presign {
    fn signable(&self) -> Signable<'_> {
        Signable {
            method: &self.method,
            bucket: self.bucket.as_deref(),
            key: self.key.as_deref(),
            query: &self.query,
            headers: &self.headers,
        }
    }
}
