//! Tags of buckets and objects: the `?tagging` document, and the `x-oss-tagging` header.
//!
//! Source: the service's pages "PutObjectTagging", "PutBucketTags" and "PutObject".

use crate::{BucketDocument, OperationId, Query, document::RemovableDocument};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The `?tagging` document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Tagging", rename_all = "PascalCase", default)]
pub struct Tagging {
    /// The tags.
    pub tag_set: TagSet,
}

/// The element around tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TagSet {
    /// The tags.
    pub tag: Vec<Tag>,
}

/// One tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Tag {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
}

/// Of a bucket; those of an object are no setting.
impl BucketDocument for Tagging {
    const PUT: OperationId = OperationId::PutBucketTags;
    const GET: OperationId = OperationId::GetBucketTags;
}

impl RemovableDocument for Tagging {
    const DELETE: OperationId = OperationId::DeleteBucketTags;
}

impl Tagging {
    /// Reads the header form: `a=1&b=2`, percent-encoded. `None` where a part is not UTF-8.
    pub fn parse_header(text: &str) -> Option<Self> {
        Query::parse(text).map(|query| query.iter().collect())
    }
}

/// The header form.
impl fmt::Display for Tagging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query: Query =
            self.tag_set.tag.iter().map(|Tag { key, value }| (key.as_str(), value.as_str())).collect();
        query.fmt(f)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tagging {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let tag = pairs.into_iter().map(|(key, value)| Tag { key: key.into(), value: value.into() });
        Self { tag_set: TagSet { tag: tag.collect() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;
    use proptest::prelude::*;

    #[test]
    fn both_forms() {
        let tags: Tagging = [("age", "18"), ("a b&c", "x=y/中"), ("empty", "")].into_iter().collect();
        assert_eq!(tags.to_string(), "age=18&a%20b%26c=x%3Dy%2F%E4%B8%AD&empty");
        assert_eq!(Tagging::parse_header("age=18&a+b%26c=x%3Dy/%E4%B8%AD&empty="), Some(tags.clone()));
        assert_eq!(Tagging::parse_header("a=%ff"), None);
        let text = "<Tagging><TagSet><Tag><Key>age</Key><Value>18</Value></Tag></TagSet></Tagging>";
        let read: Tagging = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(read.to_string(), "age=18");
        assert!(xml::to_bytes(&read).ends_with(text.as_bytes()));
        let none: Tagging = xml::from_bytes(b"<Tagging><TagSet/></Tagging>").unwrap();
        assert_eq!(none, Tagging::default());
    }

    proptest! {
        #[test]
        fn the_header_form_reads_back(pairs in proptest::collection::vec((".+", any::<String>()), 0..6)) {
            let tags: Tagging = pairs.into_iter().collect();
            prop_assert_eq!(Tagging::parse_header(&tags.to_string()), Some(tags));
        }
    }
}
