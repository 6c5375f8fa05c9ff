//! The credentials file of the official libraries, `~/.alibabacloud/credentials`
//! (github.com/aliyun/credentials-go, `providers/profile.go`).

use super::{
    AssumeRole, EcsRole, Environment, Fetch, FixedSource, Granted, Role, Source, SourceError, Sts,
    assume_role::{SECONDS, sts_endpoint},
    file,
};
use crate::Clock;
use oss_protocol::sign::Credentials;
use std::path::PathBuf;

/// The credentials file of the official libraries. It is read each time.
pub struct SharedFile {
    environment: Environment,
    clock: Clock,
    /// The file, in place of `ALIBABA_CLOUD_CREDENTIALS_FILE` and `~/.alibabacloud/credentials`.
    pub path: Option<PathBuf>,
    /// The section, in place of `ALIBABA_CLOUD_PROFILE` and `default`.
    pub profile: Option<String>,
}

/// Lines `name = value` below a line `[section]`.
struct Section<'a> {
    name: &'a str,
    text: &'a str,
}

impl<'a> Section<'a> {
    fn get(&self, wanted: &str) -> Option<&'a str> {
        let mut inside = false;
        for line in self.text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                inside = name.trim() == self.name;
            } else if inside
                && !line.starts_with(['#', ';'])
                && let Some((name, value)) = line.split_once('=')
                && name.trim() == wanted
            {
                return Some(value.trim()).filter(|value| !value.is_empty());
            }
        }
        None
    }

    fn need(&self, name: &str) -> Result<&'a str, SourceError> {
        self.get(name).ok_or_else(|| SourceError::failed(format!("[{}] has no {name}", self.name)))
    }

    fn key(&self) -> Result<Credentials, SourceError> {
        Ok(Credentials {
            access_key_id: self.need("access_key_id")?.to_owned(),
            access_key_secret: self.need("access_key_secret")?.to_owned().into(),
            security_token: None,
        })
    }
}

impl SharedFile {
    /// As the environment says.
    pub fn new(environment: Environment, clock: Clock) -> Self {
        Self { environment, clock, path: None, profile: None }
    }

    async fn read(&self) -> Result<Granted, SourceError> {
        let named = self.environment.get("ALIBABA_CLOUD_CREDENTIALS_FILE").map(PathBuf::from);
        let path =
            self.path.clone().or(named).or_else(|| self.environment.in_home(".alibabacloud/credentials"));
        let path = path.ok_or_else(|| SourceError::missing("there is no home folder to look into"))?;
        let text = file::read(&path).await?;
        let profile = self.profile.as_deref().or_else(|| self.environment.get("ALIBABA_CLOUD_PROFILE"));
        let section = Section { name: profile.unwrap_or("default"), text: &text };
        let kind = section.get("type").ok_or_else(|| {
            SourceError::missing(format_args!(
                "{} has no section [{}] with a type",
                path.display(),
                section.name
            ))
        })?;
        match kind {
            "access_key" => Ok(Granted::lasting(section.key()?)),
            "ecs_ram_role" => {
                let role = EcsRole {
                    role: section.get("role_name").map(str::to_owned),
                    ..EcsRole::of(&self.environment)?
                };
                role.fetch().await
            }
            "ram_role_arn" => {
                let role = Role {
                    arn: section.need("role_arn")?.to_owned(),
                    session_name: section.need("role_session_name")?.to_owned(),
                    seconds: SECONDS,
                    policy: section.get("policy").map(str::to_owned),
                    external_id: None,
                };
                let endpoint = section.get("sts_endpoint").map(str::to_owned);
                let endpoint = endpoint.or_else(|| sts_endpoint(&self.environment, None, false));
                let sts = Sts::new(endpoint, self.environment.network.clone(), Clock::clone(&self.clock));
                let source = Box::new(FixedSource(Granted::lasting(section.key()?)));
                AssumeRole { source, role, sts }.fetch().await
            }
            other => Err(SourceError::failed(format!(
                "{}: [{}] is of the type {other}; access_key, ecs_ram_role and ram_role_arn are known here",
                path.display(),
                section.name
            ))),
        }
    }
}

impl Source for SharedFile {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(self.read())
    }
}
