//! Operations, grouped by the resource they work on.

pub mod bucket;
pub mod object;
pub mod own;
pub mod service;

use crate::{Client, ErrorKind, Options, Request, Response, Route};
use std::sync::Arc;

/// What would prove that an operation has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The refusal itself: what was to go is gone, or what was to begin has begun.
    Refusal,
    /// The object has the length and the checksum of what was sent.
    Object,
    /// The object has this checksum. Where it is not known, nothing proves it.
    Checksum(Option<u64>),
    /// What the object holds from `position` on is what was sent.
    Tail {
        /// Bytes.
        position: u64,
    },
}

/// A typed call. `route` says how it travels, which is a row of the table for all but [`own`]; `build` and `parse` say what it carries.
pub trait Operation: Send + Sync {
    /// What the answer says.
    type Output: Send;

    /// How it travels.
    fn route(&self) -> Route;

    /// What is sent; called once for each attempt.
    fn build(&self) -> Request;

    /// Whether the answer is an object, which may be large, and is read as it comes.
    fn streams(&self) -> bool {
        false
    }

    /// Whether the answer's CRC64 is that of what was sent.
    fn echoes_checksum(&self) -> bool {
        false
    }

    /// What would prove that an earlier attempt has done it, where the service refuses another with this code.
    fn proof(&self, _code: &str) -> Option<Proof> {
        None
    }

    /// Gives an output that goes on asking what it needs for that.
    fn attach(&self, _output: &mut Self::Output, _client: &Client, _options: &Arc<Options>) {}

    /// Reads an answer of success. A document is read here, so that a broken connection still counts against the attempt.
    fn parse(response: &mut Response) -> impl Future<Output = Result<Self::Output, ErrorKind>> + Send;
}
