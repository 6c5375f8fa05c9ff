//! Environments of JavaScript end: a worker's, or that of the process's main thread. Nobody waits for their calls then.

use napi::bindgen_prelude::*;
use std::cell::OnceCell;
use tokio::sync::watch;

thread_local! {
    /// That of the environment of this thread.
    static ENDING: OnceCell<watch::Receiver<bool>> = const { OnceCell::new() };
}

/// Becomes true when the environment ends.
pub(crate) fn of(env: &Env) -> Result<watch::Receiver<bool>> {
    ENDING.with(|ending| {
        if let Some(ending) = ending.get() {
            return Ok(ending.clone());
        }
        let (end, ended) = watch::channel(false);
        env.add_env_cleanup_hook(end, |end| {
            end.send_replace(true);
        })?;
        Ok(ending.get_or_init(|| ended).clone())
    })
}
