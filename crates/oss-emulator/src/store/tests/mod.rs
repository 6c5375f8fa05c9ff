//! What no request reaches: a disk that fails, an index that was edited, an end in the middle.

mod adopted;
mod disk;
mod full;
mod moved;
mod powerloss;
mod versions;

use super::{Bucket, Draft, Kind, Object, Start, Store, View};
use crate::{blobs::Memory, reason::Refusal, system_clock, vault::Cipher};
use bytes::Bytes;
use disk::Disk;
use oss_protocol::encryption::EncryptionSettings;
use std::sync::Arc;

/// A store over a disk, with buckets `one` and `two`.
fn store_on(disk: &Arc<Disk>) -> Store {
    let disk = Arc::clone(disk);
    let opener = Box::new(move || Ok(Arc::clone(&disk) as Arc<dyn redb::StorageBackend>));
    let store = Store::in_memory(opener, Arc::new(Memory::default()), system_clock()).unwrap();
    store.make_bucket("one", "owner", 0).unwrap();
    store.make_bucket("two", "owner", 0).unwrap();
    store
}

/// Stores bytes, encrypted or not.
async fn put(store: &Store, bucket: &str, key: &str, bytes: &[u8], encrypted: bool) -> Result<(), Refusal> {
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    let aes256 = || EncryptionSettings { algorithm: "AES256".into(), key_id: None, data_encryption: None };
    let (encryption, cipher) = store.kms.encrypt(encrypted.then(aes256))?;
    let sealed = sealed(store, cipher, bytes);
    store
        .change(move |draft: &mut Draft<'_, '_>| {
            let mut object = Object::empty(0, "owner".into());
            object.length = sealed.length;
            object.encryption = encryption;
            object.segments = draft.adopt(sealed.segment).into_iter().collect();
            draft.put_object(&bucket, &key, object, false).map(|_| ())
        })
        .await
}

fn sealed(store: &Store, cipher: Cipher, bytes: &[u8]) -> crate::vault::Sealed {
    let mut sealer = store.sealer(cipher).unwrap();
    sealer.write(&[Bytes::copy_from_slice(bytes)]).unwrap();
    sealer.finish().unwrap()
}

fn read(store: &Store, bucket: &str, key: &str) -> Result<Vec<u8>, Refusal> {
    let view = store.view()?;
    let object = view.object(bucket, key, None)?;
    Ok(bytes_of(&view, &object))
}

fn bytes_of(view: &View<'_>, object: &Object) -> Vec<u8> {
    view.read(object, 0..object.length).unwrap().next().unwrap().concat()
}
