//! What the machine says about itself. The caller reads it: nothing here asks the process.

use crate::transport::NetworkSettings;
use std::{collections::HashMap, fmt, path::PathBuf};
use zeroize::Zeroizing;

/// Variables, the home folder and the network, as they were when the client was made.
#[derive(Clone, Default)]
pub struct Environment {
    /// Variables; those that begin with `ALIBABA_CLOUD_` and `OSS_` are looked at. One that is empty counts as not set.
    pub variables: HashMap<String, Zeroizing<String>>,
    /// The user's folder.
    pub home: Option<PathBuf>,
    /// How STS and credential services are reached. The metadata server is on the machine itself.
    pub network: NetworkSettings,
}

impl Environment {
    /// A variable; an empty one is none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a variable says `true`.
    pub(super) fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A file in the user's folder.
    pub(super) fn in_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("home", &self.home).finish_non_exhaustive()
    }
}
