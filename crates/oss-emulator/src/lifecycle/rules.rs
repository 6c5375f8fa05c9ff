//! The rules of a bucket, as they are asked what is due when.

use crate::{
    reason::Refusal,
    store::{Bucket, Kind, Object, Upload},
};
use oss_protocol::{
    date::Timestamp,
    lifecycle::{LifecycleConfiguration, LifecycleRule},
    number,
};

const DAY: u64 = 24 * 60 * 60 * 1_000;
/// Smaller objects stay in their class where a rule says so.
const SMALL: u64 = 64 << 10;

/// The midnight UTC that a time falls on, or else the next one. Milliseconds since 1970.
pub(super) fn midnight(time: u64) -> u64 {
    time.div_ceil(DAY).saturating_mul(DAY)
}

/// Storage classes in the order in which rules may change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Standard,
    Ia,
    Archive,
    ColdArchive,
    DeepColdArchive,
}

impl Class {
    pub(super) const ALL: [Self; 5] =
        [Self::Standard, Self::Ia, Self::Archive, Self::ColdArchive, Self::DeepColdArchive];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Ia => "IA",
            Self::Archive => "Archive",
            Self::ColdArchive => "ColdArchive",
            Self::DeepColdArchive => "DeepColdArchive",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// What a rule counts from the time of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Days(u64),
    /// Those of before this midnight, in milliseconds since 1970.
    Before(u64),
}

impl When {
    /// `None` where both or none is there, or is no number or date.
    pub(super) fn read(days: Option<&str>, date: Option<&str>) -> Option<Self> {
        match (days, date) {
            (Some(days), None) => number::digits(days.trim()).filter(|days| *days > 0).map(Self::Days),
            (None, Some(date)) => {
                let date = Timestamp::parse_iso8601(date.trim())?.as_secs().checked_mul(1_000)?;
                (date % DAY == 0).then_some(Self::Before(date))
            }
            _ => None,
        }
    }

    fn due(self, from: u64) -> Option<u64> {
        match self {
            Self::Days(days) => Some(midnight(from).saturating_add(days.saturating_mul(DAY))),
            Self::Before(date) => (from < date).then_some(date),
        }
    }
}

/// A change of class.
#[derive(Clone, Debug)]
struct Move {
    when: When,
    class: Class,
    small_too: bool,
}

/// A rule that is enabled.
#[derive(Clone, Debug)]
struct Rule {
    id: String,
    prefix: String,
    tags: Vec<(String, String)>,
    larger_than: Option<u64>,
    smaller_than: Option<u64>,
    /// Prefixes and tags of those that are left alone.
    not: Vec<(String, Option<(String, String)>)>,
    expires: Option<When>,
    sweeps_markers: bool,
    moves: Vec<Move>,
    noncurrent_expires: Option<When>,
    noncurrent_moves: Vec<Move>,
    aborts: Option<When>,
}

impl Rule {
    fn new(rule: LifecycleRule) -> Self {
        let size = |text: Option<&String>| text.and_then(|text| number::digits(text.trim()));
        let tag = |tag: oss_protocol::tagging::Tag| (tag.key, tag.value);
        let small_too = |allowed: Option<&str>| allowed.map(str::trim) != Some("false");
        let expiration = rule.expiration.unwrap_or_default();
        let abort = rule.abort_multipart_upload.unwrap_or_default();
        let filter = rule.filter.unwrap_or_default();
        let moves = rule.transition.iter().filter_map(|to| {
            Some(Move {
                when: When::read(to.days.as_deref(), to.created_before_date.as_deref())?,
                class: Class::parse(to.storage_class.as_deref()?)?,
                small_too: small_too(to.allow_small_file.as_deref()),
            })
        });
        let noncurrent_moves = rule.noncurrent_version_transition.iter().filter_map(|to| {
            Some(Move {
                when: When::read(to.noncurrent_days.as_deref(), None)?,
                class: Class::parse(to.storage_class.as_deref()?)?,
                small_too: small_too(to.allow_small_file.as_deref()),
            })
        });
        Self {
            moves: moves.collect(),
            noncurrent_moves: noncurrent_moves.collect(),
            id: rule.id.unwrap_or_default(),
            prefix: rule.prefix,
            tags: rule.tag.into_iter().map(tag).collect(),
            larger_than: size(filter.object_size_greater_than.as_ref()),
            smaller_than: size(filter.object_size_less_than.as_ref()),
            not: filter.not.into_iter().map(|not| (not.prefix, not.tag.map(tag))).collect(),
            expires: When::read(expiration.days.as_deref(), expiration.created_before_date.as_deref()),
            sweeps_markers: expiration.expired_object_delete_marker.is_some_and(|text| text.trim() == "true"),
            noncurrent_expires: rule
                .noncurrent_version_expiration
                .and_then(|expires| When::read(expires.noncurrent_days.as_deref(), None)),
            aborts: When::read(abort.days.as_deref(), abort.created_before_date.as_deref()),
        }
    }

    /// Whether it is about a version of an object.
    fn fits(&self, key: &str, object: &Object) -> bool {
        let has = |tag: &(String, String)| object.tags.contains(tag);
        let left_alone = |(prefix, tag): &(String, Option<(String, String)>)| {
            key.starts_with(prefix.as_str()) && tag.as_ref().is_none_or(has)
        };
        key.starts_with(&self.prefix)
            && self.tags.iter().all(has)
            && self.larger_than.is_none_or(|bound| object.length > bound)
            && self.smaller_than.is_none_or(|bound| object.length < bound)
            && !self.not.iter().any(left_alone)
    }
}

/// The rules of a bucket that are enabled.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    /// They do nothing before this midnight, in milliseconds since 1970.
    since: u64,
}

impl Rules {
    /// The rules of a bucket, if it has any.
    pub(crate) fn of(bucket: &Bucket) -> Result<Option<Self>, Refusal> {
        // Most buckets have none.
        if !bucket.has::<LifecycleConfiguration>() {
            return Ok(None);
        }
        let since = bucket.lifecycle_since;
        bucket.setting().map(|document| document.map(|document| Self::new(document, since)))
    }

    pub(super) fn new(document: LifecycleConfiguration, put: u64) -> Self {
        let rules = document.rule.into_iter().filter(|rule| rule.status == "Enabled").map(Rule::new);
        Self { rules: rules.collect(), since: midnight(put) }
    }

    /// What keys begin with that they are about, in order, none of which begins with another.
    pub(super) fn prefixes(&self) -> Vec<&str> {
        let mut prefixes: Vec<_> = self.rules.iter().map(|rule| rule.prefix.as_str()).collect();
        prefixes.sort_unstable();
        prefixes.dedup_by(|later, earlier| later.starts_with(*earlier));
        prefixes
    }

    /// When a current version is deleted, and by which rule.
    pub(crate) fn expires(&self, key: &str, object: &Object) -> Option<(u64, &str)> {
        let due = self
            .fitting(key, object)
            .filter_map(|rule| Some((self.not_before(rule.expires?.due(object.modified)?), rule)))
            .min_by_key(|(at, _)| *at);
        due.map(|(at, rule)| (at, rule.id.as_str()))
    }

    /// When a version is deleted that has not been current since a time.
    pub(super) fn noncurrent_expires(&self, key: &str, object: &Object, since: u64) -> Option<u64> {
        let due = |rule: &Rule| Some(self.not_before(rule.noncurrent_expires?.due(since)?));
        self.fitting(key, object).filter_map(due).min()
    }

    /// The class that a current version has come to before or at a time.
    pub(super) fn class(&self, key: &str, object: &Object, until: u64) -> Option<Class> {
        self.coldest(key, object, object.modified, until, |rule| &rule.moves)
    }

    /// The same of a version that has not been current since a time.
    pub(super) fn noncurrent_class(
        &self,
        key: &str,
        object: &Object,
        since: u64,
        until: u64,
    ) -> Option<Class> {
        self.coldest(key, object, since, until, |rule| &rule.noncurrent_moves)
    }

    fn coldest(
        &self,
        key: &str,
        object: &Object,
        from: u64,
        until: u64,
        moves: impl Fn(&Rule) -> &[Move],
    ) -> Option<Class> {
        // Source: the service's page "Lifecycle rules based on the last modified time".
        let limit = match object.kind {
            Kind::Symlink | Kind::DeleteMarker => Class::Standard,
            Kind::Appendable => Class::Archive,
            Kind::Normal | Kind::Multipart => Class::DeepColdArchive,
        };
        let due = |change: &&Move| {
            let due = change.when.due(from).map(|at| self.not_before(at));
            due.is_some_and(|at| at <= until)
                && change.class <= limit
                && (change.small_too || object.length >= SMALL)
        };
        self.fitting(key, object).flat_map(moves).filter(due).map(|change| change.class).max()
    }

    /// When a delete marker may go that is the only version left.
    pub(super) fn sweeps(&self, key: &str, stored: u64) -> Option<u64> {
        let sweeps = self.rules.iter().any(|rule| rule.sweeps_markers && key.starts_with(&rule.prefix));
        sweeps.then(|| self.not_before(midnight(stored)))
    }

    /// When an upload is given up. Tags and sizes are not those of uploads.
    pub(super) fn aborts(&self, key: &str, upload: &Upload) -> Option<u64> {
        let fitting = self.rules.iter().filter(|rule| key.starts_with(&rule.prefix));
        fitting.filter_map(|rule| Some(self.not_before(rule.aborts?.due(upload.initiated)?))).min()
    }

    fn fitting<'r>(&'r self, key: &str, object: &Object) -> impl Iterator<Item = &'r Rule> {
        self.rules.iter().filter(move |rule| rule.fits(key, object))
    }

    fn not_before(&self, at: u64) -> u64 {
        at.max(self.since)
    }
}
