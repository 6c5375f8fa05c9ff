//! Which rules the service takes.
//!
//! Sources: the service's page "PutBucketLifecycle" and those of the codes 0014-00000020 to 0014-00000087; for messages, issues that
//! quote them (aliyun-oss-android-sdk 254, argo-workflows 12926). Tests of official SDKs against it: Python
//! `test_lifecycle_versioning.py`, Go `TestSetBucketLifecycle…`, ali-oss `bucket.test.js`, where a date of expiration need not lie
//! behind that of a transition. Nothing says whether rules that differ in their tags may overlap; here they may.

use super::rules::{Class, When};
use crate::{
    handlers::object::hex,
    reason::{Reason, Refusal},
};
use oss_protocol::{
    lifecycle::{LifecycleConfiguration, LifecycleFilter, LifecycleRule},
    number,
};
use std::collections::HashSet;

const MAX_RULES: usize = 1_000;
const MAX_ID: usize = 255;

/// Rules as the service keeps them: checked, and each with an id.
pub(crate) fn accept(
    mut document: LifecycleConfiguration,
    overlap: bool,
) -> Result<LifecycleConfiguration, Refusal> {
    if document.rule.is_empty() || document.rule.len() > MAX_RULES {
        return Err(malformed("There must be 1 to 1000 rules"));
    }
    let mut ids = HashSet::new();
    for rule in &mut document.rule {
        rule.id.take_if(|id| id.is_empty());
        if let Some(id) = &rule.id {
            if id.chars().count() > MAX_ID {
                return Err(argument("ID", id));
            }
            if !ids.insert(id.clone()) {
                return Err(Reason::LifecycleSameId.into());
            }
        }
        check(rule)?;
    }
    for rule in document.rule.iter_mut().filter(|rule| rule.id.is_none()) {
        rule.id = Some(random_id()?);
    }
    let checked: Vec<_> = document.rule.iter().map(Actions::of).collect();
    for actions in &checked {
        in_order(&actions.moves, actions.expires, Reason::LifecycleOrder)?;
        in_order(&actions.noncurrent_moves, actions.noncurrent_expires, Reason::LifecycleOrder)?;
    }
    for (at, one) in checked.iter().enumerate() {
        for other in checked.iter().skip(at + 1).filter(|other| meet(one.rule, other.rule)) {
            refuse_overlap(one, other, overlap)?;
        }
    }
    Ok(document)
}

/// Whether some objects may be those of two rules.
fn meet(one: &LifecycleRule, other: &LifecycleRule) -> bool {
    let apart = !one.tag.is_empty() && !other.tag.is_empty() && one.tag != other.tag;
    !apart && (one.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&one.prefix))
}

/// What a rule does, of a rule that was checked.
struct Actions<'r> {
    rule: &'r LifecycleRule,
    moves: Vec<(Class, When)>,
    expires: Option<When>,
    noncurrent_moves: Vec<(Class, When)>,
    noncurrent_expires: Option<When>,
}

impl<'r> Actions<'r> {
    fn of(rule: &'r LifecycleRule) -> Self {
        let class = |name: &Option<String>| Class::parse(name.as_deref()?);
        let moves = rule.transition.iter().filter_map(|to| {
            Some((class(&to.storage_class)?, when(to.days.as_ref(), to.created_before_date.as_ref())?))
        });
        let noncurrent = rule.noncurrent_version_transition.iter();
        let noncurrent = noncurrent
            .filter_map(|to| Some((class(&to.storage_class)?, when(to.noncurrent_days.as_ref(), None)?)));
        let expires = rule.expiration.as_ref();
        let gone = rule.noncurrent_version_expiration.as_ref();
        Self {
            rule,
            moves: moves.collect(),
            expires: expires.and_then(|e| when(e.days.as_ref(), e.created_before_date.as_ref())),
            noncurrent_moves: noncurrent.collect(),
            noncurrent_expires: gone.and_then(|e| when(e.noncurrent_days.as_ref(), None)),
        }
    }
}

fn when(days: Option<&String>, date: Option<&String>) -> Option<When> {
    When::read(days.map(String::as_str), date.map(String::as_str))
}

/// Refuses a rule for what it says itself.
fn check(rule: &LifecycleRule) -> Result<(), Refusal> {
    if !["Enabled", "Disabled"].contains(&rule.status.as_str()) {
        return Err(Refusal::from(Reason::LifecycleBadStatus)
            .with("ErrorDetail", "Status must be Enabled or Disabled"));
    }
    if rule.expiration.is_none()
        && rule.transition.is_empty()
        && rule.abort_multipart_upload.is_none()
        && rule.noncurrent_version_expiration.is_none()
        && rule.noncurrent_version_transition.is_empty()
    {
        return Err(Refusal::from(Reason::LifecycleActionMissing).with("ErrorDetail", "Action is missing"));
    }
    if let Some(expiration) = &rule.expiration {
        if expiration.date.is_some() {
            return Err(Reason::LifecycleExpirationUnknown.into());
        }
        let sweeps = truth("ExpiredObjectDeleteMarker", expiration.expired_object_delete_marker.as_ref())?;
        let (days, date) = (&expiration.days, &expiration.created_before_date);
        if sweeps && (days.is_some() || date.is_some()) {
            return Err(malformed("ExpiredObjectDeleteMarker cannot be used with Days or CreatedBeforeDate"));
        }
        if !sweeps {
            check_when(days, date, Reason::LifecycleExpirationEmpty, Reason::LifecycleExpirationTwice)?;
        }
    }
    for to in &rule.transition {
        check_when(
            &to.days,
            &to.created_before_date,
            Reason::MalformedXml,
            Reason::LifecycleTransitionTwice,
        )?;
        check_class(to.storage_class.as_ref(), Reason::LifecycleBadClass)?;
        check_access(&to.is_access_time, &to.return_to_std_when_visit, &to.allow_small_file, rule)?;
    }
    if let Some(abort) = &rule.abort_multipart_upload {
        check_when(&abort.days, &abort.created_before_date, Reason::MalformedXml, Reason::MalformedXml)?;
    }
    if let Some(expires) = &rule.noncurrent_version_expiration {
        check_when(&expires.noncurrent_days, &None, Reason::MalformedXml, Reason::MalformedXml)?;
    }
    for to in &rule.noncurrent_version_transition {
        check_when(&to.noncurrent_days, &None, Reason::MalformedXml, Reason::MalformedXml)?;
        check_class(to.storage_class.as_ref(), Reason::LifecycleBadNoncurrentClass)?;
        check_access(&to.is_access_time, &to.return_to_std_when_visit, &to.allow_small_file, rule)?;
    }
    if rule.tag.iter().any(|tag| tag.key.is_empty()) {
        return Err(malformed("The key of a Tag is missing"));
    }
    // Uploads have no tags.
    if !rule.tag.is_empty() && rule.abort_multipart_upload.is_some() {
        return Err(malformed("AbortMultipartUpload cannot be used with Tag"));
    }
    rule.filter.as_ref().map_or(Ok(()), |filter| check_filter(filter, rule))
}

fn check_filter(filter: &LifecycleFilter, rule: &LifecycleRule) -> Result<(), Refusal> {
    let size = |name, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => match number::digits::<u64>(text.trim()) {
            Some(size) if size > 0 => Ok(Some(size)),
            _ => Err(argument(name, text)),
        },
    };
    let larger = size("ObjectSizeGreaterThan", &filter.object_size_greater_than)?;
    let smaller = size("ObjectSizeLessThan", &filter.object_size_less_than)?;
    if larger.zip(smaller).is_some_and(|(larger, smaller)| larger >= smaller) {
        return Err(argument(
            "ObjectSizeLessThan",
            filter.object_size_less_than.as_deref().unwrap_or_default(),
        ));
    }
    let ([] | [_]) = filter.not.as_slice() else { return Err(malformed("There is more than one Not")) };
    for not in &filter.not {
        let differs = not.tag.is_some() || not.prefix != rule.prefix;
        if not.prefix.is_empty() || !not.prefix.starts_with(&rule.prefix) || !differs {
            return Err(argument("Prefix", &not.prefix));
        }
    }
    let sizes = larger.is_some() && smaller.is_some();
    if rule.abort_multipart_upload.is_some() && (sizes || !filter.not.is_empty()) {
        return Err(malformed("AbortMultipartUpload cannot be used with Not or with both sizes"));
    }
    Ok(())
}

fn check_when(
    days: &Option<String>,
    date: &Option<String>,
    neither: Reason,
    both: Reason,
) -> Result<(), Refusal> {
    match (days, date) {
        (None, None) => {
            Err(Refusal::from(neither).with("ErrorDetail", "Days or CreatedBeforeDate is missing"))
        }
        (Some(_), Some(_)) => Err(both.into()),
        (Some(text), None) if when(days.as_ref(), None).is_none() => {
            Err(said(Reason::LifecycleBadDays, "Days", text))
        }
        (None, Some(text)) if when(None, date.as_ref()).is_none() => {
            Err(said(Reason::LifecycleBadDate, "CreatedBeforeDate", text))
        }
        _ => Ok(()),
    }
}

fn check_class(name: Option<&String>, bad: Reason) -> Result<(), Refusal> {
    let name = name.ok_or_else(|| malformed("StorageClass is missing"))?;
    match Class::parse(name) {
        Some(class) if class > Class::Standard => Ok(()),
        _ => Err(said(bad, "StorageClass", name)),
    }
}

/// When an object was read last is not known here: the bucket keeps no account of it, as those of the service that were not told
/// to, which refuse such a rule with this code.
fn check_access(
    by_access: &Option<String>,
    returns: &Option<String>,
    small: &Option<String>,
    rule: &LifecycleRule,
) -> Result<(), Refusal> {
    if truth("IsAccessTime", by_access.as_ref())? {
        return Err(malformed("Access monitor of the bucket is not enabled"));
    }
    truth("ReturnToStdWhenVisit", returns.as_ref())?;
    truth("AllowSmallFile", small.as_ref())?;
    let sized = rule.filter.as_ref().is_some_and(|filter| {
        filter.object_size_greater_than.is_some() || filter.object_size_less_than.is_some()
    });
    if small.is_some() && sized {
        return Err(malformed(
            "AllowSmallFile cannot be used with ObjectSizeGreaterThan or ObjectSizeLessThan",
        ));
    }
    Ok(())
}

fn truth(name: &'static str, text: Option<&String>) -> Result<bool, Refusal> {
    match text.map(|text| text.trim()) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(malformed(&format!("{name} must be true or false"))),
    }
}

/// Refuses a class that is reached no later than a warmer one, and an end that comes no later than a change.
fn in_order(moves: &[(Class, When)], expires: Option<When>, reason: Reason) -> Result<(), Refusal> {
    let mut moves: Vec<_> = moves
        .iter()
        .filter_map(|(class, when)| match when {
            When::Days(days) => Some((*class, *days)),
            When::Before(_) => None,
        })
        .collect();
    moves.sort_unstable();
    for pair in moves.windows(2) {
        if let [(warmer, earlier), (colder, later)] = pair
            && earlier >= later
        {
            return Err(Refusal::from(reason).saying(format!(
                "Days in the Transition action for StorageClass {} must be more than the Transition action for StorageClass {}",
                colder.name(),
                warmer.name()
            )));
        }
    }
    match (moves.last(), expires) {
        (Some((class, last)), Some(When::Days(days))) if days <= *last => {
            Err(Refusal::from(reason).saying(format!(
                "Days in the Expiration action must be more than the Transition action for StorageClass {}",
                class.name()
            )))
        }
        _ => Ok(()),
    }
}

/// Refuses what two rules may not do to the same objects. Giving up uploads is never left to two rules.
fn refuse_overlap(one: &Actions<'_>, other: &Actions<'_>, allowed: bool) -> Result<(), Refusal> {
    let overlaps = |action: &str| {
        Err(Refusal::from(Reason::LifecycleOverlaps).saying(format!("Overlap for same action type {action}")))
    };
    let (first, second) = (one.rule, other.rule);
    if first.abort_multipart_upload.is_some() && second.abort_multipart_upload.is_some() {
        return overlaps("AbortMultipartUpload");
    }
    if allowed {
        return Ok(());
    }
    if first.prefix == second.prefix && first.tag == second.tag {
        return Err(Reason::LifecycleSamePrefix.into());
    }
    if first.expiration.is_some() && second.expiration.is_some() {
        return overlaps("Expiration");
    }
    if first.noncurrent_version_expiration.is_some() && second.noncurrent_version_expiration.is_some() {
        return overlaps("NoncurrentVersionExpiration");
    }
    for (moves, others) in [(&one.moves, &other.moves), (&one.noncurrent_moves, &other.noncurrent_moves)] {
        let same = |(class, _): &(Class, When)| others.iter().any(|(other, _)| other == class);
        if moves.iter().any(same) {
            return Err(Reason::LifecycleTransitionOverlaps.into());
        }
        let by_days = |(_, when): &(Class, When)| matches!(when, When::Days(_));
        let all: Vec<_> = moves.iter().chain(others).copied().collect();
        if !moves.is_empty() && !others.is_empty() && all.iter().any(by_days) != all.iter().all(by_days) {
            return Err(Reason::LifecycleMixed.into());
        }
    }
    let all = |one: &[(Class, When)], other: &[(Class, When)]| [one, other].concat();
    in_order(&all(&one.moves, &other.moves), one.expires.or(other.expires), Reason::LifecycleOrderOverlaps)?;
    in_order(
        &all(&one.noncurrent_moves, &other.noncurrent_moves),
        one.noncurrent_expires.or(other.noncurrent_expires),
        Reason::LifecycleOrderOverlaps,
    )
}

fn malformed(detail: &str) -> Refusal {
    Refusal::from(Reason::MalformedXml).with("ErrorDetail", detail)
}

fn argument(name: &str, value: &str) -> Refusal {
    said(Reason::BadArgument, name, value)
}

fn said(reason: Reason, name: &str, value: &str) -> Refusal {
    Refusal::from(reason).with("ArgumentName", name).with("ArgumentValue", value)
}

fn random_id() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Refusal::from(Reason::InternalError).saying(format!("No randomness: {e}")))?;
    Ok(hex(&bytes))
}
