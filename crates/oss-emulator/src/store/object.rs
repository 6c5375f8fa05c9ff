//! One version of an object as it is remembered.

use super::record::Record;
use crate::{kms::Encryption, vault::Segment};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The id of the version of an object that was stored while its bucket kept no versions.
pub(crate) const NULL_VERSION: &str = "null";

/// One version of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    /// Set when it is stored.
    pub(crate) version_id: String,
    pub(crate) kind: Kind,
    /// Milliseconds since 1970.
    pub(crate) modified: u64,
    /// The owner's number.
    pub(crate) owner: String,
    pub(crate) length: u64,
    /// Without its quotes.
    pub(crate) etag: String,
    pub(crate) crc64: u64,
    pub(crate) metadata: Metadata,
    pub(crate) storage_class: String,
    /// `default`, `private`, `public-read` or `public-read-write`.
    pub(crate) acl: String,
    pub(crate) tags: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) encryption: Option<Encryption>,
    pub(crate) segments: Vec<Segment>,
    /// The key a symlink stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) symlink_target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) restored: Option<Restored>,
    /// The MD5 of what came in parts one after the other, in upper-case hexadecimal digits. Of others the ETag is it, or nobody
    /// knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) md5: Option<String>,
}

/// What kind of version it is, as `x-oss-object-type` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Normal,
    Multipart,
    Appendable,
    Symlink,
    /// Says that the object was deleted.
    DeleteMarker,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Multipart => "Multipart",
            Self::Appendable => "Appendable",
            Self::Symlink => "Symlink",
            Self::DeleteMarker => "DeleteMarker",
        }
    }
}

/// Since when and how long an archived object is readable, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restored {
    pub(crate) ready: u64,
    pub(crate) until: u64,
    /// How fast it was to go.
    #[serde(default)]
    pub(crate) tier: Tier,
}

/// How fast a restoration is to go, the slowest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Tier {
    Bulk,
    #[default]
    Standard,
    Expedited,
}

/// The headers that are stored with an object and given back with it: the standard ones and `x-oss-meta-*`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Metadata(Vec<(String, AnyBytes)>);

impl Metadata {
    /// Sets a header.
    pub(crate) fn set(&mut self, name: &str, value: &[u8]) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), AnyBytes(value.to_vec())));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.0.as_slice()))
    }

    /// Puts the headers on an answer.
    pub(crate) fn put_on(&self, headers: &mut HeaderMap) {
        for (name, value) in self.iter() {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value)) {
                headers.insert(name, value);
            }
        }
    }
}

/// The value of a header. In JSON each byte is the character of its number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct AnyBytes(Vec<u8>);

impl Serialize for AnyBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.iter().map(|byte| char::from(*byte)).collect::<String>())
    }
}

impl<'de> Deserialize<'de> for AnyBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes: Result<_, _> = text.chars().map(u8::try_from).collect();
        bytes.map(Self).map_err(|_| D::Error::custom("a character that is no byte"))
    }
}

impl Object {
    pub(crate) fn is_marker(&self) -> bool {
        self.kind == Kind::DeleteMarker
    }

    /// A marker that says that the object was deleted.
    pub(super) fn marker(modified: u64, owner: String) -> Self {
        Self { kind: Kind::DeleteMarker, ..Self::empty(modified, owner) }
    }

    /// An object of which nothing is known but when and whose.
    pub(crate) fn empty(modified: u64, owner: String) -> Self {
        Self {
            version_id: String::new(),
            kind: Kind::Normal,
            modified,
            owner,
            length: 0,
            etag: String::new(),
            crc64: 0,
            metadata: Metadata::default(),
            storage_class: "Standard".into(),
            acl: "default".into(),
            tags: Vec::new(),
            encryption: None,
            segments: Vec::new(),
            symlink_target: None,
            restored: None,
            md5: None,
        }
    }
}

/// The last millisecond of the year 9999: no header says a later time.
const LAST_TIME: u64 = 253_402_300_799_999;

impl Record for Object {
    const WHAT: &'static str = "object";

    fn flaw(&self) -> Option<&'static str> {
        let sum = self.segments.iter().try_fold(0_u64, |sum, segment| sum.checked_add(segment.length));
        let said = [&self.version_id, &self.etag, &self.storage_class, &self.acl];
        if sum != Some(self.length) {
            Some("its pieces are not as long as it is")
        } else if said.iter().any(|text| HeaderValue::from_str(text).is_err()) {
            Some("it says what fits into no header")
        } else {
            (self.modified > LAST_TIME).then_some("it is of no time")
        }
    }
}

/// A multipart upload that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// Milliseconds since 1970.
    pub(crate) initiated: u64,
    pub(crate) owner: String,
    pub(crate) metadata: Metadata,
    pub(crate) storage_class: String,
    pub(crate) acl: String,
    pub(crate) tags: Vec<(String, String)>,
    /// Whether parts must come one after the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) sequential: bool,
    /// Chosen at the beginning. All parts are sealed with its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) encryption: Option<Encryption>,
}

impl Record for Upload {
    const WHAT: &'static str = "multipart upload";
}

/// A part of a multipart upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Milliseconds since 1970.
    pub(crate) modified: u64,
    pub(crate) length: u64,
    /// Without its quotes.
    pub(crate) etag: String,
    pub(crate) crc64: u64,
    /// None where the part is empty.
    pub(crate) segment: Option<Segment>,
}

impl Record for Part {
    const WHAT: &'static str = "part";
}
