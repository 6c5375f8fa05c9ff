//! A change under way, in one transaction with others. If it refuses, everything it did is taken back.

use super::{
    Bucket, Object, Part, Upload, broken,
    record::Record,
    tables::{self, ObjectKey, PartKey, UploadKey},
};
use crate::{
    blobs::{BlobId, Loose},
    reason::{Reason, Refusal},
    vault::Segment,
};
use redb::{ReadableTable, Table, WriteTransaction};
use std::ops::Bound;

/// The tables of a transaction.
pub(super) struct Tables<'t> {
    buckets: Table<'t, &'static str, &'static [u8]>,
    objects: Table<'t, ObjectKey, &'static [u8]>,
    uploads: Table<'t, UploadKey, &'static [u8]>,
    parts: Table<'t, PartKey, &'static [u8]>,
}

impl<'t> Tables<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Self, redb::Error> {
        Ok(Self {
            buckets: transaction.open_table(tables::BUCKETS)?,
            objects: transaction.open_table(tables::OBJECTS)?,
            uploads: transaction.open_table(tables::UPLOADS)?,
            parts: transaction.open_table(tables::PARTS)?,
        })
    }
}

/// A change under way. What it reads is what it and the changes before it wrote.
pub(crate) struct Draft<'d, 't> {
    tables: &'d mut Tables<'t>,
    undo: Vec<(Row, Option<Vec<u8>>)>,
    /// Blobs that no record names once the change is made.
    doomed: Vec<BlobId>,
    /// Blobs that records name once the change is made.
    adopted: Vec<Loose>,
}

/// The key of a row.
enum Row {
    Bucket(String),
    Object(String, String, u64),
    Upload(String, String, String),
    Part(String, u32),
}

impl<'d, 't> Draft<'d, 't> {
    pub(super) fn new(tables: &'d mut Tables<'t>) -> Self {
        Self { tables, undo: Vec::new(), doomed: Vec::new(), adopted: Vec::new() }
    }

    /// Takes back everything.
    pub(super) fn take_back(mut self) -> Result<(), Refusal> {
        while let Some((row, before)) = self.undo.pop() {
            self.write(&row, before.as_deref())?;
        }
        Ok(())
    }

    /// Whether anything was written, and the blobs that are to go and to stay.
    pub(super) fn done(self) -> (bool, Vec<BlobId>, Vec<Loose>) {
        (!self.undo.is_empty(), self.doomed, self.adopted)
    }

    /// Writes a row, or removes it; gives what it held.
    fn write(&mut self, row: &Row, bytes: Option<&[u8]>) -> Result<Option<Vec<u8>>, Refusal> {
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

    fn set(&mut self, row: Row, record: Option<&impl Record>) -> Result<(), Refusal> {
        let bytes = record.map(Record::to_bytes);
        let before = self.write(&row, bytes.as_deref())?;
        self.undo.push((row, before));
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
        tables::bucket(&self.tables.buckets, name)
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
        let objects = tables::objects(&self.tables.objects, bucket, Bound::Included(("", 0)))?.next();
        let uploads = tables::uploads(&self.tables.uploads, bucket, Bound::Included(("", "")))?.next();
        Ok(objects.transpose()?.is_none() && uploads.transpose()?.is_none())
    }

    /// The version that an id names, or the newest, with its number. It may be missing, or a delete marker.
    pub(super) fn numbered(
        &self,
        bucket: &str,
        key: &str,
        id: Option<&str>,
    ) -> Result<Option<(u64, Object)>, Refusal> {
        tables::version(&self.tables.objects, bucket, key, id)
    }

    /// The number under which the next version of an object is kept.
    pub(super) fn next_number(&self, bucket: &str, key: &str) -> Result<u64, Refusal> {
        let range = (bucket, key, 0)..=(bucket, key, u64::MAX);
        let newest = self.tables.objects.range(range).map_err(broken)?.next().transpose().map_err(broken)?;
        Ok(newest.map_or(u64::MAX, |(key, _)| key.value().2 - 1))
    }

    pub(super) fn set_object(
        &mut self,
        bucket: &str,
        key: &str,
        number: u64,
        object: Option<&Object>,
    ) -> Result<(), Refusal> {
        self.set(Row::Object(bucket.to_owned(), key.to_owned(), number), object)
    }

    /// A multipart upload; without it, the refusal that says so.
    pub(crate) fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Upload, Refusal> {
        tables::upload(&self.tables.uploads, bucket, key, id)
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
        tables::parts(&self.tables.parts, upload_id, 0, usize::MAX)
    }

    /// Writes a part, or removes it. The bytes of one that is replaced or removed are not [forgotten](Self::forget) by this.
    pub(crate) fn set_part(
        &mut self,
        upload_id: &str,
        number: u32,
        part: Option<&Part>,
    ) -> Result<Option<Part>, Refusal> {
        self.set(Row::Part(upload_id.to_owned(), number), part)?;
        let before = self.undo.last().and_then(|(_, before)| before.as_deref());
        before.map(Part::from_bytes).transpose()
    }
}
