//! The local OSS in a Node process: start, look, stop. The rest of its face is JavaScript.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod command;
mod options;
mod recorded;

pub use command::command;
pub use options::{AccountOptions, StartOptions, TlsOptions};
pub use recorded::{RecordedExchange, RefusedSignature, SignedTexts, StruckBy};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http_body_util::{BodyExt, Full};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use options::durability;
use oss_emulator::{
    Account, ClockOffset, Config, Faults, Log, Moment, Server, Service, Storage, Sts, cli::Variables,
    system_clock,
};
use oss_protocol::{address::Hosts, mime};
use std::{collections::HashMap, ffi::OsStr, net::SocketAddr, sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// A question for requests waits so many milliseconds at most.
const MAX_WAIT: f64 = 60_000.0;

/// What a request of the first account was answered.
#[napi(object, object_from_js = false)]
pub struct OwnAnswer {
    /// Status.
    pub status: u16,
    /// Body, as text.
    pub body: String,
}

/// What a server held at one moment.
#[napi]
pub struct NativeMoment(Moment);

/// A running server.
#[napi]
pub struct NativeEmulator {
    address: SocketAddr,
    server: Mutex<Option<Server>>,
    authority: Option<String>,
    faults: Arc<Faults>,
    sts: Arc<Sts>,
    log: Arc<Log>,
    clock_offset: ClockOffset,
    region: String,
    account: Account,
    is_proxy: bool,
    /// The files that the environment of programs names are there until the server stops.
    variables: Mutex<Option<Variables>>,
}

/// Starts a server.
///
/// # Errors
/// When the address cannot be listened on, the folder cannot be used, or a bucket cannot be made.
#[napi(catch_unwind)]
pub async fn start(options: StartOptions) -> Result<NativeEmulator> {
    let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
    let address = format!("{}:{}", options.host, options.port);
    let listen = address.parse().map_err(|_| reason(&format!("{address} is no address to listen on")))?;
    let clock_offset = ClockOffset::default();
    clock_offset.set(options.clock_offset, &system_clock()).map_err(|e| reason(&e))?;
    let defaults = Config::default();
    let milliseconds = |number: u32| Duration::from_millis(number.into());
    let config = Config {
        tls: options.tls.map(TryInto::try_into).transpose()?,
        restore_delay: options.restore_delay.map(milliseconds),
        listen,
        accounts: options.accounts.into_iter().map(Into::into).collect(),
        buckets: options.buckets,
        region: options.region,
        hosts: Hosts { names: options.hosts, cnames: options.cnames },
        storage: options.dir.map_or(Storage::Memory, |dir| Storage::Folder(dir.into())),
        durability: durability(options.durability.as_deref())?,
        clock_offset: clock_offset.clone(),
        write_timeout: options.write_timeout.map_or(defaults.write_timeout, milliseconds),
        max_connections: options.max_connections.map_or(defaults.max_connections, |most| most as usize),
        proxy: options.proxy.unwrap_or_default(),
        warn: Arc::new(warn),
        ..defaults
    };
    let (region, account) = (config.region.clone(), config.accounts.first().cloned().unwrap_or_default());
    let is_proxy = config.proxy;
    let server = Server::start(config).await.map_err(|e| reason(&e))?;
    let address = server.address();
    let authority = server.authority().map(str::to_owned);
    let (faults, sts) = (Arc::clone(server.faults()), Arc::clone(server.sts()));
    let log = Arc::clone(server.service().log());
    Ok(NativeEmulator {
        address,
        server: Mutex::new(Some(server)),
        authority,
        faults,
        sts,
        log,
        clock_offset,
        region,
        account,
        is_proxy,
        variables: Mutex::default(),
    })
}

/// The content type that a key tells by its end; nothing where it tells none.
#[napi(catch_unwind)]
pub fn content_type_of(key: String) -> Option<String> {
    mime::content_type(None, &[&key])
}

impl NativeEmulator {
    /// What answers requests. Whoever has it keeps the storage open.
    async fn service(&self) -> Result<Arc<Service>> {
        let server = self.server.lock().await;
        let server = server.as_ref().ok_or_else(|| Error::from_reason("the emulator has stopped"))?;
        Ok(Arc::clone(server.service()))
    }
}

#[napi]
impl NativeEmulator {
    /// The port it listens on.
    #[napi(catch_unwind, getter)]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The authority to trust, in PEM, where the server makes its own certificates.
    #[napi(catch_unwind, getter)]
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Sets how many milliseconds the server's clock is ahead of the machine's.
    ///
    /// # Errors
    /// When that is no number, or the clock would stand before 1970 or after the year 9999.
    #[napi(catch_unwind)]
    pub fn set_clock_offset(&self, milliseconds: f64) -> Result<()> {
        let set = self.clock_offset.set(milliseconds, &system_clock());
        set.map_err(|e| Error::from_reason(e.to_string()))
    }

    /// The last thousand requests, the oldest first.
    #[napi(catch_unwind)]
    pub async fn requests(&self) -> Vec<RecordedExchange> {
        let server = self.server.lock().await;
        let exchanges = server.as_ref().map(Server::requests).unwrap_or_default();
        exchanges.into_iter().map(Into::into).collect()
    }

    /// The requests behind a number; where there are none, it waits so many milliseconds for one.
    #[napi(catch_unwind)]
    pub async fn requests_after(&self, number: f64, wait: f64) -> Vec<RecordedExchange> {
        let wait = Duration::from_secs_f64(wait.clamp(0.0, MAX_WAIT) / 1_000.0);
        self.log.after(number.max(0.0) as u64, wait).await.into_iter().map(Into::into).collect()
    }

    /// Makes a request of OSS in the name of the first account. It is not signed, not remembered, and struck by no fault.
    ///
    /// # Errors
    /// When the server has stopped, or this is no request.
    #[napi(catch_unwind)]
    pub async fn request(
        &self,
        method: String,
        target: String,
        headers: HashMap<String, String>,
        body: Buffer,
    ) -> Result<OwnAnswer> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let mut request =
            http::Request::builder().method(method.as_str()).uri(target).header(HOST, "localhost");
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let body = Bytes::copy_from_slice(&body);
        let request =
            request.header(CONTENT_LENGTH, body.len()).body(Full::new(body)).map_err(|e| reason(&e))?;
        let answer = self.service().await?.call_by_owner(request).await;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.map_err(|e| reason(&e))?.to_bytes();
        Ok(OwnAnswer { status, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// What it holds now.
    ///
    /// # Errors
    /// When the server has stopped, or its storage fails.
    #[napi(catch_unwind)]
    pub async fn snapshot(&self) -> Result<NativeMoment> {
        let moment = self.service().await?.snapshot();
        moment.map(NativeMoment).map_err(|e| Error::from_reason(e.to_string()))
    }

    /// Lets it hold what it held at a moment.
    ///
    /// # Errors
    /// When the server has stopped, or its storage fails.
    #[napi(catch_unwind)]
    pub async fn restore(&self, moment: &NativeMoment) -> Result<()> {
        let restored = self.service().await?.restore(&moment.0).await;
        restored.map_err(|e| Error::from_reason(e.to_string()))
    }

    /// Puts it back to its start.
    ///
    /// # Errors
    /// When the server has stopped, was started on data, or its storage fails.
    #[napi(catch_unwind)]
    pub async fn reset(&self) -> Result<()> {
        self.service().await?.reset().await.map_err(|e| Error::from_reason(e.to_string()))
    }

    /// A code that opens one session of the page.
    ///
    /// # Errors
    /// When the server has stopped, or the system gives no randomness.
    #[napi(catch_unwind)]
    pub async fn console_code(&self) -> Result<String> {
        let code = self.service().await?.console_code();
        code.map(|code| code.to_string()).map_err(|e| Error::from_reason(e.to_string()))
    }

    /// What it holds now is its start.
    ///
    /// # Errors
    /// When the server has stopped.
    #[napi(catch_unwind)]
    pub async fn remember_start(&self) -> Result<()> {
        self.service().await?.remember_start();
        Ok(())
    }

    /// How many connections are open.
    #[napi(catch_unwind)]
    pub async fn connections(&self) -> u32 {
        let server = self.server.lock().await;
        let open = server.as_ref().map(Server::connections).unwrap_or_default();
        u32::try_from(open).unwrap_or(u32::MAX)
    }

    /// Manages faults: takes a request as `/-/faults` does, gives what it answers.
    ///
    /// # Errors
    /// When the request cannot be done.
    #[napi(catch_unwind)]
    pub fn faults(&self, request: String) -> Result<String> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let request = serde_json::from_str(&request).map_err(|e| reason(&e))?;
        self.faults.perform(&request).map(|done| done.to_string()).map_err(|e| reason(&e))
    }

    /// Issues and expires temporary keys: takes a request as `/-/sts` does, gives what it answers.
    ///
    /// # Errors
    /// When the request cannot be done.
    #[napi(catch_unwind)]
    pub fn sts(&self, request: String) -> Result<String> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let request = serde_json::from_str(&request).map_err(|e| reason(&e))?;
        self.sts.perform(&request).map(|done| done.to_string()).map_err(|e| reason(&e))
    }

    /// How often a fault has struck, if it is remembered.
    #[napi(catch_unwind)]
    pub fn fault_hits(&self, id: u32) -> Option<i64> {
        self.faults.hits(id).map(|hits| i64::try_from(hits).unwrap_or(i64::MAX))
    }

    /// Manages keys: takes a request as `/-/kms` does, gives what it answers.
    ///
    /// # Errors
    /// When the server has stopped, or the request cannot be done.
    #[napi(catch_unwind)]
    pub async fn kms(&self, request: String) -> Result<String> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let request = serde_json::from_str(&request).map_err(|e| reason(&e))?;
        let server = self.server.lock().await;
        let server = server.as_ref().ok_or_else(|| reason(&"the emulator has stopped"))?;
        server.kms().perform(request).map(|done| done.to_string()).map_err(|e| reason(&e))
    }

    /// Writes inventories: takes a request as `/-/inventory` does, gives what it answers.
    ///
    /// # Errors
    /// When the server has stopped, or the request cannot be done.
    #[napi(catch_unwind)]
    pub async fn inventory(&self, request: String) -> Result<String> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let request = serde_json::from_str(&request).map_err(|e| reason(&e))?;
        let server = self.server.lock().await;
        let server = server.as_ref().ok_or_else(|| reason(&"the emulator has stopped"))?;
        server.write_inventory(request).await.map(|done| done.to_string()).map_err(|e| reason(&e))
    }

    /// What is different in the environment of a program that is to find the server, which must be a proxy: a value, or none where the
    /// program must not have the variable.
    ///
    /// # Errors
    /// When the server has stopped, is no proxy, or the files cannot be written that the variables name.
    #[napi(catch_unwind)]
    pub async fn proxy_environment(&self) -> Result<HashMap<String, Option<String>>> {
        let reason = |e: &dyn std::fmt::Display| Error::from_reason(e.to_string());
        let server = self.server.lock().await;
        let server = server.as_ref().ok_or_else(|| reason(&"the emulator has stopped"))?;
        if !self.is_proxy {
            return Err(reason(&"the emulator was started without the option proxy"));
        }
        let mut known = self.variables.lock().await;
        let made = match &*known {
            Some(made) => made,
            None => {
                let own = std::env::vars_os().collect();
                let made = Variables::of(server, &self.region, &self.account, &own);
                known.insert(made.map_err(|e| reason(&e))?)
            }
        };
        let text = |text: &OsStr| text.to_string_lossy().into_owned();
        Ok(made.iter().map(|(name, value)| (text(name), value.map(text))).collect())
    }

    /// Lets running requests end, then stops. A second call does nothing.
    #[napi(catch_unwind)]
    pub async fn stop(&self) {
        self.variables.lock().await.take();
        let server = self.server.lock().await.take();
        if let Some(server) = server {
            server.stop().await;
        }
    }
}

#[expect(clippy::print_stderr, reason = "the user has no other place to look at")]
fn warn(text: &str) {
    eprintln!("oss-emulator: {text}");
}
