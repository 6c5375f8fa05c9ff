//! Inventories: what a bucket holds, written down at intervals by a rule of many.
//!
//! Sources: the service's pages "PutBucketInventory", "ListBucketInventory" and "Bucket inventory", and the models of the official
//! Python SDK v2.

use crate::xml;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// So many rules a bucket may have.
pub const MAX_INVENTORIES: usize = 1_000;
/// What stands before the name of a bucket that inventories are written into.
pub const BUCKET_PREFIX: &str = "acs:oss:::";

/// The `?inventory` document: one rule. Lenient, because a server must read what it refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventoryConfiguration {
    /// Its name, which no other rule of the bucket has.
    pub id: String,
    /// Whether inventories are written.
    #[serde(deserialize_with = "truth")]
    pub is_enabled: bool,
    /// Which objects it names; without it, all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<InventoryFilter>,
    /// Where it is written.
    pub destination: InventoryDestination,
    /// When it is written.
    pub schedule: InventorySchedule,
    /// `All` versions, or only the `Current` ones.
    pub included_object_versions: String,
    /// What it tells of an object beside its bucket and key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional_fields: Option<InventoryFields>,
    /// What else is written every few minutes. Regions have it on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incremental_inventory: Option<IncrementalInventory>,
}

/// `true` or `false` in any case, as the official Python SDK oss2 writes it (`True`); what is empty is false.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" | "" => Ok(false),
        _ => Err(D::Error::custom(format!("{text:?} is neither true nor false"))),
    }
}

/// Which objects an inventory names. Numbers travel as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventoryFilter {
    /// Those whose keys begin so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Those changed not before, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modify_begin_time_stamp: Option<String>,
    /// Those changed not after, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modify_end_time_stamp: Option<String>,
    /// Those of so many bytes at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_size_bound: Option<String>,
    /// Those of so many bytes at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_size_bound: Option<String>,
    /// Those of these classes, with commas between them; `All` are all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
}

/// Where an inventory is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InventoryDestination {
    /// The bucket.
    #[serde(rename = "OSSBucketDestination")]
    pub bucket: InventoryBucket,
}

/// The bucket an inventory is written into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventoryBucket {
    /// `CSV`.
    pub format: String,
    /// Whose the bucket is.
    pub account_id: String,
    /// The role that reads the one bucket and writes into the other.
    pub role_arn: String,
    /// Its name behind [`BUCKET_PREFIX`].
    pub bucket: String,
    /// What the keys of the files begin with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// How the files are encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<InventoryEncryption>,
}

/// How the files of an inventory are encrypted: by one of the two, or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InventoryEncryption {
    /// By a key of KMS.
    #[serde(rename = "SSE-KMS", skip_serializing_if = "Option::is_none")]
    pub kms: Option<InventoryKey>,
    /// By keys that OSS manages.
    #[serde(rename = "SSE-OSS", skip_serializing_if = "Option::is_none")]
    pub oss: Option<Empty>,
}

/// A customer master key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventoryKey {
    /// Its id; without it, the default key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
}

/// An element whose presence is all that it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// When an inventory is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventorySchedule {
    /// `Daily`, `Weekly`, `Monthly` or `Once`.
    pub frequency: String,
    /// The day of the month, for `Monthly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<String>,
    /// Whether the rule goes when it has been followed, for `Once`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_delete: Option<String>,
}

/// What an inventory tells of an object beside its bucket and key, in the order of its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InventoryFields {
    /// Their names.
    pub field: Vec<String>,
}

/// Lists of what changed, every few minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IncrementalInventory {
    /// Whether they are written.
    #[serde(deserialize_with = "truth")]
    pub is_enabled: bool,
}

/// The answer of ListBucketInventory: a page of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListInventoryConfigurationsResult", rename_all = "PascalCase", default)]
pub struct InventoryList {
    /// The rules by their names.
    pub inventory_configuration: Vec<InventoryConfiguration>,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// The token this page was asked for with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// The token that the next page is asked for with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_continuation_token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The document of the service's page, with everything there is.
    const RULE: &str = "<InventoryConfiguration><Id>report1</Id><IsEnabled>true</IsEnabled>\
        <Filter><Prefix>filterPrefix/</Prefix><LastModifyBeginTimeStamp>1637883649</LastModifyBeginTimeStamp>\
        <LastModifyEndTimeStamp>1638347592</LastModifyEndTimeStamp><LowerSizeBound>1024</LowerSizeBound>\
        <UpperSizeBound>1048576</UpperSizeBound><StorageClass>Standard,IA</StorageClass></Filter>\
        <Destination><OSSBucketDestination><Format>CSV</Format><AccountId>1000000000000000</AccountId>\
        <RoleArn>acs:ram::1000000000000000:role/AliyunOSSRole</RoleArn><Bucket>acs:oss:::destination-bucket</Bucket>\
        <Prefix>prefix1</Prefix><Encryption><SSE-KMS><KeyId>keyId</KeyId></SSE-KMS></Encryption></OSSBucketDestination>\
        </Destination><Schedule><Frequency>Daily</Frequency></Schedule><IncludedObjectVersions>All</IncludedObjectVersions>\
        <OptionalFields><Field>Size</Field><Field>LastModifiedDate</Field></OptionalFields></InventoryConfiguration>";

    fn read(text: &str) -> InventoryConfiguration {
        xml::from_bytes(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_document_of_the_page_is_read_and_written_as_it_is() {
        let rule = read(RULE);
        assert!(rule.is_enabled);
        assert_eq!(rule.filter.as_ref().unwrap().upper_size_bound.as_deref(), Some("1048576"));
        assert_eq!(rule.destination.bucket.encryption.as_ref().unwrap().oss, None);
        assert_eq!(rule.optional_fields.as_ref().unwrap().field, ["Size", "LastModifiedDate"]);
        assert!(String::from_utf8(xml::to_bytes(&rule)).unwrap().ends_with(RULE));
    }

    #[test]
    fn empty_elements_say_nothing_but_sse_oss_which_says_all() {
        // As ali-oss and the official Python SDK write them.
        for (element, oss) in [
            ("<Encryption></Encryption>", false),
            ("<Encryption><SSE-OSS></SSE-OSS></Encryption>", true),
            ("<Encryption><SSE-OSS/></Encryption>", true),
        ] {
            let rule = read(
                &RULE.replace("<Encryption><SSE-KMS><KeyId>keyId</KeyId></SSE-KMS></Encryption>", element),
            );
            let encryption = rule.destination.bucket.encryption.clone().unwrap();
            assert_eq!((encryption.oss.is_some(), encryption.kms), (oss, None), "{element}");
            assert_eq!(xml::from_bytes::<InventoryConfiguration>(&xml::to_bytes(&rule)).unwrap(), rule);
        }
        let bare = read(
            "<InventoryConfiguration><Filter/><OptionalFields></OptionalFields></InventoryConfiguration>",
        );
        assert_eq!((bare.is_enabled, bare.filter), (false, Some(InventoryFilter::default())));
        assert_eq!(bare.optional_fields, Some(InventoryFields::default()));
    }

    #[test]
    fn a_page_is_read_and_written() {
        let list = InventoryList {
            inventory_configuration: vec![read(RULE), read(RULE)],
            is_truncated: true,
            continuation_token: None,
            next_continuation_token: Some("report1".into()),
        };
        assert_eq!(xml::from_bytes::<InventoryList>(&xml::to_bytes(&list)).unwrap(), list);
    }
}
