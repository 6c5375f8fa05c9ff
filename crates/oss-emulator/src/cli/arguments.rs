//! The arguments of the command.

use super::Failure;
use crate::Durability;
use lexopt::{Arg, Parser, ValueExt};
use std::{ffi::OsString, path::PathBuf};

/// What the command is to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Help,
    Version,
    Serve,
    /// The program and its arguments.
    Run(Vec<OsString>),
    /// What follows `kms`.
    Kms(Vec<String>),
    /// What follows `inventory`.
    Inventory(Vec<String>),
    Health,
}

/// The arguments of the command; what was not given is not there.
#[derive(Debug)]
pub(super) struct Arguments {
    pub(super) wanted: Wanted,
    pub(super) port: Option<u16>,
    pub(super) host: Option<String>,
    pub(super) dir: Option<PathBuf>,
    pub(super) region: Option<String>,
    pub(super) buckets: Vec<String>,
    pub(super) config: Option<PathBuf>,
    pub(super) init: Option<PathBuf>,
    pub(super) open: bool,
    pub(super) no_console: bool,
    pub(super) durability: Option<Durability>,
    pub(super) max_connections: Option<u32>,
    pub(super) write_timeout: Option<u32>,
    pub(super) tls_ca: Option<PathBuf>,
    pub(super) access_key_id: Option<String>,
    pub(super) access_key_secret: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) alias: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) days: Option<u32>,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    /// When there is no such option or command, or a value is none that it takes.
    pub(super) fn parse(arguments: Vec<OsString>) -> Result<Self, Failure> {
        let mut given = Self::none();
        let (mut words, mut program) = (Vec::<String>::new(), None);
        let (mut help, mut version) = (false, false);
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(Failure::said)? {
            let name = match argument {
                Arg::Value(value) if words.first().is_some_and(|word| word == "run") => {
                    // Whatever follows is the program's.
                    let rest = parser.raw_args().map_err(Failure::said)?;
                    program = Some([value].into_iter().chain(rest).collect());
                    break;
                }
                Arg::Value(value) => {
                    words.push(value.string().map_err(Failure::said)?);
                    continue;
                }
                Arg::Short(name) => return Err(unknown(&format!("-{name}"))),
                Arg::Long(name) => name.to_owned(),
            };
            let mut text = || parser.value().and_then(ValueExt::string).map_err(Failure::said);
            match name.as_str() {
                "port" => given.port = Some(port(&text()?)?),
                "host" => given.host = Some(text()?),
                "region" => given.region = Some(text()?),
                "bucket" => given.buckets.push(text()?),
                "max-connections" => given.max_connections = Some(whole(&name, &text()?, 1)?),
                "write-timeout" => given.write_timeout = Some(whole(&name, &text()?, 1)?),
                "access-key-id" => given.access_key_id = Some(text()?),
                "access-key-secret" => given.access_key_secret = Some(text()?),
                "endpoint" => given.endpoint = Some(text()?),
                "alias" => given.alias = Some(text()?),
                "origin" => given.origin = Some(text()?),
                "days" => given.days = Some(whole(&name, &text()?, 0)?),
                "dir" => given.dir = Some(parser.value().map_err(Failure::said)?.into()),
                "config" => given.config = Some(parser.value().map_err(Failure::said)?.into()),
                "init" => given.init = Some(parser.value().map_err(Failure::said)?.into()),
                "tls-ca" => given.tls_ca = Some(parser.value().map_err(Failure::said)?.into()),
                "open" => given.open = true,
                "no-console" => given.no_console = true,
                "durability" => given.durability = Some(durability(&text()?)?),
                "help" => help = true,
                "version" => version = true,
                _ => return Err(unknown(&format!("--{name}"))),
            }
        }
        if given.open && given.no_console {
            return Err(Failure::said("--open shows the console, which there is none of with --no-console"));
        }
        given.wanted = match () {
            () if help => Wanted::Help,
            () if version => Wanted::Version,
            () => wanted(words, program)?,
        };
        Ok(given)
    }

    fn none() -> Self {
        Self {
            wanted: Wanted::Serve,
            port: None,
            host: None,
            dir: None,
            region: None,
            buckets: Vec::new(),
            config: None,
            init: None,
            open: false,
            no_console: false,
            durability: None,
            max_connections: None,
            write_timeout: None,
            tls_ca: None,
            access_key_id: None,
            access_key_secret: None,
            endpoint: None,
            alias: None,
            origin: None,
            days: None,
        }
    }
}

fn wanted(words: Vec<String>, program: Option<Vec<OsString>>) -> Result<Wanted, Failure> {
    let mut words = words.into_iter();
    let Some(command) = words.next() else { return Ok(Wanted::Serve) };
    let rest: Vec<_> = words.collect();
    match command.as_str() {
        "run" => Ok(Wanted::Run(
            program.ok_or_else(|| Failure::said("run takes a command: oss-emulator run -- COMMAND"))?,
        )),
        "kms" => Ok(Wanted::Kms(rest)),
        "inventory" => Ok(Wanted::Inventory(rest)),
        "health" if rest.is_empty() => Ok(Wanted::Health),
        "health" => Err(Failure::said("health takes options only; see --help")),
        _ => Err(Failure::said(format!("there is no command {command}; see --help"))),
    }
}

fn unknown(option: &str) -> Failure {
    Failure::said(format!("there is no option {option}; see --help"))
}

fn port(text: &str) -> Result<u16, Failure> {
    text.parse().map_err(|_| Failure::said(format!("--port {text} is no port")))
}

fn whole(name: &str, text: &str, least: u32) -> Result<u32, Failure> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| Failure::said(format!("--{name} must be a whole number, not {text}")))
}

fn durability(text: &str) -> Result<Durability, Failure> {
    match text {
        "full" => Ok(Durability::Full),
        "relaxed" => Ok(Durability::Relaxed),
        other => Err(Failure::said(format!("--durability must be full or relaxed, not {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(Into::into).collect()).map_err(|e| e.to_string())
    }

    #[test]
    fn what_follows_a_program_is_the_programs() {
        for words in [
            ["run", "--port", "1", "prog", "--port", "x"].as_slice(),
            &["run", "--port=1", "--", "prog", "--port", "x"],
        ] {
            let given = parse(words).unwrap();
            assert_eq!(given.port, Some(1));
            assert_eq!(given.wanted, Wanted::Run(["prog", "--port", "x"].map(OsString::from).to_vec()));
        }
        assert_eq!(parse(&["run"]).unwrap_err(), "run takes a command: oss-emulator run -- COMMAND");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (words, said) in [
            (["--port", "65536"].as_slice(), "--port 65536 is no port"),
            (&["--max-connections", "0"], "--max-connections must be a whole number, not 0"),
            (&["--days", "-1"], "--days must be a whole number, not -1"),
            (&["--nonsense"], "there is no option --nonsense; see --help"),
            (&["-p", "1"], "there is no option -p; see --help"),
            (&["serve"], "there is no command serve; see --help"),
            (&["--dir"], "missing argument for option '--dir'"),
            (&["--open=yes"], "unexpected argument for option '--open': \"yes\""),
        ] {
            assert_eq!(parse(words).unwrap_err(), said);
        }
    }
}
