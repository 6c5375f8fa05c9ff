//! Retention policies: begun, locked within a day or gone, and made longer.
//!
//! Sources: the service's pages of the five operations and "0027-00000002", and tests of official SDKs against it (Python
//! `test_bucket_worm.py`, C++ `BucketWormSettingsTest`). That a policy and versioning go together where versioning is enabled, and
//! not where it is suspended, is said by the newer pages ("InitiateBucketWorm" of December 2025), and by older ones otherwise.

use super::object::{describe, hex};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Store, Versioning, Worm},
};
use http::{HeaderValue, StatusCode};
use oss_protocol::{
    header, number,
    worm::{ExtendWormConfiguration, InitiateWormConfiguration, WormConfiguration},
    xml,
};
use serde::de::DeserializeOwned;

/// 70 years.
const MAX_DAYS: u32 = 25_550;

/// Begins a policy, in place of one that is not locked.
pub(crate) async fn initiate(call: &Call<'_>, store: &Store) -> Reply {
    let asked: InitiateWormConfiguration = document(call)?;
    let days = days(&asked.retention_period_in_days)?;
    let (id, now) = (random_id()?, call.now_ms);
    let worm = Worm { id: id.clone(), days, created: now, locked: false };
    let begin = move |bucket: &mut Bucket| -> Result<(), Refusal> {
        if bucket.worm(now).is_some_and(|worm| worm.locked) {
            return Err(Reason::WormLocked.into());
        }
        if bucket.versioning()? == Versioning::Suspended {
            return Err(Reason::VersioningForbidsWorm.into());
        }
        bucket.worm = Some(worm);
        Ok(())
    };
    store.change_bucket(call.bucket(), begin).await?;
    let mut response = reply::empty(StatusCode::OK);
    let id = HeaderValue::from_str(&id).expect("hexadecimal digits are ASCII");
    response.headers_mut().insert(header::X_OSS_WORM_ID, id);
    Ok(response)
}

/// Gives up a policy that is not locked.
pub(crate) async fn abort(call: &Call<'_>, store: &Store) -> Reply {
    let now = call.now_ms;
    let abort = move |bucket: &mut Bucket| -> Result<(), Refusal> {
        if bucket.worm(now).ok_or(Reason::NoSuchWorm)?.locked {
            return Err(Reason::WormLocked.into());
        }
        bucket.worm = None;
        Ok(())
    };
    store.change_bucket(call.bucket(), abort).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// Locks a policy, for good.
pub(crate) async fn complete(call: &Call<'_>, store: &Store) -> Reply {
    let lock = |worm: &mut Worm| -> Result<(), Refusal> {
        if worm.locked {
            return Err(Reason::WormLocked.into());
        }
        worm.locked = true;
        Ok(())
    };
    change(call, store, lock).await
}

/// Makes the time of a locked policy longer.
pub(crate) async fn extend(call: &Call<'_>, store: &Store) -> Reply {
    let asked: ExtendWormConfiguration = document(call)?;
    let days = days(&asked.retention_period_in_days)?;
    let extend = move |worm: &mut Worm| -> Result<(), Refusal> {
        if !worm.locked || days <= worm.days {
            return Err(Reason::InvalidWorm.into());
        }
        worm.days = days;
        Ok(())
    };
    change(call, store, extend).await
}

/// Tells the policy.
pub(crate) fn get(call: &Call<'_>, store: &Store) -> Reply {
    let bucket = store.bucket(call.bucket())?;
    let worm = bucket.worm(call.now_ms).ok_or(Reason::NoSuchWorm)?;
    Ok(reply::document(&WormConfiguration {
        worm_id: worm.id.clone(),
        state: if worm.locked { "Locked" } else { "InProgress" }.to_owned(),
        retention_period_in_days: worm.days,
        creation_date: describe::iso8601(worm.created),
        expiration_date: (!worm.locked).then(|| describe::iso8601(worm.ends())),
    }))
}

/// Changes the policy that a request names.
async fn change(
    call: &Call<'_>,
    store: &Store,
    change: impl FnOnce(&mut Worm) -> Result<(), Refusal> + Send + 'static,
) -> Reply {
    let now = call.now_ms;
    let id = call.asked.query.get("wormId").unwrap_or_default().to_owned();
    let change = move |bucket: &mut Bucket| -> Result<(), Refusal> {
        bucket.worm(now).ok_or(Reason::NoSuchWorm)?;
        match &mut bucket.worm {
            Some(worm) if worm.id == id => change(worm),
            _ => Err(Refusal::from(Reason::NoSuchWorm).saying("The specified WORM ID does not exist.")),
        }
    };
    store.change_bucket(call.bucket(), change).await?;
    Ok(reply::empty(StatusCode::OK))
}

fn document<D: DeserializeOwned>(call: &Call<'_>) -> Result<D, Refusal> {
    Ok(xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?)
}

fn days(text: &str) -> Result<u32, Refusal> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::WormNotANumber.into());
    }
    let days = number::digits(text).filter(|days| (1..=MAX_DAYS).contains(days));
    Ok(days.ok_or(Reason::WormBadDays)?)
}

/// 20 hexadecimal digits, about as long as the service's own.
fn random_id() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 10];
    getrandom::fill(&mut bytes)
        .map_err(|e| Refusal::from(Reason::InternalError).saying(format!("No randomness: {e}")))?;
    Ok(hex(&bytes))
}
