//! A profile of the official command line, `~/.aliyun/config.json` (github.com/aliyun/aliyun-cli, `config/profile.go`).

use super::{
    AssumeRole, EcsRole, Environment, Fetch, FixedSource, Granted, Oidc, Process, Role, Source, SourceError,
    Sts, Uri,
    assume_role::{SECONDS, session_name, sts_endpoint},
    document::parse,
    file,
};
use crate::Clock;
use oss_protocol::sign::Credentials;
use serde::Deserialize;
use std::{
    path::PathBuf,
    time::{Duration, UNIX_EPOCH},
};
use zeroize::Zeroizing;

/// How many profiles may stand on one another.
const MAX_DEPTH: usize = 8;

/// A profile of the official command line. The file is read each time.
pub struct CliProfile {
    environment: Environment,
    clock: Clock,
    /// The file, in place of `ALIBABA_CLOUD_CONFIG_FILE` and `~/.aliyun/config.json`.
    pub path: Option<PathBuf>,
    /// The profile, in place of `ALIBABA_CLOUD_PROFILE` and the one that is current in the file.
    pub profile: Option<String>,
}

#[derive(Deserialize)]
struct Configuration {
    current: Option<String>,
    #[serde(default)]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    name: String,
    #[serde(default)]
    mode: String,
    access_key_id: Option<String>,
    access_key_secret: Option<Zeroizing<String>>,
    sts_token: Option<Zeroizing<String>>,
    /// Seconds since 1970.
    sts_expiration: Option<u64>,
    sts_region: Option<String>,
    sts_endpoint: Option<String>,
    #[serde(default)]
    enable_vpc: bool,
    ram_role_name: Option<String>,
    ram_role_arn: Option<String>,
    ram_session_name: Option<String>,
    expired_seconds: Option<u32>,
    policy: Option<String>,
    external_id: Option<String>,
    source_profile: Option<String>,
    process_command: Option<String>,
    credentials_uri: Option<String>,
    oidc_provider_arn: Option<String>,
    oidc_token_file: Option<String>,
}

impl CliProfile {
    /// As the environment says.
    pub fn new(environment: Environment, clock: Clock) -> Self {
        Self { environment, clock, path: None, profile: None }
    }

    async fn read(&self) -> Result<Granted, SourceError> {
        if self.environment.says("ALIBABA_CLOUD_CLI_PROFILE_DISABLED") {
            return Err(SourceError::missing("ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true"));
        }
        let named = self.environment.get("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from);
        let path = self.path.clone().or(named).or_else(|| self.environment.in_home(".aliyun/config.json"));
        let path = path.ok_or_else(|| SourceError::missing("there is no home folder to look into"))?;
        let configuration: Configuration = parse(file::read(&path).await?.as_bytes(), path.display())?;
        let name = self.profile.as_deref().or_else(|| self.environment.get("ALIBABA_CLOUD_PROFILE"));
        let name = name.or(configuration.current.as_deref()).unwrap_or("default");
        let source = self.source(&configuration, name, 0).map_err(|error| error.about(path.display()))?;
        source.fetch().await
    }

    fn source(&self, all: &Configuration, name: &str, depth: usize) -> Result<Box<dyn Source>, SourceError> {
        let profile = all.profiles.iter().find(|profile| profile.name == name);
        let profile =
            profile.ok_or_else(|| SourceError::missing(format_args!("there is no profile {name:?}")))?;
        let need = |value: &Option<String>, field: &str| {
            let value = value.clone().filter(|value| !value.is_empty());
            value.ok_or_else(|| SourceError::failed(format!("the profile {name:?} has no {field}")))
        };
        Ok(match profile.mode.to_ascii_lowercase().as_str() {
            "ak" => Box::new(FixedSource(Granted::lasting(profile.key()?))),
            "ststoken" => {
                let security_token = profile.sts_token.clone();
                let end = profile.sts_expiration.filter(|seconds| *seconds > 0);
                Box::new(FixedSource(Granted {
                    credentials: Credentials { security_token, ..profile.key()? },
                    expires: end.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds))),
                }))
            }
            "ramrolearn" => {
                let security_token = profile.sts_token.clone().filter(|token| !token.is_empty());
                let taker = Credentials { security_token, ..profile.key()? };
                self.assumed(profile, Box::new(FixedSource(Granted::lasting(taker))))?
            }
            "chainableramrolearn" if depth < MAX_DEPTH => {
                let below = self.source(all, &need(&profile.source_profile, "source_profile")?, depth + 1)?;
                self.assumed(profile, below)?
            }
            "chainableramrolearn" => {
                let why =
                    format!("the profile {name:?} stands on itself, or on more than {MAX_DEPTH} others");
                return Err(SourceError::failed(why));
            }
            "ecsramrole" => {
                let role = profile.ram_role_name.clone().filter(|role| !role.is_empty());
                Box::new(EcsRole { role, ..EcsRole::of(&self.environment)? })
            }
            "oidc" => Box::new(Oidc {
                role: self.role(profile)?,
                provider: need(&profile.oidc_provider_arn, "oidc_provider_arn")?,
                token_file: need(&profile.oidc_token_file, "oidc_token_file")?.into(),
                sts: self.sts(profile),
            }),
            "external" => {
                self.may_run(name)?;
                Box::new(Process::of_line(&need(&profile.process_command, "process_command")?)?)
            }
            "credentialsuri" => {
                self.may_run(name)?;
                Box::new(Uri {
                    uri: need(&profile.credentials_uri, "credentials_uri")?,
                    network: self.environment.network.clone(),
                })
            }
            "" => return Err(SourceError::missing(format_args!("the profile {name:?} is not configured"))),
            _ => {
                return Err(SourceError::failed(format!(
                    "the profile {name:?} has the mode {}, which is not known here",
                    profile.mode
                )));
            }
        })
    }

    /// The command line has a variable against files that make it run programs or ask servers.
    fn may_run(&self, name: &str) -> Result<(), SourceError> {
        const VARIABLE: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
        if self.environment.says(VARIABLE) || self.environment.get(VARIABLE) == Some("1") {
            return Err(SourceError::failed(format!(
                "{VARIABLE} forbids what the profile {name:?} asks for"
            )));
        }
        Ok(())
    }

    fn assumed(&self, profile: &Profile, source: Box<dyn Source>) -> Result<Box<dyn Source>, SourceError> {
        Ok(Box::new(AssumeRole { source, role: self.role(profile)?, sts: self.sts(profile) }))
    }

    fn role(&self, profile: &Profile) -> Result<Role, SourceError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let lacks = || SourceError::failed(format!("the profile {:?} has no ram_role_arn", profile.name));
        Ok(Role {
            arn: given(&profile.ram_role_arn).ok_or_else(lacks)?,
            session_name: given(&profile.ram_session_name).unwrap_or_else(|| session_name(&self.environment)),
            seconds: profile.expired_seconds.filter(|seconds| *seconds > 0).unwrap_or(SECONDS),
            policy: given(&profile.policy),
            external_id: given(&profile.external_id),
        })
    }

    fn sts(&self, profile: &Profile) -> Sts {
        let region = profile.sts_region.as_deref().filter(|region| !region.is_empty());
        let endpoint = profile.sts_endpoint.clone().filter(|endpoint| !endpoint.is_empty());
        let endpoint = endpoint.or_else(|| sts_endpoint(&self.environment, region, profile.enable_vpc));
        Sts::new(endpoint, self.environment.network.clone(), Clock::clone(&self.clock))
    }
}

impl Profile {
    fn key(&self) -> Result<Credentials, SourceError> {
        let lacks = |field| SourceError::failed(format!("the profile {:?} has no {field}", self.name));
        let secret = self.access_key_secret.clone().filter(|secret| !secret.is_empty());
        Ok(Credentials {
            access_key_id: self
                .access_key_id
                .clone()
                .filter(|id| !id.is_empty())
                .ok_or_else(|| lacks("access_key_id"))?,
            access_key_secret: secret.ok_or_else(|| lacks("access_key_secret"))?,
            security_token: None,
        })
    }
}

impl Source for CliProfile {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(self.read())
    }
}
