//! The last requests and their answers, for tests and demonstrations to look at.

use crate::auth::diagnosis::Diagnosis;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::{
    collections::VecDeque,
    net::IpAddr,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// So many exchanges are remembered,
const REMEMBERED: usize = 1_000;
/// as long as they are not longer together.
const REMEMBERED_BYTES: usize = 32 << 20;
/// Of a body that is no document, the beginning is kept.
pub(crate) const KEPT_OF_A_STREAM: usize = 16 << 10;

/// A request as it was received, and what it was answered. Signatures in it are `***`, and a security token is `sha256:` and the
/// first 16 hexadecimal digits of its digest: the log gives nobody a key.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// From 1, in the order in which they were answered.
    pub number: u64,
    /// When it came, in milliseconds since 1970 by the server's clock.
    pub time: u64,
    /// How long it took to the head of the answer.
    pub took: Duration,
    /// Where it came from, if over a network.
    pub remote: Option<IpAddr>,
    /// Its id, as the answer says it.
    pub request_id: String,
    /// The host that it was sent to.
    pub host: String,
    /// The bucket that it names.
    pub bucket: Option<String>,
    /// The key that it names.
    pub key: Option<String>,
    /// The id of the access key that it says it is signed with.
    pub access_key_id: Option<String>,
    /// The connection it came on, from 1 in the order of arrival; none in process.
    pub connection: Option<u64>,
    /// The dialect it is in: `oss` or `s3`.
    pub dialect: &'static str,
    /// The operation, if there is one for the request.
    pub operation: Option<&'static str>,
    /// Method.
    pub method: Method,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// Body of the request; of an object at most the first 16 KiB. Empty where a fault refused it unread.
    pub body: Bytes,
    /// How many bytes of its body have come.
    pub body_length: u64,
    /// The fault that struck it.
    pub fault: Option<StruckBy>,
    /// Status of the answer; none where a fault let it end before one.
    pub status: Option<StatusCode>,
    /// The code of a refusal.
    pub code: Option<String>,
    /// Headers of the answer.
    pub response_headers: HeaderMap,
    /// Body of the answer; of an object at most the first 16 KiB.
    pub response_body: Bytes,
    /// How many bytes the body of the answer has, where that is known.
    pub response_length: Option<u64>,
    /// Why its signature was refused, where it was.
    pub signature: Option<Arc<Diagnosis>>,
}

/// A fault that struck a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StruckBy {
    /// Its number.
    pub fault: u32,
    /// What it did, in words: `status 503`, say.
    pub does: String,
}

/// The last requests of a server.
#[derive(Debug, Default)]
pub struct Log {
    kept: Mutex<Kept>,
    added: Notify,
}

#[derive(Debug, Default)]
struct Kept {
    exchanges: VecDeque<Exchange>,
    bytes: usize,
    /// The number of the last.
    last: u64,
}

impl Log {
    /// Remembers an exchange, and numbers it.
    pub(crate) fn add(&self, mut exchange: Exchange) {
        let mut kept = self.kept();
        kept.last += 1;
        exchange.number = kept.last;
        kept.bytes += size(&exchange);
        kept.exchanges.push_back(exchange);
        while kept.exchanges.len() > REMEMBERED || kept.bytes > REMEMBERED_BYTES {
            let Some(oldest) = kept.exchanges.pop_front() else { break };
            kept.bytes -= size(&oldest);
        }
        drop(kept);
        self.added.notify_waiters();
    }

    /// Forgets all. Numbers go on, so that whoever reads behind one misses none.
    pub(crate) fn forget(&self) {
        let mut kept = self.kept();
        kept.exchanges.clear();
        kept.bytes = 0;
    }

    /// The oldest first.
    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.behind(0)
    }

    /// Those behind a number, the oldest first. Where there are none, it waits for one.
    pub async fn after(&self, number: u64, wait: Duration) -> Vec<Exchange> {
        let mut added = pin!(self.added.notified());
        added.as_mut().enable(); // before looking, so that none is missed
        let there = self.behind(number);
        if !there.is_empty() || timeout(wait, added).await.is_err() {
            return there;
        }
        self.behind(number)
    }

    fn behind(&self, number: u64) -> Vec<Exchange> {
        let kept = self.kept();
        let first = kept.exchanges.partition_point(|exchange| exchange.number <= number);
        kept.exchanges.range(first..).cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(exchange: &Exchange) -> usize {
    let headers = exchange.headers.iter().chain(&exchange.response_headers);
    let heads: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
    let signature = exchange.signature.as_ref().map_or(0, |diagnosis| diagnosis.size());
    exchange.target.len() + heads + exchange.body.len() + exchange.response_body.len() + signature
}
