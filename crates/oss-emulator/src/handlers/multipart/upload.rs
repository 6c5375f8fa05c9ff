//! UploadPart.
//!
//! Sources: the service's page of the operation; the ECs of a missing upload are those that the official Go SDK v2's tests assert.

use super::upload_id;
use crate::{
    blobs::Loose,
    call::Call,
    handlers::{
        client_encryption,
        object::{bad_argument, describe, hex, receive},
    },
    incoming::Incoming,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    sse,
    store::{Draft, Part, Store},
    vault::Segment,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, StatusCode};
use oss_protocol::{header, multipart::MAX_PART_NUMBER, number};

/// Stores a part, in place of one of the same number.
pub(crate) async fn upload_part(call: &Call<'_>, incoming: &mut Incoming, store: &Store) -> Reply {
    let place = PartPlace::read(call)?;
    let upload = store
        .view()?
        .upload(call.bucket(), call.key(), &place.upload_id)
        .map_err(PartPlace::refusal_of_parts)?;
    client_encryption::check_part(&call.asked.headers, &upload.metadata)?;
    let cipher = store.kms.cipher(upload.encryption.as_ref())?;
    receive::check_announced(call.asked)?;
    let sealed =
        receive::receive(call.asked.headers.get(header::CONTENT_MD5), incoming, store, cipher).await?;
    let part = Part {
        modified: call.now_ms,
        length: sealed.length,
        etag: hex(&sealed.md5),
        crc64: sealed.crc64,
        segment: None,
    };
    let mut response = reply::empty(StatusCode::OK);
    let headers = response.headers_mut();
    describe::etag(&part.etag, headers);
    describe::checksum(part.crc64, headers);
    sse::echo(upload.encryption.as_ref(), headers);
    let md5 = STANDARD.encode(sealed.md5);
    headers.insert(header::CONTENT_MD5, HeaderValue::from_str(&md5).expect("base64 is ASCII"));
    keep_part(call, store, place, part, sealed.segment).await.map_err(PartPlace::refusal_of_parts)?;
    Ok(response)
}

/// Upload and number of a part.
pub(crate) struct PartPlace {
    pub(crate) upload_id: String,
    number: u32,
}

impl PartPlace {
    pub(crate) fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let text = call.asked.query.get("partNumber").unwrap_or_default();
        let number =
            number::plain(text).filter(|number| (1..=MAX_PART_NUMBER).contains(number)).ok_or_else(|| {
                bad_argument("partNumber", text)
                    .saying("Part number must be an integer between 1 and 10000, inclusive.")
            })?;
        Ok(Self { upload_id: upload_id(call).to_owned(), number })
    }

    /// Refuses a part of a sequential upload that is not the next. Codes and words are those that users of the service report
    /// (tickstep/aliyunpan#133, zhangjingwei/kuake_cli#14, wiserain/rclone#41).
    fn check_order(&self, draft: &Draft<'_, '_>) -> Result<(), Refusal> {
        let before = self.number - 1;
        let near = draft.some_parts(&self.upload_id, before, 2)?;
        let is_there = |number: u32| near.iter().any(|(there, _)| *there == number);
        if is_there(self.number) {
            return Err(Refusal::from(Reason::PartAlreadyExist).with("PartNumber", self.number.to_string()));
        }
        if before == 0 || is_there(before) { Ok(()) } else { Err(not_sequential(self.number)) }
    }

    /// A missing upload has another EC here than elsewhere.
    fn refusal_of_parts(refusal: Refusal) -> Refusal {
        refusal.instead_of(Reason::NoSuchUpload, Reason::NoSuchUploadForPart)
    }

    /// And another again where the part is copied.
    pub(crate) fn refusal_of_copies(refusal: Refusal) -> Refusal {
        refusal.instead_of(Reason::NoSuchUpload, Reason::NoSuchUploadForCopy)
    }
}

/// A part that is not the next one.
pub(super) fn not_sequential(number: u32) -> Refusal {
    Refusal::from(Reason::PartNotSequential).with("PartNumber", number.to_string())
}

/// Keeps a part that has been sealed.
pub(crate) async fn keep_part(
    call: &Call<'_>,
    store: &Store,
    place: PartPlace,
    mut part: Part,
    segment: Option<(Segment, Loose)>,
) -> Result<(), Refusal> {
    let (bucket, key) = (call.bucket().to_owned(), call.key().to_owned());
    let change = move |draft: &mut Draft<'_, '_>| -> Result<(), Refusal> {
        // It may have ended while the bytes came.
        if draft.upload(&bucket, &key, &place.upload_id)?.sequential {
            place.check_order(draft)?;
        }
        part.segment = draft.adopt(segment);
        if let Some(before) = draft.set_part(&place.upload_id, place.number, Some(&part))? {
            draft.forget(before.segment.iter());
        }
        Ok(())
    };
    store.change(change).await
}
