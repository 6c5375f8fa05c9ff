//! When objects expire or change their class: the `?lifecycle` document.
//!
//! Numbers, dates and truths are kept as they are written, because a server must read what it refuses.
//!
//! Source: the service's page "PutBucketLifecycle".

use crate::{BucketDocument, OperationId, document::RemovableDocument, tagging::Tag};
use serde::{Deserialize, Serialize};

/// The rules of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleConfiguration {
    /// Up to 1,000.
    pub rule: Vec<LifecycleRule>,
}

/// What happens with which objects, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleRule {
    /// Up to 255 characters. The service makes one where it is missing.
    #[serde(rename = "ID", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the keys begin with; empty for all.
    pub prefix: String,
    /// `Enabled` or `Disabled`.
    pub status: String,
    /// Tags of which an object must have all.
    pub tag: Vec<Tag>,
    /// Further conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<LifecycleFilter>,
    /// When current versions are deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<LifecycleExpiration>,
    /// When current versions change their class.
    pub transition: Vec<LifecycleTransition>,
    /// When uploads in parts that have not ended are aborted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abort_multipart_upload: Option<LifecycleAbort>,
    /// When previous versions are deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_version_expiration: Option<NoncurrentExpiration>,
    /// When previous versions change their class.
    pub noncurrent_version_transition: Vec<NoncurrentTransition>,
}

/// When current versions are deleted: one of the three.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleExpiration {
    /// Days since the object was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<String>,
    /// Those stored before this midnight, `2002-10-11T00:00:00.000Z`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
    /// A name of S3 for something else, which the service refuses (EC 0014-00000056).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// `true`: delete markers that are the only version left are removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_object_delete_marker: Option<String>,
}

/// When current versions change their class, and to which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleTransition {
    /// Days since the object was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<String>,
    /// Those stored before this midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
    /// `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// `true`: days count from the last access.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_access_time: Option<String>,
    /// `true`: who is accessed becomes Standard again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_to_std_when_visit: Option<String>,
    /// `false`: objects of less than 64 KiB stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_small_file: Option<String>,
}

/// When uploads in parts that have not ended are aborted: one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleAbort {
    /// Days since the upload began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<String>,
    /// Those begun before this midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
}

/// When previous versions are deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NoncurrentExpiration {
    /// Days since it became a previous version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_days: Option<String>,
}

/// When previous versions change their class, and to which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NoncurrentTransition {
    /// Days since it became a previous version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_days: Option<String>,
    /// `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// `true`: days count from the last access.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_access_time: Option<String>,
    /// `true`: who is accessed becomes Standard again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_to_std_when_visit: Option<String>,
    /// `false`: objects of less than 64 KiB stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_small_file: Option<String>,
}

/// Further conditions of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleFilter {
    /// Bytes that an object must have more than.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_size_greater_than: Option<String>,
    /// Bytes that an object must have less than.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_size_less_than: Option<String>,
    /// Objects that are left alone.
    pub not: Vec<LifecycleNot>,
}

/// Objects that a rule leaves alone: those that meet both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LifecycleNot {
    /// What their keys begin with.
    pub prefix: String,
    /// A tag they have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
}

impl BucketDocument for LifecycleConfiguration {
    const PUT: OperationId = OperationId::PutBucketLifecycle;
    const GET: OperationId = OperationId::GetBucketLifecycle;
}

impl RemovableDocument for LifecycleConfiguration {
    const DELETE: OperationId = OperationId::DeleteBucketLifecycle;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn what_was_put_reads_back_in_any_order() {
        let text = "<LifecycleConfiguration><Rule><ID>r</ID><Transition><Days>30</Days><StorageClass>IA</StorageClass>\
            </Transition><Prefix>log/</Prefix><Tag><Key>a</Key><Value>1</Value></Tag><Status>Enabled</Status>\
            <Transition><Days>60</Days><StorageClass>Archive</StorageClass></Transition>\
            <Tag><Key>b</Key><Value/></Tag><Expiration><CreatedBeforeDate>2020-02-18T00:00:00.000Z</CreatedBeforeDate>\
            </Expiration><Filter><ObjectSizeGreaterThan>500</ObjectSizeGreaterThan><Not><Prefix>log/x</Prefix><Tag><Key>k</Key>\
            <Value>v</Value></Tag></Not></Filter></Rule><Rule><Days>1</Days><Prefix/><Status>Disabled</Status>\
            <Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>\
            <NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>\
            <AbortMultipartUpload><Days>1</Days></AbortMultipartUpload></Rule></LifecycleConfiguration>";
        let read: LifecycleConfiguration = xml::from_bytes(text.as_bytes()).unwrap();
        let [first, second] = read.rule.as_slice() else { panic!("{read:?}") };
        assert_eq!((first.id.as_deref(), first.transition.len(), first.tag.len()), (Some("r"), 2, 2));
        let not = &first.filter.as_ref().unwrap().not[0];
        assert_eq!((not.prefix.as_str(), not.tag.as_ref().unwrap().value.as_str()), ("log/x", "v"));
        assert_eq!((second.id.as_deref(), second.prefix.as_str()), (None, ""));
        assert_eq!(
            second.noncurrent_version_expiration.as_ref().unwrap().noncurrent_days.as_deref(),
            Some("5")
        );
        assert_eq!(xml::from_bytes::<LifecycleConfiguration>(&xml::to_bytes(&read)).unwrap(), read);
    }
}
