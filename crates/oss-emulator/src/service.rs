//! The whole server without a socket: a request in, an answer out.

use crate::{
    access, auth,
    call::{Asked, Call},
    clock::stopwatch,
    config::Config,
    handlers,
    log::{Exchange, Log},
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Store, StoreError},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Method, Request, Response, header::HOST, request::Parts};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use oss_protocol::{Encrypts, OperationId, Query, Target, date::Timestamp, digest, header, subresource};
use std::fmt::Write;

/// A document larger than this is refused.
const MAX_DOCUMENT: usize = 1 << 20;

/// The whole server without a socket.
pub struct Service {
    config: Config,
    store: Store,
    log: Log,
}

impl Service {
    /// Opens the storage.
    ///
    /// # Errors
    /// When the folder cannot be used, another server uses it, or a bucket cannot be made.
    pub fn open(config: Config) -> Result<Self, StoreError> {
        let store = Store::open(&config.storage)?;
        let created = Timestamp::from((config.clock)()).as_secs();
        let owner = config.accounts.first().map(|account| account.owner.clone()).unwrap_or_default();
        for name in &config.buckets {
            store.make_bucket(name, &owner, created)?;
        }
        Ok(Self { config, store, log: Log::default() })
    }

    /// The last requests, the oldest first.
    pub fn requests(&self) -> Vec<Exchange> {
        self.log.all()
    }

    /// Answers a request. Every request gets an answer.
    pub async fn call<B>(&self, request: Request<B>) -> Response<Bytes>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let started = stopwatch();
        let request_id = request_id();
        let (parts, body) = request.into_parts();
        let host = host(&parts);
        let received = Limited::new(body, MAX_DOCUMENT).collect().await;

        let asked = self.read(&parts, &host);
        let operation = asked.as_ref().ok().and_then(resolve);
        let (body, outcome) = match (&asked, received) {
            (_, Err(e)) if e.is::<LengthLimitError>() => (Bytes::new(), Err(Reason::TooLarge.into())),
            // The connection is gone or talks nonsense; the answer is for the log.
            (_, Err(_)) => (Bytes::new(), Err(Reason::BadArgument.into())),
            (Err(refusal), Ok(body)) => (body.to_bytes(), Err(refusal.clone())),
            (Ok(asked), Ok(body)) => {
                let body = body.to_bytes();
                (body.clone(), self.answer(asked, operation, body))
            }
        };
        let mut response = outcome.unwrap_or_else(|refusal| {
            reply::refusal(&refusal, asked.as_ref().ok(), &parts.method, &host, &request_id)
        });
        reply::finish(&mut response, &request_id, self.now(), started.elapsed());
        self.log.add(Exchange {
            operation: operation.map(|operation| operation.spec().name),
            method: parts.method,
            target: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: parts.headers,
            body,
            status: response.status(),
            response_headers: response.headers().clone(),
            response_body: response.body().clone(),
        });
        response
    }

    /// Who, may they, is it sound, then do it.
    fn answer(&self, asked: &Asked, operation: Option<OperationId>, body: Bytes) -> Reply {
        let config = &self.config;
        // The service looks for the bucket before it looks at who is asking; official SDKs' tests assert it.
        if let Some(name) = asked.bucket.as_deref().filter(|_| operation != Some(OperationId::PutBucket)) {
            self.store.bucket(name)?;
        }
        let account = auth::authenticate(asked, &config.accounts, &config.region, self.now())?;
        let operation = operation.ok_or_else(|| unknown(asked))?;
        let call = Call { operation, asked, account, body };
        access::authorize(&call, &self.store)?;
        strict(&call)?;
        handlers::dispatch(&call, &self.store, config, self.now())
    }

    fn read(&self, parts: &Parts, host: &str) -> Result<Asked, Refusal> {
        let not_utf8 = || Refusal::from(Reason::BadArgument).saying("The URL is not UTF-8.");
        let located = self.config.hosts.locate(host, parts.uri.path()).ok_or_else(not_utf8)?;
        let query = Query::parse(parts.uri.query().unwrap_or_default()).ok_or_else(not_utf8)?;
        Ok(Asked {
            method: parts.method.clone(),
            bucket: located.bucket,
            key: located.key,
            query,
            headers: parts.headers.clone(),
        })
    }

    fn now(&self) -> Timestamp {
        (self.config.clock)().into()
    }
}

fn host(parts: &Parts) -> String {
    let header = parts.headers.get(HOST).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    header.or_else(|| parts.uri.authority().map(ToString::to_string)).unwrap_or_default()
}

fn target(asked: &Asked) -> Target {
    match (&asked.bucket, &asked.key) {
        (None, _) => Target::Service,
        (Some(_), None) => Target::Bucket,
        (Some(_), Some(_)) => Target::Object,
    }
}

/// The operation a request belongs to. A parameter that chooses something else must not be passed over.
fn resolve(asked: &Asked) -> Option<OperationId> {
    let operation = OperationId::resolve(
        &asked.method,
        target(asked),
        |name| asked.query.has(name),
        |name| asked.headers.contains_key(name),
    )?;
    let spec = operation.spec();
    let known = |name: &str| spec.selectors.contains(&name) || spec.parameters.contains(&name);
    let foreign = |name: &str| subresource::selects(name) && !known(name);
    (!asked.query.iter().any(|(name, _)| foreign(name))).then_some(operation)
}

/// A request without an operation.
fn unknown(asked: &Asked) -> Refusal {
    const METHODS: [Method; 5] = [Method::GET, Method::PUT, Method::DELETE, Method::POST, Method::HEAD];
    if !METHODS.contains(&asked.method) {
        return Refusal::from(Reason::MethodNotAllowed)
            .with("Method", asked.method.as_str())
            .with("ResourceType", format!("{:?}", target(asked)));
    }
    let names: Vec<_> =
        asked.query.iter().map(|(name, _)| name).filter(|name| subresource::selects(name)).collect();
    let mark = if names.is_empty() { "" } else { " with ?" };
    let what = format!("{} {:?}{mark}{}", asked.method, target(asked), names.join("&"));
    Refusal::from(Reason::NotImplemented).saying(format!("The local server does not do this yet: {what}."))
}

/// Headers and parameters that change what an operation does in ways the server does not know yet.
const UNSUPPORTED_HEADERS: [&str; 2] = ["x-oss-bucket-tagging", "x-oss-resource-group-id"];
const UNSUPPORTED_PARAMETERS: [&str; 2] = ["tag-key", "tag-value"];

/// Refuses what the service refuses of any operation, and what would be silently passed over.
fn strict(call: &Call<'_>) -> Result<(), Refusal> {
    let header = UNSUPPORTED_HEADERS.into_iter().find(|name| call.asked.headers.contains_key(*name));
    let parameter = UNSUPPORTED_PARAMETERS.into_iter().find(|name| call.asked.query.has(name));
    if let Some(name) = header.or(parameter) {
        return Err(Refusal::from(Reason::NotImplemented)
            .saying(format!("The local server does not know {name} yet.")));
    }
    if call.asked.headers.contains_key(header::X_OSS_SERVER_SIDE_ENCRYPTION)
        && call.operation.spec().encrypts != Encrypts::Chooses
    {
        return Err(Reason::EncryptionNotHere.into());
    }
    if let Some(sent) = call.asked.headers.get(header::CONTENT_MD5) {
        let well_formed = STANDARD.decode(sent.as_bytes()).is_ok_and(|digest| digest.len() == 16);
        if !well_formed || sent.as_bytes() != digest::content_md5(&call.body).as_bytes() {
            return Err(Refusal::from(Reason::BadDigest)
                .with("Content-MD5", String::from_utf8_lossy(sent.as_bytes())));
        }
    }
    Ok(())
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
