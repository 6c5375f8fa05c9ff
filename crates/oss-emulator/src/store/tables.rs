//! The tables of the database, and how they are read: alike in a view and in a change.

use super::{Bucket, Object, Part, Upload, broken, record::Record};
use crate::reason::{Reason, Refusal};
use redb::{ReadableTable, TableDefinition};
use std::ops::Bound;

/// Bucket, key, and the complement of a number that grows, so that the newest version comes first.
pub(super) type ObjectKey = (&'static str, &'static str, u64);
/// Bucket, key, upload id.
pub(super) type UploadKey = (&'static str, &'static str, &'static str);
/// Upload id, part number.
pub(super) type PartKey = (&'static str, u32);
type Bytes = &'static [u8];

pub(super) const BUCKETS: TableDefinition<'_, &str, Bytes> = TableDefinition::new("buckets");
pub(super) const OBJECTS: TableDefinition<'_, ObjectKey, Bytes> = TableDefinition::new("objects");
pub(super) const UPLOADS: TableDefinition<'_, UploadKey, Bytes> = TableDefinition::new("uploads");
pub(super) const PARTS: TableDefinition<'_, PartKey, Bytes> = TableDefinition::new("parts");

pub(super) fn bucket(
    table: &impl ReadableTable<&'static str, Bytes>,
    name: &str,
) -> Result<Option<Bucket>, Refusal> {
    table.get(name).map_err(broken)?.map(|record| Bucket::from_bytes(record.value())).transpose()
}

/// The versions of an object with the numbers they are kept under, the newest first.
pub(super) fn versions<'a, T: ReadableTable<ObjectKey, Bytes>>(
    table: &'a T,
    bucket: &str,
    key: &str,
) -> Result<impl Iterator<Item = Result<(u64, Object), Refusal>> + use<'a, T>, Refusal> {
    let rows = table.range((bucket, key, 0)..=(bucket, key, u64::MAX)).map_err(broken)?;
    Ok(rows.map(|row| {
        let (key, record) = row.map_err(broken)?;
        Ok((key.value().2, Object::from_bytes(record.value())?))
    }))
}

/// The version that an id names, or the newest; with the number it is kept under. It may be a delete marker.
pub(super) fn version(
    table: &impl ReadableTable<ObjectKey, Bytes>,
    bucket: &str,
    key: &str,
    id: Option<&str>,
) -> Result<Option<(u64, Object)>, Refusal> {
    let mut versions = versions(table, bucket, key)?;
    match id {
        None => versions.next().transpose(),
        Some(id) => {
            versions.find(|row| row.as_ref().map_or(true, |(_, object)| object.version_id == id)).transpose()
        }
    }
}

pub(super) fn upload(
    table: &impl ReadableTable<UploadKey, Bytes>,
    bucket: &str,
    key: &str,
    id: &str,
) -> Result<Upload, Refusal> {
    let record = table.get((bucket, key, id)).map_err(broken)?;
    let record = record.ok_or_else(|| Refusal::from(Reason::NoSuchUpload).with("UploadId", id))?;
    Upload::from_bytes(record.value())
}

/// Up to `limit` parts of an upload, from one number on.
pub(super) fn parts(
    table: &impl ReadableTable<PartKey, Bytes>,
    id: &str,
    from: u32,
    limit: usize,
) -> Result<Vec<(u32, Part)>, Refusal> {
    let rows = table.range((id, from)..=(id, u32::MAX)).map_err(broken)?;
    rows.take(limit)
        .map(|row| {
            let (key, record) = row.map_err(broken)?;
            Ok((key.value().1, Part::from_bytes(record.value())?))
        })
        .collect()
}

/// Versions of the objects of a bucket, from one place on: by key, then the newest first.
pub(super) fn objects<'a, T: ReadableTable<ObjectKey, Bytes>>(
    table: &'a T,
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
        let (_, key, number) = key.value();
        Ok((key.to_owned(), number, Object::from_bytes(record.value())?))
    }))
}

/// Uploads of a bucket with their keys and ids, in the order of both, from one place on.
pub(super) fn uploads<'a, T: ReadableTable<UploadKey, Bytes>>(
    table: &'a T,
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
        let (_, key, id) = key.value();
        Ok((key.to_owned(), id.to_owned(), Upload::from_bytes(record.value())?))
    }))
}
