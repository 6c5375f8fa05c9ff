//! What goes into objects and comes out of them, between JavaScript and the network.

use crate::{
    client_encryption::SealedBody,
    content::Piece,
    error::{self, invalid},
    file::FileBody,
    panics::{self, Place},
    settle::{self, Outcome, Settlements, Ticket},
};
use bytes::Bytes;
use futures_core::Stream;
use http_body_util::BodyExt;
use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunctionCallMode};
use napi_derive::napi;
use oss_client::{ByteStream, Content, Incoming, Outgoing, Payload};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex as StdMutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::sync::{
    Mutex, Notify,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// A writer is full when so much waits to be sent.
const FULL: usize = 1 << 20;

/// The body of a request: `{ bytes, size }`, which are [copied]; a [`FileBody`]; `{ writer }`; `{ factory }`; or `{ sealed }`.
pub struct Body(pub(crate) Payload);

/// Bytes of JavaScript's as bytes of ours. They are copied while JavaScript waits: it can transfer, resize and refill its memory
/// at any time, and no other thread may read it then (`docs/decisions/0011-memory-of-javascript-is-copied.md`).
fn copied(bytes: &[u8]) -> Result<Bytes> {
    Content::copy_of(bytes)
        .map(Bytes::from)
        .map_err(|error| invalid(&format!("there is no memory for {} bytes: {error}", bytes.len())))
}

impl FromNapiValue for Body {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversions check the type themselves.
        unsafe {
            let object = Object::from_napi_value(env, value)?;
            if let Some(bytes) = object.get::<BufferSlice<'_>>("bytes")? {
                // Code of the program has run since their size was taken: getters, tracing, `traceparent`.
                if object.get::<f64>("size")? != Some(bytes.len() as f64) {
                    return Err(invalid(
                        "the memory of these bytes was transferred or resized away before they were sent",
                    ));
                }
                return Ok(Self(Payload::Bytes(copied(&bytes)?)));
            }
            if let Some(writer) = object.get::<ClassInstance<'_, BodyWriter>>("writer")? {
                return Ok(Self(writer.payload()));
            }
            if let Some(factory) = object.get::<ClassInstance<'_, BodyFactory>>("factory")? {
                return Ok(Self(factory.0.clone()));
            }
            if let Some(sealed) = object.get::<ClassInstance<'_, SealedBody>>("sealed")? {
                return Ok(Self(Payload::Sealed(sealed.0.clone())));
            }
            Ok(Self(FileBody::from_napi_value(env, value)?.into()))
        }
    }
}

impl TypeName for Body {
    fn type_name() -> &'static str {
        "Body"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Body {}

/// A body that JavaScript writes anew for each attempt.
///
/// @internal
#[napi]
pub struct BodyFactory(Payload);

impl BodyFactory {
    /// `begin` is called with a writer for each attempt. It does not keep the process alive; the call does.
    pub(crate) fn new(
        begin: &Function<'_, BodyWriter, ()>,
        length: Option<u64>,
        crc64: Option<u64>,
        settlements: Arc<Settlements>,
    ) -> Result<Self> {
        let begin = begin.build_threadsafe_function::<BodyWriter>().weak::<true>().build()?;
        let make = move || -> ByteStream {
            let (writer, pieces) = BodyWriter::pair(length, Arc::clone(&settlements));
            // Where JavaScript is going away, nothing is written, and the body breaks off.
            begin.call(writer, ThreadsafeFunctionCallMode::NonBlocking);
            Box::pin(pieces)
        };
        Ok(Self(match (length, crc64) {
            (Some(length), Some(crc64)) => Payload::known(make, length, crc64),
            _ => Payload::factory(make, length),
        }))
    }
}

/// What has been written and waits to be sent.
#[derive(Default)]
struct Gauge {
    waiting: AtomicUsize,
    changed: Notify,
}

/// A body that JavaScript writes piece by piece.
///
/// @internal
#[napi]
pub struct BodyWriter {
    sender: Option<UnboundedSender<io::Result<Bytes>>>,
    receiver: StdMutex<Option<Pieces>>,
    length: Option<u64>,
    gauge: Arc<Gauge>,
    settlements: Arc<Settlements>,
}

impl BodyWriter {
    /// One whose pieces are taken when its request is made.
    pub(crate) fn new(length: Option<u64>, settlements: Arc<Settlements>) -> Self {
        let (mut writer, pieces) = Self::pair(length, settlements);
        writer.receiver = StdMutex::new(Some(pieces));
        writer
    }

    fn pair(length: Option<u64>, settlements: Arc<Settlements>) -> (Self, Pieces) {
        let (sender, receiver) = unbounded_channel();
        let gauge = Arc::new(Gauge::default());
        let pieces = Pieces { receiver, gauge: Arc::clone(&gauge) };
        (Self { sender: Some(sender), receiver: StdMutex::default(), length, gauge, settlements }, pieces)
    }

    /// What is written; nothing where somebody reads it already.
    pub(crate) fn take(&self) -> Option<Pieces> {
        self.receiver.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn payload(&self) -> Payload {
        match self.take() {
            Some(pieces) => Payload::stream(Box::pin(pieces), self.length),
            None => Payload::default(),
        }
    }
}

#[napi]
impl BodyWriter {
    /// Adds a piece. `false`: wait for `drained` before the next. Null: the request has ended, and nobody waits for more.
    #[napi(catch_unwind)]
    pub fn write(&self, piece: BufferSlice<'_>) -> Result<Either<bool, Null>> {
        let length = piece.len();
        let Some(sender) = self.sender.as_ref().filter(|sender| !sender.is_closed()) else {
            return Ok(Either::B(Null));
        };
        let waiting = self.gauge.waiting.fetch_add(length, Ordering::Relaxed) + length;
        let sent = length == 0 || sender.send(Ok(copied(&piece)?)).is_ok();
        Ok(if sent { Either::A(waiting < FULL) } else { Either::B(Null) })
    }

    /// Ends when there is room, or the request has ended.
    #[napi(catch_unwind)]
    pub fn drained(&self) -> Ticket {
        let gauge = Arc::clone(&self.gauge);
        self.settlements.run(Box::pin(async move {
            loop {
                let changed = gauge.changed.notified();
                if gauge.waiting.load(Ordering::Relaxed) < FULL {
                    break;
                }
                changed.await;
            }
            settle::result(())
        }))
    }

    /// There are no more pieces.
    #[napi(catch_unwind)]
    pub fn end(&mut self) {
        self.sender = None;
    }

    /// There are no more pieces, although there should be. The request is broken off.
    #[napi(catch_unwind)]
    pub fn fail(&mut self, message: String) {
        if let Some(sender) = self.sender.take() {
            // It fails only where the request has ended anyhow.
            let _ = sender.send(Err(io::Error::other(message)));
        }
    }
}

impl Drop for BodyWriter {
    /// Who is gone has not said that this was all: half an object must not look like a whole one.
    fn drop(&mut self) {
        self.fail("the stream was given up before its end".into());
    }
}

/// The other end of a [`BodyWriter`].
pub(crate) struct Pieces {
    receiver: UnboundedReceiver<io::Result<Bytes>>,
    gauge: Arc<Gauge>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        panics::on_purpose(Place::Body);
        let piece = ready!(self.receiver.poll_recv(cx));
        if let Some(Ok(bytes)) = &piece {
            self.gauge.waiting.fetch_sub(bytes.len(), Ordering::Relaxed);
            self.gauge.changed.notify_one();
        }
        Poll::Ready(piece)
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.gauge.waiting.store(0, Ordering::Relaxed);
        self.gauge.changed.notify_one();
    }
}

/// The body of a request that JavaScript sends, read piece by piece. Letting go of it gives up the rest.
///
/// @internal
#[napi]
pub struct OutgoingReader {
    body: Arc<Mutex<Outgoing>>,
    settlements: Arc<Settlements>,
}

impl OutgoingReader {
    pub(crate) fn new(body: Outgoing, settlements: Arc<Settlements>) -> Self {
        Self { body: Arc::new(Mutex::new(body)), settlements }
    }
}

#[napi]
impl OutgoingReader {
    /// The next piece, or null at the end.
    #[napi(catch_unwind)]
    pub fn read(&self) -> Ticket {
        let body = Arc::clone(&self.body);
        self.settlements.run(Box::pin(async move {
            match body.lock().await.frame().await.transpose() {
                Ok(frame) => next(frame.and_then(|frame| frame.into_data().ok())),
                Err(broken) => {
                    let message = broken.to_string();
                    settle::failure(move |env| {
                        Ok(env.create_error(Error::from_reason(message))?.to_unknown())
                    })
                }
            }
        }))
    }
}

/// A piece, or null at the end.
fn next(piece: Option<Bytes>) -> Outcome {
    settle::result(piece.map(Piece).map_or(Either::B(Null), Either::A))
}

/// An object that JavaScript reads piece by piece. Letting go of it closes its connection.
///
/// @internal
#[napi]
pub struct BodyReader {
    incoming: Arc<Mutex<Option<Incoming>>>,
    cancelled: Arc<Notify>,
    settlements: Arc<Settlements>,
}

impl BodyReader {
    pub(crate) fn new(incoming: Incoming, settlements: Arc<Settlements>) -> Self {
        let incoming = Arc::new(Mutex::new(Some(incoming)));
        Self { incoming, cancelled: Arc::default(), settlements }
    }
}

#[napi]
impl BodyReader {
    /// The next piece, or null at the end.
    #[napi(catch_unwind)]
    pub fn read(&self) -> Ticket {
        let (incoming, cancelled) = (Arc::clone(&self.incoming), Arc::clone(&self.cancelled));
        self.settlements.run(Box::pin(async move {
            let mut held = incoming.lock().await;
            // Taken out, so that what ends in the middle of this, by a panic say, is not read any further.
            let Some(mut incoming) = held.take() else { return next(None) };
            let piece = tokio::select! {
                piece = incoming.next() => piece,
                () = cancelled.notified() => Ok(None),
            };
            match piece {
                Ok(Some(piece)) => {
                    *held = Some(incoming);
                    next(Some(piece))
                }
                Ok(None) => next(None),
                Err(failure) => settle::failure(move |env| error::to_js(env, &failure)),
            }
        }))
    }

    /// Nobody wants the rest.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.cancelled.notify_one();
        let incoming = Arc::clone(&self.incoming);
        spawn(async move {
            *incoming.lock().await = None;
        });
    }
}
