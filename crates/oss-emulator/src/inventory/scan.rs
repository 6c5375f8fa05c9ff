//! The versions that a rule names, page by page, as the bucket was at one moment.

use super::rule;
use crate::{
    reason::Refusal,
    store::{Object, Start, View},
};
use oss_protocol::inventory::InventoryConfiguration;

/// A version, and whether it is the newest of its key.
pub(super) struct Found {
    pub(super) key: String,
    pub(super) object: Object,
    pub(super) latest: bool,
}

/// Goes through a bucket.
pub(super) struct Scan<'a> {
    view: &'a View<'a>,
    bucket: &'a str,
    rule: &'a InventoryConfiguration,
    /// The last version that was looked at.
    last: Option<(String, String)>,
    ended: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(view: &'a View<'a>, bucket: &'a str, rule: &'a InventoryConfiguration) -> Self {
        Self { view, bucket, rule, last: None, ended: false }
    }

    /// Those of the next `limit` versions that the rule names; `None` at the end.
    pub(super) fn next(&mut self, limit: usize) -> Result<Option<Vec<Found>>, Refusal> {
        if self.ended {
            return Ok(None);
        }
        let (prefix, all) = (rule::prefix(self.rule), rule::all_versions(self.rule));
        let mut last = self.last.take();
        let place = last.clone();
        let start = match &place {
            None => Start::at(prefix),
            Some((key, id)) => self.view.behind(self.bucket, key, id)?.unwrap_or_else(|| Start::after(key)),
        };
        let (mut found, mut seen, mut ended) = (Vec::new(), 0, true);
        self.view.each_version(self.bucket, start, |key, object| {
            if !key.starts_with(prefix) {
                return Ok(false);
            }
            let latest = last.as_ref().is_none_or(|(before, _)| *before != key);
            last = Some((key.clone(), object.version_id.clone()));
            if (all || latest && !object.is_marker()) && rule::names(self.rule, &object) {
                found.push(Found { key, object, latest });
            }
            seen += 1;
            ended = seen < limit;
            Ok(ended)
        })?;
        (self.last, self.ended) = (last, ended);
        Ok(Some(found))
    }
}
