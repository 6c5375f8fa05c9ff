//! Who signs.

use std::fmt;
use zeroize::Zeroizing;

/// An access key, and the token that goes with a temporary one. The secret parts are wiped when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key's public half.
    pub access_key_id: String,
    /// Its secret half.
    pub access_key_secret: Zeroizing<String>,
    /// The token of temporary credentials.
    pub security_token: Option<Zeroizing<String>>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}
