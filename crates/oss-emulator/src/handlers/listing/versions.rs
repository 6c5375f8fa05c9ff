//! ListObjectVersions.
//!
//! Source: the service's page "GetBucketVersions (ListObjectVersions)".

use super::{Asked, answer, bad, group, groups, name, owner};
use crate::{
    call::Call,
    handlers::object::describe,
    reason::Refusal,
    reply::Reply,
    store::{Object, Start, Store, View, check_version_id},
};
use oss_protocol::versioning::{DeleteMarker, Version, VersionList};

/// So many versions come where the request does not say.
const DEFAULT: usize = 100;

/// Lists versions and delete markers, by key, the newest first.
pub(crate) fn list_versions(call: &Call<'_>, store: &Store) -> Reply {
    let asked = Asked::read(call, "max-keys", DEFAULT)?;
    let key_marker = name(call, "key-marker")?;
    let id_marker = call.asked.query.get("version-id-marker").unwrap_or_default();
    let id = Some(id_marker).filter(|id| !id.is_empty());
    if id.is_some() && key_marker.is_empty() {
        return Err(bad("version-id-marker", id_marker)
            .saying("A version-id marker cannot be specified without a key marker."));
    }
    check_version_id(id)?;
    let page = page(&store.view()?, call.bucket(), &asked, key_marker, id)?;
    let (next_key, next_id) = page.next.unzip();
    let mut list = VersionList {
        name: call.bucket().to_owned(),
        prefix: asked.prefix.to_owned(),
        key_marker: key_marker.to_owned(),
        version_id_marker: id_marker.to_owned(),
        max_keys: u32::try_from(asked.limit).unwrap_or(u32::MAX),
        delimiter: asked.delimiter.to_owned(),
        is_truncated: next_key.is_some(),
        next_key_marker: next_key,
        next_version_id_marker: next_id,
        common_prefixes: groups(page.groups),
        ..VersionList::default()
    };
    for Found { key, object, latest } in page.versions {
        if object.is_marker() {
            list.delete_marker.push(DeleteMarker {
                key,
                version_id: object.version_id,
                is_latest: latest,
                last_modified: describe::iso8601(object.modified),
                owner: owner(&object.owner),
            });
        } else {
            list.version.push(Version {
                key,
                is_latest: latest,
                last_modified: describe::iso8601(object.modified),
                etag: describe::quoted(&object.etag),
                object_type: object.kind.name().to_owned(),
                size: object.length,
                storage_class: object.storage_class.clone(),
                owner: owner(&object.owner),
                restore_info: describe::restored(&object, call.now_ms),
                version_id: object.version_id,
            });
        }
    }
    Ok(answer(list, asked.encoded))
}

struct Found {
    key: String,
    object: Object,
    latest: bool,
}

#[derive(Default)]
struct Page {
    versions: Vec<Found>,
    groups: Vec<String>,
    /// Key and version the next page begins after, if there is one.
    next: Option<(String, String)>,
}

/// The versions and groups behind a version of a key, or behind all of them.
fn page(
    view: &View<'_>,
    bucket: &str,
    asked: &Asked<'_>,
    key_marker: &str,
    id_marker: Option<&str>,
) -> Result<Page, Refusal> {
    let Asked { prefix, delimiter, limit, .. } = *asked;
    let mut page = Page::default();
    let mut last = (String::new(), String::new());
    let mut more = false;
    let mut begin = if group::of(key_marker, prefix, delimiter) == Some(key_marker) {
        group::behind(key_marker).map(|key| (key, true))
    } else if key_marker < prefix {
        Some((prefix.to_owned(), true))
    } else {
        Some((key_marker.to_owned(), id_marker.is_some()))
    };
    while let Some((key, included)) = begin.take() {
        let mut from = if included { Start::at(&key) } else { Start::after(&key) };
        let mut seen = None;
        // A version that has been deleted meanwhile is no place: the page then begins with its key again.
        if let Some(id) = id_marker.filter(|_| key == key_marker)
            && let Some(behind) = view.behind(bucket, key_marker, id)?
        {
            from = behind;
            seen = Some(key.clone());
        }
        view.each_version(bucket, from, |key, object| {
            if !key.starts_with(prefix) {
                return Ok(false);
            }
            let latest = seen.as_ref() != Some(&key);
            if latest {
                seen = Some(key.clone());
            }
            if page.versions.len() + page.groups.len() == limit {
                more = true;
                return Ok(false);
            }
            if let Some(found) = group::of(&key, prefix, delimiter) {
                last = (found.to_owned(), String::new());
                page.groups.push(found.to_owned());
                begin = group::behind(found).map(|key| (key, true));
                return Ok(false);
            }
            last = (key.clone(), object.version_id.clone());
            page.versions.push(Found { key, object, latest });
            Ok(true)
        })?;
    }
    page.next = more.then_some(last);
    Ok(page)
}
