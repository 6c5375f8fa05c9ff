//! The account.

use super::tags::Filter;
use crate::{
    Config,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Store},
};
use oss_protocol::{
    bucket::{BucketList, BucketSummary, Buckets, Owner},
    date::Timestamp,
    number,
    tagging::Tagging,
};

/// A page holds so many buckets unless asked otherwise, and at most [`MAX_PAGE`].
const PAGE: u32 = 100;
const MAX_PAGE: u32 = 1_000;

/// Lists the caller's buckets by name. The page is described only where one was asked for, and so are tags.
pub(crate) fn list_buckets(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let parameter = |name| call.asked.query.get(name).filter(|value| !value.is_empty());
    let (prefix, marker) = (parameter("prefix"), parameter("marker"));
    let max_keys = match parameter("max-keys") {
        None => PAGE,
        Some(text) => number::plain(text).filter(|n| (1..=MAX_PAGE).contains(n)).ok_or_else(|| {
            Refusal::from(Reason::BadArgument).with("ArgumentName", "max-keys").with("ArgumentValue", text)
        })?,
    };
    let filter = Filter::read(call)?;
    let mut buckets = Vec::new();
    for (name, bucket) in store.buckets(marker.unwrap_or_default())? {
        let tagging = bucket.setting::<Tagging>()?.unwrap_or_default();
        if bucket.owner == call.account.owner
            && Some(name.as_str()) != marker
            && name.starts_with(prefix.unwrap_or_default())
            && filter.takes(&tagging)
        {
            buckets.push((name, bucket, filter.asks().then_some(tagging)));
        }
    }
    let truncated = buckets.len() > max_keys as usize;
    buckets.truncate(max_keys as usize);
    let paged = truncated || ["prefix", "marker", "max-keys"].iter().any(|name| call.asked.query.has(name));
    let echo = |value: Option<&str>| paged.then(|| value.unwrap_or_default().to_owned());
    Ok(reply::document(&BucketList {
        owner: Owner { id: call.account.owner.clone(), display_name: call.account.owner.clone() },
        prefix: echo(prefix),
        marker: echo(marker),
        max_keys: paged.then_some(max_keys),
        is_truncated: paged.then_some(truncated),
        next_marker: truncated.then(|| buckets.last().map(|(name, ..)| name.clone())).flatten(),
        buckets: Buckets {
            bucket: buckets
                .into_iter()
                .map(|(name, bucket, tagging)| summary(name, bucket, tagging, config))
                .collect(),
        },
    }))
}

fn summary(name: String, bucket: Bucket, tagging: Option<Tagging>, config: &Config) -> BucketSummary {
    let region = &config.region;
    BucketSummary {
        creation_date: Timestamp::from_secs(bucket.created).iso8601(),
        extranet_endpoint: format!("oss-{region}.aliyuncs.com"),
        intranet_endpoint: format!("oss-{region}-internal.aliyuncs.com"),
        location: format!("oss-{region}"),
        name,
        region: region.clone(),
        storage_class: bucket.storage_class,
        tagging,
    }
}
