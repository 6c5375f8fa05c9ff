//! The whole server without a socket: a request in, an answer out.

mod answer;
mod exchange;

use crate::{
    accesslog::AccessLog,
    auth::Accounts,
    body::{Body, Cut},
    callback::Callbacks,
    clock::{Clock, ClockRangeError, milliseconds},
    config::Config,
    control::Sessions,
    faults::Faults,
    inventory::{self, InventoryError},
    kms::Kms,
    log::{Exchange, Log},
    rpc::Rpc,
    schedule::Schedule,
    state::Start,
    store::{Store, StoreError},
    sts::Sts,
};
use bytes::Bytes;
use http::{Request, Response};
use oss_protocol::date::Timestamp;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use zeroize::Zeroizing;

/// On a request that is made in the name of the first account.
#[derive(Clone, Copy)]
struct ByOwner;

/// The whole server without a socket.
pub struct Service {
    pub(crate) config: Config,
    pub(crate) accounts: Accounts,
    pub(crate) store: Store,
    pub(crate) log: Arc<Log>,
    pub(crate) sessions: Sessions,
    pub(crate) callbacks: Callbacks,
    faults: Arc<Faults>,
    schedule: Schedule,
    pub(crate) access_log: AccessLog,
    rpc: Rpc,
    /// The clock without the offset.
    machine_clock: Clock,
    pub(crate) start: Start,
    ready: AtomicBool,
}

impl Service {
    /// Opens the storage.
    ///
    /// # Errors
    /// When the folder cannot be used, another server uses it, or a bucket cannot be made.
    pub fn open(mut config: Config) -> Result<Self, StoreError> {
        let machine_clock = Arc::clone(&config.clock);
        config.clock = config.clock_offset.over(Arc::clone(&machine_clock));
        let store = Store::open(&config)?;
        let created = Timestamp::from((config.clock)()).as_secs();
        let fresh = store.buckets("").is_ok_and(|buckets| buckets.is_empty());
        let owner = config.accounts.first().map(|account| account.owner.clone()).unwrap_or_default();
        for name in &config.buckets {
            store.make_bucket(name, &owner, created)?;
        }
        let accounts = Accounts::new(std::mem::take(&mut config.accounts), Arc::clone(&config.clock));
        let ready = AtomicBool::new(config.ready);
        let service = Self {
            start: Start::new(fresh, config.clock_offset.get()),
            config,
            accounts,
            store,
            log: Arc::default(),
            sessions: Sessions::default(),
            callbacks: Callbacks::default(),
            faults: Arc::default(),
            schedule: Schedule::default(),
            access_log: AccessLog::default(),
            rpc: Rpc::default(),
            machine_clock,
            ready,
        };
        service.remember_start();
        Ok(service)
    }

    /// Whether it says that it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Says from here on that it is ready; see [`Config::ready`]. What it holds now is its start.
    pub fn set_ready(&self) {
        self.remember_start();
        self.ready.store(true, Ordering::Relaxed);
    }

    /// The last requests, the oldest first.
    pub fn requests(&self) -> Vec<Exchange> {
        self.log.all()
    }

    /// The same as they come.
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// The key management.
    pub fn kms(&self) -> &Kms {
        &self.store.kms
    }

    /// The temporary access keys.
    pub fn sts(&self) -> &Arc<Sts> {
        &self.accounts.sts
    }

    /// Milliseconds by which its clock is ahead of the one it was given.
    pub fn clock_offset(&self) -> i64 {
        self.config.clock_offset.get()
    }

    /// Sets the same.
    ///
    /// # Errors
    /// When that leaves no time that a date can say.
    pub fn set_clock_offset(&self, milliseconds: f64) -> Result<(), ClockRangeError> {
        self.config.clock_offset.set(milliseconds, &self.machine_clock)
    }

    /// A code that opens one session of the page in the place of an access key: behind `/-/console/#code=`.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn console_code(&self) -> Result<Zeroizing<String>, getrandom::Error> {
        self.sessions.code()
    }

    /// The faults it makes on request.
    pub fn faults(&self) -> &Arc<Faults> {
        &self.faults
    }

    /// Writes inventories on request: takes what `/-/inventory` takes, gives what it answers.
    ///
    /// # Errors
    /// When the request is none, there is no such rule, or its destination cannot be written into.
    pub async fn write_inventory(
        &self,
        request: serde_json::Value,
    ) -> Result<serde_json::Value, InventoryError> {
        inventory::perform(&self.store, request, self.now_ms()).await
    }

    /// Answers a request. Every request gets an answer, and may get it before its body is sent. Where a fault cuts the
    /// connection, the body of the answer breaks off.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.exchange(request).await.unwrap_or_else(|Cut| Response::new(Body::cut()))
    }

    /// Answers a request of OSS that needs no signature: it is made in the name of the first account. Faults do not strike it, and
    /// it is not remembered. The bucket stands in the path.
    pub async fn call_by_owner<B>(&self, mut request: Request<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        request.extensions_mut().insert(ByOwner);
        self.call(request).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.config.clock)().into()
    }

    /// The same in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        milliseconds(&self.config.clock)
    }
}
