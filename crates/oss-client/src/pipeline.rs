//! One attempt: build, place, sign, exchange, judge, parse. Everything that may differ between attempts happens here.

use crate::{
    Client, Error, ErrorKind, Options, Outgoing, Request, Response, Route, ServiceError, TimeoutKind,
    clock::Stopwatch,
    erased::Erased,
    local,
    outgoing::Meter,
    request::{MAX_HEADERS, too_many_headers},
    signer::Signer,
    transport::{Body, ConnectTimeout, Exchange, IdleTimeout, Streams, TransportError},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HOST, IF_MODIFIED_SINCE, IF_NONE_MATCH, RANGE,
        TRANSFER_ENCODING, USER_AGENT,
    },
};
use oss_protocol::{
    Encrypts, ErrorDocument, Query, Target,
    address::Address,
    date::Timestamp,
    header,
    sign::{Credentials, Signable},
    xml,
};
use std::{sync::Arc, time::Duration};

/// A request with everything on it, and how its body fares.
struct Placed {
    url: String,
    request: http::Request<Outgoing>,
    meter: Arc<Meter>,
    /// The headers, as they go out; kept where the answer is held against them.
    headers: HeaderMap,
    /// The part of the object that is asked for.
    range: Option<HeaderValue>,
    /// The codings that the caller takes.
    codings: Option<HeaderValue>,
    /// Whether the object is asked for only if it has changed.
    conditional: bool,
}

/// An answer of success, before it is read, and what it is held against.
struct Asked {
    response: Response,
    /// The headers that were sent, where they choose an encryption.
    headers: HeaderMap,
    credentials: Arc<Credentials>,
    /// By how much the clock was off that it was signed with.
    offset: i64,
    stopwatch: Stopwatch,
}

impl Client {
    /// One attempt, up to an output that is kept.
    pub(crate) async fn try_once(&self, run: &dyn Erased, options: &Options) -> Result<Response, Error> {
        let (route, request) = (run.route(), self.build(run, options));
        let mut asked = self.ask(route, request, run.streams(), options).await?;
        let outcome = match run.parse(&mut asked.response).await {
            Ok(()) => asked.response.read().await.map(drop),
            Err(kind) => Err(kind),
        };
        match outcome.and_then(|()| self.verify(&asked, run.echoes_checksum(), options)) {
            Ok(()) => Ok(self.accepted(asked)),
            Err(kind) => Err(self.failed(asked, kind)),
        }
    }

    /// Asks, and waits for the head of an answer; all that is the same for all operations.
    async fn ask(
        &self,
        route: Route,
        request: Request,
        streams: bool,
        options: &Options,
    ) -> Result<Asked, Error> {
        if !request.body.is_small() {
            local::leave().await;
        }
        let bucket = request.bucket.clone();
        let credentials = match self.credentials.credentials().await {
            Ok(credentials) => credentials,
            Err(error) => {
                return Err(Error::new(ErrorKind::Credentials(error), route, bucket, String::new()));
            }
        };
        let offset = self.shared.skew.current();
        let placed = self.place(&route, request, options, &credentials, self.time_at(offset));
        let Placed { url, mut request, meter, headers, range, codings, conditional } = match placed {
            Ok(placed) => placed,
            Err(kind) => return Err(Error::new(kind, route, bucket, String::new())),
        };
        let stopwatch = Stopwatch::start();
        let limit = options.timeout.unwrap_or(self.shared.config.timeout);
        let connect_timeout = options.connect_timeout.unwrap_or(self.shared.config.connect_timeout);
        request.extensions_mut().insert(ConnectTimeout(connect_timeout));
        request.extensions_mut().insert(IdleTimeout(limit));
        request.extensions_mut().insert(Streams(streams));
        let answer = match within(limit, &meter, self.transport.exchange(request)).await {
            Ok(answer) => answer,
            Err(kind) => {
                let key = kms_key(&headers);
                return Err(Error::new(kind, route, bucket, url).with_kms_key(key));
            }
        };
        let mut response = Response::new(answer, route, bucket, url);
        response.sent_crc64 = meter.crc64();
        response.limit = limit;
        response.asked = range;
        response.codings = codings;
        response.conditional = conditional;
        response.checked = options.check_crc64.unwrap_or(self.shared.config.check_crc64);
        response.memory_limit = options.memory_limit.or(self.shared.config.memory_limit);
        let mut asked = Asked { response, headers, credentials, offset, stopwatch };
        let status = asked.response.status;
        if !asked.response.route().succeeds(status) && !options.accept.contains(&status) {
            let kind = Box::pin(refusal(&mut asked.response)).await;
            return Err(self.failed(asked, kind));
        }
        Ok(asked)
    }

    /// Holds an answer that has been read against what was sent.
    fn verify(&self, asked: &Asked, echoes_checksum: bool, options: &Options) -> Result<(), ErrorKind> {
        let Asked { response, headers, .. } = asked;
        if response.checked && echoes_checksum {
            verify_checksum(response)?;
        }
        self.verify_encryption(response.route(), headers, options, response)
    }

    /// The answer of an attempt that has succeeded.
    fn accepted(&self, Asked { mut response, offset, stopwatch, .. }: Asked) -> Response {
        response.elapsed = stopwatch.elapsed();
        self.shared.skew.confirm(offset);
        response
    }

    /// The error of an attempt that has failed although there was an answer.
    fn failed(&self, asked: Asked, kind: ErrorKind) -> Error {
        let Asked { mut response, headers, credentials, offset, stopwatch } = asked;
        response.elapsed = stopwatch.elapsed();
        let error = response.failed(kind).with_kms_key(kms_key(&headers)).with_offset(offset);
        let spent = error.names_spent_token() && credentials.security_token.is_some();
        error.with_renewable(spent && self.credentials.refused(&credentials))
    }

    /// What an operation asks for, of the bucket that the call names.
    pub(crate) fn build(&self, run: &dyn Erased, options: &Options) -> Request {
        let mut request = run.build();
        if let (Target::Object, Some(bucket)) = (run.route().target(), &options.bucket) {
            request.bucket = Some(bucket.clone());
        }
        request
    }

    /// The bucket and the URL of a request, for errors.
    pub(crate) fn place_of(&self, run: &dyn Erased, options: &Options) -> (Option<String>, String) {
        let Request { bucket, key, query, .. } = self.build(run, options);
        let address = self.config().endpoint.address(bucket.as_deref(), key.as_deref());
        let url = url(&address, &parameters(&run.route(), query, options));
        (bucket, url)
    }

    /// Gives a request its place, its headers and its signature.
    fn place(
        &self,
        route: &Route,
        request: Request,
        options: &Options,
        credentials: &Arc<Credentials>,
        now: Timestamp,
    ) -> Result<Placed, ErrorKind> {
        let config = &self.shared.config;
        let Request { bucket, key, query, mut headers, body, refused } = request;
        if let Some(why) = refused {
            return Err(why.into());
        }
        let query = parameters(route, query, options);
        if headers.len() + options.headers.len() > MAX_HEADERS {
            return Err(too_many_headers().into());
        }
        for name in options.headers.keys() {
            headers.remove(name);
        }
        headers.extend(options.headers.clone());
        // How the body is framed is not the caller's to say: a wrong length would break the connection.
        headers.remove(CONTENT_LENGTH);
        headers.remove(TRANSFER_ENCODING);
        self.encrypt(route, &mut headers, options)?;
        let address = config.endpoint.address(bucket.as_deref(), key.as_deref());
        let text =
            |name, text: &str| HeaderValue::from_str(text).map_err(|_| format!("{name} is no header value"));
        if !headers.contains_key(USER_AGENT) {
            headers.insert(USER_AGENT, text("userAgent", &config.user_agent)?);
        }
        if config.request_payer {
            headers.insert(header::X_OSS_REQUEST_PAYER, HeaderValue::from_static("requester"));
        }
        Signer::prepare(&mut headers, config, credentials, now)?;
        // The service answers 411 to a PUT or POST that does not say that it has no body.
        let told = matches!(*route.method(), Method::PUT | Method::POST) || !body.is_empty();
        if let Some(length) = body.length().filter(|_| told) {
            headers.insert(CONTENT_LENGTH, length.into());
        }
        // Not every caller signs `host`, but one who wants to must find it.
        if !headers.contains_key(HOST) {
            headers.insert(HOST, text("the host", &address.host)?);
        }
        if !headers.contains_key(AUTHORIZATION) {
            let signable = Signable {
                method: route.method(),
                bucket: bucket.as_deref(),
                key: key.as_deref(),
                query: &query,
                headers: &headers,
            };
            let additional = &options.additional_headers;
            let authorization = self.shared.signer.sign(&signable, config, credentials, additional)?;
            headers.insert(AUTHORIZATION, authorization);
        }
        let url = url(&address, &query);
        let meter = Arc::new(Meter::watched(options.progress.clone()));
        let mut request = http::Request::new(body.open(Arc::clone(&meter))?);
        *request.method_mut() = route.method().clone();
        *request.uri_mut() = url.parse().map_err(|e| format!("{url} is no URL: {e}"))?;
        let asked = if route.encrypts() == Encrypts::No { HeaderMap::new() } else { headers.clone() };
        let range = headers.get(RANGE).cloned();
        let codings = headers.get(ACCEPT_ENCODING).cloned();
        let conditional = headers.contains_key(IF_NONE_MATCH) || headers.contains_key(IF_MODIFIED_SINCE);
        *request.headers_mut() = headers;
        Ok(Placed { url, request, meter, headers: asked, range, codings, conditional })
    }
}

fn url(address: &Address, query: &Query) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{}{mark}{query}", address.origin, address.path)
}

/// The key of KMS that a request names.
fn kms_key(headers: &HeaderMap) -> Option<String> {
    let key = headers.get(header::X_OSS_SERVER_SIDE_ENCRYPTION_KEY_ID)?.to_str().ok()?;
    (!key.is_empty()).then(|| key.to_owned())
}

/// The operation's selectors, what the caller adds, and what the call itself says. A name stands once, or no signature would
/// match; the later of two values holds, which is the one that ali-oss sends.
pub(crate) fn parameters(route: &Route, query: Query, options: &Options) -> Query {
    let selectors = route.selectors().iter().map(|name| (*name, ""));
    let version = options.version_id.as_deref().filter(|_| route.takes_version());
    Query::default()
        .with(selectors)
        .with(options.parameters.iter())
        .with(query.iter())
        .with(version.map(|id| ("versionId", id)))
}

/// What the service has is what was sent.
fn verify_checksum(response: &Response) -> Result<(), ErrorKind> {
    match response.number(header::X_OSS_HASH_CRC64ECMA) {
        Some(theirs) if theirs != response.sent_crc64 => {
            Err(ErrorKind::Inconsistent { ours: response.sent_crc64, theirs })
        }
        _ => Ok(()),
    }
}

/// Ends work during which no byte moves for `limit`. While it connects, the limit on connecting holds alone.
async fn within(
    limit: Duration,
    meter: &Meter,
    mut exchange: Exchange<'_>,
) -> Result<http::Response<Body>, ErrorKind> {
    loop {
        let before = meter.moved();
        tokio::select! {
            biased;
            answer = &mut exchange => return answer.map_err(TransportError::into_kind),
            () = meter.connection() => {}
            () = tokio::time::sleep(limit) => {
                if !meter.is_connecting() && meter.moved() == before {
                    return Err(ErrorKind::Timeout { kind: TimeoutKind::Response, limit });
                }
            }
        }
    }
}

/// What the service says where it does not do what was asked. Where an answer has no body, the document may stand in a header.
async fn refusal(response: &mut Response) -> ErrorKind {
    let status = response.status;
    let body = match response.read().await {
        Ok(body) => body.clone(),
        Err(kind) => return kind,
    };
    let document = if body.is_empty() { from_header(response) } else { read(&body).map(Some) };
    ErrorKind::Service(ServiceError { status, document })
}

fn from_header(response: &Response) -> Result<Option<Box<ErrorDocument>>, String> {
    // ali-oss knows these two without reading, and programs rely on it.
    if matches!(response.status, StatusCode::NOT_FOUND | StatusCode::PRECONDITION_FAILED) {
        return Ok(None);
    }
    let Some(value) = response.headers.get(header::X_OSS_ERR) else { return Ok(None) };
    let bytes = STANDARD.decode(value.as_bytes()).map_err(|e| e.to_string())?;
    read(&bytes).map(Some)
}

fn read(bytes: &[u8]) -> Result<Box<ErrorDocument>, String> {
    xml::from_bytes(bytes).map(Box::new).map_err(|e| e.to_string())
}
