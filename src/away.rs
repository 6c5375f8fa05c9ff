//! Where there is no loop to run calls within, all of them run in the runtime.

use crate::{
    running::Running,
    settle::{Delivery, Settlements, Ticket, Work},
};
use napi::bindgen_prelude::*;
use std::sync::Arc;

/// Whose call it is.
pub(crate) struct Owner {
    pub(crate) settlements: Arc<Settlements>,
    pub(crate) running: Running,
}

pub(crate) fn open(_: &Env, _: &Function<'_, Delivery, ()>) -> Result<()> {
    Ok(())
}

pub(crate) fn start(_: Ticket, owner: Owner, work: Work) -> Option<(Owner, Work)> {
    Some((owner, work))
}

pub(crate) fn stop(_: Ticket) {}
