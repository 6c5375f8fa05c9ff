//! A role, taken on with the token that an identity provider keeps in a file, as in pods of ACK (RRSA).

use super::{Environment, Fetch, Role, Source, SourceError, Sts, file};
use crate::Clock;
use std::path::PathBuf;

/// A role, taken on with the token that an identity provider keeps in a file.
#[derive(Clone)]
pub struct Oidc {
    /// The role.
    pub role: Role,
    /// The provider's ARN.
    pub provider: String,
    /// The token's file. It is read each time, for the provider replaces it.
    pub token_file: PathBuf,
    /// The service.
    pub sts: Sts,
}

impl Oidc {
    /// As `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN` and `ALIBABA_CLOUD_OIDC_TOKEN_FILE` say.
    ///
    /// # Errors
    /// When one of them is not set.
    pub fn of(environment: &Environment, clock: Clock) -> Result<Self, SourceError> {
        let value = |name| {
            let value = environment.get(name).map(str::to_owned);
            value.ok_or_else(|| SourceError::missing(format_args!("{name} is not set")))
        };
        value("ALIBABA_CLOUD_ROLE_ARN")?;
        let (role, sts) = Role::of(environment, clock);
        Ok(Self {
            role,
            provider: value("ALIBABA_CLOUD_OIDC_PROVIDER_ARN")?,
            token_file: value("ALIBABA_CLOUD_OIDC_TOKEN_FILE")?.into(),
            sts,
        })
    }
}

impl Source for Oidc {
    fn fetch(&self) -> Fetch<'_> {
        Box::pin(async {
            // The variables are there, so the file should be.
            let token = file::read(&self.token_file)
                .await
                .map_err(|error| SourceError::failed(format!("the OIDC token: {error}")))?;
            self.sts.assume_role_with_oidc(&self.role, &self.provider, token).await?.grant()
        })
    }
}
