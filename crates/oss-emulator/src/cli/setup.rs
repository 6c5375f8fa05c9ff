//! How the server of the command is to be: by a file, and by options, which go before it.

use super::{
    Failure, apply, arguments::Arguments, ask, file::File, surroundings::complain, variables::Variables,
};
use crate::{Account, ClockOffset, Config, DEFAULT_REGION, Server, Storage, Tls};
use oss_protocol::{address::Hosts, sign::Credentials};
use std::{
    collections::HashMap,
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

const DEFAULT_PORT: u16 = 9000;

/// How the server of the command is to be.
pub(super) struct Setup {
    config: Config,
    file: File,
}

impl Setup {
    /// Reads what was given. With `proxied`, for a program that is run with the server.
    pub(super) fn of(
        given: &Arguments,
        environment: &HashMap<OsString, OsString>,
        proxied: bool,
    ) -> Result<Self, Failure> {
        let file = given.config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let defaults = Config::default();
        let host = given.host.as_ref().or(file.host.as_ref());
        let host = match host {
            Some(text) => text
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .map_err(|_| format!("{text} is no address to listen on"))?,
            None => Ipv4Addr::LOCALHOST.into(),
        };
        let usual = if proxied { 0 } else { DEFAULT_PORT };
        let port = given.port.or(file.port).unwrap_or(usual);
        let region = given.region.as_ref().or(file.region.as_ref()).map_or(DEFAULT_REGION, String::as_str);
        let dir = given.dir.clone().or_else(|| file.dir.clone());
        let milliseconds =
            |given: Option<u32>, usual| given.map_or(usual, |number| Duration::from_millis(number.into()));
        let clock_offset = ClockOffset::default();
        clock_offset.set(file.clock_offset as f64, &defaults.clock).map_err(Failure::said)?;
        let config = Config {
            listen: SocketAddr::new(host, port),
            accounts: accounts(given, environment, &file),
            buckets: given.buckets.clone(),
            region: region.strip_prefix("oss-").unwrap_or(region).to_owned(),
            hosts: Hosts { names: file.hosts.clone(), cnames: file.cnames.clone() },
            storage: dir.map_or(Storage::Memory, Storage::Folder),
            durability: given.durability.or(file.durability).unwrap_or(defaults.durability),
            clock_offset,
            tls: given.tls_ca.is_some().then(|| Tls::Generated { names: Vec::new() }),
            // A script of --init finds the server as a program of `run` does, unless all that is spoken is TLS.
            proxy: proxied || (given.init.is_some() && given.tls_ca.is_none()),
            console: !given.no_console && file.console.unwrap_or(true),
            ready: false,
            restore_delay: file.restore_delay.map(|number| Duration::from_millis(number.into())),
            write_timeout: milliseconds(given.write_timeout.or(file.write_timeout), defaults.write_timeout),
            max_connections: given
                .max_connections
                .or(file.max_connections)
                .map_or(defaults.max_connections, |most| most as usize),
            warn: Arc::new(complain),
            ..defaults
        };
        Ok(Self { config, file })
    }

    /// Starts it, and does what the file says. It does not say yet that it is ready.
    pub(super) async fn start(&self) -> Result<Server, Failure> {
        let server = Server::start(self.config.clone()).await.map_err(Failure::said)?;
        apply::apply(&self.file, &server, &self.config).await?;
        Ok(server)
    }

    /// The region it plays, without `oss-`.
    pub(super) fn region(&self) -> &str {
        &self.config.region
    }

    /// The environment of a program that is to find the server.
    pub(super) fn variables(
        &self,
        server: &Server,
        environment: &HashMap<OsString, OsString>,
    ) -> Result<Variables, Failure> {
        let make = if self.config.proxy { Variables::of } else { Variables::without_proxy };
        let made = make(server, self.region(), self.account(), environment);
        made.map_err(|e| Failure::Said(format!("no environment can be made for a program: {e}")))
    }

    /// Whether it has a page at `/-/console/`.
    pub(super) fn has_console(&self) -> bool {
        self.config.console
    }

    /// The first of its accounts.
    pub(super) fn account(&self) -> &Account {
        self.config.accounts.first().expect("there is always one")
    }

    /// The folder that data are kept in.
    pub(super) fn dir(&self) -> Option<&PathBuf> {
        match &self.config.storage {
            Storage::Folder(dir) => Some(dir),
            Storage::Memory => None,
        }
    }
}

/// Those of the file; where it has none, or a key was given by option, the one that was given or the usual one goes before.
fn accounts(given: &Arguments, environment: &HashMap<OsString, OsString>, file: &File) -> Vec<Account> {
    let of_file = file.accounts.iter().map(Account::from);
    if !file.accounts.is_empty() && given.access_key_id.is_none() && given.access_key_secret.is_none() {
        return of_file.collect();
    }
    let (access_key_id, access_key_secret) = ask::key(given, environment);
    let credentials =
        Credentials { access_key_id, access_key_secret: access_key_secret.into(), security_token: None };
    [Account::new(credentials, Account::OWNER)].into_iter().chain(of_file).collect()
}
