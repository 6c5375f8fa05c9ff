//! Objects are described.

use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::{NormalResponse, StatusResult},
    settle::Ticket,
    sse::{Told, told},
    value::{Meta, ObjectKey},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{
    is_of_envelope,
    ops::object::{GetObjectMeta, HeadObject},
};

/// What `head` resolves with.
#[napi(object, object_from_js = false)]
pub struct HeadResult {
    /// The user's own metadata, without `x-oss-meta-`; null where there is none.
    #[napi(ts_type = "Record<string, string> | null")]
    pub meta: Meta,
    /// The answer.
    pub res: NormalResponse,
    /// Status.
    pub status: u16,
    /// How the object is encrypted; null where it is not.
    #[napi(skip_typescript)]
    pub sse: Told,
}

/// What describes an object, byte for byte as it came: a header need not be text.
///
/// @internal
#[napi]
pub struct Description(HeaderMap);

#[napi]
impl Description {
    /// The same, without what says how a client encrypted the object.
    #[napi(catch_unwind)]
    pub fn without_envelope(&self) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !is_of_envelope(name));
        Self(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

impl Description {
    fn of(headers: &HeaderMap) -> Self {
        const NAMES: [http::HeaderName; 6] =
            [CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES];
        let describes = |name: &http::HeaderName| {
            NAMES.contains(name) || name.as_str().starts_with(oss_protocol::header::X_OSS_META)
        };
        Self(
            headers
                .iter()
                .filter(|(name, _)| describes(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }
}

/// What another object is to be described by.
pub struct DescriptionOption(HeaderMap);

impl DescriptionOption {
    /// Puts it on a request; what that says itself wins.
    pub(crate) fn put_on(self, headers: &mut HeaderMap) {
        for (name, value) in self.0 {
            if let Some(name) = name {
                headers.entry(name).or_insert(value);
            }
        }
    }
}

impl FromNapiValue for DescriptionOption {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class itself.
        let description = unsafe { ClassInstance::<'_, Description>::from_napi_value(env, value) }?;
        Ok(Self(description.0.clone()))
    }
}

impl TypeName for DescriptionOption {
    fn type_name() -> &'static str {
        "Description"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for DescriptionOption {}

/// An object that is to be copied onto itself.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Described {
    /// The answer.
    pub res: NormalResponse,
    /// How the object is encrypted.
    pub sse: Told,
    /// What describes it.
    pub description: Description,
}

#[napi]
impl Oss {
    /// Describes an object for a copy that keeps its description.
    #[napi(catch_unwind, skip_typescript)]
    pub fn head_to_copy(&self, name: ObjectKey, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let head = HeadObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(head, request, |(), response| {
            let description = Description::of(&response.headers);
            Ok(Described { res: response.into(), sse: told(response), description })
        })
    }

    /// Describes an object. A condition in `headers` that does not hold resolves with the status 304.
    #[napi(catch_unwind, ts_return_type = "Promise<HeadResult>")]
    pub fn head(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let mut request = options.unwrap_or_default().request;
        request.accept = &[StatusCode::NOT_MODIFIED];
        let head = HeadObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(head, request, |(), response| {
            let described = response.status == StatusCode::OK;
            let meta = Meta(if described { response.headers.clone() } else { HeaderMap::new() });
            let status = response.status.as_u16();
            Ok(HeadResult { meta, res: response.into(), status, sse: told(response) })
        })
    }

    /// Describes an object in a few headers: `etag`, `content-length`, `last-modified`. It says nothing of encryption.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn get_object_meta(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let describe = GetObjectMeta { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(describe, request, |(), response| Ok(StatusResult::from(response)))
    }
}
