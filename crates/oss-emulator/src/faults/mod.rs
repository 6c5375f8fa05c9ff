//! Faults on request: what the server does to chosen requests, so that a program can be seen to bear it.

mod answer;
mod check;
mod options;
mod strike;

pub use check::FaultError;
pub use options::{CutAt, Fault, StallAt};
pub(crate) use strike::{Strike, Unanswered};

use crate::call::Asked;
use oss_protocol::OperationId;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

/// So many faults are remembered, with how often each struck.
const REMEMBERED: usize = 1_000;

/// The faults of a server, the oldest first.
#[derive(Debug)]
pub struct Faults {
    planned: Mutex<Planned>,
    /// Set when the server stops: nobody is kept waiting any longer.
    over: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Planned {
    last: u32,
    faults: VecDeque<Plan>,
}

#[derive(Debug)]
struct Plan {
    id: u32,
    fault: Arc<Fault>,
    /// So many requests pass before the first strike.
    passing: u64,
    /// So many strikes are left; `None` is without end.
    left: Option<u64>,
    hits: u64,
    removed: bool,
}

impl Plan {
    fn is_spent(&self) -> bool {
        self.removed || self.left == Some(0)
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self { planned: Mutex::default(), over: watch::Sender::new(false) }
    }
}

impl Faults {
    /// Plans a fault, after those that are there, and gives its number.
    ///
    /// # Errors
    /// When it does nothing or contradicts itself, or a thousand faults still wait to strike.
    pub fn add(&self, fault: Fault) -> Result<u32, FaultError> {
        fault.check()?;
        let mut planned = self.lock();
        if planned.faults.len() >= REMEMBERED {
            let spent =
                planned.faults.iter().position(Plan::is_spent).ok_or(FaultError::TooMany(REMEMBERED))?;
            planned.faults.remove(spent);
        }
        planned.last += 1;
        let id = planned.last;
        let (passing, left) = (fault.skip, fault.times);
        planned.faults.push_back(Plan { id, fault: Arc::new(fault), passing, left, hits: 0, removed: false });
        Ok(id)
    }

    /// Lets a fault strike no more.
    ///
    /// # Errors
    /// When there is none of this number.
    pub fn remove(&self, id: u32) -> Result<(), FaultError> {
        let mut planned = self.lock();
        let plan = planned.faults.iter_mut().find(|plan| plan.id == id).ok_or(FaultError::NoSuch(id))?;
        plan.removed = true;
        Ok(())
    }

    /// Lets no fault strike any more.
    pub fn clear(&self) {
        self.lock().faults.iter_mut().for_each(|plan| plan.removed = true);
    }

    /// How often a fault has struck; also of one that strikes no more.
    pub fn hits(&self, id: u32) -> Option<u64> {
        self.lock().faults.iter().find(|plan| plan.id == id).map(|plan| plan.hits)
    }

    /// Does what a request in JSON asks: `{ "action": "add", "fault": { … } }`, `{ "action": "remove", "id": 1 }`,
    /// `{ "action": "clear" }` or `{ "action": "list" }`. To add gives `{ "id": 1 }`.
    ///
    /// # Errors
    /// Those of the methods, and when the request is none of these.
    pub fn perform(&self, request: &Value) -> Result<Value, FaultError> {
        match request["action"].as_str() {
            Some("list") => Ok(self.list()),
            Some("add") => self.add(Fault::from_json(&request["fault"])?).map(|id| json!({ "id": id })),
            Some("remove") => {
                let id = request["id"].as_u64().and_then(|id| u32::try_from(id).ok());
                let id =
                    id.ok_or_else(|| FaultError::wrong("id", "the number of a fault", &request["id"]))?;
                self.remove(id).map(|()| Value::Null)
            }
            Some("clear") => {
                self.clear();
                Ok(Value::Null)
            }
            _ => Err(FaultError::wrong("action", "add, remove, clear or list", &request["action"])),
        }
    }

    /// Those that were not removed.
    fn list(&self) -> Value {
        let planned = self.lock();
        let plans = planned.faults.iter().filter(|plan| !plan.removed);
        plans
            .map(|Plan { id, hits, left, fault, .. }| {
                let Fault { operation, bucket, key, prefix, .. } = &**fault;
                let strikes =
                    json!({ "operation": operation, "bucket": bucket, "key": key, "prefix": prefix });
                json!({ "id": id, "hits": hits, "left": left, "does": fault.does(), "strikes": strikes })
            })
            .collect()
    }

    /// The fault that strikes a request: the first that fits it and has strikes left. It is counted here, and at once.
    pub(crate) fn strike(&self, operation: Option<OperationId>, asked: &Asked) -> Option<Strike> {
        let operation = operation.map(|operation| operation.spec().name);
        let mut planned = self.lock();
        planned.faults.iter_mut().filter(|plan| !plan.is_spent()).find_map(|plan| {
            if !plan.fault.fits(operation, asked.bucket.as_deref(), asked.key.as_deref()) {
                return None;
            }
            if plan.passing > 0 {
                plan.passing -= 1;
                return None;
            }
            plan.left = plan.left.map(|left| left - 1);
            plan.hits += 1;
            Some(Strike::new(plan.id, Arc::clone(&plan.fault)))
        })
    }

    /// Waits so long, unless the server stops.
    async fn wait(&self, duration: Duration) -> Result<(), Unanswered> {
        tokio::select! {
            () = sleep(duration) => Ok(()),
            () = self.over() => Err(Unanswered::Cut),
        }
    }

    /// Waits until the server stops.
    pub(crate) fn over(&self) -> impl Future<Output = ()> + Send + Sync + 'static {
        let mut over = self.over.subscribe();
        async move {
            // The server that is gone has stopped, too.
            let _ = over.wait_for(|over| *over).await;
        }
    }

    /// Ends all waiting: the server stops.
    pub(crate) fn end(&self) {
        self.over.send_replace(true);
    }

    fn lock(&self) -> MutexGuard<'_, Planned> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
