//! A program that is run with a server in the place of the service.

use super::{Failure, arguments::Arguments, child, init, setup::Setup, signals::Signals, variables};
use std::{collections::HashMap, ffi::OsString};
use tokio::process::Command;

/// Runs a program with a server of its own, and gives its exit code.
pub(super) async fn run(
    given: &Arguments,
    program: &[OsString],
    environment: &HashMap<OsString, OsString>,
) -> Result<i32, Failure> {
    if given.tls_ca.is_some() {
        return Err(Failure::said("run takes no --tls-ca: the server is a proxy, and speaks TLS within"));
    }
    let [name, arguments @ ..] = program else {
        return Err(Failure::said("run takes a command: oss-emulator run -- COMMAND"));
    };
    // From here on a signal is the program's.
    let mut signals = Signals::for_a_child().map_err(Failure::said)?;
    let setup = Setup::of(given, environment, true)?;
    let server = setup.start().await?;
    let variables = setup.variables(&server, environment)?;
    if let Some(script) = &given.init {
        let mut command = init::command(script, environment);
        variables.put(&mut command);
        command.env("OSS_ENDPOINT", variables::endpoint(&server));
        init::run(command, &mut signals).await?;
    }
    server.set_ready();
    let mut command = Command::new(name);
    command.args(arguments).env_clear().envs(environment);
    variables.put(&mut command);
    let code = child::run(command, &mut signals).await;
    server.stop().await;
    code
}
