//! The only place that asks the machine for the time.

use oss_protocol::date::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
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

/// By how many milliseconds a server's clock is ahead of the one it was given. Clones are the same offset.
#[derive(Clone, Debug, Default)]
pub struct ClockOffset(Arc<AtomicI64>);

/// An offset by which no clock can be ahead.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("clockOffset {0} would put the clock before 1970 or after the year 9999")]
pub struct ClockRangeError(f64);

impl ClockOffset {
    /// The offset, in milliseconds.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets the offset, in milliseconds; `clock` is what is moved by it.
    ///
    /// # Errors
    /// When that is no number, or leaves no time that a date can say.
    pub fn set(&self, milliseconds: f64, clock: &Clock) -> Result<(), ClockRangeError> {
        let moved = self::milliseconds(clock) as f64 + milliseconds;
        if !(0.0..=Timestamp::LAST.as_secs() as f64 * 1_000.0).contains(&moved) {
            return Err(ClockRangeError(milliseconds));
        }
        self.0.store(milliseconds as i64, Ordering::Relaxed);
        Ok(())
    }

    /// Sets an offset that was set before.
    pub(crate) fn put_back(&self, milliseconds: i64) {
        self.0.store(milliseconds, Ordering::Relaxed);
    }

    /// The clock, moved by the offset as it is when the time is asked for.
    pub(crate) fn over(&self, clock: Clock) -> Clock {
        let offset = self.clone();
        Arc::new(move || {
            let ahead = offset.get();
            let by = Duration::from_millis(ahead.unsigned_abs());
            let now = clock();
            let moved = if ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
            moved.unwrap_or(now)
        })
    }
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
