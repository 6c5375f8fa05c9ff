//! The policy of a bucket: who may do what to what, and when.
//!
//! Sources: the service's pages "Bucket Policy", "Authorization syntax and elements" and its answers to questions about policies; RAM's
//! "Conditional operators". A denial goes before everything. What is said of everybody without a condition is not said of the
//! owner; with a condition it is.

mod condition;
mod document;
mod network;
mod words;

pub(crate) use document::Document;

use super::{Asker, action::Need};
use crate::{
    reason::Refusal,
    store::{Bucket, corrupt},
    wildcard::{Question, matches},
};
use document::{Effect, Resource, Statement};

/// What a policy says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Denied,
    Allowed,
    /// Nothing: others decide.
    Silent,
}

/// What the policy of a bucket says, if there is one. A request is allowed where all it needs is, and denied where any of it is.
pub(super) fn judge(
    asker: &Asker<'_>,
    name: &str,
    bucket: &Bucket,
    needs: &[Need<'_>],
) -> Result<Verdict, Refusal> {
    let Some(text) = &bucket.policy else { return Ok(Verdict::Silent) };
    let policy = Document::parse(text.as_bytes()).map_err(|e| corrupt("bucket", e))?;
    // Who and when is the same for all that is needed.
    let speaking = policy.statement.iter().filter(|statement| speaks_of(statement, asker, &bucket.owner));
    let speaking: Vec<_> = speaking.collect();
    let says = |effect, need: &Need<'_>| says(&speaking, effect, (&bucket.owner, name), need);
    if needs.iter().any(|need| says(Effect::Deny, need)) {
        return Ok(Verdict::Denied);
    }
    let allowed = !needs.is_empty() && needs.iter().all(|need| says(Effect::Allow, need));
    Ok(if allowed { Verdict::Allowed } else { Verdict::Silent })
}

/// Whether the policy of a temporary key allows all of this: it forbids what it does not name. `place` is a bucket and its owner.
pub(super) fn permits(policy: &Document, asker: &Asker<'_>, place: (&str, &str), needs: &[Need<'_>]) -> bool {
    let holds = |statement: &&Statement| statement.condition.iter().all(|condition| condition.holds(asker));
    let speaking: Vec<_> = policy.statement.iter().filter(holds).collect();
    let says = |effect, need: &Need<'_>| says(&speaking, effect, place, need);
    needs.iter().all(|need| says(Effect::Allow, need) && !says(Effect::Deny, need))
}

fn says(speaking: &[&Statement], effect: Effect, place: (&str, &str), need: &Need<'_>) -> bool {
    speaking.iter().any(|statement| statement.effect == effect && covers(statement, place, need))
}

fn speaks_of(statement: &Statement, asker: &Asker<'_>, owner: &str) -> bool {
    let is_owner = asker.account.owns(owner);
    let named = !asker.account.is_anonymous() && statement.principal.contains(&asker.account.owner);
    let everybody = statement.everybody() && (!is_owner || !statement.condition.is_empty());
    (named || everybody) && statement.condition.iter().all(|condition| condition.holds(asker))
}

fn covers(statement: &Statement, (owner, bucket): (&str, &str), need: &Need<'_>) -> bool {
    let place = match &need.key {
        Some(key) => format!("{bucket}/{key}"),
        None => bucket.to_owned(),
    };
    let is = |Resource { owner: whose, place: what }: &Resource| {
        matches(whose, owner, Question::Itself) && matches(what, &place, Question::Itself)
    };
    statement.action.iter().any(|action| matches(action, need.action, Question::Itself))
        && statement.resource.iter().any(is)
}
