//! Providers without a network, and sources against small servers of this process.

mod provider;
mod server;
mod sources;
mod sts;

use super::*;
use std::sync::Mutex;

fn key(id: &str) -> Credentials {
    Credentials {
        access_key_id: id.into(),
        access_key_secret: "hidden-secret".to_owned().into(),
        security_token: Some("hidden-token".to_owned().into()),
    }
}

/// A clock that is moved by hand.
fn clock_at(seconds: u64) -> (Clock, Arc<Mutex<SystemTime>>) {
    let time = Arc::new(Mutex::new(at(seconds)));
    let shown = Arc::clone(&time);
    (Arc::new(move || *shown.lock().unwrap()), time)
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned().into()));
    Environment { variables: variables.collect(), ..Environment::default() }
}
