//! Which web pages may ask for what. [`crate::cors`] acts on it.

use super::{
    document::{self, Kept},
    object::bad_argument,
};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::Reply,
    store::Store,
};
use http::{HeaderName, HeaderValue};
use oss_protocol::cors::{CorsConfiguration, CorsRule};

/// The limits of the service, from its page "PutBucketCors".
const MAX_RULES: usize = 10;
const MAX_DOCUMENT: usize = 16 << 10;
const METHODS: [&str; 5] = ["GET", "PUT", "DELETE", "POST", "HEAD"];

pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    if call.body.len() > MAX_DOCUMENT {
        return Err(Reason::TooLarge.into());
    }
    document::put::<CorsConfiguration>(call, store).await
}

impl Kept for CorsConfiguration {
    fn absent() -> Result<Self, Refusal> {
        Err(Reason::NoSuchCors.into())
    }

    fn accept(self) -> Result<Self, Refusal> {
        if !(1..=MAX_RULES).contains(&self.rules.len()) {
            return Err(Reason::MalformedXml.into());
        }
        self.rules.iter().try_for_each(check)?;
        Ok(Self { response_vary: Some(self.response_vary.unwrap_or(false)), ..self })
    }
}

fn check(rule: &CorsRule) -> Result<(), Refusal> {
    if rule.allowed_origin.is_empty() || rule.allowed_method.is_empty() {
        return Err(Reason::MalformedXml.into());
    }
    let all = |name: &str, values: &[String], good: fn(&str) -> bool| {
        let bad = values.iter().find(|value| value.trim().is_empty() || !good(value));
        bad.map_or(Ok(()), |value| Err(bad_argument(name, value)))
    };
    all("AllowedMethod", &rule.allowed_method, |method| METHODS.contains(&method))?;
    all("AllowedOrigin", &rule.allowed_origin, |origin| {
        HeaderValue::from_str(origin).is_ok() && origin.matches('*').count() <= 1
    })?;
    all("AllowedHeader", &rule.allowed_header, |header| header.matches('*').count() <= 1)?;
    // A `*` is a name that HTTP allows.
    all("ExposeHeader", &rule.expose_header, |header| {
        HeaderName::try_from(header.trim()).is_ok() && !header.contains('*')
    })
}
