//! All that the index knows, read at the start, so that a damaged record is met then.

use super::{
    Bucket, Object, Part, Upload, broken,
    record::{Record, RecordKey, corrupt},
    tables::{BUCKETS, OBJECTS, PARTS, Row, UPLOADS, VERSIONS},
};
use crate::{blobs::BlobId, kms::Encryption, reason::Refusal, vault::Segment};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata};
use std::collections::HashSet;

/// Any record.
#[derive(Clone)]
pub(crate) enum Stored {
    Bucket(Bucket),
    Object(Object),
    Upload(Upload),
    Part(Part),
}

impl Stored {
    /// How what it is of is encrypted, if it says that.
    pub(super) fn encryption_mut(&mut self) -> Option<&mut Encryption> {
        match self {
            Self::Object(object) => object.encryption.as_mut(),
            Self::Upload(upload) => upload.encryption.as_mut(),
            Self::Bucket(_) | Self::Part(_) => None,
        }
    }

    /// The pieces of stored bytes that it names.
    pub(crate) fn segments(&self) -> &[Segment] {
        match self {
            Self::Object(object) => &object.segments,
            Self::Part(part) => part.segment.as_slice(),
            Self::Bucket(_) | Self::Upload(_) => &[],
        }
    }

    /// The same, to be changed.
    pub(crate) fn segments_mut(&mut self) -> &mut [Segment] {
        match self {
            Self::Object(object) => &mut object.segments,
            Self::Part(part) => part.segment.as_mut_slice(),
            Self::Bucket(_) | Self::Upload(_) => &mut [],
        }
    }
}

/// Gives `visit` every record, with its row.
pub(super) fn each(
    transaction: &ReadTransaction,
    records: &RecordKey,
    mut visit: impl FnMut(Row<&str>, Stored) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    macro_rules! each {
        ($table:ident, $record:ident, $key:pat => $row:expr) => {
            let table = transaction.open_table($table).map_err(broken)?;
            for entry in table.iter().map_err(broken)? {
                let (key, record) = entry.map_err(broken)?;
                let $key = key.value();
                let row = $row;
                visit(row, Stored::$record($record::from_bytes(record.value(), records, &row)?))?;
            }
        };
    }
    each!(BUCKETS, Bucket, name => Row::Bucket(name));
    each!(OBJECTS, Object, (bucket, key, number) => Row::Object(bucket, key, number));
    each!(UPLOADS, Upload, (bucket, key, id) => Row::Upload(bucket, key, id));
    each!(PARTS, Part, (id, number) => Row::Part(id, number));
    Ok(())
}

/// The blobs that records name. Where `numbered`, every version must be found by its id.
pub(super) fn blobs(
    transaction: &ReadTransaction,
    records: &RecordKey,
    numbered: bool,
) -> Result<HashSet<BlobId>, Refusal> {
    let mut known = HashSet::new();
    let versions = transaction.open_table(VERSIONS).map_err(broken)?;
    let mut count = 0;
    each(transaction, records, |row, stored| {
        known.extend(stored.segments().iter().map(|segment| segment.blob));
        if let (Row::Object(bucket, key, number), Stored::Object(object)) = (row, stored) {
            count += 1;
            let kept = versions.get((bucket, key, object.version_id.as_str())).map_err(broken)?;
            if numbered && kept.is_none_or(|kept| kept.value() != number) {
                return Err(corrupt("version", "it is not found by its id"));
            }
        }
        Ok(())
    })?;
    if numbered && versions.len().map_err(broken)? != count {
        return Err(corrupt("version", "it is missing"));
    }
    Ok(known)
}
