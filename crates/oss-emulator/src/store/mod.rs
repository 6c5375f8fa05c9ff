//! What the server remembers: an index in a database, bytes in blobs, keys in a file; or all of it in memory.

mod adopt;
mod belong;
mod bucket;
mod checked;
mod draft;
mod error;
mod index;
mod inventory;
mod known;
mod lease;
mod object;
mod open;
mod record;
mod snapshot;
mod sweep;
mod tables;
#[cfg(test)]
mod tests;
mod uploads;
mod versions;
mod view;
mod watched;
mod worm;
mod writer;

pub(crate) use bucket::{Bucket, Channel, Versioning};
pub(crate) use draft::Draft;
pub use error::StoreError;
pub(crate) use inventory::InventoryRule;
pub(crate) use known::Stored;
pub(crate) use lease::{Lease, Reclaim};
pub(crate) use object::{Kind, Metadata, NULL_VERSION, Object, Part, Restored, Tier, Upload};
pub(crate) use record::corrupt;
pub(crate) use snapshot::{Rows, Snapshot, check, from_json, to_json};
pub(crate) use tables::Row;
pub(crate) use view::{Start, View, check_version_id};
pub(crate) use worm::Worm;

use crate::{
    Clock,
    blobs::Blobs,
    clock::milliseconds,
    inventory::Timetable,
    kms::Kms,
    reason::{Reason, Refusal},
    vault::{Cipher, Sealer},
};
use index::Index;
use oss_protocol::bucket::is_creatable_name;
use record::RecordKey;
use std::{io, sync::Arc};
use sweep::Broom;
use writer::Writer;

/// What the server remembers. A change is on disk before it is answered.
pub(crate) struct Store {
    // Dropped first: it reads the index.
    _broom: Option<Broom>,
    // Dropped next: the thread makes what waits.
    writer: Writer,
    index: Arc<Index>,
    records: RecordKey,
    blobs: Arc<dyn Blobs>,
    reclaim: Arc<Reclaim>,
    clock: Clock,
    pub(crate) kms: Kms,
    /// When inventories are due.
    pub(crate) timetable: Timetable,
}

/// A database that fails is an internal error of the server; the cause goes into the answer, for it runs on the user's machine.
fn broken(error: impl Into<redb::Error>) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The storage failed: {}", error.into()))
}

impl Store {
    /// Makes a bucket that is missing.
    pub(crate) fn make_bucket(&self, name: &str, owner: &str, created: u64) -> Result<(), StoreError> {
        if !is_creatable_name(name) {
            return Err(StoreError::Bucket(name.to_owned(), "no bucket may have this name".to_owned()));
        }
        writer::change_now(&self.index, &self.records, milliseconds(&self.clock), |draft| {
            match draft.find_bucket(name)? {
                Some(_) => Ok(()),
                None => draft.set_bucket(name, Some(&Bucket::new(owner.to_owned(), created))),
            }
        })
        .map_err(|refusal| StoreError::Bucket(name.to_owned(), refusal.message.unwrap_or_default()))
    }

    /// Makes a change, all of it or nothing. When this answers, it would survive the end of the process.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Draft<'_, '_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.writer.change(change).await
    }

    /// Changes a bucket that must be there.
    pub(crate) async fn change_bucket<T: Send + 'static>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Bucket) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let name = name.to_owned();
        self.change(move |draft| {
            let mut bucket = draft.bucket(&name)?;
            let outcome = change(&mut bucket)?;
            draft.set_bucket(&name, Some(&bucket))?;
            Ok(outcome)
        })
        .await
    }

    /// Begins to seal bytes.
    pub(crate) fn sealer(&self, cipher: Cipher) -> io::Result<Sealer> {
        Sealer::new(Arc::clone(&self.blobs), cipher)
    }

    /// Where sealed bytes are kept.
    pub(crate) fn blobs(&self) -> &Arc<dyn Blobs> {
        &self.blobs
    }

    /// Whether blobs of a few chunks are written and read at once, so that no thread need wait for them.
    pub(crate) fn instant(&self) -> bool {
        self.blobs.instant()
    }
}
