//! ListObjects and ListObjectsV2.
//!
//! Sources: the service's pages of both operations; for the refused token, the official Python SDK's `test_list_objects_v2.py`.

use super::{Asked, answer, bad, group, groups, name, owner, token};
use crate::{
    call::Call,
    handlers::object::describe,
    reason::Refusal,
    reply::Reply,
    store::{Object, Start, Store, View},
};
use oss_protocol::listing::{ObjectList, ObjectListV2, ObjectSummary};

/// So many keys come where the request does not say.
const DEFAULT: usize = 100;

/// The first list.
pub(crate) fn list_objects(call: &Call<'_>, store: &Store) -> Reply {
    let asked = Asked::read(call, "max-keys", DEFAULT)?;
    let marker = name(call, "marker")?;
    let page = page(&store.view()?, call.bucket(), &asked, marker)?;
    let list = ObjectList {
        name: call.bucket().to_owned(),
        prefix: asked.prefix.to_owned(),
        marker: marker.to_owned(),
        max_keys: u32::try_from(asked.limit).unwrap_or(u32::MAX),
        delimiter: asked.delimiter.to_owned(),
        encoding_type: None,
        is_truncated: page.next.is_some(),
        next_marker: page.next,
        contents: page.objects.iter().map(|(key, object)| summary(key, object, true, call)).collect(),
        common_prefixes: groups(page.groups),
    };
    Ok(answer(list, asked.encoded))
}

/// The second list: with tokens, and owners only if asked.
pub(crate) fn list_objects_v2(call: &Call<'_>, store: &Store) -> Reply {
    let query = &call.asked.query;
    if query.get("list-type") != Some("2") {
        return Err(bad("list-type", query.get("list-type").unwrap_or_default()));
    }
    let asked = Asked::read(call, "max-keys", DEFAULT)?;
    let fetch_owner = match query.get("fetch-owner").unwrap_or_default() {
        "" | "false" => false,
        "true" => true,
        other => return Err(bad("fetch-owner", other)),
    };
    let start_after = name(call, "start-after")?;
    let given = query.get("continuation-token").filter(|text| !text.is_empty());
    let after = match given {
        Some(text) => token::read(text).ok_or_else(|| bad("continuation-token", text))?,
        None => start_after.to_owned(),
    };
    let page = page(&store.view()?, call.bucket(), &asked, &after)?;
    let list = ObjectListV2 {
        name: call.bucket().to_owned(),
        prefix: asked.prefix.to_owned(),
        start_after: Some(start_after.to_owned()).filter(|key| !key.is_empty()),
        max_keys: u32::try_from(asked.limit).unwrap_or(u32::MAX),
        delimiter: asked.delimiter.to_owned(),
        encoding_type: None,
        is_truncated: page.next.is_some(),
        key_count: u32::try_from(page.objects.len() + page.groups.len()).unwrap_or(u32::MAX),
        continuation_token: given.map(str::to_owned),
        next_continuation_token: page.next.map(|place| token::write(&place)),
        contents: page.objects.iter().map(|(key, object)| summary(key, object, fetch_owner, call)).collect(),
        common_prefixes: groups(page.groups),
    };
    Ok(answer(list, asked.encoded))
}

fn summary(key: &str, object: &Object, with_owner: bool, call: &Call<'_>) -> ObjectSummary {
    ObjectSummary {
        key: key.to_owned(),
        last_modified: describe::iso8601(object.modified),
        etag: describe::quoted(&object.etag),
        object_type: object.kind.name().to_owned(),
        size: object.length,
        storage_class: object.storage_class.clone(),
        owner: with_owner.then(|| owner(&object.owner)),
        restore_info: describe::restored(object, call.now_ms),
    }
}

#[derive(Default)]
struct Page {
    objects: Vec<(String, Object)>,
    groups: Vec<String>,
    /// Where the next page begins after, if there is one.
    next: Option<String>,
}

/// The objects and groups behind `after`.
fn page(view: &View<'_>, bucket: &str, asked: &Asked<'_>, after: &str) -> Result<Page, Refusal> {
    let Asked { prefix, delimiter, limit, .. } = *asked;
    let mut page = Page::default();
    let mut last = String::new();
    let mut more = false;
    let mut begin = if group::of(after, prefix, delimiter) == Some(after) {
        // The page before ended with this group.
        group::behind(after).map(|key| (key, true))
    } else if after < prefix {
        Some((prefix.to_owned(), true))
    } else {
        Some((after.to_owned(), false))
    };
    while let Some((key, included)) = begin.take() {
        let from = if included { Start::at(&key) } else { Start::after(&key) };
        let mut seen = None;
        view.each_version(bucket, from, |key, object| {
            if !key.starts_with(prefix) {
                return Ok(false);
            }
            if seen.as_ref() == Some(&key) {
                // There may be many older versions; they are passed over at once.
                begin = Some((key, false));
                return Ok(false);
            }
            // The newest version comes first; if it is a delete marker, there is no object.
            if object.is_marker() {
                seen = Some(key);
                return Ok(true);
            }
            if page.objects.len() + page.groups.len() == limit {
                more = true;
                return Ok(false);
            }
            if let Some(found) = group::of(&key, prefix, delimiter) {
                found.clone_into(&mut last);
                page.groups.push(last.clone());
                begin = group::behind(found).map(|key| (key, true));
                return Ok(false);
            }
            last.clone_from(&key);
            seen = Some(key.clone());
            page.objects.push((key, object));
            Ok(true)
        })?;
    }
    page.next = more.then_some(last);
    Ok(page)
}
