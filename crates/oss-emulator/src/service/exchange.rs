//! A request and its answer: read, answered, and remembered.

use super::{ByOwner, Service};
use crate::{
    accesslog::{Line, Seen},
    auth,
    body::{Body, Cut},
    call::Asked,
    clock::stopwatch,
    connections::Connection,
    console,
    control::{self, Entered},
    cors,
    faults::{Strike, Unanswered},
    incoming::Incoming,
    log::{Exchange, KEPT_OF_A_STREAM},
    reason::{Reason, Refusal},
    redact,
    reply::{self, Place, Reply},
    resolve::resolve,
    rpc::{self, Served},
    s3,
    strict::streams,
};
use bytes::Bytes;
use http::{
    HeaderValue, Request, Response,
    header::{CONNECTION, HOST},
    request::Parts,
};
use oss_protocol::{OperationId, date::Timestamp};
use std::{
    fmt::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
};

/// A document larger than this is refused,
const MAX_DOCUMENT: usize = 1 << 20;
/// but for the two that name thousands of things. 10,000 parts in an indented document are more than 1 MiB, and so are 1,000
/// keys of 1,023 bytes.
const MAX_LIST: usize = 4 << 20;

impl Service {
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

        if rpc::is_for(&parts) {
            let body = incoming.document(MAX_DOCUMENT).await.unwrap_or_default();
            let served = Served {
                accounts: &self.accounts,
                kms: &self.store.kms,
                sts: self.sts(),
                now: self.now(),
                request_id: &request_id,
            };
            let mut response = self.rpc.answer(&parts, &body, &served);
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
                    guarded(pin!(self.answer(asked, operation, document, &mut incoming, &mut seen))).await
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
            // Seldom, as are others that are boxed: every request would be moved about with the room for it.
            Some(strike) => Box::pin(strike.answer(&self.faults, &place, connection, act)).await,
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
        if !signed_in {
            self.log.add(Exchange {
                number: 0,
                time: received,
                took: started.elapsed(),
                remote: connection.map(|connection| connection.address),
                request_id,
                host,
                bucket: asked.as_ref().ok().and_then(|asked| asked.bucket.clone()),
                key: asked.as_ref().ok().and_then(|asked| asked.key.clone()),
                access_key_id: seen
                    .signer()
                    .map(str::to_owned)
                    .or_else(|| auth::claimed(asked.as_ref().ok()?)),
                body_length: incoming.received(),
                code: response
                    .and_then(|response| Some(response.extensions().get::<reply::Code>()?.0.clone())),
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
                response_body: if refused {
                    redact::document(&response_body, &tokens)
                } else {
                    response_body
                },
                method: parts.method,
                headers: redact::headers(parts.headers),
            });
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
}

/// How long the document of an operation may be.
fn longest_document(operation: OperationId) -> usize {
    match operation {
        OperationId::CompleteMultipartUpload | OperationId::DeleteMultipleObjects => MAX_LIST,
        _ => MAX_DOCUMENT,
    }
}

/// A panic, of the database say, is an internal error of one request and not the end of the server.
async fn guarded(mut answer: Pin<&mut impl Future<Output = Reply>>) -> Reply {
    std::future::poll_fn(|cx| {
        catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))).unwrap_or_else(|_| {
            Poll::Ready(Err(
                Refusal::from(Reason::InternalError).saying("The server panicked at this request.")
            ))
        })
    })
    .await
}

pub(super) fn connection(parts: &Parts) -> Option<&Arc<Connection>> {
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
