//! Operations, grouped by the resource they work on.

pub mod bucket;
pub mod object;
pub mod service;

use crate::{ErrorKind, Request, Response};
use oss_protocol::OperationId;

/// A typed call. The table row says how it travels; `build` and `parse` say what it carries.
pub trait Operation: Send + Sync {
    /// The row.
    const ID: OperationId;

    /// What the answer says.
    type Output: Send;

    /// What is sent; called once for each attempt.
    fn build(&self) -> Request;

    /// Whether the answer's CRC64 is that of what was sent.
    fn echoes_checksum(&self) -> bool {
        false
    }

    /// Reads an answer of success. A document is read here, so that a broken connection still counts against the attempt.
    fn parse(response: &mut Response) -> impl Future<Output = Result<Self::Output, ErrorKind>> + Send;
}
