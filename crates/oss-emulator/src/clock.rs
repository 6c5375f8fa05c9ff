//! The only place that asks the machine for the time.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

/// Tells the time that signatures are checked against.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in elsewhere")]
pub fn system_clock() -> Clock {
    Arc::new(SystemTime::now)
}

/// The start of something whose length is of interest.
#[expect(clippy::disallowed_methods, reason = "a duration, not a time of day")]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}
