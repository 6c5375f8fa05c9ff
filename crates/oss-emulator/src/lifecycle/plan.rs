//! What becomes of the versions of one object by a time: found from the versions and the rules alone.

use super::rules::{Class, Rules, midnight};
use crate::store::{Bucket, NULL_VERSION, Object, Versioning};

/// What becomes of the versions of one object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Versions that change their class.
    pub(super) moved: Vec<(String, Class)>,
    /// Versions that go.
    pub(super) removed: Vec<String>,
    /// When a delete marker is put on top.
    pub(super) marker: Option<u64>,
}

impl Plan {
    pub(super) fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.removed.is_empty() && self.marker.is_none()
    }
}

/// What is due of a bucket by a time.
pub(super) struct Due<'d> {
    pub(super) rules: &'d Rules,
    pub(super) bucket: &'d Bucket,
    pub(super) versioning: Versioning,
    pub(super) now: u64,
}

impl Due<'_> {
    /// What becomes of the versions of an object, which are given the newest first.
    pub(super) fn plan(&self, key: &str, versions: &[Object]) -> Plan {
        let mut plan = Plan::default();
        let Some((current, older)) = versions.split_first() else { return plan };
        let expired = self.expired(key, current);
        match (expired, self.versioning) {
            (Some(_), Versioning::Off) => {
                plan.removed.push(current.version_id.clone());
                return plan;
            }
            (None, _) if !current.is_marker() => {
                let class = self.rules.class(key, current, self.now);
                Self::change_class(&mut plan, current, class);
            }
            _ => {}
        }
        // What a delete marker without a version of its own takes the place of goes with it.
        let replaced = |version: &Object| {
            expired.is_some()
                && self.versioning == Versioning::Suspended
                && version.version_id == NULL_VERSION
        };
        let mut last_removed = 0;
        let mut stays = false;
        let mut became_noncurrent = current.modified;
        let previous = expired.map(|at| (current, at)).into_iter().chain(older.iter().map(|version| {
            let since = became_noncurrent;
            became_noncurrent = version.modified;
            (version, since)
        }));
        for (version, since) in previous {
            if replaced(version) {
                continue;
            }
            let due = self.rules.noncurrent_expires(key, version, since).map(|at| at.max(self.kept(version)));
            match due.filter(|at| *at <= self.now) {
                Some(at) => {
                    plan.removed.push(version.version_id.clone());
                    last_removed = last_removed.max(at);
                }
                None => {
                    stays = true;
                    let before = expired.filter(|_| std::ptr::eq(version, current));
                    let before = before.and_then(|at| self.rules.class(key, version, at.saturating_sub(1)));
                    let class = self.rules.noncurrent_class(key, version, since, self.now).max(before);
                    Self::change_class(&mut plan, version, class);
                }
            }
        }
        self.top(&mut plan, key, versions, expired, (!stays).then_some(last_removed), replaced);
        plan
    }

    /// The delete marker on top, whether it was there or is put there: it goes where nothing is left below it.
    fn top(
        &self,
        plan: &mut Plan,
        key: &str,
        versions: &[Object],
        expired: Option<u64>,
        alone_since: Option<u64>,
        replaced: impl Fn(&Object) -> bool,
    ) {
        let Some(current) = versions.first() else { return };
        let made = expired.or(current.is_marker().then_some(current.modified));
        let swept = made.zip(alone_since).and_then(|(made, alone)| {
            let at = self.rules.sweeps(key, made)?.max(alone);
            (at <= self.now).then_some(())
        });
        match (swept, expired) {
            (None, expired) => plan.marker = expired,
            (Some(()), None) => plan.removed.push(current.version_id.clone()),
            (Some(()), Some(_)) => {
                let replaced = versions.iter().filter(|version| replaced(version));
                plan.removed.extend(replaced.map(|version| version.version_id.clone()));
            }
        }
    }

    /// When the current version was deleted, if it was. Nothing is due of a delete marker.
    fn expired(&self, key: &str, current: &Object) -> Option<u64> {
        if current.is_marker() {
            return None;
        }
        let (at, _) = self.rules.expires(key, current)?;
        // Where versions are kept nothing is lost by it, and a retention policy allows it.
        let lost = match self.versioning {
            Versioning::Off => true,
            Versioning::Suspended => current.version_id == NULL_VERSION,
            Versioning::Enabled => false,
        };
        let at = if lost { at.max(self.kept(current)) } else { at };
        (at <= self.now).then_some(at)
    }

    /// The midnight from which on a retention policy lets a version go.
    fn kept(&self, version: &Object) -> u64 {
        self.bucket.worm(self.now).map_or(0, |worm| midnight(worm.keeps_until(version)))
    }

    /// Classes only become colder.
    fn change_class(plan: &mut Plan, version: &Object, class: Option<Class>) {
        let now = Class::parse(&version.storage_class);
        if let Some(class) = class.filter(|class| now.is_some_and(|now| now < *class)) {
            plan.moved.push((version.version_id.clone(), class));
        }
    }
}
