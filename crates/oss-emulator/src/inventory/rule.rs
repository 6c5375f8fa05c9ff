//! What rules are accepted, and what they say of objects.

use super::columns::Column;
use crate::{
    handlers::object::{STORAGE_CLASSES, bad_argument},
    reason::{Reason, Refusal},
    store::Object,
};
use oss_protocol::{
    bucket::is_creatable_name,
    encryption::EncryptionSettings,
    inventory::{
        BUCKET_PREFIX, InventoryBucket, InventoryConfiguration, InventoryEncryption, InventoryFilter,
    },
    number,
};

/// The longest name of a rule, in characters.
const MAX_ID: usize = 192;
const FREQUENCIES: [&str; 4] = ["Daily", "Weekly", "Monthly", "Once"];

/// A rule as the service keeps it: classes are sorted, as tests of the official SDK oss2 against the service show
/// (`test_bucket_inventory_filter`). `asked` is the name in the query.
pub(crate) fn accept(
    mut rule: InventoryConfiguration,
    asked: &str,
) -> Result<InventoryConfiguration, Refusal> {
    check_id(&rule.id, asked)?;
    if let Some(filter) = &mut rule.filter {
        check_filter(filter)?;
    }
    check_destination(&rule.destination.bucket)?;
    let (frequency, versions) = (&rule.schedule.frequency, &rule.included_object_versions);
    if !FREQUENCIES.contains(&frequency.as_str()) {
        return Err(bad_argument("Frequency", frequency));
    }
    let day = rule.schedule.day_of_month.as_deref().filter(|text| !text.is_empty());
    if let Some(text) =
        day.filter(|text| number::plain::<u32>(text).is_none_or(|day| !(1..=31).contains(&day)))
    {
        return Err(bad_argument("DayOfMonth", text));
    }
    if !["All", "Current"].contains(&versions.as_str()) {
        return Err(bad_argument("IncludedObjectVersions", versions));
    }
    if rule.incremental_inventory.as_ref().is_some_and(|incremental| incremental.is_enabled) {
        return Err(Refusal::from(Reason::NotImplemented)
            .saying("The local server does not write incremental inventories."));
    }
    columns(&rule)?;
    Ok(rule)
}

fn check_id(id: &str, asked: &str) -> Result<(), Refusal> {
    if id.is_empty() {
        return Err(Reason::InventoryIdMissing.into());
    }
    if id.chars().count() > MAX_ID {
        return Err(bad(Reason::InventoryId, "Id", id));
    }
    if id == asked { Ok(()) } else { Err(bad(Reason::InventoryIdOther, "inventoryId", asked)) }
}

fn check_filter(filter: &mut InventoryFilter) -> Result<(), Refusal> {
    let numbers = [
        ("LastModifyBeginTimeStamp", &filter.last_modify_begin_time_stamp, Reason::InventoryBegin),
        ("LastModifyEndTimeStamp", &filter.last_modify_end_time_stamp, Reason::BadArgument),
        ("LowerSizeBound", &filter.lower_size_bound, Reason::BadArgument),
        ("UpperSizeBound", &filter.upper_size_bound, Reason::BadArgument),
    ];
    for (name, text, reason) in numbers {
        if let Some(text) = said(text).filter(|text| number::digits::<u64>(text).is_none()) {
            return Err(bad(reason, name, text));
        }
    }
    if let Some(text) = said(&filter.storage_class) {
        let mut classes: Vec<_> = text.split(',').map(str::trim).collect();
        if classes.iter().any(|class| *class != "All" && !STORAGE_CLASSES.contains(class)) {
            return Err(bad(Reason::InventoryClass, "StorageClass", text));
        }
        classes.sort_unstable();
        filter.storage_class = Some(classes.join(","));
    }
    Ok(())
}

/// Whether the bucket is there is asked when an inventory is written.
fn check_destination(destination: &InventoryBucket) -> Result<(), Refusal> {
    if destination.format != "CSV" {
        return Err(bad_argument("Format", &destination.format));
    }
    if destination.account_id.is_empty() {
        return Err(bad(Reason::InventoryAccount, "AccountId", ""));
    }
    let role = destination.role_arn.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(":role/"));
    if role.is_none_or(|(_, name)| name.is_empty()) {
        return Err(bad_argument("RoleArn", &destination.role_arn));
    }
    if !destination.bucket.strip_prefix(BUCKET_PREFIX).is_some_and(is_creatable_name) {
        return Err(bad(Reason::InventoryBucket, "Bucket", &destination.bucket));
    }
    match &destination.encryption {
        Some(InventoryEncryption { kms: Some(_), oss: Some(_) }) => {
            Err(bad_argument("Encryption", "SSE-KMS and SSE-OSS"))
        }
        _ => Ok(()),
    }
}

fn bad(reason: Reason, name: &str, value: &str) -> Refusal {
    Refusal::from(reason).with("ArgumentName", name).with("ArgumentValue", value)
}

/// An element that is empty says nothing.
fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// The columns of a rule, in their order.
pub(super) fn columns(rule: &InventoryConfiguration) -> Result<Vec<Column>, Refusal> {
    let fixed: &[Column] = if all_versions(rule) {
        &[Column::Bucket, Column::Key, Column::VersionId, Column::IsLatest, Column::IsDeleteMarker]
    } else {
        &[Column::Bucket, Column::Key]
    };
    let optional = rule.optional_fields.iter().flat_map(|fields| &fields.field);
    fixed.iter().map(|column| Ok(*column)).chain(optional.map(|name| Column::optional(name))).collect()
}

/// Whether old versions and delete markers are named too.
pub(super) fn all_versions(rule: &InventoryConfiguration) -> bool {
    rule.included_object_versions == "All"
}

/// What keys begin with.
pub(super) fn prefix(rule: &InventoryConfiguration) -> &str {
    rule.filter.as_ref().and_then(|filter| filter.prefix.as_deref()).unwrap_or_default()
}

/// Whether a rule names an object, if its key has the prefix.
pub(super) fn names(rule: &InventoryConfiguration, object: &Object) -> bool {
    let Some(filter) = &rule.filter else { return true };
    let bound = |text: &Option<String>| said(text).and_then(number::digits::<u64>);
    let within = |value: u64, least: &Option<String>, most: &Option<String>| {
        bound(least).is_none_or(|least| value >= least) && bound(most).is_none_or(|most| value <= most)
    };
    let class = || {
        said(&filter.storage_class)
            .is_none_or(|text| text.split(',').any(|class| class == "All" || class == object.storage_class))
    };
    let modified = object.modified / 1_000;
    within(modified, &filter.last_modify_begin_time_stamp, &filter.last_modify_end_time_stamp)
        // A marker has neither size nor class.
        && (object.is_marker()
            || within(object.length, &filter.lower_size_bound, &filter.upper_size_bound) && class())
}

/// How the files are encrypted, if the rule says it.
pub(super) fn encryption(rule: &InventoryConfiguration) -> Option<EncryptionSettings> {
    let encryption = rule.destination.bucket.encryption.as_ref()?;
    let settings = |algorithm: &str, key_id| EncryptionSettings {
        algorithm: algorithm.to_owned(),
        key_id,
        data_encryption: None,
    };
    match encryption {
        InventoryEncryption { kms: Some(key), .. } => {
            Some(settings("KMS", key.key_id.clone().filter(|id| !id.is_empty())))
        }
        InventoryEncryption { oss: Some(_), .. } => Some(settings("AES256", None)),
        _ => None,
    }
}
