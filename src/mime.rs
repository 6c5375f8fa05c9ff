//! Content types by extension, as ali-oss sends them.

use crate::client::Oss;
use napi_derive::napi;

/// Where ali-oss, by an older edition of the same database, says something else. `__test__/mime.test.js` compares all extensions.
const AS_ALI_OSS: [(&str, &str); 20] = [
    ("3gpp", "video/3gpp"),
    ("aac", "audio/x-aac"),
    ("asc", "application/pgp-signature"),
    ("emf", "image/emf"),
    ("es", "application/ecmascript"),
    ("fdf", "application/vnd.fdf"),
    ("jpgm", "video/jpm"),
    ("mjs", "application/javascript"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpg4", "video/mp4"),
    ("mpp", "application/vnd.ms-project"),
    ("obj", "model/obj"),
    ("sql", "application/x-sql"),
    ("stl", "model/stl"),
    ("sub", "text/vnd.dvb.subtitle"),
    ("wmf", "image/wmf"),
    ("x3db", "model/x3d+fastinfoset"),
    ("x3dv", "model/x3d-vrml"),
    ("xlf", "application/xliff+xml"),
];

/// The type of what lies at a path or under a key; `mime` wins: a type, or an extension or file name to find one by.
pub(crate) fn content_type(mime: Option<&str>, names: &[&str]) -> Option<String> {
    match mime.filter(|mime| !mime.is_empty()) {
        // As in ali-oss: at the very beginning a slash is none.
        Some(mime) if mime.find('/').is_some_and(|at| at > 0) => Some(mime.to_owned()),
        Some(mime) => by_name(mime),
        None => names.iter().filter(|name| extension(name).is_some()).find_map(|name| by_name(name)),
    }
}

#[napi]
impl Oss {
    /// The content type that the name of a file tells.
    #[napi(skip_typescript)]
    pub fn mime_of(file_name: String) -> Option<String> {
        content_type(None, &[&file_name])
    }
}

/// The part behind the last dot of the last segment, where a dot at the very beginning is none.
fn extension(name: &str) -> Option<&str> {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.rsplit_once('.')
        .filter(|(stem, extension)| !stem.is_empty() && !extension.is_empty())
        .map(|(_, e)| e)
}

fn by_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let extension = last.rsplit('.').next().unwrap_or(last).to_ascii_lowercase();
    let known = AS_ALI_OSS.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind);
    known.or_else(|| mime_db::lookup(&extension)).map(str::to_owned)
}
