//! Whether there is another attempt, and what is done before it: one way for calls, for what is asked about their
//! outcome, and for the rest of a download.

use super::Retry;
use crate::{Client, Error, skew::Step};
use std::time::Duration;

/// What the attempts of a call have in common.
pub(crate) struct RetryState {
    retry: Retry,
    /// Attempts, those aside that only had other credentials.
    made: u32,
    /// Whether other credentials were tried already.
    renewed: bool,
}

impl RetryState {
    pub(crate) fn new(retry: Retry) -> Self {
        Self { retry, made: 0, renewed: false }
    }

    /// An attempt begins.
    pub(crate) fn begin(&mut self) {
        self.made += 1;
    }

    /// The attempt before was not in vain: what comes counts anew.
    pub(crate) fn advance(&mut self) {
        (self.made, self.renewed) = (1, false);
    }

    /// Waits until there may be another attempt after `error`; `false` where there is to be none, as where what was
    /// asked is not `repeatable`.
    pub(crate) async fn again(&mut self, client: &Client, error: &Error, repeatable: bool) -> bool {
        // Followed even where this call cannot be repeated: the next one has it.
        let step = client.follow_clock(error);
        if !repeatable || step == Step::Useless {
            return false;
        }
        // That is no repetition of the kind that is counted.
        if error.is_renewable() && !self.renewed {
            self.renewed = true;
            self.made = self.made.saturating_sub(1);
            return true;
        }
        let pause = match step {
            // Nobody is too busy.
            Step::Changed => (self.made < self.retry.attempts).then_some(Duration::ZERO),
            _ => self.retry.pause(error, self.made, client.time(), fastrand::f64()),
        };
        let Some(pause) = pause else { return false };
        if !self.retry.allows(error).await {
            return false;
        }
        tokio::time::sleep(pause).await;
        true
    }
}
