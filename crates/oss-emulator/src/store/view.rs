//! The store as it was at one moment. Changes go on meanwhile; a view does not see them, and holds nobody up.

use super::{
    Bucket, Lease, NULL_VERSION, Object, Part, Store, Upload, broken,
    record::Record,
    tables::{self, Row},
};
use crate::{
    reason::{Reason, Refusal},
    vault::{Cipher, Reader, Segment},
};
use bytes::Bytes;
use http::HeaderValue;
use oss_protocol::header;
use redb::ReadTransaction;
use std::{
    io,
    ops::{Bound, Range},
    sync::Arc,
};

/// The store as it was at one moment.
pub(crate) struct View<'s> {
    transaction: ReadTransaction,
    lease: Arc<Lease>,
    store: &'s Store,
}

/// Where a list of versions begins.
#[derive(Clone, Copy)]
pub(crate) struct Start<'k>(Bound<(&'k str, u64)>);

impl<'k> Start<'k> {
    /// At the newest version of a key; where there is no such key, of the next.
    pub(crate) fn at(key: &'k str) -> Self {
        Self(Bound::Included((key, 0)))
    }

    /// Behind all versions of a key.
    pub(crate) fn after(key: &'k str) -> Self {
        Self(Bound::Excluded((key, u64::MAX)))
    }
}

impl Store {
    /// The store as it is now.
    pub(crate) fn view(&self) -> Result<View<'_>, Refusal> {
        // First the lease: a blob that a record in the view names must not go away.
        let lease = Arc::new(self.reclaim.lease());
        Ok(View { transaction: self.index.begin_read().map_err(broken)?, lease, store: self })
    }

    /// A bucket; without it, the refusal that says so.
    pub(crate) fn bucket(&self, name: &str) -> Result<Bucket, Refusal> {
        self.view()?.bucket(name)
    }

    /// Buckets in the order of their names, from the first that does not come before `from`.
    pub(crate) fn buckets(&self, from: &str) -> Result<Vec<(String, Bucket)>, Refusal> {
        self.view()?.buckets(from)
    }
}

impl View<'_> {
    /// A bucket, if there is one.
    pub(crate) fn find_bucket(&self, name: &str) -> Result<Option<Bucket>, Refusal> {
        let table = self.transaction.open_table(tables::BUCKETS).map_err(broken)?;
        tables::bucket(&table, &self.store.records, name)
    }

    /// A bucket; without it, the refusal that says so.
    pub(crate) fn bucket(&self, name: &str) -> Result<Bucket, Refusal> {
        Ok(self.find_bucket(name)?.ok_or(Reason::NoSuchBucket)?)
    }

    /// Buckets in the order of their names, from the first that does not come before `from`.
    pub(crate) fn buckets(&self, from: &str) -> Result<Vec<(String, Bucket)>, Refusal> {
        let table = self.transaction.open_table(tables::BUCKETS).map_err(broken)?;
        table
            .range(from..)
            .map_err(broken)?
            .map(|row| {
                let (name, record) = row.map_err(broken)?;
                let name = name.value();
                let bucket = Bucket::from_bytes(record.value(), &self.store.records, &Row::Bucket(name))?;
                Ok((name.to_owned(), bucket))
            })
            .collect()
    }

    /// The version of an object that an id names, or the newest. The refusals are those of GET and HEAD.
    pub(crate) fn object(
        &self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<Object, Refusal> {
        check_version_id(version_id)?;
        let object = self.any_object(bucket, key, version_id)?;
        let marked = |reason, object: &Object| {
            let id = HeaderValue::from_str(&object.version_id).expect("a record with another id is not read");
            Refusal::from(reason)
                .with("Key", key)
                .header(header::X_OSS_DELETE_MARKER, HeaderValue::from_static("true"))
                .header(header::X_OSS_VERSION_ID, id)
        };
        match (object, version_id) {
            (Some(object), None) if object.is_marker() => Err(marked(Reason::NoSuchKey, &object)),
            (Some(object), Some(_)) if object.is_marker() => Err(marked(Reason::MethodNotAllowed, &object)
                .with("Method", "GET")
                .with("ResourceType", "DeleteMarker")),
            (Some(object), _) => Ok(object),
            (None, None) => Err(Refusal::from(Reason::NoSuchKey).with("Key", key)),
            (None, Some(id)) => {
                Err(Refusal::from(Reason::NoSuchVersion).with("Key", key).with("VersionId", id))
            }
        }
    }

    /// The same without refusals: it may be missing, or a delete marker.
    pub(crate) fn any_object(
        &self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<Option<Object>, Refusal> {
        Ok(self.numbered(bucket, key, version_id)?.map(|(_, object)| object))
    }

    fn numbered(
        &self,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<Option<(u64, Object)>, Refusal> {
        let objects = self.transaction.open_table(tables::OBJECTS).map_err(broken)?;
        let records = &self.store.records;
        let Some(id) = version_id else { return tables::newest(&objects, records, bucket, key) };
        let versions = self.transaction.open_table(tables::VERSIONS).map_err(broken)?;
        tables::version(&objects, &versions, records, (bucket, key, id))
    }

    /// The place behind a version of an object, if there is such a version.
    pub(crate) fn behind<'k>(
        &self,
        bucket: &str,
        key: &'k str,
        version_id: &str,
    ) -> Result<Option<Start<'k>>, Refusal> {
        let found = self.numbered(bucket, key, Some(version_id))?;
        Ok(found.map(|(number, _)| Start(Bound::Excluded((key, number)))))
    }

    /// Gives `visit` the versions of objects of a bucket with their keys, by key, the newest first, until it has enough (`false`).
    pub(crate) fn each_version(
        &self,
        bucket: &str,
        from: Start<'_>,
        mut visit: impl FnMut(String, Object) -> Result<bool, Refusal>,
    ) -> Result<(), Refusal> {
        let table = self.transaction.open_table(tables::OBJECTS).map_err(broken)?;
        for row in tables::objects(&table, &self.store.records, bucket, from.0)? {
            let (key, _, object) = row?;
            if !visit(key, object)? {
                break;
            }
        }
        Ok(())
    }

    /// A multipart upload; without it, the refusal that says so.
    pub(crate) fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Upload, Refusal> {
        let table = self.transaction.open_table(tables::UPLOADS).map_err(broken)?;
        tables::upload(&table, &self.store.records, bucket, key, id)
    }

    /// Gives `visit` the uploads of a bucket with key and id, in the order of both, until it has enough (`false`).
    pub(crate) fn each_upload(
        &self,
        bucket: &str,
        from: Bound<(&str, &str)>,
        mut visit: impl FnMut(String, String, Upload) -> Result<bool, Refusal>,
    ) -> Result<(), Refusal> {
        let table = self.transaction.open_table(tables::UPLOADS).map_err(broken)?;
        let from = if from == Bound::Unbounded { Bound::Included(("", "")) } else { from };
        for row in tables::uploads(&table, &self.store.records, bucket, from)? {
            let (key, id, upload) = row?;
            if !visit(key, id, upload)? {
                break;
            }
        }
        Ok(())
    }

    /// Up to `limit` parts of an upload by number, from one number on.
    pub(crate) fn parts(
        &self,
        upload_id: &str,
        from: u32,
        limit: usize,
    ) -> Result<Vec<(u32, Part)>, Refusal> {
        let table = self.transaction.open_table(tables::PARTS).map_err(broken)?;
        tables::parts(&table, &self.store.records, upload_id, from, limit)
    }

    /// Reads a range of an object of this view. What the KMS refuses is refused here.
    pub(crate) fn read(&self, object: &Object, range: Range<u64>) -> Result<Reader, Refusal> {
        let cipher: Cipher = self.store.kms.cipher(object.encryption.as_ref())?;
        let blobs = Arc::clone(&self.store.blobs);
        Ok(Reader::new(blobs, cipher, &object.segments, range, Arc::clone(&self.lease)))
    }

    /// Bytes of a segment as they are stored: up to `length` of them from `offset`.
    pub(crate) fn sealed(&self, segment: &Segment, offset: u64, length: usize) -> io::Result<Bytes> {
        self.store.blobs.read(segment.blob, offset, length)
    }
}

/// Refuses an id that no version can have.
pub(crate) fn check_version_id(id: Option<&str>) -> Result<(), Refusal> {
    let sound = |id: &str| {
        id == NULL_VERSION
            || (id.len() >= 32
                && id.starts_with("CA")
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))
    };
    match id {
        Some(id) if !sound(id) => Err(Refusal::from(Reason::BadArgument)
            .saying("Invalid version id specified")
            .with("ArgumentName", "versionId")
            .with("ArgumentValue", id)),
        _ => Ok(()),
    }
}
