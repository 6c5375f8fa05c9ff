//! An object on its way in. Its checksum is made here, while it arrives, and compared at the end.

use crate::{Content, Error, ErrorKind, Response, response::arrival, transport::Body};
use bytes::Bytes;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_RANGE},
};
use oss_protocol::{OperationId, crc64::Crc64, header};
use std::{fmt, time::Duration};

/// An object on its way in. Dropping it closes its connection, unless all of it has arrived.
pub struct Incoming {
    body: Option<Body>,
    crc: Crc64,
    /// What the service says the checksum is, where the answer is the whole object.
    expected: Option<u64>,
    length: Option<u64>,
    /// A condition does not hold: there is no object in the answer.
    unmodified: bool,
    limit: Duration,
    about: About,
}

/// What an error says it was about.
#[derive(Clone)]
struct About {
    operation: OperationId,
    bucket: Option<String>,
    url: String,
    status: StatusCode,
    request_id: Option<HeaderValue>,
}

impl Incoming {
    /// Takes the body of an answer.
    pub(crate) fn new(operation: OperationId, response: &mut Response) -> Self {
        let number = |name| response.headers.get(name)?.to_str().ok()?.parse().ok();
        // The checksum is of the whole object, so a range cannot be held against it; nor what the service made of an object.
        let whole = response.status == StatusCode::OK
            && !response.headers.contains_key(CONTENT_RANGE)
            && !response.url.contains("x-oss-process=");
        let expected = if response.checked && whole { number(header::X_OSS_HASH_CRC64ECMA) } else { None };
        let length = number(CONTENT_LENGTH);
        let about = About {
            operation,
            bucket: response.bucket.clone(),
            url: response.url.clone(),
            status: response.status,
            request_id: response.headers.get(header::X_OSS_REQUEST_ID).cloned(),
        };
        let unmodified = response.status == StatusCode::NOT_MODIFIED;
        let limit = response.limit;
        let body = response.take_body();
        Self { body, crc: Crc64::default(), expected, length, unmodified, limit, about }
    }

    /// How many bytes the service says will come.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether there is no object in the answer, because a condition does not hold.
    pub fn is_unmodified(&self) -> bool {
        self.unmodified
    }

    /// How many bytes have come.
    pub fn received(&self) -> u64 {
        self.crc.length()
    }

    /// The next bytes; nothing after the last.
    ///
    /// # Errors
    /// When the connection breaks off, nothing comes for too long, or what has come is not what the service sent.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(body) = &mut self.body else { return Ok(None) };
        let outcome = arrival(body, self.limit).await;
        match outcome {
            Ok(Some(data)) => {
                self.crc.update(&data);
                Ok(Some(data))
            }
            Ok(None) => {
                self.body = None;
                self.verify().map(|()| None)
            }
            Err(kind) => {
                self.body = None;
                Err(self.error(kind))
            }
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`next`](Self::next), and when there is not so much memory.
    pub async fn collect(mut self) -> Result<Content, Error> {
        // What the service says is believed only as far as there is memory for it.
        let length = usize::try_from(self.length.unwrap_or_default()).unwrap_or(usize::MAX);
        let mut filling = Content::with_room(length).map_err(|error| {
            self.error(ErrorKind::Input(format!(
                "there is no memory for an object of {length} bytes: {error}"
            )))
        })?;
        while let Some(data) = self.next().await? {
            filling.add(&data);
        }
        Ok(filling.finish())
    }

    fn verify(&self) -> Result<(), Error> {
        match self.expected {
            Some(theirs) if theirs != self.crc.value() => {
                Err(self.error(ErrorKind::Inconsistent { ours: self.crc.value(), theirs }))
            }
            _ => Ok(()),
        }
    }

    /// An error about this object.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        let About { operation, bucket, url, status, request_id } = self.about.clone();
        let response = Response::recalled(status, request_id, bucket.clone(), url.clone());
        Error::new(kind, operation, bucket, url).with_response(response)
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("length", &self.length)
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}
