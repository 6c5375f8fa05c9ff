//! RestoreObject: makes an archived object readable for some days. At the service it takes minutes or hours, here as long as
//! [`Config::restore_delay`] says.
//!
//! Sources: the service's page of the operation, and tests of the official SDKs against it (Go v2 `TestRestoreObject`, Python `test_object.py`).

use super::{change::change, headers::bad_argument as bad};
use crate::{
    Config,
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Object, Restored, Store},
};
use http::{HeaderName, HeaderValue, StatusCode};
use oss_protocol::{object::RestoreRequest, xml};

const DAY: u64 = 24 * 60 * 60 * 1_000;
/// The longest time an archived object stays readable.
const MAX_DAYS: u32 = 365;
/// The tier that was chosen, on the answer.
const PRIORITY: HeaderName = HeaderName::from_static("x-oss-object-restore-priority");

/// Restores an object: 202 where it was frozen, 200 where it was readable already; then it is for longer.
pub(crate) async fn restore(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let asked = if call.body.is_empty() {
        RestoreRequest { days: 1, job_parameters: None }
    } else {
        xml::from_bytes::<RestoreRequest>(&call.body).map_err(|_| Reason::MalformedXml)?
    };
    if !(1..=MAX_DAYS).contains(&asked.days) {
        return Err(bad("Days", &asked.days.to_string()));
    }
    let now = call.now_ms;
    let ready = now.saturating_add(u64::try_from(config.restore_delay.as_millis()).unwrap_or(u64::MAX));
    let ((status, tier), changed) =
        change(call, store, move |object| apply(object, &asked, now, ready)).await?;
    let mut response = reply::empty(status);
    if let Some(tier) = tier {
        response.headers_mut().insert(PRIORITY, HeaderValue::from_static(tier));
    }
    Ok(changed.on(response))
}

fn apply(
    object: &mut Object,
    asked: &RestoreRequest,
    now: u64,
    ready: u64,
) -> Result<(StatusCode, Option<&'static str>), Refusal> {
    let tier = tier(&object.storage_class, asked)?;
    let days = u64::from(asked.days) * DAY;
    let status = match object.restored {
        Some(restored) if restored.ready > now => return Err(Reason::RestoreInProgress.into()),
        Some(restored) if restored.until > now => {
            object.restored =
                Some(Restored { ready: restored.ready, until: restored.until.max(now.saturating_add(days)) });
            StatusCode::OK
        }
        _ => {
            object.restored = Some(Restored { ready, until: ready.saturating_add(days) });
            StatusCode::ACCEPTED
        }
    };
    Ok((status, tier))
}

/// How fast it is to go; class Archive knows no choice.
fn tier(class: &str, asked: &RestoreRequest) -> Result<Option<&'static str>, Refusal> {
    let tiers: &[&'static str] = match class {
        "Archive" if asked.job_parameters.is_some() => return Err(Reason::MalformedXml.into()),
        "Archive" => return Ok(None),
        "ColdArchive" => &["Expedited", "Standard", "Bulk"],
        "DeepColdArchive" => &["Expedited", "Standard"],
        _ => return Err(Reason::NotRestorable.into()),
    };
    let wanted = asked.job_parameters.as_ref().map_or("Standard", |job| job.tier.as_str());
    let tier = tiers.iter().find(|tier| **tier == wanted).ok_or_else(|| bad("Tier", wanted))?;
    Ok(Some(tier))
}
