//! What a function of the program threw, on its way through Rust back to the caller.

use napi::bindgen_prelude::*;
use std::fmt;

/// What a function of the program threw. The call rejects with that very value.
#[derive(Debug)]
pub(crate) struct Thrown(Error);

impl Thrown {
    pub(crate) fn new(error: Error) -> Self {
        Self(error)
    }

    /// Itself, if that is what stands behind an error.
    pub(crate) fn behind<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Self> {
        error.downcast_ref()
    }

    /// The very value that was thrown.
    pub(crate) fn value<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        self.0.try_clone()?.into_unknown(env)
    }

    pub(crate) fn try_clone(&self) -> Result<Self> {
        self.0.try_clone().map(Self)
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for Thrown {}
