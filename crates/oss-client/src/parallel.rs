//! One large object over several connections.
//!
//! A connection has its share of the network and no more. So while the answer to the call itself is read from the front, further
//! connections ask for parts from the back, until both meet. What they bring is of the same object, or it is not used: the
//! ETag is a condition of each request. Where a part cannot be had so, it is left to the first answer, which is then read on.

mod queue;
mod sink;

pub(crate) use queue::{Known, Part};
pub(crate) use sink::Sink;

use crate::{
    Client, Error, Incoming, Options, Progress, extent::Extent, ops::object::GetObject, resume::Resume,
};
use bytes::Bytes;
use futures_util::future::{join, join_all};
use http::{HeaderValue, StatusCode, header::RANGE};
use oss_protocol::header;
use queue::Queue;
use std::sync::{Arc, atomic::Ordering};
use tokio::sync::OwnedSemaphorePermit;

/// As many as an upload may have.
const MAX_PARTS: u64 = 10_000;

/// So many connections beyond the first may all calls of a client have at a time.
pub(crate) const MAX_HELPERS: usize = 64;

/// How one object may be read over several connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parallel {
    /// How many connections one object may take. With 1 it is read as it comes.
    pub connections: usize,
    /// How many bytes each request asks for. What has not two such parts is read as it comes.
    pub part_size: u64,
}

impl Default for Parallel {
    /// 8 connections, 8 MiB.
    fn default() -> Self {
        Self { connections: 8, part_size: 8 << 20 }
    }
}

/// How an answer is divided, and who asks for its parts.
pub(crate) struct Plan {
    length: u64,
    part_size: u64,
    asking: Asking,
    /// One for each connection beyond the first.
    helpers: OwnedSemaphorePermit,
}

struct Asking {
    client: Client,
    object: GetObject,
    options: Options,
    extent: Extent,
    progress: Option<Arc<Progress>>,
}

/// Why a part is not there.
enum Lack {
    /// It did not come. The first answer says why, if it does not either.
    Missing,
    /// It cannot be kept: no other will be.
    Lost(Error),
}

impl Plan {
    /// How an answer may be read over several connections; nothing where it is read as it comes. What can be gone on from is read in
    /// parts over one connection too.
    pub(crate) fn of(incoming: &Incoming, resumable: bool) -> Option<Self> {
        let (length, resume) = (incoming.length()?, incoming.resume()?);
        let Resume { client, object, options, .. } = resume;
        let Parallel { connections, part_size } = options.parallel;
        let part_size = part_size.max(length.div_ceil(MAX_PARTS)).max(1);
        let count = usize::try_from(length.div_ceil(part_size)).unwrap_or(usize::MAX);
        let connections = connections.min(client.transport.connections()).min(count);
        // The caller's limit is on what it takes from the network, not on each of its connections.
        let limited = header::X_OSS_TRAFFIC_LIMIT;
        let is_limited = options.headers.contains_key(&limited)
            || options.parameters.iter().any(|(name, _)| name == limited.as_str());
        // Bytes of an object that can be asked for again and told from another, as they are stored.
        let is_divisible = incoming.extent().missing(0).is_some()
            && incoming.is_plain()
            && !incoming.is_in_order()
            && !client.shared.gives_no_parts.load(Ordering::Relaxed);
        let is_alone = connections < 2 || is_limited;
        if (is_alone && !resumable) || length / part_size < 2 || !is_divisible {
            return None;
        }
        let free = &client.shared.helpers;
        let wanted = if is_alone { 0 } else { (connections - 1).min(free.available_permits()) };
        let helpers = Arc::clone(free).try_acquire_many_owned(u32::try_from(wanted).ok()?).ok()?;
        let asking = Asking {
            client: client.clone(),
            object: object.clone(),
            options: resume.options_of_the_rest(incoming.extent()),
            extent: incoming.extent().clone(),
            progress: options.progress.clone(),
        };
        (wanted > 0 || resumable).then_some(Self { length, part_size, asking, helpers })
    }

    /// The first byte and the length of each part.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (u64, u64)> {
        let Self { length, part_size, .. } = *self;
        (0..length.div_ceil(part_size)).map(move |index| {
            let first = index * part_size;
            (first, part_size.min(length - first))
        })
    }

    /// The object, and how it is divided: what has come of it goes together with the rest where this is the same.
    pub(crate) fn identity(&self) -> String {
        let etag =
            self.asking.extent.etag().map(|etag| String::from_utf8_lossy(etag.as_bytes()).into_owned());
        let version = self.asking.extent.version().unwrap_or_default();
        format!("{} {version} {} {}", etag.unwrap_or_default(), self.length, self.part_size)
    }

    /// The bucket, the key, and which bytes of it.
    pub(crate) fn name(&self) -> String {
        let Asking { object, extent, options, .. } = &self.asking;
        let bucket = options.bucket.as_ref().unwrap_or(&object.bucket);
        format!("{bucket}/{} {:?}", object.key, extent.range(0, self.length))
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn part_size(&self) -> u64 {
        self.part_size
    }
}

impl Incoming {
    /// Reads all parts of a plan, each into its place, and holds the whole against the checksum.
    ///
    /// # Errors
    /// As [`next`](Self::next), and when a part cannot be kept.
    pub(crate) async fn read_in_parts(
        &mut self,
        plan: &Plan,
        parts: Vec<Part<'_>>,
        known: Known,
    ) -> Result<u64, Error> {
        if let Some(progress) = &plan.asking.progress {
            progress.receive(usize::try_from(known.length()).unwrap_or(usize::MAX));
        }
        let queue = Queue::new(parts, known);
        let mut front = Front { incoming: self, come: Bytes::new(), at: 0 };
        let helpers = join_all((0..plan.helpers.num_permits()).map(|_| plan.asking.help(&queue)));
        let (read, helped) = join(front.read(&queue), helpers).await;
        read?;
        helped.into_iter().collect::<Result<(), Error>>()?;
        // Given back when the front had come to the others.
        while let Some(mut part) = queue.take_first() {
            if part.first() != front.at && plan.asking.fetch_or_clear(&mut part).await? {
                queue.finish(part);
                continue;
            }
            front.skip_to(part.first()).await?;
            front.fill(&mut part).await?;
            queue.finish(part);
        }
        front.end().await?;
        let (crc, length) = queue.sum();
        self.verify(crc)?;
        Ok(length)
    }
}

/// The answer to the call itself, which is read from the front. While others bring what is left, its connection waits.
struct Front<'i> {
    incoming: &'i mut Incoming,
    /// What has come behind the last part.
    come: Bytes,
    /// Where that begins.
    at: u64,
}

impl Front<'_> {
    /// Reads as long as nobody else has the next part.
    async fn read(&mut self, queue: &Queue<'_>) -> Result<(), Error> {
        while let Some(mut part) = queue.take_at(self.at) {
            self.fill(&mut part).await?;
            queue.finish(part);
        }
        Ok(())
    }

    async fn fill(&mut self, part: &mut Part<'_>) -> Result<(), Error> {
        while part.missing() > 0 {
            let piece = self.piece(part.missing()).await?;
            part.write(piece).await.map_err(|kind| self.incoming.error(kind))?;
        }
        part.end_writing().await.map_err(|kind| self.incoming.error(kind))
    }

    /// Reads over what others have brought.
    async fn skip_to(&mut self, place: u64) -> Result<(), Error> {
        while self.at < place {
            let piece = self.piece(place - self.at).await?;
            self.incoming.uncount(piece.len());
        }
        Ok(())
    }

    /// The next bytes, at most so many.
    async fn piece(&mut self, most: u64) -> Result<Bytes, Error> {
        if self.come.is_empty() {
            let come = self.incoming.next_stored().await?;
            self.come = come.ok_or_else(|| self.incoming.error(self.incoming.ended_early(self.at + most)))?;
        }
        let room = usize::try_from(most).unwrap_or(usize::MAX).min(self.come.len());
        self.at += room as u64;
        Ok(self.come.split_to(room))
    }

    /// Its connection is free for others when its end has been seen. Before that, it is closed.
    async fn end(self) -> Result<(), Error> {
        if Some(self.at) == self.incoming.length() {
            self.incoming.next_stored().await?;
        } else {
            self.incoming.uncount(self.come.len());
            self.incoming.stop();
        }
        Ok(())
    }
}

impl Asking {
    /// Brings parts from the back, until there are none or one cannot be had.
    async fn help(&self, queue: &Queue<'_>) -> Result<(), Error> {
        while let Some(mut part) = queue.take_last() {
            if self.fetch_or_clear(&mut part).await? {
                queue.finish(part);
            } else {
                queue.give_back(part);
                break;
            }
        }
        Ok(())
    }

    /// Whether it could be had. If not, nothing is left of it.
    async fn fetch_or_clear(&self, part: &mut Part<'_>) -> Result<bool, Error> {
        match Box::pin(self.fetch(part)).await {
            Ok(()) => Ok(true),
            Err(Lack::Lost(error)) => Err(error),
            Err(Lack::Missing) => {
                if let Some(progress) = &self.progress {
                    progress.take_back(part.written());
                }
                part.begin_anew().await;
                Ok(false)
            }
        }
    }

    async fn fetch(&self, part: &mut Part<'_>) -> Result<(), Lack> {
        let mut incoming = self.open(part).await.map_err(|_| Lack::Missing)?;
        while let Some(data) = incoming.next().await.map_err(|_| Lack::Missing)? {
            if let Some(progress) = &self.progress {
                progress.receive(data.len());
            }
            part.write(data).await.map_err(|kind| Lack::Lost(incoming.error(kind)))?;
        }
        part.end_writing().await.map_err(|kind| Lack::Lost(incoming.error(kind)))
    }

    /// A request for a part.
    async fn open(&self, part: &Part<'_>) -> Result<Incoming, Error> {
        let range = self.extent.range(part.first(), part.length());
        let mut options = self.options.clone();
        if let Some(value) = range
            .and_then(|range| HeaderValue::from_str(&format!("bytes={}-{}", range.first, range.last)).ok())
        {
            options.headers.insert(RANGE, value);
        }
        let answer = self.client.send(self.object.clone(), options).await?;
        let checked = range.map_or_else(
            || Err("it has no such part".to_owned()),
            |range| self.extent.check_rest(range, answer.output.extent()),
        );
        match checked {
            Ok(()) => Ok(answer.output),
            Err(what) => {
                if answer.response.status == StatusCode::OK {
                    self.client.shared.gives_no_parts.store(true, Ordering::Relaxed);
                }
                let kind = answer.response.malformed(what);
                Err(answer.response.failed(kind))
            }
        }
    }
}
