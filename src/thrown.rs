//! What a function of the program threw, on its way through Rust back to the caller.

use napi::bindgen_prelude::*;
use oss_client::{CredentialsError, SourceError};
use std::fmt;

/// What a function of the program threw. The call rejects with that very value.
#[derive(Debug)]
pub(crate) struct Thrown(Error);

impl Thrown {
    pub(crate) fn new(error: Error) -> Self {
        Self(error)
    }

    /// The same, if that is what stands behind an error.
    pub(crate) fn behind(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        let Self(error) = error.downcast_ref()?;
        error.try_clone().ok().map(Self)
    }

    /// The same, if that is why there are no credentials.
    pub(crate) fn of_credentials(error: &CredentialsError) -> Option<Self> {
        match error.cause() {
            SourceError::Failed(cause) => Self::behind(cause.as_ref()),
            SourceError::Missing(_) => None,
        }
    }

    /// The very value that was thrown.
    pub(crate) fn value(self, env: &Env) -> Result<Unknown<'_>> {
        self.0.into_unknown(env)
    }
}

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for Thrown {}
