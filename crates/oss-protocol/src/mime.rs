//! Content types by extension: those that ali-oss sends, and none for an extension that it does not know.

use std::{collections::HashMap, sync::LazyLock};

/// By extension. `__test__/mime.test.js` holds it against the table of ali-oss.
static TYPES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("mime/types.txt").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once(' '));
    rows.flat_map(|(kind, extensions)| extensions.split(' ').map(move |extension| (extension, kind)))
        .collect()
});

/// The type of what lies at a path or under a key; `mime` wins: a type, or an extension or file name to find one by.
#[must_use]
pub fn content_type(mime: Option<&str>, names: &[&str]) -> Option<String> {
    let found = match mime.filter(|mime| !mime.is_empty()) {
        // As in ali-oss: at the very beginning a slash is none.
        Some(mime) if mime.find('/').is_some_and(|at| at > 0) => Some(mime),
        Some(mime) => by_name(mime),
        None => names.iter().filter_map(|name| extension(name)).find_map(by_name),
    };
    found.map(str::to_owned)
}

/// What Node's `path.extname` finds: the last dot of the last segment and what follows, unless the segment begins with it.
fn extension(name: &str) -> Option<&str> {
    let name = name.trim_end_matches('/');
    let last = name.rsplit('/').next().unwrap_or(name);
    last.rfind('.').filter(|at| *at > 0).and_then(|at| last.get(at..))
}

/// As `mime.getType` of npm: an extension, with a dot or without, or a name; but a name without a dot in a folder has none.
fn by_name(name: &str) -> Option<&'static str> {
    let (folder, last) =
        name.rsplit_once(['/', '\\']).map_or((None, name), |(folder, last)| (Some(folder), last));
    let (stem, extension) =
        last.rsplit_once('.').map_or((None, last), |(stem, extension)| (Some(stem), extension));
    let told = folder.is_none() || stem.is_some_and(|stem| !stem.is_empty());
    told.then(|| TYPES.get(extension.to_lowercase().as_str()).copied()).flatten()
}
