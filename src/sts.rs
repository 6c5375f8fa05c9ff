//! STS, as `OSS.STS` of ali-oss asks it: what came back is read in `lib/sts.js`, in the words of ali-oss.

use crate::{
    credentials::Keys,
    network::NetworkOptions,
    result::NormalResponse,
    settle::{self, Delivery, Settlements, Ticket},
    timeout::Timeout,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{
    ErrorKind, RpcError, TimeoutKind, TransportKind,
    credentials::{Issued, Role, Sts},
    system_clock,
};
use std::sync::Arc;

/// What STS is asked for.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct RoleRequest {
    /// Who asks.
    pub keys: Keys,
    /// The role.
    pub role_arn: String,
    /// A policy in JSON.
    pub policy: Option<String>,
    /// Seconds.
    pub seconds: u32,
    /// How the session is named.
    pub session: String,
    /// The service.
    pub endpoint: String,
    /// How long it may take.
    pub timeout: Timeout,
    /// How it is reached.
    pub network: NetworkOptions,
}

/// Asks STS.
///
/// @internal
#[napi]
pub struct NativeSts {
    settlements: Arc<Settlements>,
}

#[napi]
impl NativeSts {
    #[napi(catch_unwind, constructor)]
    pub fn new(env: &Env, deliver: Function<'_, Delivery, ()>) -> Result<Self> {
        Ok(Self { settlements: Arc::new(Settlements::new(env, &deliver)?) })
    }

    /// Any answer, whether STS gave or refused.
    #[napi(catch_unwind)]
    pub fn assume_role(&self, request: RoleRequest) -> Result<Ticket> {
        let network = request.network.into_settings()?;
        Ok(self.settlements.run(Box::pin(async move {
            let mut sts = Sts::new(Some(request.endpoint), network, system_clock());
            let Timeout { connect, idle, total } = request.timeout;
            sts.rpc.connect_timeout = connect.unwrap_or(sts.rpc.connect_timeout);
            sts.rpc.timeout = total.or(idle).unwrap_or(sts.rpc.timeout);
            let role = Role {
                arn: request.role_arn,
                session_name: request.session,
                seconds: request.seconds,
                policy: request.policy,
                external_id: None,
            };
            let answer = match sts.assume_role(&request.keys.granted().credentials, &role).await {
                Ok(Issued { answer })
                | Err(RpcError::Refused { answer, .. } | RpcError::Unreadable(_, answer)) => {
                    Ok(NormalResponse::from(answer))
                }
                Err(RpcError::Unreached(_, kind)) => Err(kind),
            };
            match answer {
                Ok(answer) => settle::result(answer),
                Err(kind) => settle::failure(move |env| unreached(env, &kind)),
            }
        })))
    }
}

/// Names and status of ali-oss's transport.
fn unreached<'env>(env: &'env Env, kind: &ErrorKind) -> Result<Unknown<'env>> {
    let (name, status) = match kind {
        ErrorKind::Timeout { kind: TimeoutKind::Connect, .. } => ("ConnectionTimeoutError", -2),
        ErrorKind::Timeout { kind: TimeoutKind::Response, .. } => ("ResponseTimeoutError", -1),
        ErrorKind::Transport { kind: TransportKind::Connect | TransportKind::Tls, .. } => {
            ("RequestError", -1)
        }
        _ => ("ResponseError", -1),
    };
    let mut object = Object::new(env)?;
    object.set("message", kind.to_string())?;
    object.set("name", name)?;
    object.set("status", status)?;
    Ok(object.to_unknown())
}
