//! The last requests and their answers, for tests and demonstrations to look at.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// So many exchanges are remembered.
const REMEMBERED: usize = 1_000;

/// A request as it was received, and what it was answered.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The operation, if there is one for the request.
    pub operation: Option<&'static str>,
    /// Method.
    pub method: Method,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// Body of the request.
    pub body: Bytes,
    /// Status of the answer.
    pub status: StatusCode,
    /// Headers of the answer.
    pub response_headers: HeaderMap,
    /// Body of the answer.
    pub response_body: Bytes,
}

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<VecDeque<Exchange>>);

impl Log {
    pub(crate) fn add(&self, exchange: Exchange) {
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if exchanges.len() == REMEMBERED {
            exchanges.pop_front();
        }
        exchanges.push_back(exchange);
    }

    /// The oldest first.
    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
