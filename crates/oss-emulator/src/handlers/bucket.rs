//! Buckets come and go, and are described.

use super::{acl, document::Kept};
use crate::{
    Config,
    body::Body,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    sse,
    store::{Bucket, Draft, Object, Start, Store},
};
use http::{HeaderValue, Response, StatusCode, header::LOCATION};
use oss_protocol::{
    bucket::{
        AccessControlList, BucketInfo, BucketInfoDocument, BucketStat, CreateBucketConfiguration,
        LocationConstraint, LoggingPolicy, Owner, is_creatable_name,
    },
    date::Timestamp,
    encryption::{EncryptionRule, EncryptionSettings},
    header,
    logging::BucketLoggingStatus,
    tagging::Tagging,
    versioning::VersioningConfiguration,
    xml,
};
use std::ops::Bound;

/// Creates a bucket, or changes one that the caller has already.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let name = call.bucket().to_owned();
    if !is_creatable_name(&name) {
        return Err(Reason::InvalidBucketName.into());
    }
    let configuration = configuration(call)?;
    let acl = acl::asked(call)?;
    let tagging = asked_tagging(call)?;
    let rule = sse::from_headers(&call.asked.headers)?;
    let response = at(&name);
    let (owner, now) = (call.account.owner.clone(), call.now.as_secs());
    let change = move |draft: &mut Draft<'_, '_>| {
        let mut bucket = draft.find_bucket(&name)?.unwrap_or_else(|| Bucket::new(owner.clone(), now));
        if bucket.owner != owner {
            return Err(Reason::BucketTaken.into());
        }
        if let Some(acl) = acl {
            bucket.acl = acl;
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
        if let Some(tagging) = tagging {
            bucket.set(&tagging);
        }
        draft.set_bucket(&name, Some(&bucket))
    };
    store.change(change).await?;
    Ok(response)
}

/// The answer that names the bucket.
pub(super) fn at(name: &str) -> Response<Body> {
    let path = HeaderValue::from_str(&format!("/{name}")).expect("a bucket name is ASCII");
    let mut response = reply::empty(StatusCode::OK);
    response.headers_mut().insert(LOCATION, path);
    response
}

/// Its tags, as the headers say.
fn asked_tagging(call: &Call<'_>) -> Result<Option<Tagging>, Refusal> {
    let Some(text) = call.asked.header(header::X_OSS_BUCKET_TAGGING) else { return Ok(None) };
    let tagging = Tagging::parse_header(text)
        .ok_or_else(|| bad_argument(header::X_OSS_BUCKET_TAGGING.as_str(), text))?;
    tagging.accept().map(Some)
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

pub(super) fn bad_argument(name: &str, value: &str) -> Refusal {
    Refusal::from(Reason::BadArgument).with("ArgumentName", name).with("ArgumentValue", value)
}

/// Deletes a bucket in which nothing is: no version of an object, no marker, no upload, no live channel.
pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    let name = call.bucket().to_owned();
    let change = move |draft: &mut Draft<'_, '_>| {
        let bucket = draft.bucket(&name)?;
        if !draft.is_empty(&name)? || !bucket.channels.is_empty() {
            return Err(Reason::BucketNotEmpty.into());
        }
        draft.set_bucket(&name, None)
    };
    store.change(change).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) fn info(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let bucket = store.bucket(call.bucket())?;
    let region = &config.region;
    // Source: tests of the official SDK oss2 against the service, test_object_versioning.py.
    let versioning = bucket.setting::<VersioningConfiguration>()?.and_then(|setting| setting.status);
    let logging = bucket.setting::<BucketLoggingStatus>()?.and_then(|status| status.logging_enabled);
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
            versioning,
            bucket_policy: logging.map_or_else(LoggingPolicy::default, |to| LoggingPolicy {
                log_bucket: to.target_bucket,
                log_prefix: to.target_prefix,
            }),
        },
    }))
}

pub(crate) fn location(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    store.bucket(call.bucket())?;
    Ok(reply::document(&LocationConstraint { location: format!("oss-{}", config.region) }))
}

/// Counts what is there now; the service counts about once an hour. Classes other than Standard are paid for by 64 KiB and
/// more an object, which is counted here as it is there.
pub(crate) fn stat(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let live_channel_count = view.bucket(call.bucket())?.channels.len() as u64;
    let last_modified_time = call.now.as_secs();
    let mut stat = BucketStat { last_modified_time, live_channel_count, ..BucketStat::default() };
    let mut seen = None;
    view.each_version(call.bucket(), Start::at(""), |key, object| {
        let newest = seen.as_ref() != Some(&key);
        seen = Some(key);
        count(&mut stat, &object, newest);
        Ok(true)
    })?;
    view.each_upload(call.bucket(), Bound::Unbounded, |_, id, _| {
        stat.multipart_upload_count += 1;
        stat.storage += view.parts(&id, 0, usize::MAX)?.iter().map(|(_, part)| part.length).sum::<u64>();
        Ok(true)
    })?;
    if stat == (BucketStat { last_modified_time: stat.last_modified_time, ..BucketStat::default() }) {
        stat.last_modified_time = 0; // A new bucket of the service has not been counted.
    }
    Ok(reply::document(&stat))
}

/// Objects that count as larger when they are small.
const PAID_AT_LEAST: u64 = 64 << 10;

fn count(stat: &mut BucketStat, object: &Object, newest: bool) {
    if object.is_marker() {
        stat.delete_marker_count += 1;
        return;
    }
    stat.storage += object.length;
    stat.object_count += u64::from(newest);
    let paid = object.length.max(PAID_AT_LEAST);
    let (paid_sum, real_sum, objects) = match object.storage_class.as_str() {
        "IA" => (
            &mut stat.infrequent_access_storage,
            &mut stat.infrequent_access_real_storage,
            &mut stat.infrequent_access_object_count,
        ),
        "Archive" => {
            (&mut stat.archive_storage, &mut stat.archive_real_storage, &mut stat.archive_object_count)
        }
        "ColdArchive" => (
            &mut stat.cold_archive_storage,
            &mut stat.cold_archive_real_storage,
            &mut stat.cold_archive_object_count,
        ),
        "DeepColdArchive" => (
            &mut stat.deep_cold_archive_storage,
            &mut stat.deep_cold_archive_real_storage,
            &mut stat.deep_cold_archive_object_count,
        ),
        _ => {
            stat.standard_storage += object.length;
            stat.standard_object_count += 1;
            return;
        }
    };
    *paid_sum += paid;
    *real_sum += object.length;
    *objects += 1;
}
