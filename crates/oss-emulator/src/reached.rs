//! How a request reached the server, so that an address in the answer leads back.

use crate::{call::Asked, config::Config};
use http::header::HOST;
use oss_protocol::encode;

/// How a request reached the server.
pub(crate) struct Reached<'a> {
    pub(crate) scheme: &'static str,
    /// With the port, if one was named.
    pub(crate) host: &'a str,
    /// `/bucket` where the bucket is in the path, and nothing where the host names it.
    pub(crate) bucket_path: String,
}

impl<'a> Reached<'a> {
    pub(crate) fn of(asked: &'a Asked, config: &Config) -> Self {
        let host = asked.header(HOST).unwrap_or_default();
        let named = config.hosts.locate(host, "/").is_some_and(|located| located.bucket.is_some());
        let bucket_path = match &asked.bucket {
            Some(bucket) if !named => format!("/{}", encode::path(bucket)),
            _ => String::new(),
        };
        let scheme = if asked.secure { "https" } else { "http" };
        Self { scheme, host, bucket_path }
    }

    /// The path of a key.
    pub(crate) fn path(&self, key: &str) -> String {
        format!("{}/{}", self.bucket_path, encode::path(key))
    }

    /// The address of a key.
    pub(crate) fn url(&self, key: &str) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.path(key))
    }

    /// The server without a bucket: the host, less the bucket's name in front of it. `None` where the whole host stands for a
    /// bucket.
    pub(crate) fn server(&self, asked: &Asked) -> Option<String> {
        if !self.bucket_path.is_empty() || asked.bucket.is_none() {
            return Some(format!("{}://{}", self.scheme, self.host));
        }
        let rest = self.host.strip_prefix(asked.bucket.as_deref()?)?.strip_prefix('.')?;
        Some(format!("{}://{rest}", self.scheme))
    }
}
