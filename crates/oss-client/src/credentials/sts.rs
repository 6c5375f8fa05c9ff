//! Calls of STS, which gives out temporary credentials (help.aliyun.com, "RAM: AssumeRole" and "AssumeRoleWithOIDC").

use super::{
    Granted, SourceError,
    document::{self, Document},
};
use crate::{
    Clock,
    rpc::{Form, Rpc, RpcError},
    transport::{NetworkSettings, PlainAnswer},
};
use oss_protocol::sign::Credentials;
use serde::Deserialize;
use std::time::Duration;
use zeroize::Zeroizing;

const ENDPOINT: &str = "https://sts.aliyuncs.com";

/// The service that gives out temporary credentials.
#[derive(Clone)]
pub struct Sts {
    /// How it is called.
    pub rpc: Rpc,
}

/// A role, and how it is taken on.
#[derive(Clone, Debug, Default)]
pub struct Role {
    /// Such as `acs:ram::123456789012****:role/name`.
    pub arn: String,
    /// How the session is named in logs.
    pub session_name: String,
    /// Seconds that the credentials are to be good; the service takes 900 to what the role allows.
    pub seconds: u32,
    /// A policy in JSON that narrows what the role allows.
    pub policy: Option<String>,
    /// What the role's owner asked to be told.
    pub external_id: Option<String>,
}

/// An answer of STS.
#[derive(Debug)]
pub struct Issued {
    /// The answer, as it came. Its body holds the secret.
    pub answer: PlainAnswer,
}

impl From<RpcError> for SourceError {
    fn from(error: RpcError) -> Self {
        Self::failed(error)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    credentials: Option<Document>,
}

impl Sts {
    /// At `endpoint`, or else at the one for all regions.
    pub fn new(endpoint: Option<String>, network: NetworkSettings, clock: Clock) -> Self {
        Self {
            rpc: Rpc {
                service: "STS",
                version: "2015-04-01",
                endpoint: endpoint.unwrap_or_else(|| ENDPOINT.to_owned()),
                connect_timeout: Duration::from_secs(5),
                timeout: Duration::from_secs(15),
                network,
                clock,
            },
        }
    }

    /// Takes on a role with the keys of somebody who may.
    ///
    /// # Errors
    /// When STS refuses or is not reached.
    pub async fn assume_role(&self, credentials: &Credentials, role: &Role) -> Result<Issued, RpcError> {
        let answer = self.rpc.call(Some(credentials), "AssumeRole", form(role)).await?;
        Ok(Issued { answer })
    }

    /// Takes on a role with a token of an identity provider. It is not signed: the token says who asks.
    pub(super) async fn assume_role_with_oidc(
        &self,
        role: &Role,
        provider: &str,
        token: Zeroizing<String>,
    ) -> Result<Issued, RpcError> {
        let mut form = form(role);
        form.insert("OIDCProviderArn".to_owned(), provider.to_owned().into());
        form.insert("OIDCToken".to_owned(), token);
        let answer = self.rpc.call(None, "AssumeRoleWithOIDC", form).await?;
        Ok(Issued { answer })
    }
}

fn form(role: &Role) -> Form {
    let mut form = Form::new();
    let mut set = |name: &str, value: &str| form.insert(name.to_owned(), value.to_owned().into());
    set("RoleArn", &role.arn);
    set("RoleSessionName", &role.session_name);
    set("DurationSeconds", &role.seconds.to_string());
    if let Some(policy) = &role.policy {
        set("Policy", policy);
    }
    if let Some(id) = &role.external_id {
        set("ExternalId", id);
    }
    form
}

impl Issued {
    /// The credentials in it.
    ///
    /// # Errors
    /// When there are none.
    pub fn grant(&self) -> Result<Granted, SourceError> {
        let Answer { credentials } = document::parse(&self.answer.body, "STS")?;
        credentials.ok_or_else(|| SourceError::failed("STS gave no credentials"))?.grant("STS")
    }
}
