//! The whole server without a socket: a request in, an answer out.

use crate::{
    access,
    accesslog::{AccessLog, Line, Seen},
    auth::{self, Accounts},
    body::{Body, Cut},
    call::{Asked, Call},
    callback::{self, Callback, Callbacks},
    clock::{Clock, ClockRangeError, milliseconds, stopwatch},
    config::{Account, Config},
    connections::Connection,
    console,
    control::{self, Entered, Sessions},
    cors,
    faults::{Faults, Strike, Unanswered},
    handlers,
    incoming::Incoming,
    inventory::{self, InventoryError},
    kms::Kms,
    kms_api::{self, KmsApi, Served},
    log::{Exchange, KEPT_OF_A_STREAM, Log},
    proxy,
    reason::{Reason, Refusal},
    redact,
    reply::{self, Place, Reply},
    resolve::{resolve, unknown},
    s3,
    schedule::{Schedule, Tools},
    state::Start,
    store::{Object, Store, StoreError},
    strict::{streams, strict},
    sts::Sts,
    website::Visit,
};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response,
    header::{CONNECTION, HOST},
    request::Parts,
};
use oss_protocol::{OperationId, Query, date::Timestamp};
use std::{
    fmt::Write,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
};
use zeroize::Zeroizing;

/// A document larger than this is refused,
const MAX_DOCUMENT: usize = 1 << 20;
/// but for the two that name thousands of things. 10,000 parts in an indented document are more than 1 MiB, and so are 1,000
/// keys of 1,023 bytes.
const MAX_LIST: usize = 4 << 20;

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
    kms_api: KmsApi,
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
            kms_api: KmsApi::default(),
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

    /// Answers a request, unless a fault lets it end without an answer.
    pub(crate) async fn exchange<B>(&self, request: Request<B>) -> Result<Response<Body>, Cut>
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let started = stopwatch();
        let received = self.now_ms();
        let request_id = request_id();
        let (mut parts, body) = request.into_parts();
        let host = host(&parts);
        let mut incoming = Incoming::new(body, &parts.headers);

        if kms_api::is_for(&parts) {
            let body = incoming.document(MAX_DOCUMENT).await.unwrap_or_default();
            let served = Served {
                accounts: &self.accounts,
                kms: &self.store.kms,
                now: self.now(),
                request_id: &request_id,
            };
            let mut response = self.kms_api.answer(&parts, &body, &served);
            reply::finish(&mut response, &request_id, self.now(), started.elapsed());
            incoming.drain();
            return Ok(response); // Not for the log: what is asked and answered is secret.
        }
        let dialect = s3::name(s3::speaks(&parts, &host, &self.config.hosts));
        let mut asked = self.read(&parts, &host, &request_id, dialect);
        if let Some(sha256) = asked.as_ref().ok().and_then(|asked| asked.s3.as_ref()?.payload()) {
            incoming.expect(sha256);
        }
        if let Ok(managing) = &asked
            && control::is_for(managing)
        {
            match control::enter(self, managing, &host, &mut parts) {
                Entered::Managing => {
                    let place = Place {
                        asked: Some(managing),
                        method: &parts.method,
                        host: &host,
                        request_id: &request_id,
                    };
                    let mut response = control::answer(self, managing, &place, &mut incoming).await;
                    reply::finish(&mut response, &request_id, self.now(), started.elapsed());
                    incoming.drain();
                    return Ok(response); // Not for the log: the request shows a secret.
                }
                Entered::Oss(account) => {
                    let read = self.read(&parts, &host, &request_id, dialect);
                    asked = read.map(|asked| Asked { signed_in: Some(account), ..asked });
                }
            }
        }
        if let (Ok(asked), Some(ByOwner)) = (&mut asked, parts.extensions.get()) {
            asked.signed_in = self.accounts.told().first().cloned();
        }
        let signed_in = asked.as_ref().is_ok_and(|asked| asked.signed_in.is_some());
        let operation = asked.as_ref().ok().and_then(resolve);
        // Who looks at the server is not to meet what was made for those who are tested by it.
        let strike =
            asked.as_ref().ok().filter(|_| !signed_in).and_then(|asked| self.faults.strike(operation, asked));
        let place =
            Place { asked: asked.as_ref().ok(), method: &parts.method, host: &host, request_id: &request_id };
        // What is stored as it comes is taken when it is clear who brings it. A document is short, and taken now.
        let streamed = operation.is_some_and(streams);
        let mut body = Bytes::new();
        let mut seen = Seen::default();
        let act = async {
            let limit = operation.map_or(MAX_DOCUMENT, longest_document);
            let document = if streamed { Ok(Bytes::new()) } else { incoming.document(limit).await };
            body = document.as_ref().cloned().unwrap_or_default();
            let outcome = match (&asked, document) {
                (Err(refusal), _) => Err(refusal.clone()),
                (Ok(asked), Ok(document)) => {
                    guarded(self.answer(asked, operation, document, &mut incoming, &mut seen)).await
                }
                (Ok(_), Err(refusal)) => Err(refusal),
            };
            let mut response = outcome.unwrap_or_else(|refusal| reply::refusal(&refusal, &place));
            if let Ok(asked) = &asked {
                s3::document(&mut response, asked, operation);
            }
            response
        };
        let connection = connection(&parts);
        let mut answer = match &strike {
            None => Ok(act.await),
            Some(strike) => strike.answer(&self.faults, &place, connection, act).await,
        };
        if let Ok(response) = &mut answer {
            if let Ok(asked) = &asked
                && !signed_in
            {
                cors::decorate(response, asked, &self.store);
            }
            if self.config.console {
                console::keep_apart(response, &parts.headers, &host, &self.config.hosts);
            }
            reply::finish(response, &request_id, self.now(), started.elapsed());
            if let Some(strike) = &strike {
                strike.relabel(response);
            }
            if dialect == s3::NAME {
                s3::headers(response);
            }
        }
        let response = answer.as_ref().ok();
        let target = parts.uri.path_and_query().map(|text| redact::target(text.as_str())).unwrap_or_default();
        let full = seen.logging().zip(asked.as_ref().ok()).zip(response).is_some_and(
            |((logging, asked), response)| {
                let bucket = asked.bucket.as_deref().unwrap_or_default();
                let object = self.object(asked);
                let line = Line {
                    seen: &seen,
                    remote: connection.map(|connection| connection.address),
                    received: Timestamp::from_secs(received / 1_000),
                    method: &parts.method,
                    target: &target,
                    version: parts.version,
                    headers: &parts.headers,
                    length: incoming.received(),
                    host: &host,
                    request_id: &request_id,
                    operation,
                    bucket,
                    key: asked.key.as_deref(),
                    object: object.as_ref(),
                    status: response.status(),
                    error: response.extensions().get::<reply::Code>().map(|code| code.0.as_str()),
                    sent: response.body().length().unwrap_or_default(),
                    took: started.elapsed(),
                };
                self.access_log.add(bucket, logging, received, &line.to_string())
            },
        );
        let tokens = redact::tokens(&parts.headers, asked.as_ref().ok().map(Asked::sent_query));
        let response_body = response.map(|r| r.body().beginning(KEPT_OF_A_STREAM)).unwrap_or_default();
        let refused = response.is_some_and(|response| response.status().is_client_error());
        let exchange = Exchange {
            number: 0,
            time: received,
            took: started.elapsed(),
            remote: connection.map(|connection| connection.address),
            request_id,
            host,
            bucket: asked.as_ref().ok().and_then(|asked| asked.bucket.clone()),
            key: asked.as_ref().ok().and_then(|asked| asked.key.clone()),
            access_key_id: seen.signer().map(str::to_owned),
            body_length: incoming.received(),
            code: response.and_then(|response| Some(response.extensions().get::<reply::Code>()?.0.clone())),
            response_length: response.and_then(|response| response.body().length()),
            connection: connection.map(|connection| connection.id),
            dialect,
            operation: operation.map(|operation| operation.spec().name),
            target,
            body: redact::body(&parts.headers, if streamed { incoming.beginning() } else { body }),
            fault: strike.as_ref().map(Strike::told),
            status: response.map(Response::status),
            signature: response.and_then(|response| response.extensions().get().cloned()),
            response_headers: redact::answer(
                response.map(|response| response.headers().clone()).unwrap_or_default(),
                &tokens,
            ),
            response_body: if refused { redact::document(&response_body, &tokens) } else { response_body },
            method: parts.method,
            headers: redact::headers(parts.headers),
        };
        if !signed_in {
            self.log.add(exchange);
        }
        if full {
            Box::pin(self.end()).await;
        }
        match answer {
            Ok(mut response) => {
                if incoming.waits() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                incoming.drain();
                Ok(response)
            }
            Err(Unanswered::Cut) => Err(Cut),
            Err(Unanswered::Stalled) => {
                incoming.drain();
                self.faults.over().await;
                Err(Cut)
            }
        }
    }

    /// What is due, then who is asking, and for what.
    async fn answer(
        &self,
        asked: &Asked,
        operation: Option<OperationId>,
        body: Bytes,
        incoming: &mut Incoming,
        seen: &mut Seen,
    ) -> Reply {
        let config = &self.config;
        let tools = Tools { store: &self.store, log: &self.access_log, warn: &config.warn };
        self.schedule.due(self.now_ms(), &tools).await;
        // The service looks for the bucket before it looks at who is asking; official SDKs' tests assert it.
        if let Some(name) = asked.bucket.as_deref().filter(|_| !operation.is_some_and(access::creates)) {
            let bucket = self.store.bucket(name)?;
            if asked.method == Method::OPTIONS {
                return cors::preflight(asked, &bucket);
            }
            seen.bucket = Some(bucket);
        }
        if let Some(name) = asked.ambiguous() {
            return Err(Refusal::from(Reason::BadArgument)
                .saying(format!("{name} is there more than once, with different values."))
                .with("ArgumentName", name));
        }
        // A form says in its fields who sends it; other signatures on it are passed over.
        let account = match operation {
            Some(OperationId::PostObject) => Account::anonymous(),
            _ => auth::authenticate(asked, &self.accounts, self.region_asked(asked), self.now())?,
        };
        seen.account = Some(Arc::clone(&account));
        if let Some((chunks, length)) = s3::chunks(asked, &account) {
            incoming.in_pieces(chunks, length);
        }
        let operation = operation.ok_or_else(|| unknown(asked))?;
        let (asked, body) = s3::read(asked, operation, body, &config.region)?;
        let asked = &*asked;
        if Line::stores(operation) && seen.logging().is_some() {
            seen.before = self.object(asked);
        }
        let visit = match &seen.bucket {
            Some(bucket) => Visit::begin(asked, operation, account.is_anonymous(), bucket, config)?,
            None => None,
        };
        let Some(mut visit) = visit else {
            return self.perform(asked, operation, &account, body, incoming).await;
        };
        let (mut asked, operation) = visit.first(operation);
        loop {
            let reply = self.perform(&asked, operation, &account, body.clone(), incoming).await;
            match visit.then(reply) {
                ControlFlow::Continue(next) => asked = next,
                ControlFlow::Break(reply) => return reply,
            }
        }
    }

    /// May they, is it sound, then do it, and tell of it.
    async fn perform(
        &self,
        asked: &Asked,
        operation: OperationId,
        account: &Account,
        body: Bytes,
        incoming: &mut Incoming,
    ) -> Reply {
        let (now, now_ms) = (self.now(), self.now_ms());
        let call = Call { operation, asked, account, body, now, now_ms };
        let payer = access::authorize(&call, &self.store)?;
        strict(&call)?;
        let callback = callback::asked_for(&call)?;
        let config = &self.config;
        let response = handlers::dispatch(&call, incoming, &self.store, config, &self.accounts).await?;
        let mut response = payer.told(response);
        match callback.or_else(|| response.extensions_mut().remove::<Callback>()) {
            Some(callback) => self.callbacks.tell(&callback, &call, response, &self.store, config).await,
            None => Ok(response),
        }
    }

    /// Writes what waits to be written: the server ends.
    pub(crate) async fn end(&self) {
        self.access_log.write_all(self.now_ms(), &self.store, &self.config.warn).await;
    }

    /// The object that a request names, as it is now.
    fn object(&self, asked: &Asked) -> Option<Object> {
        let (bucket, key) = (asked.bucket.as_deref()?, asked.key.as_deref()?);
        self.store.view().ok()?.any_object(bucket, key, asked.query.get("versionId")).ok()?
    }

    fn read(&self, parts: &Parts, host: &str, request_id: &str, dialect: &str) -> Result<Asked, Refusal> {
        let not_utf8 = || Refusal::from(Reason::BadArgument).saying("The URL is not UTF-8.");
        let located = self.config.hosts.locate(host, parts.uri.path()).ok_or_else(not_utf8)?;
        let query = Query::parse(parts.uri.query().unwrap_or_default()).ok_or_else(not_utf8)?;
        let asked = Asked {
            method: parts.method.clone(),
            bucket: located.bucket,
            key: located.key,
            query,
            headers: parts.headers.clone(),
            secure: self.config.tls.is_some() || parts.extensions.get::<proxy::Secure>().is_some(),
            in_path: self.config.hosts.in_path(host),
            request_id: request_id.to_owned(),
            client: connection(parts).map(|connection| connection.address),
            signed_in: None,
            s3: None,
        };
        if dialect == s3::NAME { s3::translate(asked, parts.uri.path()) } else { Ok(asked) }
    }

    /// The region that a signature must be for. A proxy stands in for the hosts of all of them.
    fn region_asked<'a>(&'a self, asked: &'a Asked) -> &'a str {
        let named = asked.header(HOST).filter(|_| self.config.proxy).and_then(proxy::region_of);
        named.unwrap_or(&self.config.region)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.config.clock)().into()
    }

    /// The same in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        milliseconds(&self.config.clock)
    }
}

/// How long the document of an operation may be.
fn longest_document(operation: OperationId) -> usize {
    match operation {
        OperationId::CompleteMultipartUpload | OperationId::DeleteMultipleObjects => MAX_LIST,
        _ => MAX_DOCUMENT,
    }
}

/// A panic, of the database say, is an internal error of one request and not the end of the server.
async fn guarded(answer: impl Future<Output = Reply>) -> Reply {
    let mut answer = std::pin::pin!(answer);
    std::future::poll_fn(|cx| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))).unwrap_or_else(|_| {
            Poll::Ready(Err(
                Refusal::from(Reason::InternalError).saying("The server panicked at this request.")
            ))
        })
    })
    .await
}

fn connection(parts: &Parts) -> Option<&Arc<Connection>> {
    parts.extensions.get()
}

fn host(parts: &Parts) -> String {
    let header = parts.headers.get(HOST).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    header.or_else(|| parts.uri.authority().map(ToString::to_string)).unwrap_or_default()
}

/// 24 hexadecimal digits, as the service's own.
fn request_id() -> String {
    let mut bytes = [0_u8; 12];
    // Without randomness ids repeat, which harms nobody here.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(24), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
