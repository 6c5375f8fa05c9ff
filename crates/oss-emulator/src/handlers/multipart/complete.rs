//! CompleteMultipartUpload.
//!
//! Sources: the service's page of the operation, and tests of official SDKs against it (Java `UploadPartTest`, Go v2 `TestMultipartUpload…`):
//! the ETag is the MD5 of the ETags of the parts put together as text, a hyphen, and how many there are.

use super::{sums, upload_id};
use crate::{
    call::Call,
    callback::Stored,
    handlers::{
        client_encryption, listing,
        object::{asked_acl, describe, hex, refuse_conditions},
    },
    reason::{Reason, Refusal},
    reply::Reply,
    sse,
    store::{Draft, Kind, Object, Part, Store, Upload},
};
use http::header::HOST;
use md5::{Digest, Md5};
use oss_protocol::{
    crc64, encode, header,
    multipart::{
        CompleteMultipartUpload, CompleteMultipartUploadResult, CompletedPart, MAX_PART_NUMBER, MIN_PART_SIZE,
    },
    xml,
};

/// Makes an object of parts. Their bytes stay where they are.
pub(crate) async fn complete(call: &Call<'_>, store: &Store) -> Reply {
    refuse_conditions(call)?;
    let encoded = listing::encoded(call)?;
    let wanted = wanted(call)?;
    // Source: tests of the official Python SDK v2 against the service, `test_mutilpart_object_acl`.
    let acl = asked_acl(call)?;
    let forbid = call.asked.header(header::X_OSS_FORBID_OVERWRITE);
    let forbid_overwrite = forbid.is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let (bucket, key, id) = (call.bucket().to_owned(), call.key().to_owned(), upload_id(call).to_owned());
    let now = call.now_ms;
    let known = sums::of_sequential(store, call, &id, wanted.as_deref()).await?;
    let change = move |draft: &mut Draft<'_, '_>| -> Result<_, Refusal> {
        let mut upload = draft.upload(&bucket, &key, &id)?;
        if let Some(acl) = acl {
            upload.acl = acl;
        }
        let stored = draft.parts(&id)?;
        let chosen = choose(wanted.as_deref(), &stored)?;
        client_encryption::check_count(&upload.metadata, chosen.len())?;
        let md5 = known.map(|known| known.of(&chosen)).transpose()?;
        let object = Object { md5, ..assemble(upload, &chosen, now) };
        for (number, part) in &stored {
            draft.set_part(&id, *number, None)?;
            if chosen.binary_search_by_key(number, |(n, _)| *n).is_err() {
                draft.forget(part.segment.iter());
            }
        }
        draft.set_upload(&bucket, &key, &id, None)?;
        let stored = draft.put_object(&bucket, &key, object.clone(), forbid_overwrite)?;
        Ok((object, stored.version_id))
    };
    let (mut object, version) = store.change(change).await?;
    let host = call.asked.header(HOST).unwrap_or_default();
    let result = CompleteMultipartUploadResult {
        encoding_type: None,
        location: format!("http://{host}/{}", encode::path(call.key())),
        bucket: call.bucket().to_owned(),
        key: call.key().to_owned(),
        etag: describe::quoted(&object.etag),
    };
    let mut response = listing::answer(result, encoded);
    let headers = response.headers_mut();
    describe::etag(&object.etag, headers);
    describe::checksum(object.crc64, headers);
    if let Some(md5) = describe::content_md5(&object) {
        headers.insert(header::CONTENT_MD5, md5);
    }
    describe::version(version.as_deref(), headers);
    sse::echo(object.encryption.as_ref(), headers);
    object.version_id = version.unwrap_or_default();
    response.extensions_mut().insert(Stored { key: call.key().to_owned(), object });
    Ok(response)
}

/// The parts that the request names; `None` is all there are.
fn wanted(call: &Call<'_>) -> Result<Option<Vec<CompletedPart>>, Refusal> {
    if call.asked.header("x-oss-complete-all").is_some_and(|text| text.eq_ignore_ascii_case("yes")) {
        return if call.body.is_empty() { Ok(None) } else { Err(Reason::CompleteAllWithBody.into()) };
    }
    let document: CompleteMultipartUpload = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    if document.part.is_empty() {
        return Err(Reason::MalformedXml.into());
    }
    if document.part.iter().any(|part| !(1..=MAX_PART_NUMBER).contains(&part.part_number)) {
        return Err(Refusal::from(Reason::InvalidPartOrder)
            .saying("Part number must be an integer between 1 and 10000, inclusive."));
    }
    if !document.part.is_sorted_by(|one, next| one.part_number < next.part_number) {
        return Err(Reason::InvalidPartOrder.into());
    }
    Ok(Some(document.part))
}

/// Those of the stored parts that are wanted, if all of them are there and large enough.
pub(super) fn choose(
    wanted: Option<&[CompletedPart]>,
    stored: &[(u32, Part)],
) -> Result<Vec<(u32, Part)>, Refusal> {
    let chosen = match wanted {
        None => stored.to_vec(),
        Some(wanted) => wanted
            .iter()
            .map(|CompletedPart { part_number, etag }| {
                let found = stored.binary_search_by_key(part_number, |(number, _)| *number).ok();
                let found = found
                    .and_then(|at| stored.get(at))
                    .filter(|(_, part)| etag.trim_matches('"') == part.etag);
                found.cloned().ok_or_else(|| {
                    Refusal::from(Reason::InvalidPart)
                        .with("ETag", etag)
                        .with("PartNumber", part_number.to_string())
                })
            })
            .collect::<Result<_, Refusal>>()?,
    };
    let Some((_, all_but_the_last)) = chosen.split_last() else { return Err(Reason::InvalidPart.into()) };
    match all_but_the_last.iter().find(|(_, part)| part.length < MIN_PART_SIZE) {
        Some((number, part)) => Err(Refusal::from(Reason::EntityTooSmall)
            .with("ETag", &part.etag)
            .with("MinSizeAllowed", MIN_PART_SIZE.to_string())
            .with("PartNumber", number.to_string())
            .with("ProposedSize", part.length.to_string())),
        None => Ok(chosen),
    }
}

pub(super) fn assemble(upload: Upload, parts: &[(u32, Part)], now: u64) -> Object {
    let mut etags = Md5::new();
    let (mut length, mut crc64) = (0, 0);
    for (_, part) in parts {
        etags.update(&part.etag);
        crc64 = crc64::combine(crc64, part.crc64, part.length);
        length += part.length;
    }
    Object {
        version_id: String::new(),
        kind: Kind::Multipart,
        modified: now,
        owner: upload.owner,
        length,
        etag: format!("{}-{}", hex(&etags.finalize()), parts.len()),
        crc64,
        metadata: upload.metadata,
        storage_class: upload.storage_class,
        acl: upload.acl,
        tags: upload.tags,
        encryption: upload.encryption,
        segments: parts.iter().filter_map(|(_, part)| part.segment.clone()).collect(),
        symlink_target: None,
        restored: None,
        md5: None,
    }
}
