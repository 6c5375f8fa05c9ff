//! The command as a server.

use super::{
    Failure,
    arguments::Arguments,
    browser, init,
    setup::Setup,
    signals::{self, Signals},
    surroundings::say,
    variables,
};
use crate::{DEFAULT_ACCESS_KEY_SECRET, Server};
use std::{collections::HashMap, ffi::OsString, fs};

type Environment = HashMap<OsString, OsString>;

/// Serves until it is told to end, and gives the exit code.
pub(super) async fn serve(given: &Arguments, environment: &Environment) -> Result<i32, Failure> {
    let mut signals = Signals::that_end().map_err(Failure::said)?;
    let setup = Setup::of(given, environment, false)?;
    let server = tokio::select! {
        server = start(&setup, given, environment) => server?,
        signal = signals.next() => return Ok(signals::code(signal)),
    };
    say(&greeting(&server, &setup, given));
    if given.open {
        // The browser's user need not know the key.
        let code = server.service().console_code().map_err(Failure::said)?;
        browser::open(&format!("{}#code={}", console(&server), code.as_str()));
    }
    signals.next().await;
    tokio::select! {
        () = server.stop() => Ok(0),
        signal = signals.next() => Ok(signals::code(signal)),
    }
}

async fn start(setup: &Setup, given: &Arguments, environment: &Environment) -> Result<Server, Failure> {
    let server = setup.start().await?;
    if let (Some(file), Some(authority)) = (&given.tls_ca, server.authority()) {
        fs::write(file, authority).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    if let Some(script) = &given.init {
        let mut command = init::command(script, environment);
        let variables = setup.variables(&server, environment)?;
        variables.put(&mut command);
        command.env("OSS_ENDPOINT", variables::endpoint(&server));
        // What ends the server ends the script with it.
        init::run(command, &mut Signals::that_end().map_err(Failure::said)?).await?;
    }
    server.set_ready();
    Ok(server)
}

/// What its user should know: where it is, and the variables by which clients find it.
fn greeting(server: &Server, setup: &Setup, given: &Arguments) -> String {
    let place = given
        .dir
        .as_ref()
        .or(setup.dir())
        .map_or("in memory".to_owned(), |dir| format!("in {}", dir.display()));
    let mut lines = vec![format!("oss-emulator listens on {}, data {place}", server.url())];
    if setup.has_console() {
        lines.push(format!("console: {}", console(server)));
    }
    let credentials = &setup.account().credentials;
    lines.push(String::new());
    lines.push(format!("export OSS_ENDPOINT={}", server.url()));
    lines.push(format!("export OSS_REGION=oss-{}", setup.region()));
    lines.push(format!("export OSS_ACCESS_KEY_ID={}", credentials.access_key_id));
    // A secret that somebody chose is not for the screen.
    if credentials.access_key_secret.as_str() == DEFAULT_ACCESS_KEY_SECRET {
        lines.push(format!("export OSS_ACCESS_KEY_SECRET={DEFAULT_ACCESS_KEY_SECRET}"));
    }
    if let Some(file) = &given.tls_ca {
        lines.push(format!("export NODE_EXTRA_CA_CERTS={}", file.display()));
    }
    lines.join("\n")
}

fn console(server: &Server) -> String {
    format!("{}/-/console/", server.url())
}
