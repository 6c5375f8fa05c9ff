//! The body of a request, taken as it comes.

use crate::{
    log::KEPT_OF_A_STREAM,
    reason::{Reason, Refusal},
};
use bytes::{Bytes, BytesMut};
use http::{
    HeaderMap,
    header::{CONTENT_LENGTH, EXPECT},
};
use http_body::Body;
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use oss_protocol::{
    number,
    sign::aws_chunks::{BrokenChunks, Chunks},
};
use sha2::{Digest, Sha256};
use std::{collections::VecDeque, time::Duration};
use tokio::time::timeout;

/// Who sends nothing for so long is given up.
const IDLE: Duration = Duration::from_secs(60);
/// After a refusal so much is read and thrown away, for so long, that a client which still sends may see the answer.
const DRAINED: u64 = 64 << 20;
const DRAINING: Duration = Duration::from_secs(30);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request, taken as it comes.
pub(crate) struct Incoming {
    /// `None` once it has ended or broken.
    body: Option<UnsyncBoxBody<Bytes, BoxError>>,
    /// Its length, if that was announced.
    announced: Option<u64>,
    /// The client waits until it is asked to send.
    waits: bool,
    received: u64,
    /// Its beginning, for the log.
    beginning: BytesMut,
    /// What it must be, if that was signed: hex of its SHA-256, and that of what has come.
    expected: Option<(String, Sha256)>,
    /// Whether it comes in signed pieces.
    pieces: Option<Pieces>,
}

/// What is known of a body in signed pieces.
struct Pieces {
    chunks: Chunks,
    /// Bytes of content that are still to come.
    left: u64,
    /// Content that has come, and was not taken yet.
    ready: VecDeque<Bytes>,
}

impl Pieces {
    fn take(&mut self, bytes: &Bytes) -> Result<(), Refusal> {
        let content = self.chunks.take(bytes).map_err(|e| match e {
            BrokenChunks::Malformed => Reason::AwsChunks,
            BrokenChunks::Signature => Reason::AwsChunkMismatch,
        })?;
        for range in content {
            self.left = self.left.checked_sub(range.len() as u64).ok_or(Reason::AwsChunks)?;
            self.ready.push_back(bytes.slice(range));
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Refusal> {
        if self.chunks.is_over() && self.left == 0 { Ok(()) } else { Err(Reason::AwsChunks.into()) }
    }
}

impl Incoming {
    pub(crate) fn new<B>(body: B, headers: &HeaderMap) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let announced = headers.get(CONTENT_LENGTH).and_then(|value| number::digits(value.to_str().ok()?));
        let waits =
            headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        let body = Some(body.map_err(Into::into).boxed_unsync());
        Self { body, announced, waits, received: 0, beginning: BytesMut::new(), expected: None, pieces: None }
    }

    /// Says what the body must be: hex of its SHA-256.
    pub(crate) fn expect(&mut self, sha256: &str) {
        self.expected = Some((sha256.to_ascii_lowercase(), Sha256::new()));
    }

    /// Says that the body comes in signed pieces, with so many bytes of content.
    pub(crate) fn in_pieces(&mut self, chunks: Chunks, length: u64) {
        self.pieces = Some(Pieces { chunks, left: length, ready: VecDeque::new() });
    }

    /// Refuses a body that is not what was signed.
    fn check(&mut self) -> Result<(), Refusal> {
        if let Some(pieces) = self.pieces.take() {
            pieces.check()?;
        }
        let Some((expected, sum)) = self.expected.take() else { return Ok(()) };
        let is: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if is == expected {
            return Ok(());
        }
        Err(Refusal::from(Reason::AwsPayload)
            .with("ClientComputedContentSHA256", expected)
            .with("S3ComputedContentSHA256", is))
    }

    /// The next bytes; `None` at the end, if that is where the announced length is. A body that breaks off is refused.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        self.waits = false;
        loop {
            if let Some(bytes) = self.pieces.as_mut().and_then(|pieces| pieces.ready.pop_front()) {
                return Ok(Some(self.remembered(bytes)));
            }
            let Some(body) = &mut self.body else { return Ok(None) };
            let frame = match timeout(IDLE, body.frame()).await {
                Ok(Some(Ok(frame))) => frame,
                Ok(None) => {
                    self.body = None;
                    return match self.announced {
                        Some(announced) if announced != self.received => Err(Reason::RequestTimeout.into()),
                        _ => self.check().map(|()| None),
                    };
                }
                // It has broken off, or nothing comes any more.
                Ok(Some(Err(_))) | Err(_) => {
                    self.body = None;
                    return Err(Reason::RequestTimeout.into());
                }
            };
            if let Ok(bytes) = frame.into_data()
                && !bytes.is_empty()
            {
                self.received += bytes.len() as u64;
                if let Some((_, sum)) = &mut self.expected {
                    sum.update(&bytes);
                }
                match &mut self.pieces {
                    Some(pieces) => pieces.take(&bytes)?,
                    None => return Ok(Some(self.remembered(bytes))),
                }
            }
        }
    }

    /// Keeps the beginning of the content for the log.
    fn remembered(&mut self, bytes: Bytes) -> Bytes {
        let room = KEPT_OF_A_STREAM.saturating_sub(self.beginning.len()).min(bytes.len());
        self.beginning.extend_from_slice(&bytes[..room]);
        bytes
    }

    /// The whole of a document.
    pub(crate) async fn document(&mut self, limit: usize) -> Result<Bytes, Refusal> {
        let mut whole = BytesMut::new();
        while let Some(bytes) = self.next().await? {
            if whole.len() + bytes.len() > limit {
                return Err(Reason::TooLarge.into());
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    /// Whether the client still waits until it is asked for the body. The connection ends with the answer then.
    pub(crate) fn waits(&self) -> bool {
        self.waits
    }

    /// How many bytes have been received.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// What has been received, or the beginning of it.
    pub(crate) fn beginning(&self) -> Bytes {
        Bytes::copy_from_slice(&self.beginning)
    }

    /// Reads what still comes after an answer, so that a client which sends everything before it reads sees the answer.
    pub(crate) fn drain(mut self) {
        // Who waits to be asked has sent nothing, and must not be asked now.
        if self.waits || self.body.is_none() {
            return;
        }
        let until = self.received + DRAINED;
        tokio::spawn(timeout(DRAINING, async move {
            while self.received < until && matches!(self.next().await, Ok(Some(_))) {}
        }));
    }
}
