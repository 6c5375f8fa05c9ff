//! The script that prepares a server before it is ready.

use super::{Failure, child, signals::Signals};
use std::{collections::HashMap, ffi::OsString, path::Path};
use tokio::process::Command;

/// A script by the program that its name says, any other by itself.
pub(super) fn command(script: &Path, environment: &HashMap<OsString, OsString>) -> Command {
    let interpreter = match script.extension().and_then(|extension| extension.to_str()) {
        Some("js" | "cjs" | "mjs") => Some("node"),
        Some("sh") => Some("sh"),
        Some("py") if cfg!(windows) => Some("python"),
        Some("py") => Some("python3"),
        _ => None,
    };
    // A name without a folder is a file here, not a program on the path.
    let script =
        if script.parent() == Some(Path::new("")) { Path::new(".").join(script) } else { script.to_owned() };
    let mut command = match interpreter {
        None => Command::new(&script),
        Some(interpreter) => {
            let mut command = Command::new(interpreter);
            command.arg(&script);
            command
        }
    };
    command.env_clear().envs(environment);
    command
}

/// Runs it to its end.
///
/// # Errors
/// When it cannot be started, or fails: its code is that of the server.
pub(super) async fn run(command: Command, signals: &mut Signals) -> Result<(), Failure> {
    match child::run(command, signals).await? {
        0 => Ok(()),
        code => {
            super::surroundings::complain(&format!("the script of --init has failed with {code}"));
            Err(Failure::Code(code))
        }
    }
}
