//! Content types by extension, as ali-oss sends them.

use crate::client::Oss;
use napi_derive::napi;

/// Where ali-oss, by an older edition of the same database, says something else. `__test__/mime.test.js` compares all extensions.
const AS_ALI_OSS: [(&str, &str); 55] = [
    ("aac", "audio/x-aac"),
    ("ac", "application/pkix-attr-cert"),
    ("adp", "audio/adpcm"),
    ("aif", "audio/x-aiff"),
    ("aifc", "audio/x-aiff"),
    ("aiff", "audio/x-aiff"),
    ("cdf", "application/x-netcdf"),
    ("class", "application/java-vm"),
    ("cod", "application/vnd.rim.cod"),
    ("cpp", "text/x-c"),
    ("cxx", "text/x-c"),
    ("dbf", "application/vnd.dbf"),
    ("deb", "application/octet-stream"),
    ("dll", "application/octet-stream"),
    ("ecma", "application/ecmascript"),
    ("emf", "image/emf"),
    ("es", "application/ecmascript"),
    ("evy", "application/x-envoy"),
    ("exe", "application/octet-stream"),
    ("exp", "application/express"),
    ("exr", "image/aces"),
    ("flac", "audio/x-flac"),
    ("h", "text/x-c"),
    ("iso", "application/octet-stream"),
    ("jhc", "image/jphc"),
    ("js", "application/javascript"),
    ("jsx", "text/jsx"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4p", "application/mp4"),
    ("msi", "application/octet-stream"),
    ("mvt", "application/vnd.mapbox-vector-tile"),
    ("mxmf", "audio/mobile-xmf"),
    ("mxml", "application/xv+xml"),
    ("nq", "application/n-quads"),
    ("nsc", "application/x-conference"),
    ("pct", "image/x-pict"),
    ("php", "application/x-httpd-php"),
    ("pic", "image/x-pict"),
    ("pls", "application/pls+xml"),
    ("pml", "application/vnd.ctc-posml"),
    ("qxd", "application/vnd.quark.quarkxpress"),
    ("rpm", "application/x-redhat-package-manager"),
    ("rs", "application/rls-services+xml"),
    ("rtf", "application/rtf"),
    ("sh", "application/x-sh"),
    ("smi", "application/smil+xml"),
    ("spl", "application/x-futuresplash"),
    ("stpx", "model/step+xml"),
    ("stpxz", "model/step-xml+zip"),
    ("stpz", "model/step+zip"),
    ("swf", "application/x-shockwave-flash"),
    ("tex", "application/x-tex"),
    ("x3db", "model/x3d+fastinfoset"),
    ("x3dv", "model/x3d-vrml"),
    ("xsl", "application/xml"),
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
    #[napi(catch_unwind, skip_typescript)]
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
    known.or_else(|| new_mime_guess::from_ext(&extension).first_raw()).map(str::to_owned)
}
