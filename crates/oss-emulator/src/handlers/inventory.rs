//! The rules of inventories: put, read, listed, removed.
//!
//! Sources: the service's pages of the operations; tests of official SDKs against it (oss2 `test_bucket_inventory.py`, Go
//! `TestBucketInventory`): a bucket without a rule is `NoSuchInventory` to list, one that is not there is removed already, and
//! the token of a page is the name of its last rule.

use crate::{
    call::Call,
    inventory::accept,
    reason::Reason,
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::{
    inventory::{InventoryConfiguration, InventoryList},
    xml,
};
use std::ops::Bound;

/// So many rules come on a page.
const PAGE: usize = 100;

fn id<'a>(call: &'a Call<'_>) -> &'a str {
    call.asked.query.get("inventoryId").unwrap_or_default()
}

/// Keeps a rule that is new.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let rule: InventoryConfiguration = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let rule = accept(rule, id(call))?;
    let now = call.now_ms;
    store.change_bucket(call.bucket(), move |bucket| bucket.add_inventory(&rule, now)).await?;
    store.timetable.changed();
    Ok(reply::empty(StatusCode::OK))
}

pub(crate) fn get(call: &Call<'_>, store: &Store) -> Reply {
    let rule = store.bucket(call.bucket())?.inventory(id(call))?.ok_or(Reason::NoSuchInventory)?;
    Ok(reply::document(&rule))
}

/// Lists the rules by their names, a hundred at a time.
pub(crate) fn list(call: &Call<'_>, store: &Store) -> Reply {
    let bucket = store.bucket(call.bucket())?;
    if bucket.inventories.is_empty() {
        return Err(Reason::NoSuchInventory.into());
    }
    let token = call.asked.query.get("continuation-token").filter(|token| !token.is_empty());
    let from = token.map_or(Bound::Unbounded, Bound::Excluded);
    let mut rest = bucket.inventories.range::<str, _>((from, Bound::Unbounded));
    let page: Vec<_> = rest.by_ref().take(PAGE).collect();
    let is_truncated = rest.next().is_some();
    Ok(reply::document(&InventoryList {
        inventory_configuration: page
            .iter()
            .map(|(_, rule)| rule.configuration())
            .collect::<Result<_, _>>()?,
        is_truncated,
        continuation_token: token.map(str::to_owned),
        next_continuation_token: page.last().filter(|_| is_truncated).map(|(id, _)| (*id).clone()),
    }))
}

pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    let id = id(call).to_owned();
    store
        .change_bucket(call.bucket(), move |bucket| {
            bucket.inventories.remove(&id);
            Ok(())
        })
        .await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
