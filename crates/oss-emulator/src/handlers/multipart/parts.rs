//! AbortMultipartUpload and ListParts.
//!
//! Source: the service's pages of both operations.

use super::upload_id;
use crate::{
    call::Call,
    handlers::{
        listing,
        object::{bad_argument, describe},
    },
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::{
    multipart::{Part, PartList},
    number,
};

/// So many parts come where the request does not say.
const DEFAULT: usize = 1_000;

/// Forgets an upload and its parts.
pub(crate) async fn abort(call: &Call<'_>, store: &Store) -> Reply {
    let (bucket, key, id) = (call.bucket().to_owned(), call.key().to_owned(), upload_id(call).to_owned());
    store.change(move |draft| draft.abort_upload(&bucket, &key, &id)).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// Lists the parts that are there, by number.
pub(crate) fn list_parts(call: &Call<'_>, store: &Store) -> Reply {
    let encoded = listing::encoded(call)?;
    let limit = listing::page_size(call, "max-parts", DEFAULT)?;
    let marker = match call.asked.query.get("part-number-marker").filter(|text| !text.is_empty()) {
        None => 0,
        Some(text) => number::plain::<u32>(text).ok_or_else(|| bad_argument("part-number-marker", text))?,
    };
    let view = store.view()?;
    let upload = view.upload(call.bucket(), call.key(), upload_id(call))?;
    // One more than asked tells whether there are more.
    let mut parts = view.parts(upload_id(call), marker.saturating_add(1), limit + 1)?;
    let more = parts.len() > limit;
    parts.truncate(limit);
    let list = PartList {
        encoding_type: None,
        bucket: call.bucket().to_owned(),
        key: call.key().to_owned(),
        upload_id: upload_id(call).to_owned(),
        next_part_number_marker: parts.last().map_or(0, |(number, _)| *number),
        part_number_marker: marker,
        max_parts: u32::try_from(limit).unwrap_or(u32::MAX),
        is_truncated: more,
        storage_class: upload.storage_class,
        part: parts
            .into_iter()
            .map(|(part_number, part)| Part {
                part_number,
                last_modified: describe::iso8601(part.modified),
                etag: describe::quoted(&part.etag),
                crc64: Some(part.crc64.to_string()),
                size: part.length,
            })
            .collect(),
    };
    Ok(listing::answer(list, encoded))
}
