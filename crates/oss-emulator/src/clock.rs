//! The only place that asks the machine for the time.

use oss_protocol::date::Timestamp;
use std::{
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// The last time that can be written, in milliseconds since 1970.
pub(crate) const LAST: u64 = Timestamp::LAST.as_secs() * 1_000 + 999;

/// Tells the time that signatures are checked against.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in elsewhere")]
pub fn system_clock() -> Clock {
    Arc::new(SystemTime::now)
}

/// Milliseconds since 1970, by a clock. One that stands before 1970 is there, and one after the year 9999 at its end.
pub(crate) fn milliseconds(clock: &Clock) -> u64 {
    let since = clock().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(LAST).min(LAST)
}

/// The start of something whose length is of interest.
#[expect(clippy::disallowed_methods, reason = "a duration, not a time of day")]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}
