//! A change under way, in one transaction with others. If it refuses, everything it did is taken back.

use super::{
    Bucket, Object, Part, Rows, Stored, Upload, broken,
    record::{Record, RecordKey, corrupt},
    tables::{self, ObjectKey, PartKey, Row, UploadKey, VersionKey},
};
use crate::{
    blobs::{BlobId, Loose},
    reason::{Reason, Refusal},
    vault::Segment,
};
use redb::{ReadableTable, Table, WriteTransaction};
use std::{collections::HashSet, ops::Bound};

/// The tables of a transaction.
pub(super) struct Tables<'t> {
    buckets: Table<'t, &'static str, &'static [u8]>,
    objects: Table<'t, ObjectKey, &'static [u8]>,
    versions: Table<'t, VersionKey, u64>,
    uploads: Table<'t, UploadKey, &'static [u8]>,
    parts: Table<'t, PartKey, &'static [u8]>,
    records: &'t RecordKey,
    /// Milliseconds since 1970.
    now: u64,
    /// Whether all of it was being replaced, and that was not done to the end: none of it may be made.
    half_done: bool,
}

impl<'t> Tables<'t> {
    pub(super) fn open(
        transaction: &'t WriteTransaction,
        records: &'t RecordKey,
        now: u64,
    ) -> Result<Self, redb::Error> {
        Ok(Self {
            records,
            now,
            half_done: false,
            buckets: transaction.open_table(tables::BUCKETS)?,
            objects: transaction.open_table(tables::OBJECTS)?,
            versions: transaction.open_table(tables::VERSIONS)?,
            uploads: transaction.open_table(tables::UPLOADS)?,
            parts: transaction.open_table(tables::PARTS)?,
        })
    }
}

/// A change under way. What it reads is what it and the changes before it wrote.
pub(crate) struct Draft<'d, 't> {
    tables: &'d mut Tables<'t>,
    undo: Vec<Undo>,
    /// Blobs that no record names once the change is made.
    doomed: Vec<BlobId>,
    /// Blobs that records name once the change is made.
    adopted: Vec<Loose>,
    /// Blobs that were to go, and stay once the change is made.
    spared: HashSet<BlobId>,
    replaced: bool,
}

/// What a change did, once it is made.
pub(super) struct Done {
    /// Whether it wrote anything.
    pub(super) wrote: bool,
    pub(super) doomed: Vec<BlobId>,
    pub(super) adopted: Vec<Loose>,
    pub(super) spared: HashSet<BlobId>,
}

/// What a row held before it was written.
enum Undo {
    Record(Row<String>, Option<Vec<u8>>),
    /// Bucket, key, id of a version, and its number.
    Version(String, String, String, Option<u64>),
}

impl<'d, 't> Draft<'d, 't> {
    pub(super) fn new(tables: &'d mut Tables<'t>) -> Self {
        Self {
            tables,
            undo: Vec::new(),
            doomed: Vec::new(),
            adopted: Vec::new(),
            spared: HashSet::new(),
            replaced: false,
        }
    }

    /// Takes back everything.
    pub(super) fn take_back(mut self) -> Result<(), Refusal> {
        if self.tables.half_done {
            return Err(
                Refusal::from(Reason::InternalError).saying("The storage failed while it was replaced.")
            );
        }
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Record(row, before) => drop(self.write(&row, before.as_deref())?),
                Undo::Version(bucket, key, id, before) => {
                    self.write_number(&bucket, &key, &id, before)?;
                }
            }
        }
        Ok(())
    }

    /// What it did.
    pub(super) fn done(self) -> Done {
        let wrote = !self.undo.is_empty() || self.replaced;
        Done { wrote, doomed: self.doomed, adopted: self.adopted, spared: self.spared }
    }

    /// Removes all records and writes others. There is no way back but that of the transaction, so this is a change's last step.
    pub(super) fn replace_all(&mut self, rows: &Rows, blobs: Vec<Loose>) -> Result<(), Refusal> {
        self.tables.half_done = true;
        let before = self.blobs()?;
        let tables = &mut *self.tables;
        tables.buckets.retain(|_, _| false).map_err(broken)?;
        tables.objects.retain(|_, _| false).map_err(broken)?;
        tables.versions.retain(|_, _| false).map_err(broken)?;
        tables.uploads.retain(|_, _| false).map_err(broken)?;
        tables.parts.retain(|_, _| false).map_err(broken)?;
        for (row, stored) in rows {
            let key = self.tables.records;
            let bytes = match stored {
                Stored::Bucket(record) => record.to_bytes(key, row),
                Stored::Object(record) => record.to_bytes(key, row),
                Stored::Upload(record) => record.to_bytes(key, row),
                Stored::Part(record) => record.to_bytes(key, row),
            };
            self.write(row, Some(&bytes))?;
            if let (Row::Object(bucket, key, number), Stored::Object(object)) = (row, stored) {
                self.write_number(bucket, key, &object.version_id, Some(*number))?;
            }
            self.spared.extend(stored.segments().iter().map(|segment| segment.blob));
        }
        self.doomed.extend(before.into_iter().filter(|blob| !self.spared.contains(blob)));
        self.adopted.extend(blobs);
        self.replaced = true;
        self.tables.half_done = false;
        Ok(())
    }

    /// The blobs that records name.
    fn blobs(&self) -> Result<Vec<BlobId>, Refusal> {
        let Tables { objects, parts, records, .. } = &*self.tables;
        let mut blobs = Vec::new();
        for entry in objects.iter().map_err(broken)? {
            let (row, record) = entry.map_err(broken)?;
            let (bucket, key, number) = row.value();
            let object = Object::from_bytes(record.value(), records, &Row::Object(bucket, key, number))?;
            blobs.extend(object.segments.iter().map(|segment| segment.blob));
        }
        for entry in parts.iter().map_err(broken)? {
            let (row, record) = entry.map_err(broken)?;
            let (id, number) = row.value();
            let part = Part::from_bytes(record.value(), records, &Row::Part(id, number))?;
            blobs.extend(part.segment.map(|segment| segment.blob));
        }
        Ok(blobs)
    }

    /// Writes a row, or removes it; gives what it held.
    fn write(&mut self, row: &Row<String>, bytes: Option<&[u8]>) -> Result<Option<Vec<u8>>, Refusal> {
        macro_rules! write {
            ($table:ident, $key:expr) => {{
                let table = &mut self.tables.$table;
                let before = match bytes {
                    Some(bytes) => table.insert($key, bytes),
                    None => table.remove($key),
                };
                Ok(before.map_err(broken)?.map(|before| before.value().to_vec()))
            }};
        }
        match row {
            Row::Bucket(name) => write!(buckets, name.as_str()),
            Row::Object(bucket, key, number) => write!(objects, (bucket.as_str(), key.as_str(), *number)),
            Row::Upload(bucket, key, id) => write!(uploads, (bucket.as_str(), key.as_str(), id.as_str())),
            Row::Part(id, number) => write!(parts, (id.as_str(), *number)),
        }
    }

    /// Writes the number of a version, or removes it; gives what was there.
    fn write_number(
        &mut self,
        bucket: &str,
        key: &str,
        id: &str,
        number: Option<u64>,
    ) -> Result<Option<u64>, Refusal> {
        let table = &mut self.tables.versions;
        let before = match number {
            Some(number) => table.insert((bucket, key, id), number),
            None => table.remove((bucket, key, id)),
        };
        Ok(before.map_err(broken)?.map(|before| before.value()))
    }

    fn set(&mut self, row: Row<String>, record: Option<&impl Record>) -> Result<(), Refusal> {
        let bytes = record.map(|record| record.to_bytes(self.tables.records, &row));
        let before = self.write(&row, bytes.as_deref())?;
        self.undo.push(Undo::Record(row, before));
        Ok(())
    }

    /// A finished blob becomes part of a record that this change writes.
    pub(crate) fn adopt(&mut self, sealed: Option<(Segment, Loose)>) -> Option<Segment> {
        let (segment, loose) = sealed?;
        self.adopted.push(loose);
        Some(segment)
    }

    /// No record names these any more.
    pub(crate) fn forget<'s>(&mut self, segments: impl IntoIterator<Item = &'s Segment>) {
        self.doomed.extend(segments.into_iter().map(|segment| segment.blob));
    }

    /// A bucket, if there is one.
    pub(crate) fn find_bucket(&self, name: &str) -> Result<Option<Bucket>, Refusal> {
        tables::bucket(&self.tables.buckets, self.tables.records, name)
    }

    /// A bucket; without it, the refusal that says so.
    pub(crate) fn bucket(&self, name: &str) -> Result<Bucket, Refusal> {
        Ok(self.find_bucket(name)?.ok_or(Reason::NoSuchBucket)?)
    }

    /// Writes a bucket, or removes it.
    pub(crate) fn set_bucket(&mut self, name: &str, bucket: Option<&Bucket>) -> Result<(), Refusal> {
        self.set(Row::Bucket(name.to_owned()), bucket)
    }

    /// Whether a bucket has neither versions of objects nor uploads.
    pub(crate) fn is_empty(&self, bucket: &str) -> Result<bool, Refusal> {
        let Tables { objects, uploads, records, .. } = &*self.tables;
        let objects = tables::objects(objects, records, bucket, Bound::Included(("", 0)))?.next();
        let uploads = tables::uploads(uploads, records, bucket, Bound::Included(("", "")))?.next();
        Ok(objects.transpose()?.is_none() && uploads.transpose()?.is_none())
    }

    /// The version that an id names, or the newest, with its number. It may be missing, or a delete marker.
    pub(super) fn numbered(
        &self,
        bucket: &str,
        key: &str,
        id: Option<&str>,
    ) -> Result<Option<(u64, Object)>, Refusal> {
        let Tables { objects, versions, records, .. } = &*self.tables;
        match id {
            None => tables::newest(objects, records, bucket, key),
            Some(id) => tables::version(objects, versions, records, (bucket, key, id)),
        }
    }

    /// All versions of an object, the newest first.
    pub(crate) fn versions(&self, bucket: &str, key: &str) -> Result<Vec<Object>, Refusal> {
        let Tables { objects, records, .. } = &*self.tables;
        let mut versions = Vec::new();
        for row in tables::objects(objects, records, bucket, Bound::Included((key, 0)))? {
            let (of, _, object) = row?;
            if of != key {
                break;
            }
            versions.push(object);
        }
        Ok(versions)
    }

    /// The number under which the next version of an object is kept.
    pub(super) fn next_number(&self, bucket: &str, key: &str) -> Result<u64, Refusal> {
        let range = (bucket, key, 0)..=(bucket, key, u64::MAX);
        let newest = self.tables.objects.range(range).map_err(broken)?.next().transpose().map_err(broken)?;
        let number = newest.map_or(Some(u64::MAX), |(key, _)| key.value().2.checked_sub(1));
        number.ok_or_else(|| corrupt("object", "no number is left for another version"))
    }

    /// Refuses to remove a version that a retention policy keeps, or to make another one of it. Whatever deletes, overwrites or
    /// changes a version comes through [`replace_object`](Self::replace_object) or [`unset_object`](Self::unset_object).
    fn refuse_immutable(&self, bucket: &str, version: &Object) -> Result<(), Refusal> {
        let now = self.tables.now;
        let bucket = self.bucket(bucket)?;
        match bucket.worm(now) {
            Some(worm) if worm.keeps_until(version) > now => Err(Reason::FileImmutable.into()),
            _ => Ok(()),
        }
    }

    /// Writes a version anew where it is.
    pub(super) fn replace_object(
        &mut self,
        bucket: &str,
        key: &str,
        number: u64,
        (before, after): (&Object, &Object),
    ) -> Result<(), Refusal> {
        if after.alters(before) {
            self.refuse_immutable(bucket, before)?;
        }
        self.set_object(bucket, key, number, after)
    }

    /// Writes a version that is new.
    pub(super) fn set_object(
        &mut self,
        bucket: &str,
        key: &str,
        number: u64,
        object: &Object,
    ) -> Result<(), Refusal> {
        self.number(bucket, key, &object.version_id, Some(number))?;
        self.set(Row::Object(bucket.to_owned(), key.to_owned(), number), Some(object))
    }

    /// Removes a version.
    pub(super) fn unset_object(
        &mut self,
        bucket: &str,
        key: &str,
        number: u64,
        object: &Object,
    ) -> Result<(), Refusal> {
        self.refuse_immutable(bucket, object)?;
        self.number(bucket, key, &object.version_id, None)?;
        self.set(Row::Object(bucket.to_owned(), key.to_owned(), number), None::<&Object>)
    }

    fn number(&mut self, bucket: &str, key: &str, id: &str, number: Option<u64>) -> Result<(), Refusal> {
        let before = self.write_number(bucket, key, id, number)?;
        self.undo.push(Undo::Version(bucket.to_owned(), key.to_owned(), id.to_owned(), before));
        Ok(())
    }

    /// A multipart upload; without it, the refusal that says so.
    pub(crate) fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Upload, Refusal> {
        tables::upload(&self.tables.uploads, self.tables.records, bucket, key, id)
    }

    /// Writes an upload, or removes it. Its parts are not touched.
    pub(crate) fn set_upload(
        &mut self,
        bucket: &str,
        key: &str,
        id: &str,
        upload: Option<&Upload>,
    ) -> Result<(), Refusal> {
        self.set(Row::Upload(bucket.to_owned(), key.to_owned(), id.to_owned()), upload)
    }

    /// The parts of an upload by number.
    pub(crate) fn parts(&self, upload_id: &str) -> Result<Vec<(u32, Part)>, Refusal> {
        tables::parts(&self.tables.parts, self.tables.records, upload_id, 0, usize::MAX)
    }

    /// Up to `limit` parts of an upload by number, from one number on.
    pub(crate) fn some_parts(
        &self,
        upload_id: &str,
        from: u32,
        limit: usize,
    ) -> Result<Vec<(u32, Part)>, Refusal> {
        tables::parts(&self.tables.parts, self.tables.records, upload_id, from, limit)
    }

    /// Writes a part, or removes it. The bytes of one that is replaced or removed are not [forgotten](Self::forget) by this.
    pub(crate) fn set_part(
        &mut self,
        upload_id: &str,
        number: u32,
        part: Option<&Part>,
    ) -> Result<Option<Part>, Refusal> {
        self.set(Row::Part(upload_id.to_owned(), number), part)?;
        let Some(Undo::Record(row, Some(before))) = self.undo.last() else { return Ok(None) };
        Part::from_bytes(before, self.tables.records, row).map(Some)
    }
}
