//! A transport in JavaScript: requests go the program's own way, and not over the network (`lib/seam.js`).

use crate::{
    body::{BodyWriter, OutgoingReader, Pieces},
    settle::Settlements,
    thrown::Thrown,
    value::HeaderObject,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunction};
use napi_derive::napi;
use oss_client::{
    Outgoing, TransportKind,
    transport::{Body, Exchange, IdleTimeout, MayBeUnpacked, Streams, Transport, TransportError},
};
use std::{collections::HashMap, io, pin::Pin, sync::Arc};

/// It does not keep the process alive; JavaScript does while calls are open.
type Ask = ThreadsafeFunction<Asked, Promise<Answered>, Asked, Status, false, true>;

/// A function of JavaScript that makes requests.
pub(crate) struct Seam {
    ask: Ask,
    settlements: Arc<Settlements>,
}

/// A request to make.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Asked {
    /// Where.
    pub url: String,
    /// How.
    pub method: String,
    /// With what on it.
    pub headers: HeaderObject,
    /// A body in memory.
    pub content: Option<Buffer>,
    /// A body that is read while it is sent.
    pub reader: Option<OutgoingReader>,
    /// Bytes of the body, if that is known.
    pub length: Option<f64>,
    /// Whether the answer is an object.
    pub streams: bool,
    /// Milliseconds without a byte.
    pub timeout: Option<f64>,
}

/// What came back.
pub struct Answered {
    status: u16,
    headers: HashMap<String, String>,
    body: Answer,
}

enum Answer {
    Whole(Bytes),
    Pieces(Pieces),
    /// The program threw. As in ali-oss it says by the status -1 or -2 that there was no answer, and another attempt may help.
    Failed {
        thrown: Thrown,
        passes: bool,
    },
}

impl Seam {
    pub(crate) fn new(ask: Ask, settlements: Arc<Settlements>) -> Self {
        Self { ask, settlements }
    }

    fn asked(&self, request: Request<Outgoing>) -> Asked {
        let (parts, body) = request.into_parts();
        let length = body.length().map(|length| length as f64);
        let (content, reader) = match body.into_bytes() {
            Ok(bytes) => (Some(Buffer::from(bytes.to_vec())), None),
            Err(body) => (None, Some(OutgoingReader::new(body, Arc::clone(&self.settlements)))),
        };
        let limit = parts.extensions.get::<IdleTimeout>().map(|limit| limit.0.as_secs_f64() * 1_000.0);
        Asked {
            url: parts.uri.to_string(),
            method: parts.method.to_string(),
            headers: HeaderObject(parts.headers),
            content,
            reader,
            length,
            streams: parts.extensions.get() == Some(&Streams(true)),
            timeout: limit,
        }
    }
}

impl Transport for Seam {
    fn exchange(&self, request: Request<Outgoing>) -> Exchange<'_> {
        let asked = self.asked(request);
        Box::pin(async move {
            let answer = async { self.ask.call_async(asked).await?.await };
            // It fails only where JavaScript is going away.
            let gone = |error| TransportError::Foreign { passes: false, error: Arc::new(Thrown::new(error)) };
            answer.await.map_err(gone)?.into_response()
        })
    }
}

impl Answered {
    fn into_response(self) -> std::result::Result<Response<Body>, TransportError> {
        let unusable = |what: String| {
            TransportError::Failed(TransportKind::Protocol, format!("urllib.request gave {what}"))
        };
        let body = match self.body {
            Answer::Whole(bytes) => Body::new(Full::new(bytes).map_err(|never| match never {})),
            Answer::Pieces(pieces) => Body::new(StreamBody::new(Frames(pieces))),
            Answer::Failed { thrown, passes } => {
                return Err(TransportError::Foreign { passes, error: Arc::new(thrown) });
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).map_err(|_| unusable(format!("the status {}", self.status)))?;
        *response.headers_mut() = headers(self.headers).map_err(unusable)?;
        response.extensions_mut().insert(MayBeUnpacked);
        Ok(response)
    }
}

fn headers(given: HashMap<String, String>) -> std::result::Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let count = given.len();
    for (name, value) in given {
        let wrong = || format!("the header {name}, which is none");
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| wrong())?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        headers.try_insert(name, value).map_err(|_| format!("{count} headers, which are too many"))?;
    }
    // Bodies come unpacked or not, in pieces or whole; their framing is not ours to repeat.
    headers.remove(http::header::TRANSFER_ENCODING);
    if headers.contains_key(http::header::CONTENT_ENCODING) {
        headers.remove(http::header::CONTENT_LENGTH);
    }
    Ok(headers)
}

/// Pieces as frames of a body.
struct Frames(Pieces);

impl futures_core::Stream for Frames {
    type Item = std::result::Result<Frame<Bytes>, TransportError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let broken = |error: io::Error| TransportError::Failed(TransportKind::Interrupted, error.to_string());
        let piece = Pin::new(&mut self.0).poll_next(cx);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data).map_err(broken)))
    }
}

impl FromNapiValue for Answered {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversions check the type themselves.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        if object.has_named_property("failed")? {
            let failed: Unknown<'_> = object.get_named_property("failed")?;
            let passes = object.get::<bool>("passes")?.unwrap_or_default();
            let body = Answer::Failed { thrown: Thrown::new(Error::from(failed)), passes };
            return Ok(Self { status: 0, headers: HashMap::new(), body });
        }
        let body = match object.get::<ClassInstance<'_, BodyWriter>>("writer")? {
            Some(writer) => {
                Answer::Pieces(writer.take().ok_or_else(|| Error::from_reason("it was read before"))?)
            }
            None => {
                let data: Option<BufferSlice<'_>> = object.get("data")?;
                Answer::Whole(data.map(|data| Bytes::copy_from_slice(&data)).unwrap_or_default())
            }
        };
        let status = object.get::<u16>("status")?.unwrap_or_default();
        Ok(Self { status, headers: object.get("headers")?.unwrap_or_default(), body })
    }
}
