//! What a request says of the object it stores.

use crate::{
    call::Call,
    reason::{Reason, Refusal},
    store::{Bucket, Kind, Metadata, Object},
};
use http::{HeaderMap, HeaderName, header};
use oss_protocol::{header as oss, tagging::Tagging};

/// Kept with an object, and given back with it.
const STANDARD: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CACHE_CONTROL,
    header::CONTENT_DISPOSITION,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::EXPIRES,
];
/// Conditions, which an operation that stores does not know.
const CONDITIONS: [HeaderName; 4] =
    [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE];

const DEFAULT_TYPE: &[u8] = b"application/octet-stream";
/// The service keeps so much of a user's own metadata, names and values together.
const MAX_META: usize = 8 << 10;
const MAX_KEY: usize = 1_023;
pub(crate) const STORAGE_CLASSES: [&str; 5] = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"];
pub(crate) const ACLS: [&str; 4] = ["default", "private", "public-read", "public-read-write"];

/// What a request says of the object it stores, but for its bytes and their encryption.
#[derive(Clone, Debug)]
pub(crate) struct Attributes {
    pub(crate) metadata: Metadata,
    pub(crate) storage_class: String,
    pub(crate) acl: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) forbid_overwrite: bool,
}

impl Attributes {
    /// An object that is said to be so, without bytes yet.
    pub(crate) fn into_object(self, kind: Kind, owner: String, modified: u64) -> Object {
        Object {
            kind,
            metadata: self.metadata,
            storage_class: self.storage_class,
            acl: self.acl,
            tags: self.tags,
            ..Object::empty(modified, owner)
        }
    }

    /// From headers, or from fields of a form that are named like them.
    pub(crate) fn from_headers(headers: &HeaderMap, bucket: &Bucket) -> Result<Self, Refusal> {
        let text =
            |name: HeaderName| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let one_of = |name: HeaderName, known: &[&str]| match text(name.clone()) {
            Some(value) if !known.contains(&&*value) => Err(bad_argument(name.as_str(), &value)),
            value => Ok(value.map(std::borrow::Cow::into_owned)),
        };
        let forbid = text(oss::X_OSS_FORBID_OVERWRITE);
        let tags = text(oss::X_OSS_TAGGING).map(|text| tags(&text)).transpose()?;
        Ok(Self {
            metadata: metadata(headers)?,
            storage_class: one_of(oss::X_OSS_STORAGE_CLASS, &STORAGE_CLASSES)?
                .unwrap_or_else(|| bucket.storage_class.clone()),
            acl: one_of(oss::X_OSS_OBJECT_ACL, &ACLS)?.unwrap_or_else(|| "default".into()),
            tags: tags.unwrap_or_default(),
            forbid_overwrite: forbid.is_some_and(|value| value.eq_ignore_ascii_case("true")),
        })
    }
}

fn metadata(headers: &HeaderMap) -> Result<Metadata, Refusal> {
    let mut metadata = Metadata::default();
    metadata.set(header::CONTENT_TYPE.as_str(), DEFAULT_TYPE);
    let mut own = 0;
    for name in headers.keys() {
        let is_own = name.as_str().starts_with(oss::X_OSS_META);
        if !is_own && !STANDARD.contains(name) {
            continue;
        }
        let values: Vec<_> = headers.get_all(name).iter().map(|value| value.as_bytes()).collect();
        let value = values.join(&b", "[..]);
        if is_own {
            own += name.as_str().len() - oss::X_OSS_META.len() + value.len();
        }
        if !(*name == header::CONTENT_TYPE && value.is_empty()) {
            metadata.set(name.as_str(), &value);
        }
    }
    if own > MAX_META {
        return Err(Refusal::from(Reason::BadArgument)
            .saying("The total size of user metadata must not exceed 8 KB."));
    }
    Ok(metadata)
}

/// Tags as a header writes them: `a=1&b=2`.
fn tags(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let tags = Tagging::parse_header(text).ok_or_else(|| bad_argument(oss::X_OSS_TAGGING.as_str(), text))?;
    super::tagging::accept(tags)
}

/// Refuses a key that no object can have.
pub(crate) fn check_key(key: &str) -> Result<(), Refusal> {
    let refused = Refusal::from(Reason::InvalidObjectName).with("ObjectName", key);
    if key.len() > MAX_KEY {
        return Err(refused.saying("The Length of Object name must be less than 1024."));
    }
    if key.is_empty() || key.starts_with(['/', '\\']) || key.contains('\0') {
        return Err(refused);
    }
    Ok(())
}

/// An operation that stores knows no conditions.
pub(crate) fn refuse_conditions(call: &Call<'_>) -> Result<(), Refusal> {
    match CONDITIONS.iter().find(|name| call.asked.headers.contains_key(*name)) {
        Some(name) => Err(Refusal::from(Reason::UnsupportedHeader).with("Header", canonical(name))),
        None => Ok(()),
    }
}

/// `If-Match`, as documents write names of headers.
pub(crate) fn canonical(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    words.collect::<Vec<_>>().join("-")
}

pub(crate) fn bad_argument(name: &str, value: &str) -> Refusal {
    Refusal::from(Reason::BadArgument).with("ArgumentName", name).with("ArgumentValue", value)
}
