//! What a fault may not be told.

use super::{CutAt, Fault, StallAt};
use oss_protocol::operation::TABLE;
use serde_json::Value;

/// A request waits so long at most, in milliseconds.
const MAX_DELAY: u64 = 60 * 60 * 1_000;

/// Why a fault cannot be planned or removed.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// A value that means nothing.
    #[error("{name} must be {wanted}, not {got}")]
    Value {
        /// Of the option.
        name: String,
        /// What it may be.
        wanted: &'static str,
        /// What it is.
        got: String,
    },
    /// An option that there is not.
    #[error("a fault has no option {0:?}")]
    Unknown(String),
    /// An operation that there is not.
    #[error("there is no operation {0:?}; they are named as in the service's documentation: PutObject, say")]
    Operation(String),
    /// A fault without effect.
    #[error(
        "the fault does nothing: give it status, headers, cut, stall, delay, crc64, truncate or malformed"
    )]
    Nothing,
    /// Two options that cannot both be.
    #[error("{0} and {1} cannot go together: {2}")]
    Contradiction(&'static str, &'static str, &'static str),
    /// Too many that still wait to strike.
    #[error("{0} faults wait to strike already; remove some, or clear them")]
    TooMany(usize),
    /// There is none.
    #[error("there is no fault {0}")]
    NoSuch(u32),
}

impl FaultError {
    pub(super) fn wrong(name: &str, wanted: &'static str, got: &Value) -> Self {
        Self::Value { name: name.to_owned(), wanted, got: got.to_string() }
    }
}

impl Fault {
    /// Refuses a fault that would do nothing, or not what it says.
    pub(super) fn check(&self) -> Result<(), FaultError> {
        use FaultError::Contradiction;
        if let Some(name) = &self.operation
            && !TABLE.iter().any(|row| row.name == name)
        {
            return Err(FaultError::Operation(name.clone()));
        }
        if self.times == Some(0) {
            return Err(FaultError::wrong("times", "at least 1", &0.into()));
        }
        if self.delay.is_some_and(|delay| delay > MAX_DELAY) {
            return Err(FaultError::wrong("delay", "at most an hour, 3600000", &self.delay.into()));
        }
        if self.key.is_some() && self.prefix.is_some() {
            return Err(Contradiction("key", "prefix", "a key is the whole of it"));
        }
        let shaped = [
            ("status", self.status.is_some()),
            ("headers", !self.headers.is_empty()),
            ("crc64", self.wrong_crc64),
            ("truncate", self.truncate),
            ("malformed", self.malformed),
        ];
        let shaped = shaped.into_iter().find(|(_, is)| *is).map(|(name, _)| name);
        if shaped.is_none() && self.cut.is_none() && self.stall.is_none() && self.delay.is_none() {
            return Err(FaultError::Nothing);
        }
        let words = [("code", self.code.is_some()), ("message", self.message.is_some())];
        if let Some((name, _)) = words.into_iter().find(|(_, is)| *is) {
            if self.status.is_none() {
                return Err(Contradiction(name, "no status", "only a refusal has words"));
            }
            if self.malformed {
                return Err(Contradiction(name, "malformed", "words are in a document, which it replaces"));
            }
        }
        if self.cut.is_some() && self.stall.is_some() {
            return Err(Contradiction("cut", "stall", "a connection that is cut ends"));
        }
        if self.truncate && (self.cut == Some(CutAt::Body) || self.stall == Some(StallAt::Body)) {
            return Err(Contradiction("truncate", "cut or stall", "the body ends in one way"));
        }
        let headless = self.cut.is_some_and(|at| at != CutAt::Body) || self.stall == Some(StallAt::Head);
        if let Some(name) = shaped.filter(|_| headless) {
            return Err(Contradiction(name, "cut or stall before the body", "there is no answer"));
        }
        if self.afterwards && self.cut == Some(CutAt::Before) {
            return Err(Contradiction(
                "afterwards",
                "cut: 'before'",
                "the request is not acted on; cut at 'head'",
            ));
        }
        if self.afterwards && self.status.is_none() && self.cut.is_none() && self.delay.is_none() {
            return Err(Contradiction("afterwards", "no status, cut or delay", "nothing comes after"));
        }
        Ok(())
    }
}
