//! The class.

use crate::{
    config::ClientOptions,
    credentials::Identity,
    error::{self, Described},
    home,
    judge::asked,
    running::Running,
    seam::{Answered, Asked, Seam},
    settle::{self, Delivery, Settlements, Ticket},
    value::{BucketName, text_or_none},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Client, Signing};
use std::sync::Arc;

/// A client of Alibaba Cloud OSS.
///
/// `options.bucket`, `accessKeyId`, `accessKeySecret` and `stsToken` may be changed while the client lives;
/// everything else is fixed when it is made.
#[napi(js_name = "OSS")]
pub struct Oss {
    pub(crate) client: Client,
    /// The bucket of calls that name none.
    pub(crate) bucket: Option<String>,
    pub(crate) settlements: Arc<Settlements>,
    pub(crate) running: Running,
}

#[napi]
impl Oss {
    /// @throws when the options are no use: without keys, with a malformed bucket, endpoint, region or timeout
    #[napi(catch_unwind, constructor, ts_args_type = "options: ClientOptions, ctx?: unknown")]
    pub fn new(
        env: &Env,
        options: ClientOptions,
        user_agent: String,
        deliver: Function<'_, Delivery, ()>,
        identity: Identity,
        judge: Option<Function<'_, Described, Promise<bool>>>,
    ) -> Result<Self> {
        let bucket = text_or_none(options.bucket.clone());
        let mut config = options.into_config(user_agent, identity)?;
        config.retry.judge = judge.map(|judge| asked(&judge)).transpose()?;
        let client = Client::new(config);
        let settlements = Arc::new(Settlements::new(env, &deliver)?);
        Ok(Self { client, bucket, settlements, running: Running::default() })
    }

    /// Lets small calls of this thread run within its own event loop from now on.
    #[napi(catch_unwind, skip_typescript)]
    pub fn within_loop(env: &Env, deliver: Function<'_, Delivery, ()>) -> Result<()> {
        home::open(env, &deliver)
    }

    /// Follows a change of who signs in `options`. JavaScript calls it when it sees one.
    #[napi(catch_unwind, skip_typescript)]
    pub fn identify(&mut self, identity: Identity) -> Result<()> {
        let provider = {
            let config = self.client.config();
            identity.into_provider(&config.clock, &config.network)?
        };
        self.client = self.client.with_credentials(provider);
        Ok(())
    }

    /// Follows a change of `options.bucket`.
    #[napi(catch_unwind, skip_typescript)]
    pub fn choose_bucket(&mut self, bucket: Option<String>) {
        self.bucket = text_or_none(bucket);
    }

    /// Ends when there are credentials that are good now, for what signs without waiting. Nothing is to be awaited where they are the
    /// same for ever.
    #[napi(catch_unwind, skip_typescript)]
    pub fn renew(&self) -> Option<Ticket> {
        let provider = self.client.credentials().clone();
        if provider.is_fixed() {
            return None;
        }
        Some(self.settlements.run(Box::pin(async move {
            match provider.credentials().await {
                Ok(_) => settle::result(()),
                Err(error) => settle::failure(move |env| error::no_credentials(env, &error)),
            }
        })))
    }

    /// @throws when no bucket may have this name
    #[napi(catch_unwind, skip_typescript)]
    pub fn check_bucket_name(_name: BucketName) {}

    /// The same client, whose requests go the way of `ask`.
    #[napi(catch_unwind, skip_typescript)]
    pub fn through(&self, ask: Function<'_, Asked, Promise<Answered>>) -> Result<Self> {
        let ask = ask.build_threadsafe_function().weak::<true>().build()?;
        let seam = Seam::new(ask, Arc::clone(&self.settlements));
        Ok(Self {
            client: self.client.with_transport(seam),
            bucket: self.bucket.clone(),
            settlements: Arc::clone(&self.settlements),
            running: self.running.clone(),
        })
    }

    /// Ends a call without an outcome.
    #[napi(catch_unwind, skip_typescript)]
    pub fn stop(&self, ticket: Ticket) {
        self.running.stop(ticket);
    }

    /// Bytes sent, bytes received, and bytes to be received, of a call that is watched and under way.
    #[napi(catch_unwind, skip_typescript)]
    pub fn moved(&self, ticket: Ticket) -> Option<Vec<f64>> {
        let progress = self.running.progress(ticket)?;
        let bytes = [progress.sent(), progress.received(), progress.expected().unwrap_or_default()];
        Some(bytes.map(|bytes| bytes as f64).into())
    }

    /// The endpoint as a URL.
    #[napi(catch_unwind, getter, skip_typescript)]
    pub fn endpoint(&self) -> String {
        self.client.config().endpoint.origin()
    }

    /// Whether requests are signed with V4.
    #[napi(catch_unwind, getter, js_name = "authorizationV4", skip_typescript)]
    pub fn authorization_v4(&self) -> bool {
        matches!(self.client.config().signing, Signing::V4 { .. })
    }

    /// The time limit of a call in milliseconds.
    #[napi(catch_unwind, getter, skip_typescript)]
    pub fn timeout(&self) -> f64 {
        self.client.config().timeout.as_secs_f64() * 1_000.0
    }
}
