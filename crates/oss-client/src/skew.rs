//! By how much the service's clock differs from the machine's, and how much of what a refusal says of it is believed.
//!
//! A signature is good at its time, for whoever has it. Who can make a client sign for a time to come can keep the request
//! and send it then. So a difference is bounded, by who can have said it (docs/decisions/0008).

use crate::{Client, Error};
use http::header::DATE;
use oss_protocol::date::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

const DAY: u64 = 86_400;

/// When this version was made. A clock that shows an earlier time is wrong for certain.
const MADE: u64 = 1_795_564_800;

/// What anybody may say, and what one that has proved to be the service may. A clock that is set to the time of another
/// zone, or a day off, is within the first; one that is off by more than the second sees no valid certificate.
const BY_ANYBODY: u64 = DAY;
const BY_THE_SERVICE: u64 = 366 * DAY;

/// Where the machine's clock is wrong for certain: a device whose battery is empty begins in 1970 or 2000, and whatever
/// was the time of its firmware. Until so long after this version was made it is told the time.
const SERVICE_LIFE: u64 = 10 * 366 * DAY;

/// Who has the service's time to that has it: the service takes what is 15 minutes off.
const SAME: u64 = 60;

/// Seconds by which the service's clock was found to be ahead.
#[derive(Debug, Default)]
pub(crate) struct Skew {
    current: AtomicI64,
    /// The last that the service accepted.
    trusted: AtomicI64,
}

/// What a refusal means for the time that is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It was not about time.
    Other,
    /// The next request has another time.
    Changed,
    /// Another request would have the same time, and be refused too.
    Useless,
}

impl Skew {
    /// For the next request.
    pub(crate) fn current(&self) -> i64 {
        self.current.load(Relaxed)
    }

    /// For what outlives a call, such as signed URLs.
    pub(crate) fn trusted(&self) -> i64 {
        self.trusted.load(Relaxed)
    }

    /// A request that was signed with it has succeeded.
    pub(crate) fn confirm(&self, offset: i64) {
        if self.trusted() != offset && self.current() == offset {
            self.trusted.store(offset, Relaxed);
        }
    }

    /// Back to the machine's clock, unless others have learned something else meanwhile. Whether that changes anything.
    fn give_up(&self, offset: i64) -> bool {
        // Where it does not hold any more, another call has changed it.
        let _ = self.current.compare_exchange(offset, 0, Relaxed, Relaxed);
        let _ = self.trusted.compare_exchange(offset, 0, Relaxed, Relaxed);
        offset != 0
    }

    /// A request that was signed with `used` was refused for its time, and the service is ahead by `told`, if that is known
    /// and believed.
    fn refused(&self, used: i64, told: Option<i64>) -> Step {
        match told {
            // Calls that begin together are refused together.
            Some(told) if told.abs_diff(used) > SAME => {
                // What was learned by another meanwhile, and may be confirmed already, stays.
                if told.abs_diff(self.current()) > SAME {
                    self.current.store(told, Relaxed);
                }
                Step::Changed
            }
            Some(_) => {
                self.give_up(used);
                Step::Useless
            }
            None if self.give_up(used) => Step::Changed,
            None => Step::Useless,
        }
    }

    /// A request that was signed with `used` was refused for its signature.
    fn unsigned(&self, used: i64) -> Step {
        if used != self.trusted() && self.give_up(used) { Step::Changed } else { Step::Other }
    }
}

/// Whether the time of an answer may be the service's.
fn is_believable(ours: Timestamp, theirs: Timestamp, proven: bool) -> bool {
    let (ours, theirs) = (ours.as_secs(), theirs.as_secs());
    let allowed = if proven { BY_THE_SERVICE } else { BY_ANYBODY };
    if theirs.abs_diff(ours) <= allowed {
        return true;
    }
    if ours < MADE {
        return (MADE..MADE + SERVICE_LIFE).contains(&theirs);
    }
    // An earlier time than the machine's gives away nothing that the machine does not.
    (MADE..ours).contains(&theirs)
}

impl Client {
    /// The time that requests are signed with: the clock's, and what the service was found to differ by.
    pub(crate) fn time(&self) -> Timestamp {
        self.time_at(self.shared.skew.current())
    }

    /// The clock's time, and so many seconds.
    pub(crate) fn time_at(&self, offset: i64) -> Timestamp {
        let now = Timestamp::from((self.config().clock)());
        Timestamp::from_secs(now.as_secs().saturating_add_signed(offset))
    }

    /// Takes the service's time from a refusal that is about time; goes back to the machine's where it was of no use.
    pub(crate) fn follow_clock(&self, error: &Error) -> Step {
        match error.code() {
            Some("RequestTimeTooSkewed") => self.shared.skew.refused(error.offset(), self.told(error)),
            Some("SignatureDoesNotMatch") => self.shared.skew.unsigned(error.offset()),
            _ => Step::Other,
        }
    }

    /// By how many seconds an answer says that its sender is ahead, if that is believed.
    fn told(&self, error: &Error) -> Option<i64> {
        let theirs = Timestamp::parse_rfc1123(error.response()?.header(DATE)?)?;
        let ours = self.time_at(0);
        let proven = self.config().endpoint.tls && !self.config().network.tls.accept_any_certificate;
        let ahead = theirs.as_secs().checked_signed_diff(ours.as_secs());
        ahead.filter(|_| is_believable(ours, theirs, proven))
    }
}

#[cfg(test)]
mod tests;
