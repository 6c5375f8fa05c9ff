//! What a server is told once.

use crate::{
    access::SessionPolicy,
    clock::{Clock, ClockOffset, system_clock},
    tls::Tls,
};
use oss_protocol::{address::Hosts, sign::Credentials};
use serde::Deserialize;
use std::{
    fmt,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

/// The access key a server knows unless told otherwise.
pub const DEFAULT_ACCESS_KEY_ID: &str = "emulator";
/// Its secret. It protects nothing.
pub const DEFAULT_ACCESS_KEY_SECRET: &str = "emulator-secret";
/// The region a server plays unless told otherwise.
pub const DEFAULT_REGION: &str = "cn-hangzhou";

/// What a server calls with what its user should know, in a sentence.
pub type Warn = Arc<dyn Fn(&str) + Send + Sync>;

/// What a server is told once.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Who may sign.
    pub accounts: Vec<Account>,
    /// Buckets to make if they are missing. They belong to the first account.
    pub buckets: Vec<String>,
    /// The region the server plays, without `oss-`.
    pub region: String,
    /// Host names beside `localhost` and `aliyuncs.com`.
    pub hosts: Hosts,
    /// Where data is kept.
    pub storage: Storage,
    /// What an answered write in a folder survives. Memory knows no difference.
    pub durability: Durability,
    /// Tells the time.
    pub clock: Clock,
    /// By how much the server's clock is ahead of that; it can be changed while the server runs.
    pub clock_offset: ClockOffset,
    /// Whether there is a page at `/-/console/`.
    pub console: bool,
    /// Whether to speak TLS, and with which certificate.
    pub tls: Option<Tls>,
    /// Whether to stand in for the service's hosts as a proxy, in absolute-form and by `CONNECT`, with certificates of an authority
    /// of its own ([`Server::authority`](crate::Server::authority)). It passes nothing on: other hosts are refused.
    pub proxy: bool,
    /// Whether `/-/health` says that the server is ready as soon as it listens; if not, it says so after
    /// [`Server::set_ready`](crate::Server::set_ready).
    pub ready: bool,
    /// How long the restoration of an archived object takes, by the clock; `None` is as long as the service takes at most.
    pub restore_delay: Option<Duration>,
    /// How many connections are served at once; fewer where the process may not have so many files open. Who comes then waits
    /// until one ends. One that rests is closed for that.
    pub max_connections: usize,
    /// How long a client may take nothing of an answer. Then the connection is closed; one that takes a little is not.
    pub write_timeout: Duration,
    /// How long whoever is told of an upload may take to answer; the service gives 5 seconds.
    pub callback_timeout: Duration,
    /// Called with what the user should know: that no connection can be accepted, say.
    pub warn: Warn,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            accounts: vec![Account::default()],
            buckets: Vec::new(),
            region: DEFAULT_REGION.to_owned(),
            hosts: Hosts::default(),
            storage: Storage::Memory,
            durability: Durability::Full,
            clock: system_clock(),
            clock_offset: ClockOffset::default(),
            console: true,
            tls: None,
            proxy: false,
            ready: true,
            restore_delay: None,
            max_connections: 4_096,
            write_timeout: Duration::from_secs(60),
            callback_timeout: Duration::from_secs(5),
            warn: Arc::new(|_| {}),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("accounts", &self.accounts)
            .field("region", &self.region)
            .field("storage", &self.storage)
            .field("durability", &self.durability)
            .finish_non_exhaustive()
    }
}

/// Somebody who may sign, and whose buckets are meant.
#[derive(Clone, Debug)]
pub struct Account {
    /// The access key. With a token, requests must carry it.
    pub credentials: Credentials,
    /// The number of the owner. Several access keys may share one.
    pub owner: String,
    /// What a temporary key is restricted to.
    pub(crate) session: Option<SessionPolicy>,
}

impl Account {
    /// The owner of accounts that name none.
    pub const OWNER: &str = "1000000000000001";

    /// One that may do what its owner may.
    pub fn new(credentials: Credentials, owner: impl Into<String>) -> Self {
        Self { credentials, owner: owner.into(), session: None }
    }

    /// Whoever does not sign. Nothing belongs to them.
    pub(crate) fn anonymous() -> Arc<Self> {
        static ANONYMOUS: LazyLock<Arc<Account>> = LazyLock::new(|| {
            let credentials = Credentials {
                access_key_id: String::new(),
                access_key_secret: String::new().into(),
                security_token: None,
            };
            Arc::new(Account::new(credentials, String::new()))
        });
        Arc::clone(&ANONYMOUS)
    }

    /// Whether nobody signed.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.credentials.access_key_id.is_empty()
    }

    /// Whether what this owner has is theirs.
    pub(crate) fn owns(&self, owner: &str) -> bool {
        !self.is_anonymous() && self.owner == owner
    }
}

impl Default for Account {
    fn default() -> Self {
        let credentials = Credentials {
            access_key_id: DEFAULT_ACCESS_KEY_ID.to_owned(),
            access_key_secret: DEFAULT_ACCESS_KEY_SECRET.to_owned().into(),
            security_token: None,
        };
        Self::new(credentials, Self::OWNER)
    }
}

/// Where data is kept.
#[derive(Clone, Debug, Default)]
pub enum Storage {
    /// Until the server stops.
    #[default]
    Memory,
    /// In a folder, which is made if it is missing. An answered write survives what [`Durability`] says.
    Folder(PathBuf),
}

/// What an answered write in a folder survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// The end of the process at any moment, and a loss of power: before a request is answered, all that it wrote is forced to
    /// the disk.
    #[default]
    Full,
    /// The end of the process, and nothing is forced to the disk: for tests. After a loss of power the folder may be unusable.
    Relaxed,
}
