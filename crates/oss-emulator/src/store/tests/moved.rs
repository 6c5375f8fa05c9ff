//! Records that were moved to other rows of the index are errors, and never another's bytes.

use super::{
    super::tables::{BUCKETS, OBJECTS, PARTS, UPLOADS, VERSIONS},
    Bucket, Disk, Draft, Kind, Object, Start, Store, put, read, store_on,
};
use crate::store::{Metadata, Part, Upload};
use oss_protocol::versioning::VersioningConfiguration;
use redb::{Key, ReadableTable, TableDefinition, Value};
use std::{borrow::Borrow, sync::Arc};

type Bytes = &'static [u8];

/// Exchanges what two rows of a table hold, as whoever edits the file would.
fn swap<'k, K: Key>(
    store: &Store,
    table: TableDefinition<'_, K, Bytes>,
    one: impl Borrow<K::SelfType<'k>> + Clone,
    other: impl Borrow<K::SelfType<'k>> + Clone,
) {
    edit(store, table, |table| {
        let first = table.get(one.clone()).unwrap().unwrap().value().to_vec();
        let second = table.get(other.clone()).unwrap().unwrap().value().to_vec();
        table.insert(one, second.as_slice()).unwrap();
        table.insert(other, first.as_slice()).unwrap();
    });
}

fn edit<K: Key, V: Value + 'static>(
    store: &Store,
    table: TableDefinition<'_, K, V>,
    edit: impl FnOnce(&mut redb::Table<'_, K, V>),
) {
    let writing = store.index.begin_write().unwrap();
    edit(&mut writing.transaction.open_table(table).unwrap());
    writing.transaction.commit().unwrap();
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, crate::reason::Refusal>) {
    let message = outcome.unwrap_err().message.unwrap();
    assert!(message.contains("corrupt"), "{message}");
}

async fn keep_versions(store: &Store) {
    let set = |bucket: &mut Bucket| {
        bucket.set(&VersioningConfiguration { status: Some("Enabled".into()) });
        Ok(())
    };
    store.change_bucket("one", set).await.unwrap();
}

#[tokio::test]
async fn objects_of_other_keys_buckets_and_versions() {
    let store = store_on(&Arc::new(Disk::new()));
    for (bucket, key, encrypted) in [
        ("one", "a", false),
        ("one", "b", false),
        ("one", "c", true),
        ("one", "d", true),
        ("two", "a", false),
    ] {
        put(&store, bucket, key, format!("{bucket}/{key}").as_bytes(), encrypted).await.unwrap();
    }
    let first = u64::MAX;
    for (one, other) in
        [(("one", "a"), ("one", "b")), (("one", "c"), ("one", "d")), (("one", "a"), ("two", "a"))]
    {
        let rows = ((one.0, one.1, first), (other.0, other.1, first));
        swap(&store, OBJECTS, rows.0, rows.1);
        refused(read(&store, one.0, one.1));
        refused(read(&store, other.0, other.1));
        refused(store.view().unwrap().each_version("one", Start::at(""), |_, _| Ok(true)));
        swap(&store, OBJECTS, rows.0, rows.1);
        assert_eq!(read(&store, one.0, one.1).unwrap(), format!("{}/{}", one.0, one.1).as_bytes());
    }
    keep_versions(&store).await;
    put(&store, "one", "a", b"newer", false).await.unwrap();
    let rows = (("one", "a", first - 1), ("one", "a", first));
    swap(&store, OBJECTS, rows.0, rows.1);
    refused(read(&store, "one", "a"));
    refused(store.view().unwrap().object("one", "a", Some("null")));
    swap(&store, OBJECTS, rows.0, rows.1);
    // The same with their numbers.
    let id = store.view().unwrap().object("one", "a", None).unwrap().version_id;
    edit(&store, VERSIONS, |table| {
        table.insert(("one", "a", id.as_str()), first).unwrap();
    });
    refused(store.view().unwrap().object("one", "a", Some(&id)));
}

#[tokio::test]
async fn a_record_without_its_binding() {
    let store = store_on(&Arc::new(Disk::new()));
    put(&store, "one", "a", b"a", false).await.unwrap();
    put(&store, "one", "b", b"b", false).await.unwrap();
    edit(&store, OBJECTS, |table| {
        let bound = table.get(("one", "a", u64::MAX)).unwrap().unwrap().value().to_vec();
        let mut bare = bound[17..].to_vec();
        assert_eq!(bare[0], b'{');
        bare.extend_from_slice(&oss_protocol::crc64::checksum(&bare).to_le_bytes());
        table.insert(("one", "b", u64::MAX), bare.as_slice()).unwrap();
        table.insert(("one", "c", u64::MAX), &bound[..9]).unwrap();
        table.insert(("one", "d", u64::MAX), &[][..]).unwrap();
    });
    for key in ["b", "c", "d"] {
        refused(read(&store, "one", key));
    }
    assert_eq!(read(&store, "one", "a").unwrap(), b"a");
}

#[tokio::test]
async fn buckets_uploads_and_parts() {
    let store = store_on(&Arc::new(Disk::new()));
    keep_versions(&store).await;
    let upload = Upload {
        initiated: 0,
        owner: "owner".into(),
        metadata: Metadata::default(),
        storage_class: "Standard".into(),
        acl: "default".into(),
        tags: Vec::new(),
        sequential: false,
        encryption: None,
    };
    let part =
        |number: u64| Part { modified: number, length: 0, etag: String::new(), crc64: 0, segment: None };
    store
        .change(move |draft: &mut Draft<'_, '_>| {
            draft.set_upload("one", "k", "first", Some(&upload))?;
            draft.set_upload("one", "l", "second", Some(&upload))?;
            draft.set_part("first", 1, Some(&part(1)))?;
            draft.set_part("first", 2, Some(&part(2)))?;
            draft.set_part("second", 1, Some(&part(3)))
        })
        .await
        .unwrap();
    let view = || store.view().unwrap();
    assert_eq!(view().parts("first", 0, 9).unwrap().len(), 2);
    for other in [("first", 2), ("second", 1)] {
        swap(&store, PARTS, ("first", 1), other);
        refused(view().parts("first", 0, 9));
        swap(&store, PARTS, ("first", 1), other);
    }
    swap(&store, UPLOADS, ("one", "k", "first"), ("one", "l", "second"));
    refused(view().upload("one", "k", "first"));
    swap(&store, BUCKETS, "one", "two");
    refused(view().bucket("one"));
    refused(store.buckets(""));
}

/// Every record from a disk is outside data, even one that is bound.
#[tokio::test]
async fn what_no_object_can_be() {
    let store = store_on(&Arc::new(Disk::new()));
    let long = |length| crate::vault::Segment { blob: crate::blobs::BlobId([1; 16]), length };
    let flaws: [fn(&mut Object); 4] = [
        |object| object.length = 1,
        |object| object.etag = "\n".into(),
        |object| object.storage_class = "é\u{0}".into(),
        |object| object.modified = u64::MAX,
    ];
    let mut objects: Vec<_> = flaws
        .iter()
        .map(|flaw| {
            let mut object = Object::empty(0, "owner".into());
            flaw(&mut object);
            object
        })
        .collect();
    objects.push(Object {
        segments: vec![long(u64::MAX), long(2)],
        length: 1,
        ..Object::empty(0, "o".into())
    });
    for object in objects {
        let stored = Object { kind: Kind::Normal, ..object };
        store.change(move |draft| draft.put_object("two", "k", stored, false)).await.unwrap();
        refused(read(&store, "two", "k"));
        edit(&store, OBJECTS, |table| table.retain(|_, _| false).unwrap());
        edit(&store, VERSIONS, |table| table.retain(|_, _| false).unwrap());
    }
    // The last number there is.
    edit(&store, OBJECTS, |table| {
        table.insert(("two", "k", 0), &[][..]).unwrap();
    });
    refused(put(&store, "two", "k", b"another", false).await);
}
