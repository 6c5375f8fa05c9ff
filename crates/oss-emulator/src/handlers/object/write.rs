//! An object that no request brings.

use super::{put::hex, receive};
use crate::{
    reason::Refusal,
    sse,
    store::{Draft, Kind, Metadata, Object, Store},
};
use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};

/// Stores text that the server writes itself, under a key in the name of the bucket's owner. It is encrypted as the bucket says.
/// The time is in milliseconds since 1970.
pub(crate) async fn write(
    store: &Store,
    bucket: &str,
    key: &str,
    text: Bytes,
    now: u64,
) -> Result<(), Refusal> {
    let record = store.bucket(bucket)?;
    let (encryption, cipher) = store.kms.encrypt(sse::choose(&HeaderMap::new(), &record)?)?;
    let sealed = receive::receive(None, &mut Once(Some(text)), store, cipher).await?;
    let mut metadata = Metadata::default();
    metadata.set(CONTENT_TYPE.as_str(), b"text/plain");
    let object = Object {
        kind: Kind::Normal,
        length: sealed.length,
        etag: hex(&sealed.md5),
        crc64: sealed.crc64,
        metadata,
        storage_class: record.storage_class,
        encryption,
        ..Object::empty(now, record.owner)
    };
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    store
        .change(move |draft: &mut Draft<'_, '_>| {
            let segments = draft.adopt(sealed.segment).into_iter().collect();
            draft.put_object(&bucket, &key, Object { segments, ..object }, false)
        })
        .await?;
    Ok(())
}

/// Bytes that are all there.
struct Once(Option<Bytes>);

impl receive::Source for Once {
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        Ok(self.0.take())
    }
}
