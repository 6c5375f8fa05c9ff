//! The command, in a thread of its own.

use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_emulator::cli::{self, Surroundings};
use tokio::sync::oneshot;

/// Runs the `oss-emulator` command with these arguments and the environment of this process, to its end, and gives its exit code. It has
/// threads of its own, and takes the signals that end it.
///
/// # Errors
/// When no thread can be started for it.
#[napi(catch_unwind)]
pub async fn command(arguments: Vec<String>) -> Result<i32> {
    let (done, code) = oneshot::channel();
    let surroundings = Surroundings::here(arguments.into_iter().map(Into::into).collect());
    std::thread::Builder::new()
        .name("oss-emulator".to_owned())
        .spawn(move || done.send(cli::main(surroundings)))
        .map_err(|e| Error::from_reason(e.to_string()))?;
    code.await.map_err(|_| Error::from_reason("the command has panicked"))
}
