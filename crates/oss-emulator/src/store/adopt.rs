//! An index of version 0.2 becomes one of this version: its records are bound to their rows, and itself to the folder.

use super::{
    Draft, broken,
    draft::Tables,
    index::{Fate, Index},
    known::{self, Stored},
    record::RecordKey,
    tables::{ABOUT, FOLDER, Row},
};
use crate::{folder::FolderId, reason::Refusal};

/// Writes every record anew, in one transaction: after a crash, all are as they were or as they will be.
pub(super) fn adopt(index: &Index, records: &RecordKey, folder: FolderId) -> Result<(), Refusal> {
    let before = index.begin_read().map_err(broken)?;
    let writing = index.begin_write().map_err(broken)?;
    {
        let mut tables = Tables::open(&writing.transaction, records, 0).map_err(broken)?;
        known::each(&before, records, |row, stored| {
            let mut draft = Draft::new(&mut tables);
            match (row, &stored) {
                (Row::Bucket(name), Stored::Bucket(bucket)) => draft.set_bucket(name, Some(bucket)),
                (Row::Object(bucket, key, number), Stored::Object(object)) => {
                    draft.set_object(bucket, key, number, object)
                }
                (Row::Upload(bucket, key, id), Stored::Upload(upload)) => {
                    draft.set_upload(bucket, key, id, Some(upload))
                }
                (Row::Part(id, number), Stored::Part(part)) => {
                    draft.set_part(id, number, Some(part)).map(|_| ())
                }
                _ => Ok(()),
            }?;
            Ok(true)
        })?;
        let mut about = writing.transaction.open_table(ABOUT).map_err(broken)?;
        about.insert(FOLDER, folder.0).map_err(broken)?;
    }
    match index.commit(writing) {
        Fate::Made => Ok(()),
        Fate::NotMade(refusal) | Fate::Unknown(refusal) => Err(refusal),
    }
}
