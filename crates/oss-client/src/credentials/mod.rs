//! Who signs: keys that are fixed, or keys that a source gives, until they expire.
//!
//! The sources and their order are those of the official libraries (github.com/aliyun/credentials-go, `providers/default.go`).

mod assume_role;
mod chain;
mod document;
mod ecs_role;
mod env;
mod environment;
mod error;
mod file;
mod fixed;
mod ini;
mod oidc;
mod process;
mod profile;
mod refreshing;
mod sts;
mod uri;

pub use assume_role::AssumeRole;
pub use chain::Chain;
pub use ecs_role::EcsRole;
pub use env::FromEnvironment;
pub use environment::Environment;
pub use error::{CredentialsError, SourceError};
pub use fixed::FixedSource;
pub use ini::SharedFile;
pub use oidc::Oidc;
pub use process::Process;
pub use profile::CliProfile;
pub use sts::{Issued, Role, Sts};
pub use uri::Uri;

use crate::Clock;
use oss_protocol::sign::Credentials;
use refreshing::Refreshing;
use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Credentials, and how long they are good.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Who signs.
    pub credentials: Credentials,
    /// When they end, where that is known.
    pub expires: Option<SystemTime>,
}

impl Granted {
    /// Credentials that nobody says the end of.
    pub fn lasting(credentials: Credentials) -> Self {
        Self { credentials, expires: None }
    }
}

/// What a source will say.
pub type Fetch<'a> = Pin<Box<dyn Future<Output = Result<Granted, SourceError>> + Send + 'a>>;

/// Where credentials come from.
pub trait Source: Send + Sync + 'static {
    /// Asks for credentials. Each call asks anew; keeping them is the [`Provider`]'s work.
    fn fetch(&self) -> Fetch<'_>;
}

impl Source for Box<dyn Source> {
    fn fetch(&self) -> Fetch<'_> {
        self.as_ref().fetch()
    }
}

/// Gives the credentials to sign with. A clone is the same provider.
#[derive(Clone)]
pub struct Provider(Kind);

#[derive(Clone)]
enum Kind {
    Fixed(Arc<Credentials>),
    Refreshing(Arc<Refreshing>),
}

impl Provider {
    /// Always these.
    pub fn fixed(credentials: Credentials) -> Self {
        Self(Kind::Fixed(Arc::new(credentials)))
    }

    /// Those of `source`: asked for when they are first needed, some time before they expire, and when they are older than `interval`.
    /// `first` are credentials that are there already, and since when.
    pub fn refreshing(
        source: impl Source,
        first: Option<(Granted, SystemTime)>,
        interval: Option<Duration>,
        clock: Clock,
    ) -> Self {
        Self(Kind::Refreshing(Arc::new(Refreshing::new(source, first, interval, clock))))
    }

    /// The credentials to sign with now. All who need new ones at once wait for one answer of the source; who stops waiting
    /// does not stop it.
    ///
    /// # Errors
    /// What the source failed with, where there are no credentials that are known to be good. The next call asks it again.
    pub async fn credentials(&self) -> Result<Arc<Credentials>, CredentialsError> {
        match &self.0 {
            Kind::Fixed(credentials) => Ok(Arc::clone(credentials)),
            // On the heap: most clients do not need it.
            Kind::Refreshing(refreshing) => Box::pin(refreshing.credentials()).await,
        }
    }

    /// Whether they are the same for ever.
    pub fn is_fixed(&self) -> bool {
        matches!(self.0, Kind::Fixed(_))
    }

    /// The credentials that are there, without waiting, however old they are.
    pub fn current(&self) -> Option<Arc<Credentials>> {
        match &self.0 {
            Kind::Fixed(credentials) => Some(Arc::clone(credentials)),
            Kind::Refreshing(refreshing) => refreshing.current(),
        }
    }

    /// The service does not take `used` any more: they are not given again. Whether other ones may be had, so that trying again makes sense.
    pub fn refused(&self, used: &Arc<Credentials>) -> bool {
        match &self.0 {
            Kind::Fixed(_) => false,
            Kind::Refreshing(refreshing) => {
                refreshing.refused(used);
                true
            }
        }
    }
}

impl From<Credentials> for Provider {
    fn from(credentials: Credentials) -> Self {
        Self::fixed(credentials)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Provider").field(&self.current()).finish()
    }
}

#[cfg(test)]
mod tests;
