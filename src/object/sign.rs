//! Signed URLs and forms. Nothing here asks the service, so nothing waits.

use crate::{
    client::Oss,
    error::{invalid, invalid_argument},
    options::{NoOptions, Options},
    sse::SseOption,
    value::Parameters,
};
use http::{HeaderMap, Method};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Credentials, ErrorKind, Presign, Signing};
use oss_protocol::{
    OperationId, Query, Target,
    date::Timestamp,
    sign::{
        post_policy,
        v4::{Scope, SigningKey},
    },
};
use std::sync::Arc;

/// What a signed URL is for.
///
/// @internal
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct SignedFor {
    /// The method.
    pub method: String,
    /// The key; without it, the URL is about the bucket.
    pub key: Option<String>,
    /// Parameters.
    pub query: Option<Parameters>,
}

/// Who signed a policy, and the signature.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct SignedPolicy {
    /// The access key's id.
    #[napi(js_name = "OSSAccessKeyId")]
    pub access_key_id: String,
    /// The signature.
    #[napi(js_name = "Signature")]
    pub signature: String,
}

impl Oss {
    /// Who signs what cannot wait.
    fn signer(&self) -> Result<Arc<Credentials>> {
        let none = "there are no credentials yet: await a call, asyncSignatureUrl or signatureUrlV4 first";
        self.client.credentials().current().ok_or_else(|| invalid(none))
    }

    fn presign(&self, env: &Env, wanted: SignedFor, request: oss_client::Options) -> Result<Presign> {
        let method = Method::from_bytes(wanted.method.to_ascii_uppercase().as_bytes())
            .map_err(|_| invalid(&format!("{:?} is no method", wanted.method)))?;
        let query = wanted.query.map(|query| query.0).unwrap_or_default();
        let headers = self.signed_headers(env, &method, wanted.key.is_some(), &query, request)?;
        Ok(Presign { method, bucket: self.bucket.clone(), key: wanted.key, query, headers })
    }

    /// Headers that must be sent with the URL: those given, and the encryption where the request chooses one.
    fn signed_headers(
        &self,
        env: &Env,
        method: &Method,
        object: bool,
        query: &Query,
        request: oss_client::Options,
    ) -> Result<HeaderMap> {
        let target = if object { Target::Object } else { Target::Bucket };
        let mut headers = request.headers.clone();
        let has_header = |name: &str| request.headers.contains_key(name);
        if let Some(operation) = OperationId::resolve(method, target, |name| query.has(name), has_header) {
            self.client.encrypt(&operation.into(), &mut headers, &request).map_err(|kind| match kind {
                ErrorKind::Encryption(_) => invalid_argument(env, &kind.to_string()),
                other => invalid(&other.to_string()),
            })?;
        }
        Ok(headers)
    }
}

#[napi]
impl Oss {
    /// A URL signed with V1.
    #[napi(catch_unwind, js_name = "presignV1", skip_typescript)]
    pub fn presign_v1(
        &self,
        env: &Env,
        wanted: SignedFor,
        seconds: f64,
        options: Option<Options<NoOptions>>,
    ) -> Result<String> {
        let presign = self.presign(env, wanted, options.unwrap_or_default().request)?;
        let expires = self.client.now().saturating_add(seconds.max(0.0) as u64);
        self.client.presign_v1(&*self.signer()?, &presign, expires).map_err(|e| invalid(&e.to_string()))
    }

    /// A URL signed with V4.
    #[napi(catch_unwind, js_name = "presignV4", skip_typescript)]
    pub fn presign_v4(
        &self,
        env: &Env,
        wanted: SignedFor,
        seconds: f64,
        options: Option<Options<NoOptions>>,
    ) -> Result<String> {
        let request = options.unwrap_or_default().request;
        let additional = request.additional_headers.clone();
        let presign = self.presign(env, wanted, request)?;
        let url = self.client.presign_v4(&self.signer()?, &presign, seconds.max(0.0) as u64, &additional);
        url.map_err(|e| invalid(&e.to_string()))
    }

    /// A URL with nothing beside a method and a key, as most are.
    #[napi(catch_unwind, skip_typescript)]
    pub fn presign_plain(
        &self,
        env: &Env,
        version: u32,
        method: String,
        key: String,
        seconds: f64,
    ) -> Result<String> {
        let wanted = SignedFor { method, key: Some(key), query: None };
        if version == 1 {
            self.presign_v1(env, wanted, seconds, None)
        } else {
            self.presign_v4(env, wanted, seconds, None)
        }
    }

    /// Checks an encryption as the option `sse` takes it.
    #[napi(catch_unwind, skip_typescript)]
    pub fn check_sse(&self, _sse: SseOption) {}

    /// The V1 signature of a form's policy, which is in Base64.
    #[napi(catch_unwind, js_name = "signPolicyV1", skip_typescript)]
    pub fn sign_policy_v1(&self, policy: String) -> Result<SignedPolicy> {
        let signer = self.signer()?;
        let signature = post_policy::v1(&signer.access_key_secret, &policy);
        Ok(SignedPolicy { access_key_id: signer.access_key_id.clone(), signature })
    }

    /// The V4 signature of a form's policy, which is in Base64, on the day of `seconds` since 1970.
    #[napi(catch_unwind, js_name = "signPolicyV4", skip_typescript)]
    pub fn sign_policy_v4(&self, policy: String, seconds: f64) -> Result<String> {
        let time = Timestamp::from_secs(seconds.max(0.0) as u64);
        let (region, product) = match &self.client.config().signing {
            Signing::V4 { region, product } => (region.as_str(), product.as_str()),
            Signing::V1 => (oss_client::DEFAULT_REGION.trim_start_matches("oss-"), "oss"),
        };
        let scope = Scope::at(time, region, product);
        let key = SigningKey::derive(&self.signer()?.access_key_secret, &scope);
        Ok(post_policy::v4(&key, &policy))
    }
}
