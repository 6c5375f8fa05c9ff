//! Whether a bucket keeps old versions of its objects.

use super::document::Kept;
use crate::{
    reason::{Reason, Refusal},
    store::{Bucket, Versioning},
};
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

    /// Under a retention policy it stays as it is. Source: the service's page "0012-00000006".
    fn fits(&self, bucket: &Bucket, now_ms: u64) -> Result<(), Refusal> {
        let stays = self.status.as_deref() == Some("Enabled") && bucket.versioning()? == Versioning::Enabled;
        if bucket.worm(now_ms).is_some() && !stays {
            return Err(Reason::WormForbidsVersioning.into());
        }
        Ok(())
    }
}
