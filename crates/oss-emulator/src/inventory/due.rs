//! When inventories are written by the clock.
//!
//! A day or a week after the rule was put, and then after each such time; monthly on the day it names, the first without one; once,
//! at once. Where the clock was put ahead by many days one inventory is written, not many.

use super::write;
use crate::{
    config::Warn,
    reason::Refusal,
    store::{Bucket, InventoryRule, Store},
};
use oss_protocol::{date::Timestamp, inventory::InventoryConfiguration, number};
use std::sync::{MutexGuard, PoisonError};
use tokio::sync::Mutex;

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// When the next inventory is due, so that nothing is read for most requests.
#[derive(Default)]
pub(crate) struct Timetable {
    next: std::sync::Mutex<Next>,
    /// Who comes while inventories are written waits, for they may be what is asked for.
    writing: Mutex<()>,
}

#[derive(Clone, Copy, Default)]
struct Next {
    /// Nothing is due before it, in milliseconds since 1970; 0 where it must be looked up.
    due: u64,
    /// So many rules came or went.
    changes: u64,
}

impl Timetable {
    /// A rule came or went.
    pub(crate) fn changed(&self) {
        let mut next = self.lock();
        *next = Next { due: 0, changes: next.changes + 1 };
    }

    fn lock(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes all inventories that are due. One that cannot be written is told to `warn`, and tried again when it is due again.
pub(crate) async fn write_due(store: &Store, now: u64, warn: &Warn) {
    let timetable = &store.timetable;
    if now >= timetable.lock().due {
        // Seldom, so it is not part of every request.
        Box::pin(write_now(store, now, warn)).await;
    }
}

async fn write_now(store: &Store, now: u64, warn: &Warn) {
    let timetable = &store.timetable;
    let _writing = timetable.writing.lock().await;
    let before = *timetable.lock();
    if now < before.due {
        return;
    }
    let Ok(rules) = all(store) else { return };
    let mut next = u64::MAX;
    for (bucket, id, kept, rule) in rules {
        let Some(time) = due(&rule, &kept) else { continue };
        if time > now {
            next = next.min(time);
            continue;
        }
        if let Err(refusal) = write(store, &bucket, &id, now).await {
            warn(&format!("the inventory {id} of {bucket} cannot be written: {refusal}"));
            let tried = id.clone();
            let passed_over = move |bucket: &mut Bucket| {
                bucket.inventory_written(&tried, now);
                Ok(())
            };
            // A bucket that is gone has no rule to be followed any more.
            let _ = store.change_bucket(&bucket, passed_over).await;
        }
        let after = InventoryRule { tried: Some(now), ..kept };
        next = next.min(due(&rule, &after).unwrap_or(u64::MAX));
    }
    let mut after = timetable.lock();
    if after.changes == before.changes {
        after.due = next;
    }
}

type Listed = (String, String, InventoryRule, InventoryConfiguration);

/// All rules of all buckets.
pub(super) fn all(store: &Store) -> Result<Vec<Listed>, Refusal> {
    let mut rules = Vec::new();
    for (name, bucket) in store.buckets("")? {
        for (id, kept) in &bucket.inventories {
            rules.push((name.clone(), id.clone(), kept.clone(), kept.configuration()?));
        }
    }
    Ok(rules)
}

/// When a rule is to be followed next, in milliseconds since 1970; `None` is never.
fn due(rule: &InventoryConfiguration, kept: &InventoryRule) -> Option<u64> {
    if !rule.is_enabled {
        return None;
    }
    let last = kept.tried.unwrap_or(kept.put);
    match rule.schedule.frequency.as_str() {
        "Daily" => Some(last.saturating_add(DAY)),
        "Weekly" => Some(last.saturating_add(7 * DAY)),
        "Monthly" => {
            let day = rule.schedule.day_of_month.as_deref().and_then(number::plain::<u32>);
            monthly(last, day.unwrap_or(1))
        }
        _ => kept.tried.is_none().then_some(kept.put),
    }
}

/// The next time that a day of a month begins. A month that has no such day is passed over.
fn monthly(last: u64, day: u32) -> Option<u64> {
    (1..=62).find_map(|days| {
        let midnight = (last / DAY + days) * DAY;
        let text = Timestamp::from_secs(midnight / 1_000).iso8601();
        text.get(8..10)?.parse().is_ok_and(|found: u32| found == day).then_some(midnight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oss_protocol::inventory::InventorySchedule;

    #[test]
    fn rules_are_followed_when_their_time_has_come() {
        let at = |text: &str| Timestamp::parse_iso8601(text).unwrap().as_secs() * 1_000;
        let put = at("2026-01-30T10:20:30.000Z");
        let due = |frequency: &str, day: Option<&str>, tried| {
            let schedule = InventorySchedule {
                frequency: frequency.into(),
                day_of_month: day.map(Into::into),
                auto_delete: None,
            };
            let rule = InventoryConfiguration { is_enabled: true, schedule, ..Default::default() };
            super::due(&rule, &InventoryRule { document: String::new(), put, tried })
        };
        assert_eq!(due("Daily", None, None), Some(at("2026-01-31T10:20:30.000Z")));
        assert_eq!(due("Weekly", None, Some(put)), Some(at("2026-02-06T10:20:30.000Z")));
        assert_eq!(due("Monthly", None, None), Some(at("2026-02-01T00:00:00.000Z")));
        assert_eq!(due("Monthly", Some("31"), None), Some(at("2026-01-31T00:00:00.000Z")));
        assert_eq!(
            due("Monthly", Some("31"), Some(at("2026-01-31T00:00:00.000Z"))),
            Some(at("2026-03-31T00:00:00.000Z"))
        );
        assert_eq!((due("Once", None, None), due("Once", None, Some(put))), (Some(put), None));
    }
}
