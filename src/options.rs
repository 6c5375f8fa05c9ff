//! What one call may say beside its arguments.

use crate::{
    error::invalid,
    panics::{self, Place},
    sse::SseOption,
    timeout::Timeout,
    value::{BucketName, Parameters, check_count, is_nullish, set_own},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use std::sync::Arc;

/// What one call may say beside its arguments.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct RequestOptions {
    /// As the client's `timeout`, for this call.
    #[napi(ts_type = "number | string | [number | string, number | string] | TimeLimits")]
    pub timeout: Option<Timeout>,
    /// As the client's `retryMax`, for this call.
    pub retry_max: Option<u32>,
    /// Whether somebody looks how far it is.
    #[napi(skip_typescript)]
    pub watched: Option<bool>,
    /// Further headers: texts, numbers, booleans; what is null or undefined is not sent. They win over what the call would send,
    /// except over date and token.
    #[napi(ts_type = "Record<string, any>")]
    pub headers: Option<Headers>,
    /// Names of further headers that a V4 signature covers.
    pub additional_headers: Option<Vec<String>>,
    /// How the object is encrypted; `false` leaves it to the bucket's rule. It holds for calls that write objects,
    /// in place of the client's own `sse`. Encryption headers in `headers` win over it; what then contradicts itself is refused.
    #[napi(ts_type = "ServerSideEncryption | false | null")]
    pub sse: Option<SseOption>,
    /// Reject if the service does not say that the object is encrypted as asked. The object is stored nevertheless.
    pub require_encryption: Option<bool>,
    /// `false`: do not compare CRC64 checksums.
    pub crc64: Option<bool>,
    /// As the client's `memoryLimit`, for this call.
    pub memory_limit: Option<f64>,
    /// The bucket of a call about objects, in place of the client's own.
    #[napi(ts_type = "string | null")]
    pub bucket: Option<BucketName>,
    /// The version of the object, for calls that know one.
    pub version_id: Option<String>,
    /// Further parameters of the URL.
    #[napi(ts_type = "Record<string, string | number | null | undefined>")]
    pub subres: Option<Parameters>,
}

impl RequestOptions {
    fn into_options(self) -> Result<oss_client::Options> {
        let timeout = self.timeout.unwrap_or_default();
        Ok(oss_client::Options {
            timeout: timeout.idle,
            connect_timeout: timeout.connect,
            total_timeout: timeout.total,
            attempts: self.retry_max.map(|retries| retries.saturating_add(1)),
            progress: self.watched.unwrap_or_default().then(Arc::default),
            headers: self.headers.map(|headers| headers.0).unwrap_or_default(),
            additional_headers: self.additional_headers.unwrap_or_default(),
            parameters: self.subres.map(|parameters| parameters.0).unwrap_or_default(),
            bucket: self.bucket.map(|bucket| bucket.0),
            version_id: self.version_id,
            encryption: self.sse.map(|sse| sse.0).unwrap_or_default(),
            require_encryption: self.require_encryption,
            check_crc64: self.crc64,
            memory_limit: memory_limit(self.memory_limit)?,
            parallel: oss_client::Parallel::default(),
            resumable: false,
            opener: None,
            accept: &[],
        })
    }
}

/// A number of bytes.
pub(crate) fn memory_limit(bytes: Option<f64>) -> Result<Option<u64>> {
    match bytes {
        Some(bytes) if bytes.is_nan() || bytes < 0.0 => {
            Err(invalid(&format!("memoryLimit must be a number of bytes, not {bytes}")))
        }
        bytes => Ok(bytes.map(|bytes| bytes as u64)),
    }
}

/// A call's own options and the common ones, read from the same object. What is no object says nothing, as in ali-oss.
pub struct Options<T> {
    pub(crate) own: T,
    pub(crate) request: oss_client::Options,
}

impl<T: Default> Default for Options<T> {
    fn default() -> Self {
        Self { own: T::default(), request: oss_client::Options::default() }
    }
}

impl<T: FromNapiValue + Default> FromNapiValue for Options<T> {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; a conversion checks the type itself.
        unsafe {
            panics::on_purpose(Place::Argument);
            let unknown = Unknown::from_napi_value(env, value)?;
            if unknown.get_type()? != ValueType::Object {
                return Ok(Self::default());
            }
            let value = Object::to_napi_value(env, without_nullish(env, unknown.coerce_to_object()?)?)?;
            let own = T::from_napi_value(env, value)?;
            Ok(Self { own, request: RequestOptions::from_napi_value(env, value)?.into_options()? })
        }
    }
}

/// The caller's object, or a copy of it without members that are `null`, which napi does not take for absent.
fn without_nullish<'env>(env: sys::napi_env, object: Object<'env>) -> Result<Object<'env>> {
    let mut members = Vec::new();
    let mut complete = true;
    for name in Object::keys(&object)? {
        match object.get::<Unknown<'_>>(&name)? {
            Some(value) if !is_nullish(&value)? => members.push((name, value)),
            _ => complete = false,
        }
    }
    if complete {
        return Ok(object);
    }
    let mut copy = Object::new(&Env::from_raw(env))?;
    for (name, value) in members {
        set_own(&mut copy, &name, value)?;
    }
    Ok(copy)
}

/// No options of its own.
#[derive(Default)]
pub struct NoOptions;

impl FromNapiValue for NoOptions {
    #[expect(unsafe_code, reason = "the trait's signature; nothing is read")]
    unsafe fn from_napi_value(_: sys::napi_env, _: sys::napi_value) -> Result<Self> {
        Ok(Self)
    }
}

/// Headers as an object. Values that are `null` or `undefined` are not sent.
pub struct Headers(HeaderMap);

impl FromNapiValue for Headers {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        let unknown = unsafe { Unknown::from_napi_value(env, value) }?;
        if unknown.get_type()? != ValueType::Object {
            return Err(invalid("headers must be an object of names and values"));
        }
        let object = unknown.coerce_to_object()?;
        let names = Object::keys(&object)?;
        check_count("headers", names.len())?;
        let mut headers = HeaderMap::new();
        for name in names {
            let Some(value) = object.get::<Unknown<'_>>(&name)? else { continue };
            if is_nullish(&value)? {
                continue;
            }
            let text = value.coerce_to_string()?.into_utf8()?.into_owned()?;
            let cannot = || invalid(&format!("headers: {name:?} cannot be sent as a header"));
            let value = HeaderValue::from_bytes(text.trim().as_bytes()).map_err(|_| cannot())?;
            headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| cannot())?, value);
        }
        Ok(Self(headers))
    }
}

impl TypeName for Headers {
    fn type_name() -> &'static str {
        "Headers"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Headers {}
