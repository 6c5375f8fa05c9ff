//! Buckets come and go, and are described.

use super::encryption;
use crate::{
    Config,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Store},
};
use http::{HeaderValue, StatusCode, header::LOCATION};
use oss_protocol::{
    bucket::{
        AccessControlList, BucketInfo, BucketInfoDocument, BucketStat, CreateBucketConfiguration,
        LocationConstraint, LoggingPolicy, Owner, is_creatable_name,
    },
    date::Timestamp,
    encryption::{EncryptionRule, EncryptionSettings},
    header, xml,
};

/// Creates a bucket, or changes one that the caller has already.
pub(crate) fn put(call: &Call<'_>, store: &Store, now: Timestamp) -> Reply {
    let name = call.bucket();
    if !is_creatable_name(name) {
        return Err(Reason::InvalidBucketName.into());
    }
    let configuration = configuration(call)?;
    let acl = call.asked.header(header::X_OSS_ACL);
    if let Some(acl) = acl.filter(|acl| !["private", "public-read", "public-read-write"].contains(acl)) {
        return Err(bad_argument(header::X_OSS_ACL.as_str(), acl));
    }
    let rule = EncryptionSettings::from_headers(&call.asked.headers).map(from_headers).transpose()?;
    store.change(name, |bucket| {
        let bucket = bucket.get_or_insert_with(|| Bucket::new(call.account.owner.clone(), now.as_secs()));
        if bucket.owner != call.account.owner {
            return Err(Reason::BucketTaken.into());
        }
        if let Some(acl) = acl {
            bucket.acl = acl.to_owned();
        }
        if let Some(class) = configuration.storage_class {
            bucket.storage_class = class;
        }
        if let Some(redundancy) = configuration.data_redundancy_type {
            bucket.data_redundancy_type = redundancy;
        }
        if let Some(default) = rule {
            bucket.set(&EncryptionRule { default });
        }
        Ok(())
    })?;
    let mut response = reply::empty(StatusCode::OK);
    let path = HeaderValue::from_str(&format!("/{name}")).expect("a bucket name is ASCII");
    response.headers_mut().insert(LOCATION, path);
    Ok(response)
}

/// In a header, unlike in a document, an empty key id is refused.
fn from_headers(settings: EncryptionSettings) -> Result<EncryptionSettings, Refusal> {
    if settings.algorithm == "KMS" && settings.key_id.as_deref() == Some("") {
        return Err(Reason::EmptyKeyId.into());
    }
    encryption::accept(settings)
}

fn configuration(call: &Call<'_>) -> Result<CreateBucketConfiguration, Refusal> {
    if call.body.is_empty() {
        return Ok(CreateBucketConfiguration::default());
    }
    let configuration: CreateBucketConfiguration =
        xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let check = |name, value: &Option<String>, known: &[&str]| match value {
        Some(value) if !known.contains(&value.as_str()) => Err(bad_argument(name, value)),
        _ => Ok(()),
    };
    check(
        "StorageClass",
        &configuration.storage_class,
        &["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"],
    )?;
    check("DataRedundancyType", &configuration.data_redundancy_type, &["LRS", "ZRS"])?;
    Ok(configuration)
}

fn bad_argument(name: &str, value: &str) -> Refusal {
    Refusal::from(Reason::BadArgument).with("ArgumentName", name).with("ArgumentValue", value)
}

/// Deletes a bucket. There are no objects yet that could be in it.
pub(crate) fn delete(call: &Call<'_>, store: &Store) -> Reply {
    store.change(call.bucket(), |bucket| {
        bucket.take().ok_or(Reason::NoSuchBucket)?;
        Ok(())
    })?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) fn info(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let bucket = store.bucket(call.bucket())?;
    let region = &config.region;
    let none = || EncryptionSettings { algorithm: "None".into(), ..EncryptionSettings::default() };
    Ok(reply::document(&BucketInfoDocument {
        bucket: BucketInfo {
            name: call.bucket().to_owned(),
            location: format!("oss-{region}"),
            creation_date: Timestamp::from_secs(bucket.created).iso8601(),
            extranet_endpoint: format!("oss-{region}.aliyuncs.com"),
            intranet_endpoint: format!("oss-{region}-internal.aliyuncs.com"),
            server_side_encryption_rule: Some(
                bucket.setting::<EncryptionRule>()?.map_or_else(none, |rule| rule.default),
            ),
            storage_class: bucket.storage_class,
            data_redundancy_type: bucket.data_redundancy_type,
            owner: Owner { id: bucket.owner.clone(), display_name: bucket.owner },
            access_control_list: AccessControlList { grant: bucket.acl },
            access_monitor: "Disabled".into(),
            block_public_access: Some(false),
            comment: String::new(),
            cross_region_replication: "Disabled".into(),
            resource_group_id: "rg-emulator".into(),
            transfer_acceleration: "Disabled".into(),
            bucket_policy: LoggingPolicy::default(),
        },
    }))
}

pub(crate) fn location(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    store.bucket(call.bucket())?;
    Ok(reply::document(&LocationConstraint { location: format!("oss-{}", config.region) }))
}

/// Nothing can be in a bucket yet, so every count is zero, and so is the time of counting, as for a new bucket of the service.
pub(crate) fn stat(call: &Call<'_>, store: &Store) -> Reply {
    store.bucket(call.bucket())?;
    Ok(reply::document(&BucketStat::default()))
}
