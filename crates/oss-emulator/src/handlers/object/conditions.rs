//! The conditions of a request: what must be so for it to be answered.

use super::{describe, headers::canonical};
use crate::{
    call::Asked,
    reason::{Reason, Refusal},
    store::Object,
};
use http::{HeaderMap, HeaderName, header};
use oss_protocol::{date::Timestamp, header as oss};

/// The names of the four conditions.
pub(crate) struct Conditions {
    matches: HeaderName,
    none_match: HeaderName,
    modified_since: HeaderName,
    unmodified_since: HeaderName,
}

impl Conditions {
    /// Those of a request that reads.
    pub(crate) const READ: Self = Self {
        matches: header::IF_MATCH,
        none_match: header::IF_NONE_MATCH,
        modified_since: header::IF_MODIFIED_SINCE,
        unmodified_since: header::IF_UNMODIFIED_SINCE,
    };

    /// Those of a request that copies, on what it copies.
    pub(crate) const COPY: Self = Self {
        matches: oss::X_OSS_COPY_SOURCE_IF_MATCH,
        none_match: oss::X_OSS_COPY_SOURCE_IF_NONE_MATCH,
        modified_since: oss::X_OSS_COPY_SOURCE_IF_MODIFIED_SINCE,
        unmodified_since: oss::X_OSS_COPY_SOURCE_IF_UNMODIFIED_SINCE,
    };

    /// Refuses where a condition does not hold. A time that is none is no condition.
    pub(crate) fn check(&self, asked: &Asked, object: &Object) -> Result<(), Refusal> {
        let etag = |name: &HeaderName| {
            let sent = asked.header(name)?;
            Some(sent.split(',').any(|one| {
                let one = one.trim();
                one == "*" || one.trim_matches('"').eq_ignore_ascii_case(&object.etag)
            }))
        };
        let modified = object.modified / 1_000;
        let newer =
            |name: &HeaderName| Some(modified > Timestamp::parse_rfc1123(asked.header(name)?)?.as_secs());
        let failed =
            |name: &HeaderName| Refusal::from(Reason::PreconditionFailed).with("Condition", plain(name));
        let unchanged = || {
            let mut headers = HeaderMap::new();
            describe::etag(&object.etag, &mut headers);
            describe::last_modified(object.modified, &mut headers);
            let refusal = Refusal::from(Reason::NotModified);
            headers.iter().fold(refusal, |refusal, (name, value)| refusal.header(name.clone(), value.clone()))
        };
        if etag(&self.matches) == Some(false) {
            return Err(failed(&self.matches));
        }
        if newer(&self.unmodified_since) == Some(true) {
            return Err(failed(&self.unmodified_since));
        }
        if etag(&self.none_match) == Some(true) {
            return Err(unchanged());
        }
        if newer(&self.modified_since) == Some(false) {
            return Err(unchanged());
        }
        Ok(())
    }
}

/// The name of a condition as a refusal says it: without what a copy puts in front.
/// Source: tests of ali-oss against the service (`copy()`, "If-Match header"), which wait for `(condition: If-Match)`.
fn plain(name: &HeaderName) -> String {
    let name = canonical(name);
    name.strip_prefix("X-Oss-Copy-Source-").map(str::to_owned).unwrap_or(name)
}
