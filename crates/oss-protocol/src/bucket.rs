//! Buckets: their names, and the documents about them.

use crate::{
    encryption::{EncryptionSettings, ServerSideEncryption},
    tagging::Tagging,
    xml,
};
use serde::{Deserialize, Serialize};

/// Whether a bucket may be created under this name: 3 to 63 of `a-z`, `0-9` and `-`, no hyphen at either end.
pub fn is_creatable_name(name: &str) -> bool {
    is_name(name, |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
}

/// Whether a bucket may have this name. Old buckets may also have underscores, anywhere.
pub fn is_valid_name(name: &str) -> bool {
    is_name(name, |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

fn is_name(name: &str, allowed: impl Fn(u8) -> bool) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| allowed(byte) || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// An account, as answers name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Owner {
    /// The account's number.
    #[serde(rename = "ID")]
    pub id: String,
    /// Its name; OSS repeats the number.
    pub display_name: String,
}

/// The body of PutBucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "CreateBucketConfiguration", rename_all = "PascalCase", default)]
pub struct CreateBucketConfiguration {
    /// `Standard`, `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// `LRS` or `ZRS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_redundancy_type: Option<String>,
}

/// The answer of GetBucketInfo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "BucketInfo", rename_all = "PascalCase")]
pub struct BucketInfoDocument {
    /// The bucket.
    pub bucket: BucketInfo,
}

/// What the service says of one bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct BucketInfo {
    /// Name.
    pub name: String,
    /// Region, with its `oss-` prefix.
    pub location: String,
    /// ISO 8601, UTC.
    pub creation_date: String,
    /// Host name for the Internet.
    pub extranet_endpoint: String,
    /// Host name inside the region.
    pub intranet_endpoint: String,
    /// Storage class of objects that do not say it themselves.
    pub storage_class: String,
    /// `LRS` or `ZRS`.
    pub data_redundancy_type: String,
    /// Whose it is.
    pub owner: Owner,
    /// Who may use it.
    pub access_control_list: AccessControlList,
    /// `Enabled` or `Disabled`: whether the time of last access is kept.
    pub access_monitor: String,
    /// Whether public ACLs and policies are refused.
    #[serde(deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub block_public_access: Option<bool>,
    /// A note of the owner.
    pub comment: String,
    /// `Enabled` or `Disabled`.
    pub cross_region_replication: String,
    /// The resource group the bucket belongs to.
    pub resource_group_id: String,
    /// `Enabled` or `Disabled`.
    pub transfer_acceleration: String,
    /// `Enabled` or `Suspended`, of a bucket that has ever kept versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versioning: Option<String>,
    /// Where access is logged.
    pub bucket_policy: LoggingPolicy,
    /// The encryption rule, without the element that wraps it in the `?encryption` document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_side_encryption_rule: Option<EncryptionSettings>,
}

impl BucketInfo {
    /// The default encryption; the service writes the word `None` where there is no rule.
    pub fn encryption(&self) -> Option<ServerSideEncryption> {
        let settings = self.server_side_encryption_rule.clone()?;
        (settings.algorithm != "None").then(|| settings.into())
    }
}

/// Where access to a bucket is logged; empty where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LoggingPolicy {
    /// The bucket that keeps the logs.
    pub log_bucket: String,
    /// What their names begin with.
    pub log_prefix: String,
}

/// The ACL of a bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AccessControlList {
    /// `private`, `public-read` or `public-read-write`.
    pub grant: String,
}

/// The answer of GetBucketLocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "LocationConstraint")]
pub struct LocationConstraint {
    /// Region, with its `oss-` prefix.
    #[serde(rename = "$text", default)]
    pub location: String,
}

/// The answer of GetBucketStat. Sizes are in bytes, times in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct BucketStat {
    /// Bytes of all objects.
    pub storage: u64,
    /// Objects.
    pub object_count: u64,
    /// Multipart uploads begun and not ended.
    pub multipart_upload_count: u64,
    /// Live channels.
    pub live_channel_count: u64,
    /// When this was counted; 0 where it has not been yet.
    pub last_modified_time: u64,
    /// Bytes of class Standard.
    pub standard_storage: u64,
    /// Objects of class Standard.
    pub standard_object_count: u64,
    /// Bytes of class IA that are paid for: small objects count as larger ones. So for the classes below.
    pub infrequent_access_storage: u64,
    /// Bytes of class IA.
    pub infrequent_access_real_storage: u64,
    /// Objects of class IA.
    pub infrequent_access_object_count: u64,
    /// Paid bytes of class Archive.
    pub archive_storage: u64,
    /// Bytes of class Archive.
    pub archive_real_storage: u64,
    /// Objects of class Archive.
    pub archive_object_count: u64,
    /// Paid bytes of class ColdArchive.
    pub cold_archive_storage: u64,
    /// Bytes of class ColdArchive.
    pub cold_archive_real_storage: u64,
    /// Objects of class ColdArchive.
    pub cold_archive_object_count: u64,
    /// Paid bytes of class DeepColdArchive.
    pub deep_cold_archive_storage: u64,
    /// Bytes of class DeepColdArchive.
    pub deep_cold_archive_real_storage: u64,
    /// Objects of class DeepColdArchive.
    pub deep_cold_archive_object_count: u64,
    /// Delete markers.
    pub delete_marker_count: u64,
}

/// The answer of ListBuckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListAllMyBucketsResult", rename_all = "PascalCase", default)]
pub struct BucketList {
    /// Whose they are.
    pub owner: Owner,
    /// The prefix asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The name asked to begin after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The page size asked for.
    #[serde(deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub max_keys: Option<u32>,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    /// The name the next page begins after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    /// This page.
    pub buckets: Buckets,
}

/// The element around the buckets of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Buckets {
    /// The buckets.
    pub bucket: Vec<BucketSummary>,
}

/// One bucket of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct BucketSummary {
    /// ISO 8601, UTC.
    pub creation_date: String,
    /// Host name for the Internet.
    pub extranet_endpoint: String,
    /// Host name inside the region.
    pub intranet_endpoint: String,
    /// Region, with its `oss-` prefix.
    pub location: String,
    /// Name.
    pub name: String,
    /// Region, without prefix.
    pub region: String,
    /// Storage class.
    pub storage_class: String,
    /// Tags, where the service lists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tagging: Option<Tagging>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["abc", "a-b", "0-9", "a".repeat(63).as_str()] {
            assert!(is_creatable_name(name) && is_valid_name(name), "{name}");
        }
        for name in ["", "ab", "-ab", "ab-", "Abc", "a.b", "a b", "中文字", "a".repeat(64).as_str()] {
            assert!(!is_creatable_name(name) && !is_valid_name(name), "{name}");
        }
        assert!(is_valid_name("a_b") && is_valid_name("_ab_") && !is_creatable_name("a_b"));
    }

    #[test]
    fn an_empty_truth_is_none() {
        let text = "<BucketInfo><Bucket><BlockPublicAccess/></Bucket></BucketInfo>";
        let read: BucketInfoDocument = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(read.bucket.block_public_access, None);
        let text = "<ListAllMyBucketsResult><MaxKeys/><IsTruncated/></ListAllMyBucketsResult>";
        let read: BucketList = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!((read.max_keys, read.is_truncated), (None, None));
    }

    #[test]
    fn the_word_none_is_no_rule() {
        let read = |rule: &str| {
            let text = format!("<BucketInfo><Bucket><Name>b</Name>{rule}<New>1</New></Bucket></BucketInfo>");
            xml::from_bytes::<BucketInfoDocument>(text.as_bytes()).unwrap().bucket.encryption()
        };
        let rule = |inner: &str| format!("<ServerSideEncryptionRule>{inner}</ServerSideEncryptionRule>");
        assert_eq!(read(&rule("<SSEAlgorithm>None</SSEAlgorithm>")), None);
        assert_eq!(read(""), None);
        assert_eq!(
            read(&rule("<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID></KMSMasterKeyID>")),
            Some(ServerSideEncryption::Kms { key_id: Some(String::new()), data_encryption: None })
        );
    }

    #[test]
    fn a_list_may_be_empty_or_hold_one() {
        let read = |text: &str| xml::from_bytes::<BucketList>(text.as_bytes()).unwrap().buckets.bucket.len();
        assert_eq!(read("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"), 0);
        assert_eq!(
            read(
                "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>"
            ),
            1
        );
    }
}
