//! Calls under way: they can be stopped, and looked at.

use crate::settle::Ticket;
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
    /// Runs `work` under its ticket.
    pub(crate) fn start(
        &self,
        ticket: Ticket,
        progress: Option<Arc<Progress>>,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let running = self.clone();
        // Held until it is in: it could end before.
        let mut calls = self.calls();
        let task = spawn(async move {
            work.await;
            running.calls().remove(&ticket);
        });
        calls.insert(ticket, Call { task: task.abort_handle(), progress });
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
