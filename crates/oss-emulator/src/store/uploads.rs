//! Uploads in parts that end without an object.

use super::Draft;
use crate::reason::Refusal;

impl Draft<'_, '_> {
    /// Forgets an upload and its parts; without it, the refusal that says so.
    pub(crate) fn abort_upload(&mut self, bucket: &str, key: &str, id: &str) -> Result<(), Refusal> {
        self.upload(bucket, key, id)?;
        for (number, part) in self.parts(id)? {
            self.set_part(id, number, None)?;
            self.forget(part.segment.iter());
        }
        self.set_upload(bucket, key, id, None)
    }
}
