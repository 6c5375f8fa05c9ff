//! A role, taken on with the credentials of another source.

use super::{Environment, Fetch, Role, Source, Sts};
use crate::Clock;

/// How long credentials are to be good, unless it is said.
pub(super) const SECONDS: u32 = 3600;

/// A role, taken on with the credentials of another source.
pub struct AssumeRole {
    /// Who takes it on. It is asked anew each time: STS credentials can be given only while these are good.
    pub source: Box<dyn Source>,
    /// The role.
    pub role: Role,
    /// The service.
    pub sts: Sts,
}

impl Source for AssumeRole {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            let taker = self.source.fetch().await?;
            self.sts.assume_role(&taker.credentials, &self.role).await?.grant()
        })
    }
}

/// The endpoint of STS in a region, or inside its VPC; without a region the one for all.
pub(super) fn sts_endpoint(environment: &Environment, region: Option<&str>, vpc: bool) -> Option<String> {
    let region = region.or_else(|| environment.get("ALIBABA_CLOUD_STS_REGION"))?;
    let vpc = vpc || environment.says("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    Some(format!("https://sts{}.{region}.aliyuncs.com", if vpc { "-vpc" } else { "" }))
}

impl Role {
    /// A role as the environment says: its ARN, the name of the session, and the endpoint of STS.
    pub fn of(environment: &Environment, clock: Clock) -> (Self, Sts) {
        let role = Self {
            arn: environment.get("ALIBABA_CLOUD_ROLE_ARN").unwrap_or_default().to_owned(),
            session_name: session_name(environment),
            seconds: SECONDS,
            ..Self::default()
        };
        (role, Sts::new(sts_endpoint(environment, None, false), environment.network.clone(), clock))
    }
}

/// How a session is named that nobody names.
pub(super) fn session_name(environment: &Environment) -> String {
    environment.get("ALIBABA_CLOUD_ROLE_SESSION_NAME").unwrap_or("oss-client").to_owned()
}
