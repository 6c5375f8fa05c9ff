//! A retention policy: what is stored is kept for so many days, whatever anybody asks.
//!
//! Source: the service's page "Bucket-level retention policy (BucketWorm)".

use super::{Bucket, Object};
use serde::{Deserialize, Serialize};

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// A retention policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Worm {
    pub(crate) id: String,
    /// So long objects are kept.
    pub(crate) days: u32,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    pub(crate) locked: bool,
}

impl Worm {
    /// When a policy that is not locked ends, in milliseconds since 1970.
    pub(crate) fn ends(&self) -> u64 {
        self.created.saturating_add(DAY)
    }

    /// Until when it keeps an object, in milliseconds since 1970. A delete marker is no data.
    pub(crate) fn keeps_until(&self, object: &Object) -> u64 {
        if object.is_marker() {
            return 0;
        }
        object.modified.saturating_add(u64::from(self.days) * DAY)
    }
}

impl Bucket {
    /// The retention policy, if it holds. One that was not locked within a day does not.
    pub(crate) fn worm(&self, now: u64) -> Option<&Worm> {
        self.worm.as_ref().filter(|worm| worm.locked || now < worm.ends())
    }
}

impl Object {
    /// Whether this would be another object in place of one that a retention policy keeps. Its ACL, its tags, its class and its
    /// restoration may change.
    pub(super) fn alters(&self, before: &Self) -> bool {
        self.segments != before.segments
            || self.metadata != before.metadata
            || self.encryption != before.encryption
            || self.modified != before.modified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_is_not_locked_ends_after_a_day() {
        let mut bucket = Bucket::new("1".into(), 0);
        assert_eq!(bucket.worm(0), None);
        let worm = Worm { id: "A".into(), days: 2, created: 5, locked: false };
        bucket.worm = Some(worm.clone());
        assert_eq!(bucket.worm(DAY + 4), Some(&worm));
        assert_eq!(bucket.worm(DAY + 5), None);
        bucket.worm = Some(Worm { locked: true, ..worm.clone() });
        assert!(bucket.worm(u64::MAX).is_some());
        assert_eq!(worm.keeps_until(&Object::empty(7, String::new())), 2 * DAY + 7);
        assert_eq!(worm.keeps_until(&Object::marker(7, String::new())), 0);
    }
}
