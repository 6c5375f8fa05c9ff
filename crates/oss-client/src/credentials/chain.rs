//! The default: the first source that is set up on this machine.

use super::{
    CliProfile, EcsRole, Environment, Fetch, FromEnvironment, Granted, Oidc, SharedFile, Source, SourceError,
    Uri,
};
use crate::Clock;
use std::sync::{Mutex, PoisonError};

/// The first source that is set up on this machine. A source that is set up and fails ends the search: the next one
/// might be somebody else. Once one has answered, it alone is asked.
pub struct Chain {
    sources: Vec<(&'static str, Box<dyn Source>)>,
    found: Mutex<Option<usize>>,
}

/// A source that is not set up.
struct Absent(String);

impl Source for Absent {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async { Err(SourceError::missing(&self.0)) })
    }
}

impl Chain {
    /// The order of the official libraries.
    pub fn of(environment: &Environment, clock: Clock) -> Self {
        let shared = || environment.clone();
        Self::new(vec![
            ("environment", Box::new(FromEnvironment(shared()))),
            ("OIDC", present(Oidc::of(environment, Clock::clone(&clock)))),
            ("CLI profile", Box::new(CliProfile::new(shared(), Clock::clone(&clock)))),
            ("credentials file", Box::new(SharedFile::new(shared(), clock))),
            ("ECS RAM role", present(EcsRole::of(environment))),
            ("credentials URI", present(Uri::of(environment))),
        ])
    }

    /// These, in this order, each with the name that an error calls it.
    pub fn new(sources: Vec<(&'static str, Box<dyn Source>)>) -> Self {
        Self { sources, found: Mutex::default() }
    }

    async fn search(&self) -> Result<Granted, SourceError> {
        let found = *self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, source)) = found.and_then(|at| self.sources.get(at)) {
            return source.fetch().await;
        }
        let mut missed = Vec::new();
        for (at, (name, source)) in self.sources.iter().enumerate() {
            match source.fetch().await {
                Err(SourceError::Missing(why)) => missed.push(format!("{name}: {why}")),
                Err(failed) => return Err(failed),
                Ok(granted) => {
                    *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
                    return Ok(granted);
                }
            }
        }
        Err(SourceError::missing(format_args!("no source of credentials is set up. {}", missed.join("; "))))
    }
}

fn present(source: Result<impl Source, SourceError>) -> Box<dyn Source> {
    match source {
        Ok(source) => Box::new(source),
        Err(missing) => Box::new(Absent(missing.to_string())),
    }
}

impl Source for Chain {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(self.search())
    }
}
