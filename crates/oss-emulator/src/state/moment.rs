//! A server put back to a moment in its life: one that was taken down, or its start.

use crate::{reason::Refusal, service::Service, store::Snapshot};
use std::sync::{Arc, Mutex, PoisonError};

/// What a server held at one moment: buckets, objects, uploads, and the master keys. While it lives, the bytes of then are kept.
#[derive(Clone)]
pub struct Moment(Arc<Snapshot>);

/// Why a server is not put back.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// What it began with is not known any more.
    #[error(
        "the server was started on a folder that held data, and does not know what it would be put back to; start it on an empty one, or without"
    )]
    NotFresh,
    /// The storage failed.
    #[error("the state cannot be changed: {0}")]
    Storage(String),
}

impl From<Refusal> for StateError {
    fn from(refusal: Refusal) -> Self {
        Self::Storage(refusal.to_string())
    }
}

/// How a server began.
pub(crate) struct Start {
    /// Whether it held nothing then.
    fresh: bool,
    clock_offset: i64,
    moment: Mutex<Option<Moment>>,
}

impl Start {
    pub(crate) fn new(fresh: bool, clock_offset: i64) -> Self {
        Self { fresh, clock_offset, moment: Mutex::default() }
    }
}

impl Service {
    /// What it holds now, to be [put back to](Self::restore).
    ///
    /// # Errors
    /// When the storage fails.
    pub fn snapshot(&self) -> Result<Moment, StateError> {
        Ok(Moment(Arc::new(self.store.snapshot()?)))
    }

    /// Lets it hold what it held at a moment. Faults, temporary keys, the clock and what was requested are not touched.
    ///
    /// # Errors
    /// When the storage fails; then it holds what it held.
    pub async fn restore(&self, moment: &Moment) -> Result<(), StateError> {
        Ok(self.store.restore(&moment.0).await?)
    }

    /// What it holds now is its start: what [`reset`](Self::reset) puts it back to. A server that was started on data has none.
    pub fn remember_start(&self) {
        let moment = self.start.fresh.then(|| self.snapshot().ok()).flatten();
        *self.start.moment.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }

    /// Puts it back to its start, with no faults, no temporary keys, the clock it began with, and nothing remembered of requests.
    ///
    /// # Errors
    /// When it was started on data, or the storage fails.
    pub async fn reset(&self) -> Result<(), StateError> {
        let start = self.start.moment.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.restore(&start.ok_or(StateError::NotFresh)?).await?;
        self.faults().clear();
        self.sts().forget();
        self.config.clock_offset.put_back(self.start.clock_offset);
        self.access_log.forget();
        self.log.forget();
        Ok(())
    }
}
