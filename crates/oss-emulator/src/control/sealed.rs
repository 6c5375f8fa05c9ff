//! `/-/sealed`: how an object is encrypted, and the bytes of it that are stored.

use super::{Failure, Outcome, needed, number, only};
use crate::{call::Asked, reason::Refusal, service::Service, vault};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, StatusCode};
use serde_json::json;

/// So many bytes are shown at once.
const MAX_LENGTH: u64 = 64 << 10;

/// Of the object `key` in `bucket`, the version `versionId` of it, the blob `segment`: `length` bytes from `offset`.
pub(super) fn answer(service: &Service, asked: &Asked) -> Outcome {
    only(&asked.method, &Method::GET)?;
    let (bucket, key) = (needed(asked, "bucket")?, needed(asked, "key")?);
    let (segment, offset) = (number(asked, "segment", 0)?, number(asked, "offset", 0)?);
    let length = number(asked, "length", 4 << 10)?.min(MAX_LENGTH);
    let view = service.store.view().map_err(refused)?;
    view.bucket(bucket).map_err(refused)?;
    let object = view.object(bucket, key, asked.query.get("versionId")).map_err(refused)?;
    let encryption = object.encryption.as_ref();
    let readable = service.kms().cipher(encryption);
    let missing = || (StatusCode::NOT_FOUND, format!("the object has {} blobs", object.segments.len()));
    let index = usize::try_from(segment).map_err(|_| missing())?;
    let blob = match object.segments.get(index) {
        None if !(object.segments.is_empty() && segment == 0) => return Err(missing()),
        blob => blob,
    };
    let size = blob.map_or(0, |blob| vault::sealed_length(blob.length, encryption.is_some()));
    let length = length.min(size.saturating_sub(offset));
    let bytes = match blob {
        Some(blob) if length > 0 => view
            .sealed(blob, offset, usize::try_from(length).unwrap_or_default())
            .map_err(|e| (StatusCode::INTERNAL_SERVER_ERROR, format!("the blob cannot be read: {e}")))?,
        _ => bytes::Bytes::new(),
    };
    let settings = encryption.map(|encryption| &encryption.settings);
    let wrapped = encryption.map(|encryption| encryption.wrapped());
    Ok(json!({
        "algorithm": settings.map(|settings| &settings.algorithm),
        "dataAlgorithm": settings.and_then(|settings| settings.data_encryption.as_ref()),
        "keyId": settings.and_then(|settings| settings.key_id.as_ref()),
        "masterKey": wrapped.as_ref().map(|wrapped| if wrapped.customer.is_some() { "kms" } else { "oss" }),
        "masterKeyId": wrapped.as_ref().and_then(|wrapped| wrapped.customer),
        "keyVersion": wrapped.as_ref().map(|wrapped| wrapped.version),
        "wrappedKey": wrapped.as_ref().map(|wrapped| wrapped.sealed),
        "size": object.length,
        "segments": object.segments.len(),
        "segment": segment,
        "segmentSize": blob.map_or(0, |blob| blob.length),
        "sealedSize": size,
        "blob": blob.map(|blob| blob.blob.to_string()),
        "offset": offset,
        "bytes": STANDARD.encode(bytes),
        "readable": readable.is_ok(),
        "why": readable.err().map(|refusal| said(&refusal)),
    }))
}

/// A refusal of the store in a sentence.
pub(super) fn refused(refusal: Refusal) -> Failure {
    (refusal.reason.status(), said(&refusal))
}

fn said(refusal: &Refusal) -> String {
    let message = refusal.message.as_deref().unwrap_or(refusal.reason.message());
    format!("{}: {message}", refusal.reason.code())
}
