//! How much is spent on refusals: who sends wrong signatures must not keep the server busy with them.

use crate::clock::stopwatch;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many signatures may be computed in a second. It is a tenth of a second of one core, about; most causes take two hundred.
const A_SECOND: usize = 40_000;

/// What has been spent in the last second: when it began, and how many signatures were computed.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Option<(Instant, usize)>>);

impl Pace {
    /// Whether something may be spent now.
    pub(super) fn has_left(&self) -> bool {
        self.has_left_at(stopwatch())
    }

    fn has_left_at(&self, now: Instant) -> bool {
        let mut second = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *second {
            Some((begun, spent)) if now.saturating_duration_since(begun) < Duration::from_secs(1) => {
                spent < A_SECOND
            }
            _ => {
                *second = Some((now, 0));
                true
            }
        }
    }

    /// Counts what was spent.
    pub(super) fn spend(&self, signatures: usize) {
        if let Some((_, spent)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            *spent = spent.saturating_add(signatures);
        }
    }
}

#[cfg(test)]
impl Pace {
    /// One with nothing left for an hour.
    pub(super) fn spent() -> Self {
        Self(Mutex::new(Some((stopwatch() + Duration::from_secs(3_600), A_SECOND))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_its_own() {
        let (pace, begin) = (Pace::default(), stopwatch());
        let after = |milliseconds| begin + Duration::from_millis(milliseconds);
        assert!(pace.has_left_at(begin));
        pace.spend(A_SECOND - 1);
        assert!(pace.has_left_at(after(500)));
        pace.spend(1);
        assert!(!pace.has_left_at(after(999)));
        assert!(pace.has_left_at(after(1_000)));
        pace.spend(usize::MAX);
        pace.spend(1);
        assert!(!pace.has_left_at(after(1_999)));
        assert!(pace.has_left_at(after(2_000)));
    }
}
