//! An object on its way in. Its checksum is made here, while it arrives, and compared at the end.

use crate::{
    Client, Content, Envelope, Error, ErrorKind, Options, Progress, Response, Route, TransportKind,
    client_encryption::{Decryption, KeyPlace, unauthenticated},
    coding::Coding,
    content::Filling,
    extent::Extent,
    guard::guarded,
    local::{self, SMALL},
    ops::object::GetObject,
    parallel::{Known, Part, Plan, Sink},
    response::arrival,
    resume::Resume,
    transport::Body,
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use oss_protocol::{crc64::Crc64, header};
use std::{fmt, sync::Arc, time::Duration};

/// An object on its way in. Dropping it closes its connection, unless all of it has arrived.
pub struct Incoming {
    body: Option<Body>,
    /// All of it has come and is right. Without that, who has no body has not come to the end.
    complete: bool,
    crc: Crc64,
    /// What the service says the checksum is, where the answer is the whole object.
    expected: Option<u64>,
    coding: Coding,
    extent: Extent,
    /// A condition does not hold: there is no object in the answer.
    unmodified: bool,
    limit: Duration,
    memory_limit: Option<u64>,
    resume: Option<Resume>,
    progress: Option<Arc<Progress>>,
    about: About,
    /// What the answer says of how a client encrypted the object.
    envelope: Option<Box<Envelope>>,
    /// Whether a part was asked for.
    ranged: bool,
    decryption: Option<Box<Decryption>>,
}

/// What an error says it was about.
#[derive(Clone)]
struct About {
    route: Route,
    bucket: Option<String>,
    url: String,
    status: StatusCode,
    request_id: Option<HeaderValue>,
}

impl Incoming {
    /// Takes the body of an answer.
    ///
    /// # Errors
    /// When it does not hold the bytes that were asked for.
    pub(crate) fn new(response: &mut Response) -> Result<Self, ErrorKind> {
        let extent = Extent::of(response)?;
        // The checksum is of the whole object, so a range cannot be held against it; nor what the service made of an object.
        let whole = response.status == StatusCode::OK && !response.url.contains("x-oss-process=");
        let expected =
            if response.checked && whole { response.number(header::X_OSS_HASH_CRC64ECMA) } else { None };
        let coding = match expected {
            Some(_) => Coding::of(response.codings.as_ref(), &response.headers, response.may_be_unpacked),
            None => Coding::Plain,
        };
        let about = About {
            route: response.route.clone(),
            bucket: response.bucket.clone(),
            url: response.url.clone(),
            status: response.status,
            request_id: response.headers.get(header::X_OSS_REQUEST_ID).cloned(),
        };
        let (envelope, ranged) = (Envelope::of(response), response.asked.is_some());
        let body = response.take_body();
        Ok(Self {
            complete: body.is_none(),
            body,
            expected,
            coding,
            extent,
            unmodified: response.status == StatusCode::NOT_MODIFIED,
            limit: response.limit,
            memory_limit: response.memory_limit,
            crc: Crc64::default(),
            resume: None,
            progress: None,
            about,
            envelope,
            ranged,
            decryption: None,
        })
    }

    /// Lets it ask for the rest, if it breaks off.
    pub(crate) fn attach(&mut self, client: &Client, object: &GetObject, options: &Arc<Options>) {
        self.resume = Some(Resume::new(client, object, options));
        self.progress = options.progress.clone();
        if let (Some(progress), Some(length)) = (&self.progress, self.length()) {
            progress.expect(length);
        }
    }

    /// The same, with its data key where a client encrypted it and somebody finds that.
    ///
    /// # Errors
    /// When nobody does, or what has come cannot be decrypted.
    pub async fn unlocked(mut self) -> Result<Self, Error> {
        self.unlock().await?;
        Ok(self)
    }

    pub(crate) async fn unlock(&mut self) -> Result<(), Error> {
        let opener = self.resume.as_ref().and_then(|resume| resume.options.opener.clone());
        let Some(opener) = opener.filter(|_| !self.unmodified && self.decryption.is_none()) else {
            return Ok(());
        };
        let Some(envelope) = self.envelope.take() else {
            return if opener.authenticates() { Err(self.error(unauthenticated())) } else { Ok(()) };
        };
        let whole = self.about.status == StatusCode::OK;
        let why = if whole && self.ranged {
            Some("a part was asked for, and the whole came: the service did not understand the range")
        } else if !self.extent.is_plain() {
            Some(
                "what has come is not one part of it as it is stored: leave out `process`, and ask for one range",
            )
        } else if !self.is_plain() {
            Some("the service packed it on the way: leave out the header Accept-Encoding")
        } else {
            None
        };
        if let Some(why) = why {
            return Err(self.error(ErrorKind::Decryption(why.to_owned())));
        }
        let (first, count) = (self.extent.first(), self.extent.count());
        let opened = guarded(opener.open(&envelope)).await;
        let decryption = opened
            .unwrap_or_else(|panicked| Err(ErrorKind::Panicked(panicked)))
            .and_then(|opened| Decryption::new(opened, opener.authenticates(), whole, first, count))
            .map_err(|kind| self.error(kind))?;
        self.decryption = Some(Box::new(decryption));
        Ok(())
    }

    /// Whether its bytes must come in order, for sums are made of what is decrypted.
    pub(crate) fn is_in_order(&self) -> bool {
        self.decryption.as_ref().is_some_and(|decryption| decryption.is_in_order())
    }

    pub(crate) fn extent(&self) -> &Extent {
        &self.extent
    }

    pub(crate) fn into_body(self) -> Option<Body> {
        self.body
    }

    pub(crate) fn resume(&self) -> Option<&Resume> {
        self.resume.as_ref()
    }

    /// Whether its bytes are those that are stored.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.coding, Coding::Plain)
    }

    /// Reads no more of it.
    pub(crate) fn stop(&mut self) {
        self.body = None;
    }

    /// So many bytes are here already from elsewhere.
    pub(crate) fn uncount(&self, bytes: usize) {
        if let Some(progress) = &self.progress {
            progress.take_back(bytes as u64);
        }
    }

    /// How many bytes the service says will come.
    pub fn length(&self) -> Option<u64> {
        self.extent.count()
    }

    /// Whether there is no object in the answer, because a condition does not hold.
    pub fn is_unmodified(&self) -> bool {
        self.unmodified
    }

    /// The checksum of what has come.
    pub fn crc64(&self) -> u64 {
        self.crc.value()
    }

    /// How many bytes have come.
    pub fn received(&self) -> u64 {
        self.crc.length()
    }

    /// The next bytes; nothing after the last. Where the connection breaks off, the service is asked for the rest. What is decrypted
    /// comes a piece later than the service sent it: the last one when all of it is right.
    ///
    /// # Errors
    /// When the rest cannot be had, or what has come is not what the service sent, or not what was encrypted.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let stored = self.next_stored().await?;
            let Some(decryption) = &mut self.decryption else { return Ok(stored) };
            match stored {
                Some(data) => {
                    if let Some(plain) = decryption.apply(data) {
                        return Ok(Some(plain));
                    }
                }
                None => return decryption.end().map_err(|kind| self.error(kind)),
            }
        }
    }

    /// The next bytes as they are stored.
    pub(crate) async fn next_stored(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let Some(body) = &mut self.body else {
                return if self.complete { Ok(None) } else { Err(self.error(self.given_up())) };
            };
            let kind = match arrival(body, self.limit).await {
                Ok(Some(data)) => {
                    self.check_room(data.len())?;
                    self.crc.update(&data);
                    self.coding.update(&data);
                    if let Some(progress) = &self.progress {
                        progress.receive(data.len());
                    }
                    return Ok(Some(data));
                }
                Ok(None) => match self.length() {
                    Some(length) if self.received() < length => self.ended_early(length),
                    _ => {
                        self.body = None;
                        self.verify(self.crc.value())?;
                        self.complete = true;
                        return Ok(None);
                    }
                },
                Err(kind) => kind,
            };
            self.body = None;
            let (broken, received) = (self.error(kind), self.received());
            let Some(resume) = &mut self.resume else { return Err(broken) };
            // On the heap: it is an attempt, and the futures of all reads would be as large as one.
            let rest = guarded(Box::pin(resume.rest(&self.extent, received, broken))).await;
            self.body = Some(rest.unwrap_or_else(|panicked| Err(self.error(ErrorKind::Panicked(panicked))))?);
        }
    }

    /// Nothing comes behind the end.
    fn check_room(&mut self, bytes: usize) -> Result<(), Error> {
        match self.length() {
            Some(length) if bytes as u64 > length.saturating_sub(self.received()) => {
                self.body = None;
                Err(self.error(ErrorKind::Malformed {
                    status: self.about.status,
                    request_id: self
                        .about
                        .request_id
                        .as_ref()
                        .and_then(|id| Some(id.to_str().ok()?.to_owned())),
                    what: format!("it goes on behind the {length} bytes it said it has"),
                }))
            }
            _ => Ok(()),
        }
    }

    /// It failed, or whoever waited for its rest went away.
    fn given_up(&self) -> ErrorKind {
        let message = format!("the answer was given up after {} bytes", self.received());
        ErrorKind::Transport { kind: TransportKind::Interrupted, message }
    }

    pub(crate) fn ended_early(&self, length: u64) -> ErrorKind {
        let message = format!("the answer ended after {} of {length} bytes", self.received());
        ErrorKind::Transport { kind: TransportKind::Interrupted, message }
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`next`](Self::next), and when it is larger than [`Config::memory_limit`](crate::Config) or than the memory. Where
    /// the service says so beforehand, nothing of it is read.
    pub async fn collect(mut self) -> Result<Content, Error> {
        self.unlock().await?;
        self.check_memory(self.length().unwrap_or_default())?;
        // How long it is shows only at the end, or it is long.
        if self.length().is_none_or(|length| length > SMALL) {
            local::leave().await;
        }
        if let Some(plan) = Plan::of(&self, false) {
            return self.collect_in_parts(&plan).await;
        }
        // What the service says is believed only as far as there is memory for it.
        let length = usize::try_from(self.length().unwrap_or_default()).unwrap_or(usize::MAX);
        let mut filling = self.room(length)?;
        while let Some(data) = self.next().await? {
            self.check_memory(self.received())?;
            filling.add(&data);
        }
        Ok(filling.finish())
    }

    async fn collect_in_parts(mut self, plan: &Plan) -> Result<Content, Error> {
        let length = usize::try_from(plan.length()).unwrap_or(usize::MAX);
        let mut filling = self.room(length)?;
        let places = filling.places(length, usize::try_from(plan.part_size()).unwrap_or(usize::MAX));
        let parts = plan.parts().zip(places);
        let parts =
            parts.map(|((first, length), room)| self.part(first, length, Sink::memory(room))).collect();
        self.read_in_parts(plan, parts, Known::default()).await?;
        Ok(filling.finish_all())
    }

    /// The bytes from `first` on, counted from the first that comes, decrypted on their way to `sink`.
    pub(crate) fn part<'a>(&self, first: u64, length: u64, sink: Sink<'a>) -> Part<'a> {
        Part::new(first, length, sink, self.place_at(first))
    }

    /// Where the byte `first` of what comes is in the object, and what decrypts it.
    pub(crate) fn place_at(&self, first: u64) -> Option<KeyPlace> {
        Some(self.decryption.as_ref()?.place_at(first))
    }

    fn room(&self, length: usize) -> Result<Filling, Error> {
        Content::with_room(length).map_err(|error| {
            self.error(ErrorKind::Input(format!(
                "there is no memory for an object of {length} bytes: {error}"
            )))
        })
    }

    fn check_memory(&self, bytes: u64) -> Result<(), Error> {
        match self.memory_limit {
            Some(limit) if bytes > limit => {
                Err(self.error(ErrorKind::TooLarge { length: self.length(), limit }))
            }
            _ => Ok(()),
        }
    }

    /// Holds the checksum of all of it against that of the service.
    pub(crate) fn verify(&mut self, ours: u64) -> Result<(), Error> {
        match self.expected {
            Some(theirs) if theirs != ours && !self.coding.explains(theirs) => {
                Err(self.error(ErrorKind::Inconsistent { ours, theirs }))
            }
            _ => Ok(()),
        }
    }

    /// An error about this object.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        let About { route, bucket, url, status, request_id } = self.about.clone();
        let response = Response::recalled(route.clone(), status, request_id, bucket.clone(), url.clone());
        Error::new(kind, route, bucket, url).with_response(response)
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("length", &self.length())
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}
