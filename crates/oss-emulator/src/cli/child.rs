//! A program that is run to its end.

use super::{Failure, signals::Signals};
use std::process::ExitStatus;
use tokio::process::{Child, Command};

/// Runs a program to its end, and gives its exit code, which after a signal is 128 and its number. What asks this process to end is
/// passed on to the program.
///
/// # Errors
/// When it cannot be started.
pub(super) async fn run(mut command: Command, signals: &mut Signals) -> Result<i32, Failure> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    // Nothing goes on when the command has ended, however that came.
    command.kill_on_drop(true);
    inherit(&mut command);
    let mut child = command.spawn().map_err(|e| format!("{name} cannot be run: {e}"))?;
    loop {
        tokio::select! {
            status = child.wait() => return Ok(code(status.map_err(|e| format!("{name}: {e}"))?)),
            signal = signals.next() => pass_on(&child, signal),
        }
    }
}

/// Gives the program the input and output of this process, also within Node, which marks its own as not to be inherited:
/// copies are.
#[cfg(unix)]
fn inherit(command: &mut Command) {
    use std::{io, os::fd::AsFd};
    if let Ok(input) = io::stdin().as_fd().try_clone_to_owned() {
        command.stdin(input);
    }
    if let Ok(output) = io::stdout().as_fd().try_clone_to_owned() {
        command.stdout(output);
    }
    if let Ok(errors) = io::stderr().as_fd().try_clone_to_owned() {
        command.stderr(errors);
    }
}

/// They are inherited as they are.
#[cfg(not(unix))]
fn inherit(_: &mut Command) {}

#[cfg(unix)]
fn code(status: ExitStatus) -> i32 {
    use super::signals;
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| status.signal().map(signals::code)).unwrap_or(1)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// Sends the program a signal. What a terminal sends, it sends to the program too, and twice might be once too often.
#[cfg(unix)]
fn pass_on(child: &Child, signal: i32) {
    use rustix::process::{Pid, Signal, kill_process};
    use std::io::IsTerminal;
    let by_terminal = signal != Signal::TERM.as_raw() && std::io::stdin().is_terminal();
    let pid = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal))
        && !by_terminal
    {
        // Where it has just ended, nobody is there to be told.
        let _ = kill_process(pid, signal);
    }
}

/// Control-C reaches the program by itself.
#[cfg(not(unix))]
fn pass_on(_: &Child, _: i32) {}
