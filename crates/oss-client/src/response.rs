//! An answer of the service.

use crate::{
    Error, ErrorKind, Route, TimeoutKind,
    local::{self, SMALL},
    transport::{Body, MayBeUnpacked, TransportError},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, response::Parts};
use http_body_util::BodyExt;
use oss_protocol::{
    encryption::{EncryptionSettings, ServerSideEncryption},
    header, xml,
};
use serde::de::DeserializeOwned;
use std::{net::SocketAddr, time::Duration};

/// No document of OSS comes near this; a list of 1,000 keys takes about 4 MB.
const MAX_DOCUMENT: usize = 16 << 20;

/// A document may take so many times as long as no byte of it may come: else one that comes a byte at a time never ends.
const PATIENCE: u32 = 10;

/// The other end of a connection, and what the connection has been used for.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The other end.
    pub address: SocketAddr,
    /// Requests sent over this connection, this one included.
    pub requests: u32,
}

/// An answer of the service.
#[derive(Debug)]
pub struct Response {
    /// Status.
    pub status: StatusCode,
    /// The words behind the status.
    pub reason: String,
    /// Headers.
    pub headers: HeaderMap,
    /// How it was asked.
    pub(crate) route: Route,
    /// The bucket that was asked about.
    pub bucket: Option<String>,
    /// The URL that was asked. Signatures travel in a header, so it holds none.
    pub url: String,
    /// Who answered, where the transport knows.
    pub peer: Option<Peer>,
    /// From the start of the request until the answer had been read, or its body handed on.
    pub elapsed: Duration,
    /// The checksum of what was sent.
    pub sent_crc64: u64,
    /// How long no byte may come.
    pub(crate) limit: Duration,
    /// Whether an object that is handed on is held against its checksum.
    pub(crate) checked: bool,
    /// The part of the object that was asked for, as its header said it.
    pub(crate) asked: Option<HeaderValue>,
    /// The codings that were asked for, as their header said it.
    pub(crate) codings: Option<HeaderValue>,
    /// Whether the transport may have unpacked the body.
    pub(crate) may_be_unpacked: bool,
    /// Whether the object was asked for only if it has changed.
    pub(crate) conditional: bool,
    /// How many bytes of an object may be collected into memory.
    pub(crate) memory_limit: Option<u64>,
    body: Content,
}

enum Content {
    Unread(Body),
    Read(Bytes),
    HandedOn,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unread(_) => f.write_str("unread"),
            Self::Read(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::HandedOn => f.write_str("handed on"),
        }
    }
}

impl Response {
    pub(crate) fn new(
        response: http::Response<Body>,
        route: Route,
        bucket: Option<String>,
        url: String,
    ) -> Self {
        let (Parts { status, headers, extensions, .. }, body) = response.into_parts();
        let reason = match extensions.get::<hyper::ext::ReasonPhrase>() {
            Some(phrase) => String::from_utf8_lossy(phrase.as_bytes()).into_owned(),
            None => status.canonical_reason().unwrap_or_default().to_owned(),
        };
        let peer = extensions.get::<Peer>().copied();
        let may_be_unpacked = extensions.get::<MayBeUnpacked>().is_some();
        Self {
            status,
            reason,
            headers,
            route,
            bucket,
            url,
            peer,
            elapsed: Duration::ZERO,
            sent_crc64: 0,
            limit: Duration::MAX,
            checked: true,
            asked: None,
            codings: None,
            may_be_unpacked,
            conditional: false,
            memory_limit: None,
            body: Content::Unread(body),
        }
    }

    /// What is still known of an answer when its body has come.
    pub(crate) fn recalled(
        route: Route,
        status: StatusCode,
        request_id: Option<HeaderValue>,
        bucket: Option<String>,
        url: String,
    ) -> Self {
        let headers = request_id.map(|id| (header::X_OSS_REQUEST_ID, id)).into_iter().collect();
        Self {
            status,
            reason: String::new(),
            headers,
            route,
            bucket,
            url,
            peer: None,
            elapsed: Duration::ZERO,
            sent_crc64: 0,
            limit: Duration::MAX,
            checked: true,
            asked: None,
            codings: None,
            may_be_unpacked: false,
            conditional: false,
            memory_limit: None,
            body: Content::HandedOn,
        }
    }

    /// The same answer, as if it had no body.
    pub(crate) fn without_body(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            reason: self.reason.clone(),
            route: self.route.clone(),
            bucket: self.bucket.clone(),
            url: self.url.clone(),
            asked: None,
            codings: None,
            conditional: false,
            body: Content::Read(Bytes::new()),
            ..*self
        }
    }

    pub(crate) fn route(&self) -> &Route {
        &self.route
    }

    /// The body, as far as it has been read.
    pub fn body(&self) -> &Bytes {
        static EMPTY: Bytes = Bytes::new();
        match &self.body {
            Content::Unread(_) | Content::HandedOn => &EMPTY,
            Content::Read(bytes) => bytes,
        }
    }

    /// The body, for somebody who reads it as it comes. Nothing where it has been read already.
    pub(crate) fn take_body(&mut self) -> Option<Body> {
        match std::mem::replace(&mut self.body, Content::HandedOn) {
            Content::Unread(body) => Some(body),
            content @ (Content::Read(_) | Content::HandedOn) => {
                self.body = content;
                None
            }
        }
    }

    /// How the service says that the object is encrypted.
    pub fn encryption(&self) -> Option<ServerSideEncryption> {
        EncryptionSettings::from_headers(&self.headers).map(Into::into)
    }

    /// A header as text.
    pub fn header(&self, name: impl http::header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A header as a number.
    pub(crate) fn number(&self, name: HeaderName) -> Option<u64> {
        self.header(name)?.parse().ok()
    }

    /// A header that the operation's answer must have.
    pub(crate) fn required(&self, name: HeaderName) -> Result<String, ErrorKind> {
        let value = self.header(&name).map(str::to_owned);
        value.ok_or_else(|| self.malformed(format!("it has no header {name}")))
    }

    /// Reads the body. One that is over 16 MiB, or takes longer than `PATIENCE` allows, is no document and is not read to its
    /// end.
    pub(crate) async fn read(&mut self) -> Result<&Bytes, ErrorKind> {
        if let Content::Unread(body) = &mut self.body {
            let limit = self.limit.saturating_mul(PATIENCE);
            let Ok(read) = tokio::time::timeout(limit, document(body, self.limit)).await else {
                return Err(ErrorKind::Timeout { kind: TimeoutKind::Response, limit });
            };
            let Some(bytes) = read? else {
                return Err(self.malformed(format!("it is larger than {MAX_DOCUMENT} bytes")));
            };
            self.body = Content::Read(bytes);
        }
        Ok(self.body())
    }

    /// Reads the body as a document.
    pub(crate) async fn xml<T: DeserializeOwned>(&mut self) -> Result<T, ErrorKind> {
        let document = xml::from_bytes(self.read().await?);
        document.map_err(|e| self.malformed(e.to_string()))
    }

    /// An answer that is not what the operation's documentation says.
    pub fn malformed(&self, what: String) -> ErrorKind {
        ErrorKind::Malformed { status: self.status, request_id: self.request_id().map(str::to_owned), what }
    }

    /// Why an operation failed although this was its answer.
    pub fn failed(self, kind: ErrorKind) -> Error {
        Error::new(kind, self.route.clone(), self.bucket.clone(), self.url.clone()).with_response(self)
    }

    /// The id the service gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.get(header::X_OSS_REQUEST_ID)?.to_str().ok()
    }
}

/// All of a body; nothing where it is too large.
async fn document(body: &mut Body, limit: Duration) -> Result<Option<Bytes>, ErrorKind> {
    let mut bytes = BytesMut::new();
    while let Some(data) = arrival(body, limit).await? {
        if bytes.len() + data.len() > MAX_DOCUMENT {
            return Ok(None);
        }
        if (bytes.len() + data.len()) as u64 > SMALL {
            local::leave().await;
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Some(bytes.freeze()))
}

/// The next bytes of a body, which must not keep one waiting for longer than `limit`.
pub(crate) async fn arrival(body: &mut Body, limit: Duration) -> Result<Option<Bytes>, ErrorKind> {
    loop {
        let Ok(frame) = tokio::time::timeout(limit, body.frame()).await else {
            return Err(ErrorKind::Timeout { kind: TimeoutKind::Response, limit });
        };
        match frame.transpose().map_err(TransportError::into_kind)?.map(http_body::Frame::into_data) {
            None => return Ok(None),
            Some(Ok(data)) if !data.is_empty() => return Ok(Some(data)),
            Some(_) => {} // trailers, or nothing
        }
    }
}
