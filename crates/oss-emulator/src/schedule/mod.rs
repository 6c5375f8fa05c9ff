//! What is due by the clock, done before the next request is answered.
//!
//! All but inventories falls due at full hours: access logs at each, lifecycles at midnight UTC. So the moment to look is the first request of
//! another hour than that of the last look, whether the clock went on or was set; any other request costs one comparison. To
//! have something else done, add it to [`work`]: it is called once in each hour in which anybody asks, gets the time in milliseconds
//! since 1970, and finds out by itself what has fallen due by then.

use crate::{Warn, accesslog::AccessLog, inventory, lifecycle, reason::Refusal, store::Store};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

pub(crate) const HOUR: u64 = 60 * 60 * 1_000;
const DAY: u64 = 24 * HOUR;
/// No time has this hour.
const NEVER: u64 = u64::MAX;

/// When what is due was done last.
pub(crate) struct Schedule {
    /// The hour since 1970.
    hour: AtomicU64,
    /// Whether that failed. Held while it is done; who comes meanwhile waits.
    working: Mutex<bool>,
}

/// What the work is done with.
pub(crate) struct Tools<'t> {
    pub(crate) store: &'t Store,
    pub(crate) log: &'t AccessLog,
    pub(crate) warn: &'t Warn,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { hour: AtomicU64::new(NEVER), working: Mutex::default() }
    }
}

impl Schedule {
    /// Does what is due by a time, in milliseconds since 1970, unless it is done. What fails is told to the user, and tried again in
    /// the next hour: a record that cannot be read must not keep others from being served.
    pub(crate) async fn due(&self, now: u64, tools: &Tools<'_>) {
        // Each rule of an inventory has its own time of day, and they know when the next one is.
        inventory::write_due(tools.store, now, tools.warn).await;
        if self.hour.load(Ordering::Acquire) == now / HOUR {
            return;
        }
        let mut failed = self.working.lock().await;
        let last = self.hour.load(Ordering::Acquire);
        if last == now / HOUR {
            return;
        }
        let new_day = *failed || last == NEVER || last / 24 != now / DAY;
        *failed = match Box::pin(work(now, new_day, tools)).await {
            Ok(()) => false,
            Err(refusal) => {
                let why = refusal.message.as_deref().unwrap_or(refusal.reason.message());
                (tools.warn)(&format!("what is due by the clock could not all be done: {why}"));
                true
            }
        };
        self.hour.store(now / HOUR, Ordering::Release);
    }
}

/// Everything there is to do at a full hour; some of it is only at the first of a day.
async fn work(now: u64, new_day: bool, Tools { store, log, warn }: &Tools<'_>) -> Result<(), Refusal> {
    log.write_before(now, store, warn).await;
    if new_day {
        lifecycle::run(store, now).await?;
    }
    Ok(())
}
