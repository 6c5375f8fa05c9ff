//! Whether a failed attempt is worth another, and when. Nothing here waits or asks for the time.

mod state;

use crate::Error;
use http::header::RETRY_AFTER;
use oss_protocol::date::Timestamp;
pub(crate) use state::RetryState;
use std::{fmt, pin::Pin, sync::Arc, time::Duration};

/// An answer to come: whether a failed attempt may be repeated.
pub type Judgement<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// Has the last word on errors that would be retried.
pub trait Judge: Send + Sync + 'static {
    /// Whether there may be another attempt after `error`.
    fn allows<'a>(&'a self, error: &'a Error) -> Judgement<'a>;
}

/// How often, and how patiently, a call is attempted.
#[derive(Clone)]
pub struct Retry {
    /// Attempts in all, the first included. 3 by default; 1 is no retry.
    pub attempts: u32,
    /// The first pause is at most so long, the next twice that, and so on. 200 ms by default.
    pub base: Duration,
    /// No pause is longer. A service that asks for a longer one is not asked again. 20 s by default.
    pub cap: Duration,
    /// Has the last word, if there is one.
    pub judge: Option<Arc<dyn Judge>>,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 3, base: Duration::from_millis(200), cap: Duration::from_secs(20), judge: None }
    }
}

impl Retry {
    /// How long to wait after so many attempts; nothing where there is to be no other. `random` is 0 to 1, and spreads
    /// the pause over all of its length: clients that failed together do not come back together.
    pub(crate) fn pause(&self, error: &Error, made: u32, now: Timestamp, random: f64) -> Option<Duration> {
        if made >= self.attempts || !error.is_retryable() {
            return None;
        }
        match asked_for(error, now) {
            // Never sooner than it asks for.
            Some(asked) => (asked <= self.cap).then_some(asked),
            None => {
                let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
                Some(self.base.saturating_mul(doubled).min(self.cap).mul_f64(random))
            }
        }
    }

    pub(crate) async fn allows(&self, error: &Error) -> bool {
        match &self.judge {
            Some(judge) => judge.allows(error).await,
            None => true,
        }
    }
}

/// What `Retry-After` says: seconds, or a date.
pub(crate) fn asked_for(error: &Error, now: Timestamp) -> Option<Duration> {
    let text = error.response()?.header(RETRY_AFTER)?;
    let seconds = text
        .parse()
        .ok()
        .or_else(|| Timestamp::parse_rfc1123(text).map(|then| then.as_secs().saturating_sub(now.as_secs())));
    seconds.map(Duration::from_secs)
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("attempts", &self.attempts)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
