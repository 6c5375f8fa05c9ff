//! Lifecycles: objects expire, change their class and lose old versions, and uploads are given up, as the rules of their bucket say.
//!
//! When: the service rounds the time an object was stored up to midnight UTC, adds the days, and works once a day from midnight
//! UTC on, which takes it up to a day; rules that are new are loaded by the next time. Here it is done at that midnight, at
//! once: an object of 27 October, 15:00 UTC, whose rule says 30 days, is gone from 27 November, 00:00 UTC on. What fell due
//! while nobody asked, or while the clock was set, is done as if it had been done in time, in one go.
//!
//! Where several rules fit an object, deleting comes before changing the class, and the earliest of a kind counts.
//!
//! Sources: the service's pages "Reasons why OSS lifecycle rules do not take effect", "Why is a delete or dump operation not
//! performed after the specified number of days", "Configuration examples" and "Priorities of lifecycle rules".

mod accept;
mod plan;
mod rules;
mod run;
#[cfg(test)]
mod tests;

pub(crate) use accept::accept;
pub(crate) use rules::Rules;
pub(crate) use run::run;
