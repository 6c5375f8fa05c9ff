//! The client: one endpoint, one identity, any number of calls at once.

use crate::{
    Config, Opener, Parallel, Progress, Provider, Response,
    parallel::MAX_HELPERS,
    signer::Signer,
    skew::Skew,
    transport::{Network, Transport},
};
use http::{HeaderMap, StatusCode};
use oss_protocol::{Query, encryption::ServerSideEncryption};
use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::sync::Semaphore;

/// One endpoint, one identity, any number of calls at once. A clone shares connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Provider,
}

pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) signer: Signer,
    pub(crate) skew: Skew,
    /// Connections that large objects may take beyond the first, all calls together.
    pub(crate) helpers: Arc<Semaphore>,
    /// The service, or what stands before it, answers a request for a part with the whole: it is asked no more.
    pub(crate) gives_no_parts: AtomicBool,
}

/// What one call may say.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How long the call may go without a byte moving, in place of [`Config::timeout`].
    pub timeout: Option<Duration>,
    /// In place of [`Config::connect_timeout`].
    pub connect_timeout: Option<Duration>,
    /// In place of [`Config::total_timeout`].
    pub total_timeout: Option<Duration>,
    /// In place of [`Retry::attempts`](crate::Retry::attempts).
    pub attempts: Option<u32>,
    /// Told how much has moved.
    pub progress: Option<Arc<Progress>>,
    /// Further headers. They win over what the operation would send, except over date and token.
    pub headers: HeaderMap,
    /// Names of further headers that a V4 signature covers.
    pub additional_headers: Vec<String>,
    /// Further parameters.
    pub parameters: Query,
    /// The bucket of an operation on an object, in place of the operation's own.
    pub bucket: Option<String>,
    /// The version of the object, for operations on one version.
    pub version_id: Option<String>,
    /// How the object is encrypted, for operations that choose it. Headers win over it.
    pub encryption: Choice,
    /// In place of [`Config::require_encryption`].
    pub require_encryption: Option<bool>,
    /// In place of [`Config::check_crc64`].
    pub check_crc64: Option<bool>,
    /// In place of [`Config::memory_limit`].
    pub memory_limit: Option<u64>,
    /// How many connections a large object may take.
    pub parallel: Parallel,
    /// Whether what has come of a large object stays beside its file when the call fails, and is gone on from.
    pub resumable: bool,
    /// Who finds the data keys of objects that clients encrypted; without it they are read as they are stored.
    pub opener: Option<Arc<dyn Opener>>,
    /// Further statuses that count as success.
    pub accept: &'static [StatusCode],
}

/// How one call's object is encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// As [`Config::encryption`] says.
    #[default]
    Default,
    /// As the bucket's rule says.
    Bucket,
    /// So.
    Explicit(ServerSideEncryption),
}

/// What a call comes back with.
#[derive(Debug)]
pub struct Answer<T> {
    /// The operation's result.
    pub output: T,
    /// The answer it was read from.
    pub response: Response,
}

impl Client {
    /// A client over the network.
    pub fn new(config: Config) -> Self {
        let network = Network::new(&config);
        Self::over(config, network)
    }

    /// A client over another transport.
    pub fn over(config: Config, transport: impl Transport) -> Self {
        let credentials = config.credentials.clone();
        let helpers = Arc::new(Semaphore::new(MAX_HELPERS));
        let shared = Shared {
            config,
            signer: Signer::default(),
            skew: Skew::default(),
            helpers,
            gives_no_parts: AtomicBool::new(false),
        };
        Self { shared: Arc::new(shared), transport: Arc::new(transport), credentials }
    }

    /// The same client under another identity.
    pub fn with_credentials(&self, credentials: impl Into<Provider>) -> Self {
        Self { credentials: credentials.into(), ..self.clone() }
    }

    /// The same client over another transport.
    pub fn with_transport(&self, transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), ..self.clone() }
    }

    /// Who signs.
    pub fn credentials(&self) -> &Provider {
        &self.credentials
    }

    /// What the client was told.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }
}
