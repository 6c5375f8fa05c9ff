//! Why there are no credentials.

use crate::ErrorKind;
use std::{error::Error, fmt, sync::Arc};

/// Why a source gives no credentials.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The source is not set up on this machine. The text says what is missing.
    #[error("{0}")]
    Missing(String),
    /// The source is set up, and failed.
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
}

impl SourceError {
    pub(super) fn missing(what: impl fmt::Display) -> Self {
        Self::Missing(what.to_string())
    }

    pub(super) fn failed(why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(why.into())
    }

    /// The same, said of `what`. A cause that is more than words stays what it is.
    pub(super) fn about(self, what: impl fmt::Display) -> Self {
        match self {
            Self::Missing(why) => Self::Missing(format!("{what}: {why}")),
            failed @ Self::Failed(_) => failed,
        }
    }
}

impl From<ErrorKind> for SourceError {
    fn from(kind: ErrorKind) -> Self {
        Self::failed(kind)
    }
}

/// Why there are no credentials to sign with. All who waited for them share it.
#[derive(Clone, Debug)]
pub struct CredentialsError(Arc<SourceError>);

impl CredentialsError {
    /// What the source said.
    pub fn cause(&self) -> &SourceError {
        &self.0
    }
}

impl From<SourceError> for CredentialsError {
    fn from(error: SourceError) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no credentials: {}", self.0)
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}
