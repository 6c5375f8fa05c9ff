//! ListMultipartUploads.
//!
//! Source: the service's page "ListMultipartUploads".

use super::{Asked, answer, group, groups, name};
use crate::{
    call::Call,
    handlers::object::describe,
    reason::Refusal,
    reply::Reply,
    store::{Store, Upload, View},
};
use oss_protocol::multipart::{Upload as Listed, UploadList};
use std::ops::Bound;

/// So many uploads come where the request does not say.
const DEFAULT: usize = 1_000;
/// Behind every id an upload can have.
const BEHIND_IDS: &str = "\u{10ffff}";

/// Lists uploads that were begun and not ended, by key and id.
pub(crate) fn list_uploads(call: &Call<'_>, store: &Store) -> Reply {
    let asked = Asked::read(call, "max-uploads", DEFAULT)?;
    let key_marker = name(call, "key-marker")?;
    let id_marker = call.asked.query.get("upload-id-marker").unwrap_or_default();
    let page = page(&store.view()?, call.bucket(), &asked, key_marker, id_marker)?;
    let (next_key_marker, next_upload_id_marker) = page.last;
    let list = UploadList {
        encoding_type: None,
        bucket: call.bucket().to_owned(),
        key_marker: key_marker.to_owned(),
        upload_id_marker: id_marker.to_owned(),
        next_key_marker,
        next_upload_id_marker,
        delimiter: asked.delimiter.to_owned(),
        prefix: asked.prefix.to_owned(),
        max_uploads: u32::try_from(asked.limit).unwrap_or(u32::MAX),
        is_truncated: page.more,
        upload: page
            .uploads
            .into_iter()
            .map(|(key, upload_id, upload)| Listed {
                key,
                upload_id,
                storage_class: Some(upload.storage_class),
                initiated: describe::iso8601(upload.initiated),
            })
            .collect(),
        common_prefixes: groups(page.groups),
    };
    Ok(answer(list, asked.encoded))
}

#[derive(Default)]
struct Page {
    uploads: Vec<(String, String, Upload)>,
    groups: Vec<String>,
    /// Key and id of the last entry; the service tells them of the last page too.
    last: (String, String),
    more: bool,
}

/// The uploads behind an upload of a key, or, without its id, behind all of them.
fn page(
    view: &View<'_>,
    bucket: &str,
    asked: &Asked<'_>,
    key_marker: &str,
    id_marker: &str,
) -> Result<Page, Refusal> {
    let Asked { prefix, delimiter, limit, .. } = *asked;
    let mut page = Page::default();
    let behind = |key: &str| group::behind(key).map(|key| (key, String::new()));
    let mut begin = if group::of(key_marker, prefix, delimiter) == Some(key_marker) {
        behind(key_marker)
    } else if key_marker < prefix || key_marker.is_empty() {
        Some((prefix.to_owned(), String::new()))
    } else {
        let id = if id_marker.is_empty() { BEHIND_IDS } else { id_marker };
        Some((key_marker.to_owned(), id.to_owned()))
    };
    while let Some((key, id)) = begin.take() {
        // No id is empty, so what lies behind (key, "") begins with the first upload of the key.
        view.each_upload(bucket, Bound::Excluded((key.as_str(), id.as_str())), |key, id, upload| {
            if !key.starts_with(prefix) {
                return Ok(false);
            }
            if page.uploads.len() + page.groups.len() == limit {
                page.more = true;
                return Ok(false);
            }
            if let Some(found) = group::of(&key, prefix, delimiter) {
                page.last = (found.to_owned(), String::new());
                page.groups.push(found.to_owned());
                begin = behind(found);
                return Ok(false);
            }
            page.last = (key.clone(), id.clone());
            page.uploads.push((key, id, upload));
            Ok(true)
        })?;
    }
    Ok(page)
}
