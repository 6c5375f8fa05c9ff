//! What a store should hold, and what it does hold.

use super::super::sealed;
use crate::{
    KmsError, NewKey,
    reason::{Reason, Refusal},
    store::{Bucket, Draft, Metadata, Object, Part, Start, Store, Upload, View, corrupt},
};
use oss_protocol::{encryption::EncryptionSettings, versioning::VersioningConfiguration};
use std::{collections::BTreeMap, ops::Bound};

/// Keeps one object of a key.
pub(super) const PLAIN: &str = "plain";
/// Keeps all versions of a key.
pub(super) const KEPT: &str = "kept";

/// What a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct World {
    /// Versions by bucket and key, the newest first; none is a delete marker.
    objects: BTreeMap<(String, String), Vec<Option<Vec<u8>>>>,
    /// Parts by upload and number.
    uploads: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    /// The ACLs of buckets, in place of all their rules.
    buckets: BTreeMap<String, String>,
    /// Keys, and how many versions they have.
    keys: BTreeMap<String, usize>,
}

/// What is done to a store.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Bucket(String),
    Rule(String, String),
    Put { bucket: String, key: String, bytes: Vec<u8>, sse: Option<&'static str> },
    Delete { bucket: String, key: String },
    Begin { upload: String, sse: Option<&'static str> },
    Part { upload: String, number: u32, bytes: Vec<u8> },
    Complete { upload: String },
    Abort { upload: String },
    Key(String),
    Rotate(String),
}

impl World {
    /// What would be there with a change.
    pub(super) fn with(&self, change: &Change) -> Self {
        let mut world = self.clone();
        match change.clone() {
            Change::Bucket(name) => drop(world.buckets.insert(name, "private".into())),
            Change::Rule(bucket, acl) => drop(world.buckets.insert(bucket, acl)),
            Change::Put { bucket, key, bytes, .. } => world.add(bucket, key, Some(bytes)),
            Change::Delete { bucket, key } if bucket == PLAIN => drop(world.objects.remove(&(bucket, key))),
            Change::Delete { bucket, key } => world.add(bucket, key, None),
            Change::Begin { upload, .. } => drop(world.uploads.insert(upload, BTreeMap::new())),
            Change::Part { upload, number, bytes } => {
                world.uploads.get_mut(&upload).unwrap().insert(number, bytes);
            }
            Change::Complete { upload } => {
                let parts = world.uploads.remove(&upload).unwrap();
                world.add(PLAIN.into(), upload, Some(parts.into_values().flatten().collect()));
            }
            Change::Abort { upload } => drop(world.uploads.remove(&upload)),
            Change::Key(id) => drop(world.keys.insert(id, 1)),
            Change::Rotate(id) => *world.keys.get_mut(&id).unwrap() += 1,
        }
        world
    }

    pub(super) fn has_buckets(&self) -> bool {
        self.buckets.contains_key(PLAIN)
    }

    fn add(&mut self, bucket: String, key: String, bytes: Option<Vec<u8>>) {
        let keeps = bucket == KEPT;
        let versions = self.objects.entry((bucket, key)).or_default();
        if !keeps {
            versions.clear();
        }
        versions.insert(0, bytes);
    }

    /// What a store holds, all of it read.
    pub(super) fn of(store: &Store) -> Result<Self, Refusal> {
        let mut world = Self::default();
        let view = store.view()?;
        for (name, bucket) in store.buckets("")? {
            view.each_version(&name, Start::at(""), |key, object| {
                let bytes = match object.is_marker() {
                    true => None,
                    false => Some(read(&view, &object)?),
                };
                world.objects.entry((name.clone(), key)).or_default().push(bytes);
                Ok(true)
            })?;
            view.each_upload(&name, Bound::Unbounded, |_, id, upload| {
                let mut parts = BTreeMap::new();
                for (number, part) in view.parts(&id, 0, usize::MAX)? {
                    let mut object = Object::empty(0, String::new());
                    object.encryption = upload.encryption.clone();
                    object.length = part.length;
                    object.segments = part.segment.into_iter().collect();
                    parts.insert(number, read(&view, &object)?);
                }
                world.uploads.insert(id, parts);
                Ok(true)
            })?;
            world.buckets.insert(name, bucket.acl);
        }
        world.keys = store.kms.list().into_iter().map(|key| (key.key_id, key.versions)).collect();
        Ok(world)
    }
}

fn read(view: &View<'_>, object: &Object) -> Result<Vec<u8>, Refusal> {
    let mut reader = view.read(object, 0..object.length)?;
    let mut bytes = Vec::new();
    loop {
        let some = reader.next().map_err(|e| corrupt("object", e))?;
        if some.is_empty() {
            return Ok(bytes);
        }
        bytes.extend(some.concat());
    }
}

/// Makes a change, as the handlers do.
pub(super) async fn make(store: &Store, change: Change) -> Result<(), Refusal> {
    let settings = |algorithm: &str| {
        let key_id = (algorithm == "KMS").then(|| "key".to_owned());
        EncryptionSettings { algorithm: algorithm.into(), key_id, data_encryption: None }
    };
    match change {
        Change::Bucket(name) => {
            let mut bucket = Bucket::new("owner".into(), 0);
            if name == KEPT {
                bucket.set(&VersioningConfiguration { status: Some("Enabled".into()) });
            }
            store.change(move |draft| draft.set_bucket(&name, Some(&bucket))).await
        }
        Change::Rule(bucket, acl) => {
            let set = |bucket: &mut Bucket| {
                bucket.acl = acl;
                Ok(())
            };
            store.change_bucket(&bucket, set).await
        }
        Change::Put { bucket, key, bytes, sse } => {
            let (encryption, cipher) = store.kms.encrypt(sse.map(settings))?;
            let sealed = sealed(store, cipher, &bytes);
            let put = move |draft: &mut Draft<'_, '_>| {
                let mut object = Object::empty(0, "owner".into());
                object.length = sealed.length;
                object.encryption = encryption;
                object.segments = draft.adopt(sealed.segment).into_iter().collect();
                draft.put_object(&bucket, &key, object, false).map(drop)
            };
            store.change(put).await
        }
        Change::Delete { bucket, key } => {
            store.change(move |draft| draft.delete_object(&bucket, &key, None, 0).map(drop)).await
        }
        Change::Begin { upload, sse } => {
            let (encryption, _) = store.kms.encrypt(sse.map(settings))?;
            let begun = Upload {
                initiated: 0,
                owner: "owner".into(),
                metadata: Metadata::default(),
                storage_class: "Standard".into(),
                acl: "default".into(),
                tags: Vec::new(),
                sequential: false,
                encryption,
            };
            store.change(move |draft| draft.set_upload(PLAIN, &upload, &upload, Some(&begun))).await
        }
        Change::Part { upload, number, bytes } => {
            let begun = store.view()?.upload(PLAIN, &upload, &upload)?;
            let sealed = sealed(store, store.kms.cipher(begun.encryption.as_ref())?, &bytes);
            let set = move |draft: &mut Draft<'_, '_>| {
                let segment = draft.adopt(sealed.segment);
                let part =
                    Part { modified: 0, length: sealed.length, etag: String::new(), crc64: 0, segment };
                if let Some(before) = draft.set_part(&upload, number, Some(&part))? {
                    draft.forget(&before.segment);
                }
                Ok(())
            };
            store.change(set).await
        }
        Change::Complete { upload } => {
            let complete = move |draft: &mut Draft<'_, '_>| {
                let begun = draft.upload(PLAIN, &upload, &upload)?;
                let mut object = Object::empty(0, "owner".into());
                object.encryption = begun.encryption;
                for (number, part) in draft.parts(&upload)? {
                    object.length += part.length;
                    object.segments.extend(part.segment);
                    draft.set_part(&upload, number, None)?;
                }
                draft.set_upload(PLAIN, &upload, &upload, None)?;
                draft.put_object(PLAIN, &upload, object, false).map(drop)
            };
            store.change(complete).await
        }
        Change::Abort { upload } => {
            let abort = move |draft: &mut Draft<'_, '_>| {
                for (number, part) in draft.parts(&upload)? {
                    draft.set_part(&upload, number, None)?;
                    draft.forget(&part.segment);
                }
                draft.set_upload(PLAIN, &upload, &upload, None)
            };
            store.change(abort).await
        }
        Change::Key(id) => {
            made(store.kms.create(NewKey { key_id: Some(id), ..Default::default() }).map(drop))
        }
        Change::Rotate(id) => made(store.kms.rotate(Some(&id))),
    }
}

fn made(outcome: Result<(), KmsError>) -> Result<(), Refusal> {
    outcome.map_err(|e| Refusal::from(Reason::InternalError).saying(e.to_string()))
}
