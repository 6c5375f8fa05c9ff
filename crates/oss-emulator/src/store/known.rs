//! All that the index knows, record by record.

use super::{
    Bucket, Object, Part, Upload, broken,
    index::Index,
    record::{Record, RecordKey, corrupt},
    tables::{BUCKETS, OBJECTS, PARTS, Row, UPLOADS, VERSIONS},
};
use crate::{
    blobs::{BlobId, Found},
    kms::Encryption,
    reason::{Reason, Refusal},
    vault::Segment,
};
use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata};
use std::{collections::HashSet, io};

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

    /// The blobs that it names.
    fn blobs(&self) -> impl Iterator<Item = BlobId> {
        self.segments().iter().map(|segment| segment.blob)
    }
}

/// Gives `visit` every record, with its row, until it has enough (`false`). Whether it saw all of them.
pub(super) fn each(
    transaction: &ReadTransaction,
    records: &RecordKey,
    mut visit: impl FnMut(Row<&str>, Stored) -> Result<bool, Refusal>,
) -> Result<bool, Refusal> {
    macro_rules! each {
        ($table:ident, $record:ident, $key:pat => $row:expr) => {
            let table = transaction.open_table($table).map_err(broken)?;
            for entry in table.iter().map_err(broken)? {
                let (key, record) = entry.map_err(broken)?;
                let $key = key.value();
                let row = $row;
                if !visit(row, Stored::$record($record::from_bytes(record.value(), records, &row)?))? {
                    return Ok(false);
                }
            }
        };
    }
    each!(BUCKETS, Bucket, name => Row::Bucket(name));
    each!(OBJECTS, Object, (bucket, key, number) => Row::Object(bucket, key, number));
    each!(UPLOADS, Upload, (bucket, key, id) => Row::Upload(bucket, key, id));
    each!(PARTS, Part, (id, number) => Row::Part(id, number));
    Ok(true)
}

/// The blobs that records name, with which every version must be found by its id. Nothing where it is told to end.
pub(super) fn blobs(
    transaction: &ReadTransaction,
    records: &RecordKey,
    ends: &impl Fn() -> bool,
) -> Result<Option<HashSet<BlobId>>, Refusal> {
    let mut known = HashSet::new();
    let versions = transaction.open_table(VERSIONS).map_err(broken)?;
    let mut count = 0;
    let all = each(transaction, records, |row, stored| {
        if let (Row::Object(bucket, key, number), Stored::Object(object)) = (row, &stored) {
            count += 1;
            let kept = versions.get((bucket, key, object.version_id.as_str())).map_err(broken)?;
            if kept.is_none_or(|kept| kept.value() != number) {
                return Err(corrupt("version", "it is not found by its id"));
            }
        }
        known.extend(stored.blobs());
        Ok(!ends())
    })?;
    if !all {
        return Ok(None);
    }
    if versions.len().map_err(broken)? != count {
        return Err(corrupt("version", "it is missing"));
    }
    Ok(Some(known))
}

/// After so many records that name no blob, none is looked for any more.
const MANY: usize = 10_000;

/// How many blobs records name, where there is none of them.
pub(super) fn all_missing(
    index: &Index,
    records: &RecordKey,
    found: &Found,
) -> Result<Option<usize>, Refusal> {
    let (mut missing, mut bare) = (0, 0);
    let none = each(&index.begin_read().map_err(broken)?, records, |_, stored| {
        let before = missing;
        for blob in stored.blobs() {
            if found.has(blob).map_err(unreadable)? {
                return Ok(false);
            }
            missing += 1;
        }
        bare += usize::from(missing == before);
        Ok(bare < MANY)
    })?;
    Ok(Some(missing).filter(|_| none && missing > 0))
}

fn unreadable(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The blobs cannot be read: {error}"))
}
