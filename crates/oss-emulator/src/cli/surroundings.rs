//! What the command is started with, and where it speaks.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    io::{self, Write},
};

/// What the command is started with.
#[derive(Debug)]
pub struct Surroundings {
    /// Its arguments, without its own name.
    pub arguments: Vec<OsString>,
    /// Variables, by name. Programs that it runs have them too.
    pub environment: HashMap<OsString, OsString>,
}

impl Surroundings {
    /// These arguments, and the environment of this process.
    pub fn here(arguments: Vec<OsString>) -> Self {
        Self { arguments, environment: std::env::vars_os().collect() }
    }
}

/// A variable that is set to something, as text.
pub(super) fn variable<'a>(environment: &'a HashMap<OsString, OsString>, name: &str) -> Option<&'a str> {
    environment.get(OsStr::new(name))?.to_str().filter(|value| !value.is_empty())
}

/// Prints a text, in one piece. Who does not listen any more misses it.
pub(super) fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(format!("{}\n", text.trim_end()).as_bytes());
    let _ = out.flush();
}

/// Prints what is wrong, or what the user should know.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(format!("oss-emulator: {text}\n").as_bytes());
}
