//! Small calls run on the thread of JavaScript that makes them, within its own event loop (`oss_client::local`). They are polled
//! where they begin, and when libuv sees that a socket of theirs is ready. Only Node has such a loop; elsewhere all calls run on
//! the threads of the runtime, and so does whatever is large.

use crate::{
    panics,
    running::Running,
    settle::{Delivery, Outcome, Settlements, Ticket, Work},
    uv,
};
use napi::{
    bindgen_prelude::*,
    threadsafe_function::{ThreadsafeCallContext, ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use oss_client::local::{Executor, Reactor, Step};
use std::{cell::RefCell, os::fd::AsRawFd, rc::Rc, sync::Arc};

/// Whose call it is.
pub(crate) struct Owner {
    pub(crate) settlements: Arc<Settlements>,
    pub(crate) running: Running,
}

/// Wakes the loop for calls that something else than a socket has woken.
type Wake = ThreadsafeFunction<(), (), Delivery, Status, false, true>;

struct Home {
    env: Env,
    executor: Executor<Outcome, Owner>,
}

thread_local! {
    static HOME: RefCell<Option<Rc<Home>>> = const { RefCell::new(None) };
}

fn home() -> Option<Rc<Home>> {
    HOME.with_borrow(Clone::clone)
}

/// Lets calls of this environment run within its loop from now on, where that can be had.
pub(crate) fn open(env: &Env, deliver: &Function<'_, Delivery, ()>) -> Result<()> {
    if home().is_some() {
        return Ok(());
    }
    let Ok(reactor) = Reactor::new() else { return Ok(()) };
    if !uv::watch(env, reactor.as_raw_fd(), turn)? {
        return Ok(());
    }
    let wake: Wake = deliver.build_threadsafe_function::<()>().weak::<true>().build_callback(
        |_: ThreadsafeCallContext<()>| {
            turn();
            Ok(Delivery::none())
        },
    )?;
    let notify = move || {
        // It fails only where JavaScript is going away.
        wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
    };
    let executor = Executor::new(Arc::new(reactor), notify);
    HOME.set(Some(Rc::new(Home { env: Env::from_raw(env.raw()), executor })));
    // Calls that are open then end with it.
    env.add_env_cleanup_hook((), |()| drop(HOME.take()))?;
    Ok(())
}

/// Begins a call here; it comes back where it cannot run here, or has to go on elsewhere.
pub(crate) fn start(ticket: Ticket, owner: Owner, work: Work) -> Option<(Owner, Work)> {
    let Some(home) = home() else { return Some((owner, work)) };
    let begun = within_runtime_if_available(|| home.executor.start(ticket, owner, work));
    match begun? {
        (owner, Step::Leaves(work)) => Some((owner, work)),
        // Its promise is not there yet.
        (owner, over) => {
            owner.running.over(ticket);
            owner.settlements.settle(ticket, outcome(over));
            None
        }
    }
}

/// Gives up a call that runs here.
pub(crate) fn stop(ticket: Ticket) {
    if let Some(home) = home() {
        home.executor.stop(ticket);
    }
}

/// Polls the calls that are ready, and delivers those that have ended.
fn turn() {
    let Some(home) = home() else { return };
    let mut ended = Vec::<(Arc<Settlements>, Vec<(Ticket, Outcome)>)>::new();
    within_runtime_if_available(|| {
        home.executor.turn(|ticket, owner, step| match step {
            Step::Leaves(work) => owner.running.clone().go_on(ticket, owner, work),
            over => {
                owner.running.over(ticket);
                let outcome = (ticket, outcome(over));
                match ended.iter_mut().find(|(settlements, _)| Arc::ptr_eq(settlements, &owner.settlements)) {
                    Some((_, outcomes)) => outcomes.push(outcome),
                    None => ended.push((owner.settlements, vec![outcome])),
                }
            }
        });
    });
    for (settlements, outcomes) in ended {
        settlements.deliver(&home.env, outcomes);
    }
}

fn outcome(over: Step<Outcome>) -> Outcome {
    match over {
        Step::Done(outcome) => outcome,
        Step::Panicked(panic) => panics::outcome(&*panic),
        Step::Leaves(_) => unreachable!("who leaves is not over"),
    }
}
