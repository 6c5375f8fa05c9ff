//! UploadPartCopy.
//!
//! Source: the service's page of the operation.

use super::{source::Source, transfer::reseal};
use crate::{
    call::Call,
    handlers::{
        client_encryption,
        multipart::{PartPlace, keep_part},
        object::{describe, hex},
    },
    reason::{Reason, Refusal},
    reply::{self, Reply},
    sse,
    store::{Kind, Part, Store},
};
use http::{HeaderValue, header::CONTENT_RANGE};
use oss_protocol::{
    header,
    multipart::CopyPartResult,
    range::{self, Ranged},
};

/// Stores a part that is a range of an object, or the whole of it.
pub(crate) async fn copy_part(call: &Call<'_>, store: &Store) -> Reply {
    let place = PartPlace::read(call)?;
    let (source, upload, reader, range) = {
        let view = store.view()?;
        let upload =
            view.upload(call.bucket(), call.key(), &place.upload_id).map_err(PartPlace::refusal_of_copies)?;
        client_encryption::check_part(&call.asked.headers, &upload.metadata)?;
        let source = Source::find(call, &view)?;
        // A part of what a client encrypted does not decrypt from its own beginning.
        if client_encryption::is_encrypted(&source.object.metadata) {
            return Err(Reason::ClientEncryption.into());
        }
        if source.object.kind == Kind::Symlink {
            return Err(Refusal::from(Reason::NotImplemented)
                .saying("The local server does not make parts of symlinks yet."));
        }
        let length = source.object.length;
        let asked = call.asked.header(header::X_OSS_COPY_SOURCE_RANGE);
        // A range that is none, or reaches beyond the end, is passed over, and the answer does not tell one.
        let range = match asked.map(|text| range::parse(text, length)) {
            Some(Ranged::Inside(range)) => Some(range),
            _ => None,
        };
        let reader =
            view.read(&source.object, range.map_or(0..length, |range| range.first..range.last + 1))?;
        (source, upload, reader, range)
    };
    let length = range.map_or(source.object.length, |range| range.count());
    let cipher = store.kms.cipher(upload.encryption.as_ref())?;
    let sealed = reseal(store, cipher, reader, length).await?;
    let part = Part {
        modified: call.now_ms,
        length: sealed.length,
        etag: hex(&sealed.md5),
        crc64: sealed.crc64,
        segment: None,
    };
    let mut response = reply::document(&CopyPartResult {
        last_modified: describe::iso8601(part.modified),
        etag: describe::quoted(&part.etag),
    });
    let headers = response.headers_mut();
    describe::etag(&part.etag, headers);
    describe::checksum(part.crc64, headers);
    sse::echo(upload.encryption.as_ref(), headers);
    source.tell(headers)?;
    if let Some(range) = range {
        let text = range.content_range(source.object.length);
        headers.insert(CONTENT_RANGE, HeaderValue::from_str(&text).expect("digits"));
    }
    keep_part(call, store, place, part, sealed.segment).await.map_err(PartPlace::refusal_of_copies)?;
    Ok(response)
}
