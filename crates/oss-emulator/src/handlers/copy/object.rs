//! CopyObject.
//!
//! Sources: the service's pages "CopyObject" and "AppendObject", and tests of the official SDKs against it (Java `CopyObjectTest`,
//! `ObjectEncryptionTest`): how the source is encrypted is never copied; the headers say it, else the rule of the bucket.

use super::{
    source::{self, Source},
    transfer::reseal,
};
use crate::{
    call::Call,
    handlers::{
        client_encryption,
        object::{Attributes, bad_argument, describe, hex},
    },
    reason::{Reason, Refusal},
    reply::{self, Reply},
    sse,
    store::{Bucket, Draft, Kind, Metadata, NULL_VERSION, Object, Store, Versioning},
    vault::{Cipher, Reader},
};
use http::{HeaderMap, header::CONTENT_TYPE};
use oss_protocol::{header, object::CopyObjectResult};

/// Stores a copy of an object. A copy of a symlink is a symlink. Conditions are those on the source; the plain ones, which
/// ali-oss sends beside them, mean nothing here.
pub(crate) async fn copy(call: &Call<'_>, store: &Store) -> Reply {
    let plan = Plan::make(call, store)?;
    let Plan { source, mut object, forbid_overwrite, bytes } = plan;
    let length = object.length;
    let sealed = match bytes {
        Bytes::Stay => None,
        Bytes::Move(cipher, reader) => Some(reseal(store, cipher, *reader, length).await?),
    };
    if let Some(sealed) = &sealed {
        if sealed.crc64 != source.object.crc64 {
            return Err(Refusal::from(Reason::InternalError)
                .saying("The source is damaged: its checksum does not fit."));
        }
        // An object that is copied onto itself keeps its kind, and so its ETag.
        if object.kind == Kind::Normal {
            object.etag = hex(&sealed.md5);
        }
    }
    let mut result = reply::document(&CopyObjectResult {
        last_modified: describe::iso8601(object.modified),
        etag: describe::quoted(&object.etag),
    });
    let headers = result.headers_mut();
    describe::checksum(object.crc64, headers);
    sse::echo(object.encryption.as_ref(), headers);
    source.tell(headers)?;

    let guarded = source.is_guarded(call).then(|| source.object.clone());
    let (name, key) = (call.bucket().to_owned(), call.key().to_owned());
    let stays = sealed.is_none() && object.kind != Kind::Symlink;
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        if let Some(copied) = guarded {
            source::check_unchanged(&copied, draft.object(&name, &key)?.as_ref())?;
        }
        if stays {
            return replace_in_place(draft, &name, &key, object);
        }
        let segment = sealed.and_then(|sealed| draft.adopt(sealed.segment));
        let object = Object { segments: segment.into_iter().collect(), ..object };
        Ok(draft.put_object(&name, &key, object, forbid_overwrite)?.version_id)
    };
    let version = store.change(change).await?;
    describe::version(version.as_deref(), result.headers_mut());
    Ok(result)
}

/// What a copy will be.
struct Plan {
    source: Source,
    object: Object,
    forbid_overwrite: bool,
    bytes: Bytes,
}

enum Bytes {
    /// The bytes are where they should be, sealed as they should be.
    Stay,
    Move(Cipher, Box<Reader>),
}

impl Plan {
    fn make(call: &Call<'_>, store: &Store) -> Result<Self, Refusal> {
        let headers = &call.asked.headers;
        let view = store.view()?;
        let source = Source::find(call, &view)?;
        let bucket = view.bucket(call.bucket())?;
        let mut attributes = Attributes::from_headers(headers, &bucket)?;
        let onto_itself = is_itself(call, &source, &bucket)?;
        if replaces(call, header::X_OSS_METADATA_DIRECTIVE.as_str())? || onto_itself {
            client_encryption::check_replacement(headers, &source.object.metadata)?;
            keep(&source.object.metadata, &mut attributes.metadata, headers);
        } else {
            attributes.metadata = source.object.metadata.clone();
        }
        if onto_itself && !headers.contains_key(header::X_OSS_STORAGE_CLASS) {
            attributes.storage_class.clone_from(&source.object.storage_class);
        }
        if !replaces(call, header::X_OSS_TAGGING_DIRECTIVE.as_str())? {
            attributes.tags = source.object.tags.clone();
        }
        if attributes.forbid_overwrite {
            // Asked again when it is stored; asked now, so that the bytes need not be moved.
            let stored = view.any_object(call.bucket(), call.key(), None)?;
            describe::forbid_overwrite(&bucket, stored.as_ref())?;
        }
        let chosen = sse::choose(headers, &bucket)?;
        let is_link = source.object.kind == Kind::Symlink;
        let grows = source.object.kind == Kind::Appendable && onto_itself;
        if grows && chosen != source.object.encryption.as_ref().map(|encryption| encryption.settings.clone())
        {
            return Err(Refusal::from(Reason::NotSupported)
                .saying("The encryption of an appendable object cannot be changed."));
        }
        let stay = grows || onto_itself && chosen.is_none() && source.object.encryption.is_none();
        let (encryption, bytes) = if is_link {
            (None, Bytes::Stay)
        } else if stay {
            (source.object.encryption.clone(), Bytes::Stay)
        } else {
            let (encryption, cipher) = store.kms.encrypt(chosen)?;
            let reader = view.read(&source.object, 0..source.object.length)?;
            (encryption, Bytes::Move(cipher, Box::new(reader)))
        };
        let object = Object {
            version_id: String::new(),
            kind: if is_link || onto_itself { source.object.kind } else { Kind::Normal },
            modified: call.now_ms,
            owner: bucket.owner,
            metadata: attributes.metadata,
            storage_class: attributes.storage_class,
            acl: attributes.acl,
            tags: attributes.tags,
            encryption,
            restored: None,
            ..source.object.clone()
        };
        Ok(Self { source, object, forbid_overwrite: attributes.forbid_overwrite, bytes })
    }
}

/// What stays of a source's metadata where it is replaced and the request does not say it: the content type, and how the
/// client encrypted what it sent. Sources: tests of official SDKs against the service, oss2 `test_update_metadata_versioning`,
/// Python v2 `test_metadata_tagging_directive_replace` and `test_different_bucket_single_replace_meta_and_tag`.
fn keep(source: &Metadata, metadata: &mut Metadata, headers: &HeaderMap) {
    for (name, value) in source.iter() {
        let stays = name == CONTENT_TYPE.as_str() || name.starts_with("x-oss-meta-client-side-encryption-");
        if stays && !headers.contains_key(name) {
            metadata.set(name, value);
        }
    }
}

/// Whether an object is copied onto itself, which changes what is said of it and nothing else.
fn is_itself(call: &Call<'_>, source: &Source, bucket: &Bucket) -> Result<bool, Refusal> {
    let place = &source.place;
    Ok(bucket.versioning()? == Versioning::Off
        && place.version_id.as_deref().is_none_or(|id| id == NULL_VERSION)
        && (place.bucket.as_str(), place.key.as_str()) == (call.bucket(), call.key()))
}

/// Whether a directive says that the request is to be believed, and not the source.
fn replaces(call: &Call<'_>, directive: &str) -> Result<bool, Refusal> {
    match call.asked.header(directive) {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("copy") => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("replace") => Ok(true),
        Some(text) => Err(bad_argument(directive, text)),
    }
}

/// Changes what is said of an object, if its bytes are still those that were looked at.
fn replace_in_place(
    draft: &mut Draft<'_, '_>,
    bucket: &str,
    key: &str,
    new: Object,
) -> Result<Option<String>, Refusal> {
    draft.change_object(bucket, key, None, |object| {
        if object.segments != new.segments {
            // Replaced meanwhile; the client may try again.
            return Err(
                Refusal::from(Reason::InternalError).saying("The object was replaced while it was copied.")
            );
        }
        *object = Object { version_id: object.version_id.clone(), ..new };
        Ok(None)
    })
}
