//! Lists of objects: the answers of ListObjects and ListObjectsV2.
//!
//! Source: the service's pages "GetBucket (ListObjects)" and "ListObjectsV2 (GetBucketV2)".

use crate::{bucket::Owner, names::Names, xml};
use serde::{Deserialize, Serialize};

/// The answer of ListObjects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListBucketResult", rename_all = "PascalCase", default)]
pub struct ObjectList {
    /// The bucket.
    pub name: String,
    /// The prefix asked for.
    pub prefix: String,
    /// The key asked to begin after.
    pub marker: String,
    /// The page size.
    #[serde(deserialize_with = "xml::scalar")]
    pub max_keys: u32,
    /// What groups keys.
    pub delimiter: String,
    /// `url` where names are encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// The key the next page begins after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    /// The objects.
    pub contents: Vec<ObjectSummary>,
    /// The groups.
    pub common_prefixes: Vec<CommonPrefix>,
}

/// The answer of ListObjectsV2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListBucketResult", rename_all = "PascalCase", default)]
pub struct ObjectListV2 {
    /// The bucket.
    pub name: String,
    /// The prefix asked for.
    pub prefix: String,
    /// The key asked to begin after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_after: Option<String>,
    /// The page size.
    #[serde(deserialize_with = "xml::scalar")]
    pub max_keys: u32,
    /// What groups keys.
    pub delimiter: String,
    /// `url` where names are encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// Objects and groups on this page.
    #[serde(deserialize_with = "xml::scalar")]
    pub key_count: u32,
    /// The token of this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// The token of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_continuation_token: Option<String>,
    /// The objects.
    pub contents: Vec<ObjectSummary>,
    /// The groups.
    pub common_prefixes: Vec<CommonPrefix>,
}

/// One object of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ObjectSummary {
    /// Key.
    pub key: String,
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// In quotes.
    #[serde(rename = "ETag")]
    pub etag: String,
    /// `Normal`, `Multipart`, `Appendable` or `Symlink`.
    #[serde(rename = "Type")]
    pub object_type: String,
    /// Bytes.
    #[serde(deserialize_with = "xml::scalar")]
    pub size: u64,
    /// Storage class.
    pub storage_class: String,
    /// Whose it is; ListObjectsV2 tells only if asked (`fetch-owner`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// Of an archived object that was or is being restored: the value of the `x-oss-restore` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore_info: Option<String>,
}

/// What keys between the prefix and the next delimiter have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CommonPrefix {
    /// It ends with the delimiter.
    pub prefix: String,
}

impl Names for ObjectList {
    fn encoding(&mut self) -> &mut Option<String> {
        &mut self.encoding_type
    }

    fn names(&mut self) -> Vec<&mut String> {
        let own = [&mut self.prefix, &mut self.marker, &mut self.delimiter];
        own.into_iter()
            .chain(&mut self.next_marker)
            .chain(self.contents.iter_mut().map(|object| &mut object.key))
            .chain(self.common_prefixes.iter_mut().map(|group| &mut group.prefix))
            .collect()
    }
}

/// Tokens are opaque, so they are not among the names.
impl Names for ObjectListV2 {
    fn encoding(&mut self) -> &mut Option<String> {
        &mut self.encoding_type
    }

    fn names(&mut self) -> Vec<&mut String> {
        let own = [&mut self.prefix, &mut self.delimiter];
        own.into_iter()
            .chain(&mut self.start_after)
            .chain(self.contents.iter_mut().map(|object| &mut object.key))
            .chain(self.common_prefixes.iter_mut().map(|group| &mut group.prefix))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The form of the service's documentation.
    const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">
  <Name>examplebucket</Name>
  <Prefix>fun%2F</Prefix>
  <Marker></Marker>
  <MaxKeys>100</MaxKeys>
  <Delimiter>%2F</Delimiter>
  <EncodingType>url</EncodingType>
  <IsTruncated>false</IsTruncated>
  <CommonPrefixes><Prefix>fun%2Fa%2F</Prefix></CommonPrefixes>
  <Contents>
    <Key>fun%2Ftest%20%01.jpg</Key>
    <LastModified>2012-02-24T08:42:32.000Z</LastModified>
    <ETag>"5B3C1A2E053D763E1B002CC607C5A0FE"</ETag>
    <Type>Normal</Type>
    <Size>344606</Size>
    <StorageClass>Archive</StorageClass>
    <RestoreInfo>ongoing-request="true"</RestoreInfo>
    <Owner><ID>0022012</ID><DisplayName>user-example</DisplayName></Owner>
  </Contents>
  <CommonPrefixes><Prefix>fun%2Fmovie%2F</Prefix></CommonPrefixes>
</ListBucketResult>"#;

    #[test]
    fn reads_the_documented_form() {
        let list = xml::from_bytes::<ObjectList>(SAMPLE.as_bytes()).unwrap().decode().unwrap();
        assert_eq!((list.prefix.as_str(), list.delimiter.as_str()), ("fun/", "/"));
        assert_eq!(list.contents[0].key, "fun/test \u{1}.jpg");
        assert_eq!(list.contents[0].etag, "\"5B3C1A2E053D763E1B002CC607C5A0FE\"");
        assert_eq!(list.contents[0].restore_info.as_deref(), Some("ongoing-request=\"true\""));
        assert_eq!(
            list.common_prefixes.iter().map(|group| &group.prefix).collect::<Vec<_>>(),
            ["fun/a/", "fun/movie/"]
        );
        assert_eq!(
            xml::from_bytes::<ObjectList>(&xml::to_bytes(&list.clone().encode())).unwrap().decode(),
            Ok(list)
        );
    }

    #[test]
    fn reads_the_second_form() {
        let text = "<ListBucketResult><Name>b</Name><Prefix/><StartAfter>b</StartAfter><MaxKeys>3</MaxKeys><EncodingType>url</EncodingType>\
            <IsTruncated>true</IsTruncated><NextContinuationToken>CgJjZA--</NextContinuationToken>\
            <Contents><Key>c</Key><Size>7</Size></Contents><KeyCount>1</KeyCount></ListBucketResult>";
        let list: ObjectListV2 = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!((list.key_count, list.max_keys, list.contents.len()), (1, 3, 1));
        assert_eq!(list.contents[0].owner, None);
        assert_eq!(list.next_continuation_token.as_deref(), Some("CgJjZA--"));
    }

    #[test]
    fn refuses_what_is_no_list() {
        let list = |inner: &str| format!("<ListBucketResult>{inner}</ListBucketResult>");
        for text in [
            list("<MaxKeys>many</MaxKeys>"),
            list("<IsTruncated>perhaps</IsTruncated>"),
            list("<Contents><Key>k</Key><Size>-1</Size></Contents>"),
            list("<Name>a</Name><Name>b</Name>"),
            "<html><body>Log in to this network</body></html>".to_owned(),
        ] {
            assert!(xml::from_bytes::<ObjectList>(text.as_bytes()).is_err(), "{text}");
        }
        let not_utf8 = list("<EncodingType>url</EncodingType><Prefix>%ff</Prefix>");
        assert!(xml::from_bytes::<ObjectList>(not_utf8.as_bytes()).unwrap().decode().is_err());
    }

    proptest! {
        #[test]
        fn any_key_survives_when_encoded(keys in proptest::collection::vec(any::<String>(), 0..5), prefix in any::<String>()) {
            let contents = keys.iter().map(|key| ObjectSummary { key: key.clone(), ..ObjectSummary::default() }).collect();
            let list = ObjectList { prefix, contents, ..ObjectList::default() };
            let read = xml::from_bytes::<ObjectList>(&xml::to_bytes(&list.clone().encode())).unwrap();
            prop_assert_eq!(read.decode().unwrap(), list);
        }
    }
}
