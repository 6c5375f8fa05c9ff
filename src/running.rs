//! Calls under way: they can be stopped, and looked at.

use crate::{
    home::{self, Owner},
    settle::{Settlements, Ticket, Work},
};
use napi::bindgen_prelude::spawn;
use oss_client::Progress;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::AbortHandle;

/// What there is to be told or looked at of a call.
#[derive(Default)]
struct Call {
    /// Where it runs in the runtime.
    task: Option<AbortHandle>,
    progress: Option<Arc<Progress>>,
}

/// The calls of one client that are under way; those that run at home and are watched by nobody are known there.
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
        if progress.is_some() {
            self.calls().insert(ticket, Call { task: None, progress });
        }
        let owner = Owner { settlements: Arc::clone(settlements), running: self.clone() };
        if let Some((owner, work)) = home::start(ticket, owner, work) {
            self.go_on(ticket, owner, work);
        }
        ticket
    }

    /// Runs a call in the runtime.
    pub(crate) fn go_on(&self, ticket: Ticket, Owner { settlements, running }: Owner, work: Work) {
        let ending = settlements.ending(ticket, work);
        // Held until it is in: it could end before.
        let mut calls = self.calls();
        let task = spawn(async move {
            ending.await;
            running.over(ticket);
        });
        calls.entry(ticket).or_default().task = Some(task.abort_handle());
    }

    /// A call has ended.
    pub(crate) fn over(&self, ticket: Ticket) {
        let call = self.calls().remove(&ticket);
        drop(call);
    }

    /// Ends a call without an outcome: its request is broken off. One that has ended stays as it is.
    pub(crate) fn stop(&self, ticket: Ticket) {
        home::stop(ticket);
        let call = self.calls().remove(&ticket);
        if let Some(task) = call.and_then(|call| call.task) {
            task.abort();
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
