//! RestoreObject: makes an archived object readable for some days. That takes as long as the service takes at most, or as
//! [`Config::restore_delay`] says.
//!
//! Sources: the service's pages "RestoreObject" and "Restore objects", and tests of the official SDKs against it (Go v2
//! `TestRestoreObject`, Python `test_object.py`, Python v2 `test_restore_object_tier`, ali-oss `restore()`).

use super::{change::change, headers::bad_argument as bad};
use crate::{
    Config,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Object, Restored, Store, Tier},
};
use http::{HeaderName, HeaderValue, StatusCode};
use oss_protocol::{object::RestoreRequest, xml};
use std::time::Duration;

const MINUTE: u64 = 60 * 1_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// The tier that was chosen, on the answer.
const PRIORITY: HeaderName = HeaderName::from_static("x-oss-object-restore-priority");

/// Restores an object: 202 where it was frozen, or is to go faster; 200 where it was readable already, then it is for longer.
pub(crate) async fn restore(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let asked = if call.body.is_empty() {
        RestoreRequest { days: 1, job_parameters: None }
    } else {
        xml::from_bytes::<RestoreRequest>(&call.body).map_err(|_| Reason::MalformedXml)?
    };
    let (now, delay) = (call.now_ms, config.restore_delay);
    let ((status, tier), changed) =
        change(call, store, move |object| apply(object, &asked, now, delay)).await?;
    let mut response = reply::empty(status);
    if let Some(tier) = tier {
        response.headers_mut().insert(PRIORITY, HeaderValue::from_static(name(tier)));
    }
    Ok(changed.on(response))
}

fn apply(
    object: &mut Object,
    asked: &RestoreRequest,
    now: u64,
    delay: Option<Duration>,
) -> Result<(StatusCode, Option<Tier>), Refusal> {
    let class = object.storage_class.as_str();
    let chosen = choose(class, asked)?;
    if !(1..=longest(class)).contains(&asked.days) {
        return Err(bad("Days", &asked.days.to_string()));
    }
    let tier = chosen.unwrap_or_default();
    let delay = delay
        .map_or_else(|| takes(class, tier), |delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
    let days = u64::from(asked.days) * DAY;
    let ready = now.saturating_add(delay);
    let status = match object.restored {
        Some(restored) if restored.ready > now => {
            if tier <= restored.tier {
                return Err(Reason::RestoreInProgress.into());
            }
            let ready = ready.min(restored.ready);
            object.restored = Some(Restored { ready, until: ready.saturating_add(days), tier });
            StatusCode::ACCEPTED
        }
        Some(restored) if restored.until > now => {
            object.restored =
                Some(Restored { until: restored.until.max(now.saturating_add(days)), ..restored });
            StatusCode::OK
        }
        _ => {
            object.restored = Some(Restored { ready, until: ready.saturating_add(days), tier });
            StatusCode::ACCEPTED
        }
    };
    Ok((status, chosen))
}

/// How fast it is to go; class Archive knows no choice.
fn choose(class: &str, asked: &RestoreRequest) -> Result<Option<Tier>, Refusal> {
    let tiers: &[Tier] = match class {
        "Archive" if asked.job_parameters.is_some() => return Err(Reason::MalformedXml.into()),
        "Archive" => return Ok(None),
        "ColdArchive" => &[Tier::Expedited, Tier::Standard, Tier::Bulk],
        "DeepColdArchive" => &[Tier::Expedited, Tier::Standard],
        _ => return Err(Reason::NotRestorable.into()),
    };
    let wanted = asked.job_parameters.as_ref().map_or("Standard", |job| job.tier.as_str());
    let tier = tiers.iter().find(|tier| name(**tier) == wanted).ok_or_else(|| bad("Tier", wanted))?;
    Ok(Some(*tier))
}

fn name(tier: Tier) -> &'static str {
    match tier {
        Tier::Expedited => "Expedited",
        Tier::Standard => "Standard",
        Tier::Bulk => "Bulk",
    }
}

/// For how many days an object of a class may be readable.
fn longest(class: &str) -> u32 {
    if class == "Archive" { 7 } else { 365 }
}

/// How long the service takes at most, in milliseconds.
fn takes(class: &str, tier: Tier) -> u64 {
    match (class, tier) {
        ("ColdArchive", Tier::Expedited) => HOUR,
        ("ColdArchive", Tier::Standard) => 5 * HOUR,
        ("ColdArchive", Tier::Bulk) | ("DeepColdArchive", Tier::Expedited) => 12 * HOUR,
        ("DeepColdArchive", _) => 48 * HOUR,
        _ => MINUTE,
    }
}
