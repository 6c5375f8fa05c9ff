//! The `oss-emulator` command: a server, a program that is run with one, or a word to one that runs.
//!
//! The plain binary and the npm package's command are this code.

mod apply;
mod arguments;
mod ask;
mod browser;
mod child;
mod file;
mod init;
mod run;
mod seeds;
mod serve;
mod setup;
mod signals;
mod signed;
mod surroundings;
mod variables;

use arguments::{Arguments, Wanted};
pub use surroundings::Surroundings;
pub use variables::Variables;

/// What `--help` prints.
const USAGE: &str = include_str!("usage.txt");

/// Why the command ends without having done what it was asked, in words for its user.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Something is wrong: said, and the exit code is 1.
    #[error("{0}")]
    Said(String),
    /// Another program has ended so, and said why.
    #[error("ended with {0}")]
    Code(i32),
}

impl Failure {
    fn said(what: impl ToString) -> Self {
        Self::Said(what.to_string())
    }
}

impl From<String> for Failure {
    fn from(said: String) -> Self {
        Self::Said(said)
    }
}

/// Runs the command on a runtime of its own, to its end, and gives its exit code. It prints what it has to say.
///
/// `SIGINT` and `SIGTERM` end a server when requests under way have been answered; a second one ends it at once.
pub fn main(surroundings: Surroundings) -> i32 {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            surroundings::complain(&format!("no threads can be started: {e}"));
            return 1;
        }
    };
    let code = runtime.block_on(command(surroundings));
    // What still reads a disk for somebody who is gone is not waited for.
    runtime.shutdown_background();
    code
}

async fn command(surroundings: Surroundings) -> i32 {
    match perform(surroundings).await {
        Ok(code) => code,
        Err(Failure::Code(code)) => code,
        Err(Failure::Said(what)) => {
            surroundings::complain(&what);
            1
        }
    }
}

async fn perform(surroundings: Surroundings) -> Result<i32, Failure> {
    let Surroundings { arguments, environment } = surroundings;
    let arguments = Arguments::parse(arguments)?;
    match arguments.wanted {
        Wanted::Help => surroundings::say(USAGE),
        Wanted::Version => surroundings::say(env!("CARGO_PKG_VERSION")),
        Wanted::Serve => return serve::serve(&arguments, &environment).await,
        Wanted::Run(ref command) => return run::run(&arguments, command, &environment).await,
        Wanted::Kms(ref words) => ask::kms(words, &arguments, &environment).await?,
        Wanted::Inventory(ref words) => ask::inventory(words, &arguments, &environment).await?,
        Wanted::Health => return ask::health(&arguments, &environment).await,
    }
    Ok(0)
}
