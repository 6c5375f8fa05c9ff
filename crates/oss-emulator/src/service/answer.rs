//! What is asked: whether it is due, allowed and sound, and then done.

use super::{Service, exchange::connection};
use crate::{
    access,
    accesslog::{Line, Seen},
    auth,
    call::{Asked, Call},
    callback::{self, Callback},
    config::Account,
    cors, handlers,
    incoming::Incoming,
    proxy,
    reason::{Reason, Refusal},
    reply::Reply,
    resolve::unknown,
    s3,
    schedule::Tools,
    store::Object,
    strict::strict,
    website::Visit,
};
use bytes::Bytes;
use http::{Method, header::HOST, request::Parts};
use oss_protocol::{OperationId, Query};
use std::{ops::ControlFlow, sync::Arc};

impl Service {
    /// What is due, then who is asking, and for what.
    pub(super) async fn answer(
        &self,
        asked: &Asked,
        operation: Option<OperationId>,
        body: Bytes,
        incoming: &mut Incoming,
        seen: &mut Seen,
    ) -> Reply {
        let config = &self.config;
        let tools = Tools { store: &self.store, log: &self.access_log, warn: &config.warn };
        self.schedule.due(self.now_ms(), &tools).await;
        // The service looks for the bucket before it looks at who is asking; official SDKs' tests assert it.
        if let Some(name) = asked.bucket.as_deref().filter(|_| !operation.is_some_and(access::creates)) {
            let bucket = self.store.bucket(name)?;
            if asked.method == Method::OPTIONS {
                return cors::preflight(asked, &bucket);
            }
            seen.bucket = Some(bucket);
        }
        if let Some(name) = asked.ambiguous() {
            return Err(Refusal::from(Reason::BadArgument)
                .saying(format!("{name} is there more than once, with different values."))
                .with("ArgumentName", name));
        }
        // A form says in its fields who sends it; other signatures on it are passed over.
        let account = match operation {
            Some(OperationId::PostObject) => Account::anonymous(),
            _ => auth::authenticate(asked, &self.accounts, self.region_asked(asked), self.now())?,
        };
        seen.account = Some(Arc::clone(&account));
        if let Some((chunks, length)) = s3::chunks(asked, &account) {
            incoming.in_pieces(chunks, length);
        }
        let operation = operation.ok_or_else(|| unknown(asked))?;
        let (asked, body) = s3::read(asked, operation, body, &config.region)?;
        let asked = &*asked;
        if Line::stores(operation) && seen.logging().is_some() {
            seen.before = self.object(asked);
        }
        let visit = match &seen.bucket {
            Some(bucket) => Visit::begin(asked, operation, account.is_anonymous(), bucket, config)?,
            None => None,
        };
        let Some(mut visit) = visit else {
            return self.perform(asked, operation, &account, body, incoming).await;
        };
        let (mut asked, operation) = visit.first(operation);
        loop {
            let reply = self.perform(&asked, operation, &account, body.clone(), incoming).await;
            match visit.then(reply) {
                ControlFlow::Continue(next) => asked = next,
                ControlFlow::Break(reply) => return reply,
            }
        }
    }

    /// May they, is it sound, then do it, and tell of it.
    async fn perform(
        &self,
        asked: &Asked,
        operation: OperationId,
        account: &Account,
        body: Bytes,
        incoming: &mut Incoming,
    ) -> Reply {
        let (now, now_ms) = (self.now(), self.now_ms());
        let call = Call { operation, asked, account, body, now, now_ms };
        let payer = access::authorize(&call, &self.store)?;
        strict(&call)?;
        let callback = callback::asked_for(&call)?;
        let config = &self.config;
        let response = handlers::dispatch(&call, incoming, &self.store, config, &self.accounts).await?;
        let mut response = payer.told(response);
        match callback.or_else(|| response.extensions_mut().remove::<Callback>()) {
            Some(callback) => {
                Box::pin(self.callbacks.tell(&callback, &call, response, &self.store, config)).await
            }
            None => Ok(response),
        }
    }

    /// Writes what waits to be written: the server ends.
    pub(crate) async fn end(&self) {
        self.access_log.write_all(self.now_ms(), &self.store, &self.config.warn).await;
    }

    /// The object that a request names, as it is now.
    pub(super) fn object(&self, asked: &Asked) -> Option<Object> {
        let (bucket, key) = (asked.bucket.as_deref()?, asked.key.as_deref()?);
        self.store.view().ok()?.any_object(bucket, key, asked.query.get("versionId")).ok()?
    }

    pub(super) fn read(
        &self,
        parts: &Parts,
        host: &str,
        request_id: &str,
        dialect: &str,
    ) -> Result<Asked, Refusal> {
        let not_utf8 = || Refusal::from(Reason::BadArgument).saying("The URL is not UTF-8.");
        let located = self.config.hosts.locate(host, parts.uri.path()).ok_or_else(not_utf8)?;
        let query = Query::parse(parts.uri.query().unwrap_or_default()).ok_or_else(not_utf8)?;
        let asked = Asked {
            method: parts.method.clone(),
            bucket: located.bucket,
            key: located.key,
            query,
            headers: parts.headers.clone(),
            secure: self.config.tls.is_some() || parts.extensions.get::<proxy::Secure>().is_some(),
            in_path: self.config.hosts.in_path(host),
            request_id: request_id.to_owned(),
            client: connection(parts).map(|connection| connection.address),
            signed_in: None,
            s3: None,
        };
        if dialect == s3::NAME { s3::translate(asked, parts.uri.path()) } else { Ok(asked) }
    }

    /// The region that a signature must be for. A proxy stands in for the hosts of all of them.
    fn region_asked<'a>(&'a self, asked: &'a Asked) -> &'a str {
        let named = asked.header(HOST).filter(|_| self.config.proxy).and_then(proxy::region_of);
        named.unwrap_or(&self.config.region)
    }
}
