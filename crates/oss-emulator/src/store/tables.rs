//! The tables of the database, and how they are read: alike in a view and in a change.

use super::{
    Bucket, Object, Part, Upload,
    belong::Nature,
    broken,
    index::{Index, number},
    record::{Record, RecordKey, corrupt},
};
use crate::{
    folder::FolderId,
    reason::{Reason, Refusal},
};
use redb::{ReadableTable, TableDefinition, TableError, TableHandle};
use serde::{Deserialize, Serialize};
use std::ops::Bound;

/// Bucket, key, and the complement of a number that grows, so that the newest version comes first.
pub(super) type ObjectKey = (&'static str, &'static str, u64);
/// Bucket, key, id of a version.
pub(super) type VersionKey = (&'static str, &'static str, &'static str);
/// Bucket, key, upload id.
pub(super) type UploadKey = (&'static str, &'static str, &'static str);
/// Upload id, part number.
pub(super) type PartKey = (&'static str, u32);
type Bytes = &'static [u8];

pub(super) const BUCKETS: TableDefinition<'_, &str, Bytes> = TableDefinition::new("buckets");
pub(super) const OBJECTS: TableDefinition<'_, ObjectKey, Bytes> = TableDefinition::new("objects");
/// The numbers of versions, or whoever names one would have to read all that come before it.
pub(super) const VERSIONS: TableDefinition<'_, VersionKey, u64> = TableDefinition::new("versions");
pub(super) const UPLOADS: TableDefinition<'_, UploadKey, Bytes> = TableDefinition::new("uploads");
pub(super) const PARTS: TableDefinition<'_, PartKey, Bytes> = TableDefinition::new("parts");
/// Which folder the index belongs to, and how often it was changed: [`FOLDER`], [`COMMITS`].
pub(super) const ABOUT: TableDefinition<'_, &str, u128> = TableDefinition::new("about");
pub(super) const FOLDER: &str = "folder";
pub(super) const COMMITS: &str = "commits";

/// Makes the tables that are missing, so that reading never meets one. An index that is new is of the `folder`.
pub(super) fn make(index: &Index, folder: Option<FolderId>) -> Result<(), redb::Error> {
    match index.begin_read()?.open_table(ABOUT) {
        Ok(_) if folder.is_none() => return Ok(()), // It was made with the others.
        Ok(_) | Err(TableError::TableDoesNotExist(_)) => {}
        Err(e) => return Err(e.into()),
    }
    let transaction = index.begin_write()?.transaction;
    {
        transaction.open_table(BUCKETS)?;
        transaction.open_table(OBJECTS)?;
        transaction.open_table(VERSIONS)?;
        transaction.open_table(UPLOADS)?;
        transaction.open_table(PARTS)?;
        let mut about = transaction.open_table(ABOUT)?;
        if let Some(folder) = folder {
            about.insert(FOLDER, folder.0)?;
        }
    }
    Ok(transaction.commit()?)
}

/// What kind of index it is.
pub(super) fn nature(index: &Index) -> Result<Nature, redb::Error> {
    let transaction = index.begin_read()?;
    let tables: Vec<_> = transaction.list_tables()?.collect();
    if tables.is_empty() {
        return Ok(Nature::Blank);
    }
    if !tables.iter().any(|table| table.name() == ABOUT.name()) {
        return Ok(Nature::Old);
    }
    let about = transaction.open_table(ABOUT)?;
    let commits = about.get(COMMITS)?.map_or(0, |commits| number(commits.value()));
    Ok(about.get(FOLDER)?.map_or(Nature::Old, |id| Nature::Ours(FolderId(id.value()), commits)))
}

/// The row of a record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Row<S> {
    Bucket(S),
    Object(S, S, u64),
    Upload(S, S, S),
    Part(S, u32),
}

impl Row<&str> {
    pub(super) fn owned(self) -> Row<String> {
        match self {
            Self::Bucket(name) => Row::Bucket(name.into()),
            Self::Object(bucket, key, number) => Row::Object(bucket.into(), key.into(), number),
            Self::Upload(bucket, key, id) => Row::Upload(bucket.into(), key.into(), id.into()),
            Self::Part(id, number) => Row::Part(id.into(), number),
        }
    }
}

impl<S: AsRef<str>> Row<S> {
    /// The row as bytes; no two rows have the same. A record is bound to them.
    pub(super) fn place(&self) -> Vec<u8> {
        let mut place = Vec::new();
        let mut add = |bytes: &[u8]| {
            place.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            place.extend_from_slice(bytes);
        };
        let mut texts = |table: &str, texts: &[&S]| {
            add(table.as_bytes());
            texts.iter().for_each(|text| add(text.as_ref().as_bytes()));
        };
        match self {
            Self::Bucket(name) => texts("bucket", &[name]),
            Self::Object(bucket, key, number) => {
                texts("object", &[bucket, key]);
                add(&number.to_le_bytes());
            }
            Self::Upload(bucket, key, id) => texts("upload", &[bucket, key, id]),
            Self::Part(id, number) => {
                texts("part", &[id]);
                add(&number.to_le_bytes());
            }
        }
        place
    }
}

pub(super) fn bucket(
    table: &impl ReadableTable<&'static str, Bytes>,
    records: &RecordKey,
    name: &str,
) -> Result<Option<Bucket>, Refusal> {
    let record = table.get(name).map_err(broken)?;
    record.map(|record| Bucket::from_bytes(record.value(), records, &Row::Bucket(name))).transpose()
}

/// The newest version of an object, with the number it is kept under. It may be a delete marker.
pub(super) fn newest(
    table: &impl ReadableTable<ObjectKey, Bytes>,
    records: &RecordKey,
    bucket: &str,
    key: &str,
) -> Result<Option<(u64, Object)>, Refusal> {
    let mut rows = table.range((bucket, key, 0)..=(bucket, key, u64::MAX)).map_err(broken)?;
    let Some(row) = rows.next() else { return Ok(None) };
    let (place, record) = row.map_err(broken)?;
    let number = place.value().2;
    Ok(Some((number, Object::from_bytes(record.value(), records, &Row::Object(bucket, key, number))?)))
}

/// The version that an id names, with the number it is kept under. It may be a delete marker.
pub(super) fn version(
    table: &impl ReadableTable<ObjectKey, Bytes>,
    versions: &impl ReadableTable<VersionKey, u64>,
    records: &RecordKey,
    (bucket, key, id): (&str, &str, &str),
) -> Result<Option<(u64, Object)>, Refusal> {
    let Some(number) = versions.get((bucket, key, id)).map_err(broken)? else { return Ok(None) };
    let number = number.value();
    let record = table.get((bucket, key, number)).map_err(broken)?;
    let record = record.ok_or_else(|| corrupt("version", "it is numbered, and missing"))?;
    let object = Object::from_bytes(record.value(), records, &Row::Object(bucket, key, number))?;
    if object.version_id == id {
        Ok(Some((number, object)))
    } else {
        Err(corrupt("version", "its number is that of another one"))
    }
}

pub(super) fn upload(
    table: &impl ReadableTable<UploadKey, Bytes>,
    records: &RecordKey,
    bucket: &str,
    key: &str,
    id: &str,
) -> Result<Upload, Refusal> {
    let record = table.get((bucket, key, id)).map_err(broken)?;
    let record = record.ok_or_else(|| Refusal::from(Reason::NoSuchUpload).with("UploadId", id))?;
    Upload::from_bytes(record.value(), records, &Row::Upload(bucket, key, id))
}

/// Up to `limit` parts of an upload, from one number on.
pub(super) fn parts(
    table: &impl ReadableTable<PartKey, Bytes>,
    records: &RecordKey,
    id: &str,
    from: u32,
    limit: usize,
) -> Result<Vec<(u32, Part)>, Refusal> {
    let rows = table.range((id, from)..=(id, u32::MAX)).map_err(broken)?;
    rows.take(limit)
        .map(|row| {
            let (key, record) = row.map_err(broken)?;
            let (id, number) = key.value();
            Ok((number, Part::from_bytes(record.value(), records, &Row::Part(id, number))?))
        })
        .collect()
}

/// Versions of the objects of a bucket, from one place on: by key, then the newest first.
pub(super) fn objects<'a, T: ReadableTable<ObjectKey, Bytes>>(
    table: &'a T,
    records: &'a RecordKey,
    bucket: &str,
    from: Bound<(&str, u64)>,
) -> Result<impl Iterator<Item = Result<(String, u64, Object), Refusal>> + use<'a, T>, Refusal> {
    let start = from.map(|(key, number)| (bucket, key, number));
    // No name of a bucket has a character below `-`, so nothing of another bucket lies between.
    let after = format!("{bucket}\0");
    let rows = table
        .range::<(&str, &str, u64)>((start, Bound::Excluded((after.as_str(), "", 0))))
        .map_err(broken)?;
    Ok(rows.map(|row| {
        let (key, record) = row.map_err(broken)?;
        let (bucket, key, number) = key.value();
        let object = Object::from_bytes(record.value(), records, &Row::Object(bucket, key, number))?;
        Ok((key.to_owned(), number, object))
    }))
}

/// Uploads of a bucket with their keys and ids, in the order of both, from one place on.
pub(super) fn uploads<'a, T: ReadableTable<UploadKey, Bytes>>(
    table: &'a T,
    records: &'a RecordKey,
    bucket: &str,
    from: Bound<(&str, &str)>,
) -> Result<impl Iterator<Item = Result<(String, String, Upload), Refusal>> + use<'a, T>, Refusal> {
    let start = from.map(|(key, id)| (bucket, key, id));
    let after = format!("{bucket}\0");
    let rows = table
        .range::<(&str, &str, &str)>((start, Bound::Excluded((after.as_str(), "", ""))))
        .map_err(broken)?;
    Ok(rows.map(|row| {
        let (key, record) = row.map_err(broken)?;
        let (bucket, key, id) = key.value();
        let upload = Upload::from_bytes(record.value(), records, &Row::Upload(bucket, key, id))?;
        Ok((key.to_owned(), id.to_owned(), upload))
    }))
}
