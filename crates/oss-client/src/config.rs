//! What a client is told once.

use crate::{Clock, Endpoint, Provider, Retry, clock::system_clock, transport::NetworkSettings};
use oss_protocol::encryption::ServerSideEncryption;
use std::{fmt, time::Duration};

/// What is larger is hardly meant to be in memory, and a service may send without end.
const MEMORY_LIMIT: u64 = 4 << 30;

/// How requests are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signing {
    /// HMAC-SHA1, without a region. New accounts and buckets no longer accept it.
    V1,
    /// HMAC-SHA256.
    V4 {
        /// `cn-hangzhou`, without `oss-`; on a CloudBox its id.
        region: String,
        /// `oss`, or `oss-cloudbox`.
        product: String,
    },
}

/// What a client is told once.
#[derive(Clone)]
pub struct Config {
    /// The service.
    pub endpoint: Endpoint,
    /// Who signs.
    pub credentials: Provider,
    /// How requests are signed.
    pub signing: Signing,
    /// Whether the caller pays for requests to buckets of others.
    pub request_payer: bool,
    /// How the client introduces itself.
    pub user_agent: String,
    /// How the network is reached.
    pub network: NetworkSettings,
    /// How long a connection may take: a free socket, the name, a proxy and TLS together.
    pub connect_timeout: Duration,
    /// How long a call may go without a byte moving.
    pub timeout: Duration,
    /// How long a call may take in all, attempts and pauses included. Without it, as long as bytes move.
    pub total_timeout: Option<Duration>,
    /// How often, and how patiently, a call is attempted.
    pub retry: Retry,
    /// How objects are encrypted that do not say it themselves. Without it, the bucket's rule applies.
    pub encryption: Option<ServerSideEncryption>,
    /// Whether a write fails if the service does not say that it encrypted as it was asked to.
    pub require_encryption: bool,
    /// Whether what is sent and received is held against the service's CRC64.
    pub check_crc64: bool,
    /// How many bytes an object may have that is collected into memory. Without it, as many as there is memory for.
    pub memory_limit: Option<u64>,
    /// Tells the time requests are signed with.
    pub clock: Clock,
}

impl Config {
    /// The defaults: V4 when the endpoint's name tells its region, else V1; 60 s for a connection and without a byte; three attempts; checksums are compared;
    /// 4 GiB in memory.
    pub fn new(endpoint: Endpoint, credentials: impl Into<Provider>) -> Self {
        let signing = match endpoint.region_in_host() {
            Some(region) => Signing::V4 { region: region.to_owned(), product: "oss".to_owned() },
            None => Signing::V1,
        };
        Self {
            endpoint,
            credentials: credentials.into(),
            signing,
            request_payer: false,
            user_agent: concat!("oss-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            network: NetworkSettings::default(),
            connect_timeout: Duration::from_secs(60),
            timeout: Duration::from_secs(60),
            total_timeout: None,
            retry: Retry::default(),
            encryption: None,
            require_encryption: false,
            check_crc64: true,
            memory_limit: Some(MEMORY_LIMIT),
            clock: system_clock(),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("endpoint", &self.endpoint)
            .field("credentials", &self.credentials)
            .field("signing", &self.signing)
            .finish_non_exhaustive()
    }
}
