//! Whether a bucket keeps old versions of its objects.

use super::document::Kept;
use crate::reason::{Reason, Refusal};
use oss_protocol::versioning::VersioningConfiguration;

impl Kept for VersioningConfiguration {
    /// The service answers with a document that says nothing.
    fn absent() -> Result<Self, Refusal> {
        Ok(Self::default())
    }

    fn accept(self) -> Result<Self, Refusal> {
        match self.status.as_deref() {
            Some("Enabled" | "Suspended") => Ok(self),
            _ => Err(Reason::MalformedXml.into()),
        }
    }
}
