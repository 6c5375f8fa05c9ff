//! Puts date, token and signature on a request.

use crate::{Config, Signing};
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use oss_protocol::{
    date::Timestamp,
    header,
    sign::{
        Credentials, Signable, v1,
        v4::{self, Scope, SigningKey},
    },
};
use std::sync::{Arc, Mutex, PoisonError};

/// Signs requests one way, and keeps the key it derived last: it is good for a day.
#[derive(Debug, Default)]
pub(crate) struct Signer {
    last: Mutex<Option<(Arc<Credentials>, Scope, SigningKey)>>,
}

impl Signer {
    /// Adds what belongs under the signature. A header that cannot hold its value is an error in words.
    pub(crate) fn prepare(
        headers: &mut HeaderMap,
        config: &Config,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<(), String> {
        let date = match config.signing {
            Signing::V1 => now.rfc1123(),
            Signing::V4 { .. } => {
                headers
                    .insert(header::X_OSS_CONTENT_SHA256, HeaderValue::from_static(header::UNSIGNED_PAYLOAD));
                now.basic()
            }
        };
        headers.insert(header::X_OSS_DATE, HeaderValue::from_str(&date).expect("a date is ASCII"));
        if let Some(token) = &credentials.security_token {
            headers.insert(header::X_OSS_SECURITY_TOKEN, secret_value(header::X_OSS_SECURITY_TOKEN, token)?);
        }
        Ok(())
    }

    /// Signs what [`prepare`](Self::prepare) prepared.
    pub(crate) fn sign(
        &self,
        request: &Signable<'_>,
        config: &Config,
        credentials: &Arc<Credentials>,
        additional: &[String],
    ) -> Result<HeaderValue, String> {
        let authorization = match &config.signing {
            Signing::V1 => v1::authorize(request, credentials),
            Signing::V4 { region, product } => {
                let date = request.headers.get(header::X_OSS_DATE).and_then(|date| date.to_str().ok());
                let time = date.and_then(Timestamp::parse_basic).ok_or("x-oss-date is no V4 date")?;
                let scope = Scope::at(time, region, product);
                let key = self.key(credentials, &scope);
                if let Some(name) = v4::missing(additional, request) {
                    return Err(format!("Can't find additional header {name} in request headers."));
                }
                v4::authorize(request, credentials, scope, &key, additional)
            }
        };
        secret_value(AUTHORIZATION, &authorization.to_string())
    }

    pub(crate) fn key(&self, credentials: &Arc<Credentials>, scope: &Scope) -> SigningKey {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, known, key)) = last.as_ref()
            && Arc::ptr_eq(owner, credentials)
            && known == scope
        {
            return key.clone();
        }
        let key = SigningKey::derive(&credentials.access_key_secret, scope);
        *last = Some((Arc::clone(credentials), scope.clone(), key.clone()));
        key
    }
}

/// A header value that `Debug` does not print.
fn secret_value(name: HeaderName, text: &str) -> Result<HeaderValue, String> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| format!("{name} holds characters no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}
