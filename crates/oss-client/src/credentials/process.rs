//! A program that prints credentials (aliyun-cli, README, "Use an external program to get credentials").

use super::{
    Fetch, Granted, Source, SourceError,
    document::{granted, parse},
};
use serde::Deserialize;
use std::{
    io::Read,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    time::Duration,
};
use zeroize::Zeroizing;

/// As long as the official libraries wait.
const WHOLE: Duration = Duration::from_secs(60);
const MAX_OUTPUT: u64 = 64 << 10;
/// How often a program that has closed its output is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(10);

/// A program that prints credentials. It is started without a shell.
#[derive(Clone, Debug)]
pub struct Process {
    /// The program and its arguments. They are never in an error: an argument may be a secret.
    pub command: Vec<String>,
    /// How long it may run.
    pub timeout: Duration,
}

#[derive(Deserialize)]
struct Printed {
    access_key_id: Option<String>,
    access_key_secret: Option<Zeroizing<String>>,
    sts_token: Option<Zeroizing<String>>,
    expiration: Option<String>,
}

impl Process {
    /// A program and its arguments.
    pub fn new(command: Vec<String>) -> Self {
        Self { command, timeout: WHOLE }
    }

    /// A command line as configuration files hold it: words, some of them in quotes.
    ///
    /// # Errors
    /// When it is no command line.
    pub fn of_line(line: &str) -> Result<Self, SourceError> {
        // There `\` stands in paths, and escapes nothing.
        let line = if cfg!(windows) { line.replace('\\', "\\\\") } else { line.to_owned() };
        let command = shlex::split(&line).filter(|words| words.first().is_some_and(|word| !word.is_empty()));
        let command = command.ok_or_else(|| {
            SourceError::failed("the credentials command is empty, or has a quote that does not end")
        })?;
        Ok(Self::new(command))
    }

    async fn read(&self) -> Result<Granted, SourceError> {
        let (program, arguments) = self
            .command
            .split_first()
            .ok_or_else(|| SourceError::failed("the credentials command is empty"))?;
        // Not tokio's: it may take over SIGCHLD, which the process we are in may need for its own children.
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| SourceError::failed(format!("{program} cannot be started: {error}")))?;
        let outcome = match child.stdout.take() {
            Some(stdout) => tokio::time::timeout(self.timeout, run(&mut child, stdout)).await,
            None => Ok(Err("it has no output".to_owned())),
        };
        let why = match outcome {
            Ok(Ok((status, output))) if status.success() => return grant(&output, program),
            Ok(Ok((status, _))) => format!("it ended with {status}"),
            Ok(Err(why)) => why,
            Err(_) => format!("it ran longer than {} s", self.timeout.as_secs_f64()),
        };
        stop(child);
        Err(SourceError::failed(format!("{program} gave no credentials: {why}")))
    }
}

/// All of its output, and how it ended.
async fn run(child: &mut Child, stdout: ChildStdout) -> Result<(ExitStatus, Zeroizing<Vec<u8>>), String> {
    let reading = tokio::task::spawn_blocking(move || {
        let mut output = Zeroizing::new(Vec::with_capacity(MAX_OUTPUT as usize + 1));
        stdout.take(MAX_OUTPUT + 1).read_to_end(&mut output).map(|_| output)
    });
    let output = reading.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
    if output.len() as u64 > MAX_OUTPUT {
        return Err(format!("it printed more than {MAX_OUTPUT} bytes"));
    }
    loop {
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) => return Ok((status, output)),
            None => tokio::time::sleep(GLANCE).await,
        }
    }
}

/// Ends a program, and takes note of its end, so that the system can forget it.
fn stop(mut child: Child) {
    // It may have ended by itself.
    let _ = child.kill();
    tokio::task::spawn_blocking(move || child.wait());
}

/// What it printed is in no error.
fn grant(output: &[u8], program: &str) -> Result<Granted, SourceError> {
    let Printed { access_key_id, access_key_secret, sts_token, expiration } = parse(output, program)?;
    granted(access_key_id, access_key_secret, sts_token, expiration, program)
}

impl Source for Process {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(self.read())
    }
}
