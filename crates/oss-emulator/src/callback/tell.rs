//! Tells of an upload, and makes of what is answered the answer of the upload.

use super::{
    KEY_NAME,
    facts::{Facts, Stored},
    fill::fill,
    key::Key,
    parse::Callback,
    url::Url,
};
use crate::{
    body::Body,
    call::Call,
    config::Config,
    reached::Reached,
    reason::{Reason, Refusal},
    reply::Reply,
    store::Store,
    tls,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{self, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
};
use http_body::Body as _;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use oss_protocol::{digest, header as oss};
use rustls::RootCertStore;
use serde::de::IgnoredAny;
use std::io;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::OnceCell,
    task::spawn_blocking,
    time::timeout,
};

/// The service's limit for what is answered.
const MAX_ANSWER: u64 = 1 << 20;

/// Tells of uploads.
#[derive(Default)]
pub(crate) struct Callbacks {
    key: OnceCell<Key>,
}

/// Why nobody could be told.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failure {
    Unreachable,
    TooSlow,
    Status(StatusCode),
    /// No length, or more than may be.
    Length,
    NotJson,
}

/// What was answered.
struct Answer {
    body: Bytes,
    content_type: &'static str,
}

impl Callbacks {
    async fn key(&self) -> Result<&Key, Refusal> {
        let made = self.key.get_or_try_init(|| async {
            spawn_blocking(Key::make).await.map_err(io::Error::other).flatten()
        });
        made.await.map_err(broken)
    }

    /// Answers with the public key.
    pub(crate) async fn answer_key(&self) -> Reply {
        let mut response = Response::new(Body::full(self.key().await?.public.clone().into()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-pem-file"));
        Ok(response)
    }

    /// Tells of what a handler has stored and is about to answer.
    pub(crate) async fn tell(
        &self,
        callback: &Callback,
        call: &Call<'_>,
        mut response: Response<Body>,
        store: &Store,
        config: &Config,
    ) -> Reply {
        let Some(stored) = response.extensions_mut().remove::<Stored>() else { return Ok(response) };
        let facts = Facts::of(call, &stored, &callback.template, store).await?;
        let body = fill(&callback.template, callback.kind, |name| match callback.variables.get(name) {
            Some(value) => value.clone().into(),
            None => facts.value(name),
        });
        let key = self.key().await?;
        let mut failure = Failure::Unreachable;
        for url in &callback.urls {
            let request = request(callback, call, url, &body, key, config)?;
            let sent = timeout(config.callback_timeout, send(url, request, callback.sni, roots()));
            match sent.await.unwrap_or(Err(Failure::TooSlow)) {
                Ok(answer) => return Ok(with(response, answer)),
                Err(one) => failure = one,
            }
        }
        Err(refusal(&failure, response.headers()))
    }
}

fn broken(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The callback cannot be signed: {error}"))
}

fn roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// The answer of the upload, with what was answered to the callback as its body.
fn with(mut response: Response<Body>, answer: Answer) -> Response<Body> {
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.remove(LOCATION);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    *response.body_mut() = Body::full(answer.body);
    response
}

/// What is answered where nobody could be told. What was stored is stored, and described as ever.
fn refusal(failure: &Failure, described: &HeaderMap) -> Refusal {
    let refusal = match failure {
        Failure::Unreachable => Refusal::from(Reason::CallbackFailed)
            .saying("Error status : -1.OSS can not connect to your callbackUrl, please check it."),
        Failure::TooSlow => Reason::CallbackFailedTime.into(),
        Failure::Status(status) => {
            Refusal::from(Reason::CallbackFailedStatus).saying(format!("Error status : {}.", status.as_u16()))
        }
        Failure::Length => Refusal::from(Reason::CallbackFailed)
            .saying("Error status : 400.User server return too long content-length value."),
        Failure::NotJson => Reason::CallbackFailedAnswer.into(),
    };
    let kept = described.iter().filter(|(name, _)| ![CONTENT_TYPE, CONTENT_LENGTH, LOCATION].contains(name));
    kept.fold(refusal, |refusal, (name, value)| refusal.header(name.clone(), value.clone()))
}

fn request(
    callback: &Callback,
    call: &Call<'_>,
    url: &Url,
    body: &str,
    key: &Key,
    config: &Config,
) -> Result<Request<Full<Bytes>>, Refusal> {
    let text = |text: &str| HeaderValue::from_str(text).map_err(|e| broken(io::Error::other(e)));
    let reached = Reached::of(call.asked, config);
    // A client may name the service's host to an address here, so what it names is used only where the server listens on all.
    let own = format!("{}://{}", reached.scheme, config.listen);
    let listens_on_one = config.listen.port() != 0 && !config.listen.ip().is_unspecified();
    let server = reached.server(call.asked).filter(|_| !listens_on_one).unwrap_or(own);
    let signature = key.sign(format!("{}\n{body}", url.signed()).as_bytes()).map_err(broken)?;
    let mut request = Request::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url.target.parse().map_err(|e| broken(io::Error::other(e)))?;
    let headers = request.headers_mut();
    headers.extend(callback.headers.clone());
    let host = callback.host.clone().map_or_else(|| text(&url.authority), Ok)?;
    for (name, value) in [
        (header::HOST, host),
        (header::CONNECTION, HeaderValue::from_static("close")),
        (header::USER_AGENT, HeaderValue::from_static("aliyun-oss-callback")),
        (header::DATE, text(&call.now.rfc1123())?),
        (CONTENT_TYPE, HeaderValue::from_static(callback.kind.content_type())),
        (CONTENT_LENGTH, body.len().into()),
        (oss::CONTENT_MD5, text(&digest::content_md5(body.as_bytes()))?),
        (AUTHORIZATION, text(&signature)?),
    ] {
        headers.insert(name, value);
    }
    for (name, value) in [
        ("x-oss-pub-key-url", STANDARD.encode(format!("{server}/-/{KEY_NAME}")).as_str()),
        ("x-oss-bucket", call.bucket()),
        ("x-oss-request-id", &call.asked.request_id),
        ("x-oss-requester", &call.account.owner),
        ("x-oss-signature-version", "1.0"),
        ("x-oss-tag", "CALLBACK"),
    ] {
        headers.insert(name, text(value)?);
    }
    Ok(request)
}

/// Sends it, and judges what is answered. Nothing is sent on to where an answer points.
async fn send(
    url: &Url,
    request: Request<Full<Bytes>>,
    sni: bool,
    roots: RootCertStore,
) -> Result<Answer, Failure> {
    let stream = TcpStream::connect((url.host.as_str(), url.port)).await.map_err(|_| Failure::Unreachable)?;
    let _ = stream.set_nodelay(true);
    if !url.secure {
        return exchange(stream, request).await;
    }
    let stream = tls::connect(stream, &url.host, sni, roots).await.map_err(|_| Failure::Unreachable)?;
    exchange(stream, request).await
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| Failure::Unreachable)?;
    let mut connection = std::pin::pin!(connection);
    let asked = async {
        let response = sender.send_request(request).await.map_err(|_| Failure::Unreachable)?;
        read(response).await
    };
    let mut asked = std::pin::pin!(asked);
    // The connection moves the bytes; when it has ended, what it brought is still there.
    tokio::select! {
        answer = asked.as_mut() => answer,
        _ = connection.as_mut() => asked.await,
    }
}

async fn read(response: Response<hyper::body::Incoming>) -> Result<Answer, Failure> {
    if response.status() != StatusCode::OK {
        return Err(Failure::Status(response.status()));
    }
    let length = response.body().size_hint().exact();
    if length.is_none_or(|length| length > MAX_ANSWER) {
        return Err(Failure::Length);
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let xml = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/xml"));
    let limit = usize::try_from(MAX_ANSWER).unwrap_or(usize::MAX);
    let body = Limited::new(response.into_body(), limit).collect().await;
    let body = body.map_err(|_| Failure::Unreachable)?.to_bytes();
    if !xml && serde_json::from_slice::<IgnoredAny>(&body).is_err() {
        return Err(Failure::NotJson);
    }
    let content_type = if xml { "application/xml" } else { "application/json" };
    Ok(Answer { body, content_type })
}
