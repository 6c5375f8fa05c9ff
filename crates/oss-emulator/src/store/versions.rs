//! Objects stored, changed and deleted, in buckets that keep versions and in those that do not.

use super::{Draft, NULL_VERSION, Object, Versioning};
use crate::reason::{Reason, Refusal};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// For the answer; none where the bucket has never kept versions.
    pub(crate) version_id: Option<String>,
}

/// What was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deleted {
    /// Whether a delete marker was made, or removed.
    pub(crate) marker: bool,
    /// The version or marker that was made or removed.
    pub(crate) version_id: Option<String>,
}

impl Draft<'_, '_> {
    /// The newest version of an object, if it is no delete marker.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Result<Option<Object>, Refusal> {
        Ok(self.numbered(bucket, key, None)?.map(|(_, object)| object).filter(|object| !object.is_marker()))
    }

    /// Stores an object: as a new version, or in place of the one there is.
    pub(crate) fn put_object(
        &mut self,
        bucket: &str,
        key: &str,
        mut object: Object,
        forbid_overwrite: bool,
    ) -> Result<Stored, Refusal> {
        let versioning = self.bucket(bucket)?.versioning()?;
        // A bucket that keeps versions loses nothing; there the header says nothing.
        if forbid_overwrite && versioning == Versioning::Off && self.object(bucket, key)?.is_some() {
            return Err(Reason::FileAlreadyExists.into());
        }
        object.version_id =
            self.add_version(bucket, key, versioning, |id| Object { version_id: id, ..object.clone() })?;
        Ok(Stored { version_id: (versioning != Versioning::Off).then_some(object.version_id) })
    }

    /// Changes one version where it is: the one an id names, or the newest. The refusals are those of GET.
    pub(crate) fn change_object<T>(
        &mut self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
        change: impl FnOnce(&mut Object) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let missing = match version_id {
            None => Refusal::from(Reason::NoSuchKey).with("Key", key),
            Some(id) => Refusal::from(Reason::NoSuchVersion).with("Key", key).with("VersionId", id),
        };
        let (number, before) = self
            .numbered(bucket, key, version_id)?
            .filter(|(_, object)| !object.is_marker())
            .ok_or(missing)?;
        let mut after = before.clone();
        let outcome = change(&mut after)?;
        self.replace_object(bucket, key, number, (&before, &after))?;
        Ok(outcome)
    }

    /// Deletes an object, or one version of it. What is not there is deleted already.
    pub(crate) fn delete_object(
        &mut self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
        now: u64,
    ) -> Result<Deleted, Refusal> {
        let record = self.bucket(bucket)?;
        let versioning = record.versioning()?;
        if let Some(id) = version_id {
            let removed = self.remove_version(bucket, key, id)?;
            return Ok(Deleted {
                marker: removed.is_some_and(|object| object.is_marker()),
                version_id: Some(id.to_owned()),
            });
        }
        if versioning == Versioning::Off {
            self.remove_version(bucket, key, NULL_VERSION)?;
            return Ok(Deleted::default());
        }
        let marker = Object::marker(now, record.owner);
        let id = self.add_version(bucket, key, versioning, |id| Object { version_id: id, ..marker })?;
        Ok(Deleted { marker: true, version_id: Some(id) })
    }

    fn add_version(
        &mut self,
        bucket: &str,
        key: &str,
        versioning: Versioning,
        with: impl FnOnce(String) -> Object,
    ) -> Result<String, Refusal> {
        let id = match versioning {
            Versioning::Enabled => random_version_id()?,
            Versioning::Off | Versioning::Suspended => {
                self.remove_version(bucket, key, NULL_VERSION)?;
                NULL_VERSION.to_owned()
            }
        };
        let number = self.next_number(bucket, key)?;
        self.set_object(bucket, key, number, &with(id.clone()))?;
        Ok(id)
    }

    fn remove_version(&mut self, bucket: &str, key: &str, id: &str) -> Result<Option<Object>, Refusal> {
        let Some((number, object)) = self.numbered(bucket, key, Some(id))? else { return Ok(None) };
        self.unset_object(bucket, key, number, &object)?;
        self.forget(&object.segments);
        Ok(Some(object))
    }
}

/// 64 characters that begin as the service's own do.
fn random_version_id() -> Result<String, Refusal> {
    let mut bytes = [0; 45];
    getrandom::fill(&mut bytes)
        .map_err(|e| Refusal::from(Reason::InternalError).saying(format!("No randomness: {e}")))?;
    Ok(format!("CAEQ{}", URL_SAFE_NO_PAD.encode(bytes)))
}
