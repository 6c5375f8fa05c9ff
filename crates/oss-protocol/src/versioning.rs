//! Old versions of objects: the setting of a bucket, and their list.
//!
//! Source: the service's pages "PutBucketVersioning" and "ListObjectVersions (GetBucketVersions)".

use crate::{BucketDocument, OperationId, bucket::Owner, listing::CommonPrefix, names::Names, xml};
use serde::{Deserialize, Serialize};

/// Whether a bucket keeps old versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VersioningConfiguration {
    /// `Enabled` or `Suspended`; absent where it was never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

impl BucketDocument for VersioningConfiguration {
    const PUT: OperationId = OperationId::PutBucketVersioning;
    const GET: OperationId = OperationId::GetBucketVersioning;
}

/// The answer of ListObjectVersions. The service mixes versions and delete markers, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListVersionsResult", rename_all = "PascalCase", default)]
pub struct VersionList {
    /// The bucket.
    pub name: String,
    /// The prefix asked for.
    pub prefix: String,
    /// The key asked to begin after.
    pub key_marker: String,
    /// The version of that key asked to begin after.
    pub version_id_marker: String,
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
    pub next_key_marker: Option<String>,
    /// The version the next page begins after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_version_id_marker: Option<String>,
    /// The versions.
    pub version: Vec<Version>,
    /// The delete markers.
    pub delete_marker: Vec<DeleteMarker>,
    /// The groups.
    pub common_prefixes: Vec<CommonPrefix>,
}

/// One version of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Version {
    /// Key.
    pub key: String,
    /// `null` where it was stored while versioning was not enabled.
    pub version_id: String,
    /// Whether it is what a request without a version reads.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_latest: bool,
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
    /// Whose it is.
    pub owner: Owner,
    /// Of an archived version that was or is being restored: the value of the `x-oss-restore` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore_info: Option<String>,
}

/// A version that says that the object is deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteMarker {
    /// Key.
    pub key: String,
    /// `null` where it was made while versioning was not enabled.
    pub version_id: String,
    /// Whether it is what a request without a version meets.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_latest: bool,
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// Whose it is.
    pub owner: Owner,
}

impl Names for VersionList {
    fn encoding(&mut self) -> &mut Option<String> {
        &mut self.encoding_type
    }

    fn names(&mut self) -> Vec<&mut String> {
        let own = [&mut self.prefix, &mut self.key_marker, &mut self.delimiter];
        own.into_iter()
            .chain(&mut self.next_key_marker)
            .chain(self.version.iter_mut().map(|version| &mut version.key))
            .chain(self.delete_marker.iter_mut().map(|marker| &mut marker.key))
            .chain(self.common_prefixes.iter_mut().map(|group| &mut group.prefix))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting() {
        let read = |text: &str| xml::from_bytes::<VersioningConfiguration>(text.as_bytes()).unwrap().status;
        assert_eq!(
            read("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>").as_deref(),
            Some("Enabled")
        );
        assert_eq!(
            read("<VersioningConfiguration xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"/>"),
            None
        );
        let bytes = xml::to_bytes(&VersioningConfiguration { status: Some("Suspended".into()) });
        assert!(
            bytes.ends_with(b"<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>")
        );
    }

    #[test]
    fn versions_and_markers_may_be_mixed() {
        let version = |n: u32| {
            format!(
                "<Version><Key>k{n}</Key><VersionId>v{n}</VersionId><IsLatest>false</IsLatest>\
            <ETag>\"E\"</ETag><Size>{n}</Size><Owner><ID>1</ID><DisplayName>1</DisplayName></Owner></Version>\n"
            )
        };
        let marker = |n: u32| {
            format!(
                "<DeleteMarker><Key>k{n}</Key><VersionId>m{n}</VersionId><IsLatest>true</IsLatest>\
            <Owner><ID>1</ID></Owner></DeleteMarker>\n"
            )
        };
        let entries: String = (0..500)
            .map(|n| {
                format!("{}{}<CommonPrefixes><Prefix>p{n}/</Prefix></CommonPrefixes>", version(n), marker(n))
            })
            .collect();
        let text = format!(
            "<ListVersionsResult><Name>b</Name>{entries}<IsTruncated>true</IsTruncated>\
            <NextKeyMarker>k499</NextKeyMarker></ListVersionsResult>"
        );
        let list: VersionList = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(
            (list.version.len(), list.delete_marker.len(), list.common_prefixes.len()),
            (500, 500, 500)
        );
        assert_eq!((list.version[499].key.as_str(), list.version[499].size), ("k499", 499));
        assert!(list.delete_marker[7].is_latest && list.is_truncated);
        assert_eq!(xml::from_bytes::<VersionList>(&xml::to_bytes(&list)).unwrap(), list);
        assert_eq!(
            xml::from_bytes::<VersionList>(&xml::to_bytes(&list.clone().encode())).unwrap().decode(),
            Ok(list)
        );
    }
}
