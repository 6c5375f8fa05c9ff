//! Calls under way: they can be stopped, and looked at.

use crate::settle::{Settlements, Ticket, Work};
use napi::bindgen_prelude::spawn;
use oss_client::Progress;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::AbortHandle;

struct Call {
    task: AbortHandle,
    progress: Option<Arc<Progress>>,
}

/// The calls of one client that are under way.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<HashMap<Ticket, Call>>>);

impl Running {
    /// Runs `work` as a call that is delivered by `settlements`.
    pub(crate) fn start(
        &self,
        settlements: &Arc<Settlements>,
        progress: Option<Arc<Progress>>,
        work: Work,
    ) -> Ticket {
        let ticket = Settlements::ticket();
        let ending = Arc::clone(settlements).ending(ticket, work);
        let running = self.clone();
        // Held until it is in: it could end before.
        let mut calls = self.calls();
        let task = spawn(async move {
            ending.await;
            running.calls().remove(&ticket);
        });
        calls.insert(ticket, Call { task: task.abort_handle(), progress });
        ticket
    }

    /// Ends a call without an outcome: its request is broken off. One that has ended stays as it is.
    pub(crate) fn stop(&self, ticket: Ticket) {
        let call = self.calls().remove(&ticket);
        if let Some(call) = call {
            call.task.abort();
        }
    }

    /// How far a call is, if somebody asked for that when it began.
    pub(crate) fn progress(&self, ticket: Ticket) -> Option<Arc<Progress>> {
        self.calls().get(&ticket)?.progress.clone()
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<Ticket, Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
