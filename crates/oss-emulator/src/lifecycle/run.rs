//! What is due done, bucket by bucket. Only keys that rules are about are looked at.

use super::{
    plan::{Due, Plan},
    rules::Rules,
};
use crate::{
    reason::Refusal,
    store::{Bucket, Draft, Object, Start, Store, Upload, View},
};
use std::{collections::BTreeSet, ops::Bound};

/// So many keys are changed in one transaction, and found before it.
const BATCH: usize = 500;

/// Does what the lifecycles of all buckets say by a time, in milliseconds since 1970.
pub(crate) async fn run(store: &Store, now: u64) -> Result<(), Refusal> {
    for (name, bucket) in store.buckets("")? {
        let Some(rules) = Rules::of(&bucket)? else { continue };
        for prefix in rules.prefixes() {
            objects(store, &name, prefix, now).await?;
            uploads(store, &name, prefix, now).await?;
        }
    }
    Ok(())
}

/// The rules of a bucket and what else counts, asked anew: they may have changed since.
fn with_due<T>(
    bucket: &Bucket,
    now: u64,
    ask: impl FnOnce(&Due<'_>) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    let Some(rules) = Rules::of(bucket)? else { return Ok(None) };
    ask(&Due { rules: &rules, bucket, versioning: bucket.versioning()?, now }).map(Some)
}

async fn objects(store: &Store, bucket: &str, prefix: &str, now: u64) -> Result<(), Refusal> {
    let mut after = None;
    loop {
        let (keys, last) = keys_due(&store.view()?, bucket, prefix, after.as_deref(), now)?;
        if !keys.is_empty() {
            let name = bucket.to_owned();
            store
                .change(move |draft| {
                    let Some(bucket) = draft.find_bucket(&name)? else { return Ok(()) };
                    for key in &keys {
                        let versions = draft.versions(&name, key)?;
                        let plan = with_due(&bucket, now, |due| Ok(due.plan(key, &versions)))?;
                        apply(draft, &name, key, plan.unwrap_or_default())?;
                    }
                    Ok(())
                })
                .await?;
        }
        match last {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// Up to [`BATCH`] keys of which something is due, and the last key looked at where there may be more.
fn keys_due(
    view: &View<'_>,
    name: &str,
    prefix: &str,
    after: Option<&str>,
    now: u64,
) -> Result<(Vec<String>, Option<String>), Refusal> {
    let bucket = view.bucket(name)?;
    let found = with_due(&bucket, now, |due| {
        let mut keys = Vec::new();
        let mut of: Option<(String, Vec<Object>)> = None;
        let mut judge = |of: Option<(String, Vec<Object>)>| {
            let key = of.filter(|(key, versions)| !due.plan(key, versions).is_empty());
            keys.extend(key.map(|(key, _)| key));
            keys.len() < BATCH
        };
        let mut last = None;
        let from = after.map_or(Start::at(prefix), Start::after);
        view.each_version(name, from, |key, object| {
            if !key.starts_with(prefix) {
                return Ok(false);
            }
            match &mut of {
                Some((same, versions)) if *same == key => versions.push(object),
                _ => {
                    let before = of.replace((key, vec![object]));
                    let looked_at = before.as_ref().map(|(key, _)| key.clone());
                    if !judge(before) {
                        last = looked_at;
                        of = None;
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })?;
        judge(of);
        Ok((keys, last))
    })?;
    Ok(found.unwrap_or_default())
}

fn apply(draft: &mut Draft<'_, '_>, bucket: &str, key: &str, plan: Plan) -> Result<(), Refusal> {
    for (id, class) in plan.moved {
        draft.change_object(bucket, key, Some(&id), |object| {
            class.name().clone_into(&mut object.storage_class);
            object.restored = None;
            Ok(())
        })?;
    }
    for id in plan.removed {
        draft.delete_object(bucket, key, Some(&id), 0)?;
    }
    if let Some(at) = plan.marker {
        draft.delete_object(bucket, key, None, at)?;
    }
    Ok(())
}

async fn uploads(store: &Store, name: &str, prefix: &str, now: u64) -> Result<(), Refusal> {
    loop {
        let found = uploads_due(&store.view()?, name, prefix, now)?;
        let more = found.len() == BATCH;
        let bucket = name.to_owned();
        if !found.is_empty() {
            store
                .change(move |draft| {
                    for (key, id) in &found {
                        // It may have ended since.
                        if draft.upload(&bucket, key, id).is_ok() {
                            draft.abort_upload(&bucket, key, id)?;
                        }
                    }
                    Ok(())
                })
                .await?;
        }
        if !more {
            return Ok(());
        }
    }
}

fn uploads_due(
    view: &View<'_>,
    name: &str,
    prefix: &str,
    now: u64,
) -> Result<BTreeSet<(String, String)>, Refusal> {
    let Some(rules) = Rules::of(&view.bucket(name)?)? else { return Ok(BTreeSet::new()) };
    let mut found = BTreeSet::new();
    let due = |key: &str, upload: &Upload| rules.aborts(key, upload).is_some_and(|at| at <= now);
    view.each_upload(name, Bound::Included((prefix, "")), |key, id, upload| {
        if !key.starts_with(prefix) {
            return Ok(false);
        }
        if due(&key, &upload) {
            found.insert((key, id));
        }
        Ok(found.len() < BATCH)
    })?;
    Ok(found)
}
