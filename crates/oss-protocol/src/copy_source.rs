//! What a copy is made of: the value of `x-oss-copy-source`.
//!
//! Source: the service's page "CopyObject"; clients differ in what they encode, and all forms are read.

use crate::encode;
use std::fmt;

/// An object, or a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    /// The bucket.
    pub bucket: String,
    /// The key, not encoded.
    pub key: String,
    /// The version; without it, the latest.
    pub version_id: Option<String>,
}

impl CopySource {
    /// Reads `/bucket/key?versionId=…`, with or without the slash in front, encoded in part or whole.
    /// `None` where bucket or key is missing, or a part is not UTF-8.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, version_id) = match text.split_once("?versionId=") {
            Some((path, version_id)) => (path, Some(encode::decode(version_id)?)),
            None => (text, None),
        };
        // Who leaves a plus alone encodes as forms do, the official Go SDK v1 say.
        let path = encode::decode(&path.replace('+', "%20"))?;
        let (bucket, key) = path.strip_prefix('/').unwrap_or(&path).split_once('/')?;
        if bucket.is_empty() || key.is_empty() {
            return None;
        }
        let version_id = version_id.filter(|id| !id.is_empty());
        Some(Self { bucket: bucket.to_owned(), key: key.to_owned(), version_id })
    }
}

/// The header's value; everything of the key is encoded but `/`.
impl fmt::Display for CopySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.bucket, encode::path(&self.key))?;
        match &self.version_id {
            Some(id) => write!(f, "?versionId={}", encode::component(id)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_forms_are_read() {
        let read = |text: &str| {
            let CopySource { bucket, key, version_id } = CopySource::parse(text)?;
            Some(format!("{bucket} {key} {}", version_id.unwrap_or_default()))
        };
        for text in ["/b/a/c%20d", "b/a/c%20d", "/b/a%2Fc%20d", "%2Fb%2Fa%2Fc%20d", "/b/a/c d", "/b/a/c+d"] {
            assert_eq!(read(text).as_deref(), Some("b a/c d "), "{text}");
        }
        assert_eq!(read("/b/k?versionId=CAEQ.x%2F").as_deref(), Some("b k CAEQ.x/"));
        assert_eq!(read("/b/what?").as_deref(), Some("b what? "));
        for text in ["", "/", "b", "/b", "/b/", "//k", "/b/%ff", "/b/k?versionId=%ff"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bucket in "[a-z0-9-]{3,9}", key in ".+", version_id in proptest::option::of(".+")) {
            let source = CopySource { bucket, key, version_id };
            prop_assert_eq!(CopySource::parse(&source.to_string()), Some(source));
        }
    }
}
