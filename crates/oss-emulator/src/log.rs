//! The last requests and their answers, for tests and demonstrations to look at.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// So many exchanges are remembered,
const REMEMBERED: usize = 1_000;
/// as long as they are not longer together.
const REMEMBERED_BYTES: usize = 32 << 20;
/// Of a body that is no document, the beginning is kept.
pub(crate) const KEPT_OF_A_STREAM: usize = 16 << 10;

/// A request as it was received, and what it was answered. Signatures in it are `***`, and a security token is `sha256:` and the
/// first 16 hexadecimal digits of its digest: the log gives nobody a key.
#[derive(Clone, Debug)]
pub struct Exchange {
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
    /// The fault that struck it.
    pub fault: Option<StruckBy>,
    /// Status of the answer; none where a fault let it end before one.
    pub status: Option<StatusCode>,
    /// Headers of the answer.
    pub response_headers: HeaderMap,
    /// Body of the answer; of an object at most the first 16 KiB.
    pub response_body: Bytes,
}

/// A fault that struck a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StruckBy {
    /// Its number.
    pub fault: u32,
    /// What it did, in words: `status 503`, say.
    pub does: String,
}

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    exchanges: VecDeque<Exchange>,
    bytes: usize,
}

impl Log {
    pub(crate) fn add(&self, exchange: Exchange) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += size(&exchange);
        kept.exchanges.push_back(exchange);
        while kept.exchanges.len() > REMEMBERED || kept.bytes > REMEMBERED_BYTES {
            let Some(oldest) = kept.exchanges.pop_front() else { break };
            kept.bytes -= size(&oldest);
        }
    }

    /// The oldest first.
    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).exchanges.iter().cloned().collect()
    }
}

fn size(exchange: &Exchange) -> usize {
    let headers = exchange.headers.iter().chain(&exchange.response_headers);
    let heads: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
    exchange.target.len() + heads + exchange.body.len() + exchange.response_body.len()
}
