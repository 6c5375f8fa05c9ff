//! How many refusals are looked into: who sends wrong signatures must not keep the server busy with them.

use crate::clock::stopwatch;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// So many searches a second.
const A_SECOND: u32 = 20;

/// How many refusals have been looked into in the last second.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<Option<(Instant, u32)>>);

impl Pace {
    /// Whether another may be looked into now; it counts as one.
    pub(super) fn may_search(&self) -> bool {
        let mut second = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, searches) = second.get_or_insert_with(|| (stopwatch(), 0));
        if *searches < A_SECOND {
            *searches += 1;
            return true;
        }
        let over = second.is_some_and(|(begun, _)| begun.elapsed() >= Duration::from_secs(1));
        if over {
            *second = Some((stopwatch(), 1));
        }
        over
    }
}
