//! Server-side encryption as callers choose it and results tell it.

use crate::{error::invalid_argument, value::is_nullish};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Choice, Response};
use oss_protocol::encryption::{EncryptionSettings, ServerSideEncryption as Core};

/// How an object is encrypted by the service.
#[napi(object)]
#[derive(Default)]
pub struct ServerSideEncryption {
    /// `AES256` and `SM4` under keys that OSS manages, or `KMS`.
    #[napi(ts_type = "'AES256' | 'KMS' | 'SM4' | (string & {})")]
    pub algorithm: String,
    /// With `KMS`: the customer master key, by id, `alias/…` or ARN. Without it, the account's default key.
    pub key_id: Option<String>,
    /// With `KMS`: `SM4` encrypts the bytes with SM4 instead of AES-256.
    #[napi(ts_type = "'SM4' | (string & {})")]
    pub data_encryption: Option<String>,
}

/// What the service says of an object's encryption.
pub(crate) type Told = Either<ServerSideEncryption, Null>;

/// What an answer says of encryption.
pub(crate) fn told(response: &Response) -> Told {
    match EncryptionSettings::from_headers(&response.headers) {
        Some(EncryptionSettings { algorithm, key_id, data_encryption }) => {
            Either::A(ServerSideEncryption { algorithm, key_id, data_encryption })
        }
        None => Either::B(Null),
    }
}

/// The option `sse`: an encryption, or `false` for the bucket's own.
pub struct SseOption(pub(crate) Choice);

impl FromNapiValue for SseOption {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(raw: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let env = Env::from_raw(raw);
        // SAFETY: the caller vouches for `raw` and `value`.
        let unknown = unsafe { Unknown::from_napi_value(raw, value) }?;
        let refused = |why: &str| Err(invalid_argument(&env, why));
        match unknown.get_type()? {
            ValueType::Boolean if !unknown.coerce_to_bool()? => return Ok(Self(Choice::Bucket)),
            ValueType::Object => {}
            _ => return refused("sse must be { algorithm, keyId?, dataEncryption? } or false"),
        }
        let object = unknown.coerce_to_object()?;
        let text = |name: &str| -> Result<Option<String>> {
            let Some(value) = object.get::<Unknown<'_>>(name)? else { return Ok(None) };
            match value.get_type()? {
                _ if is_nullish(&value)? => Ok(None),
                ValueType::String => Ok(Some(value.coerce_to_string()?.into_utf8()?.into_owned()?)),
                _ => Err(invalid_argument(&env, &format!("sse.{name} must be a string"))),
            }
        };
        let algorithm = text("algorithm")?.unwrap_or_default();
        Core::new(&algorithm, text("keyId")?, text("dataEncryption")?)
            .map(|encryption| Self(Choice::Explicit(encryption)))
            .or_else(|why| refused(&why.in_terms_of(["sse.algorithm", "sse.keyId", "sse.dataEncryption"])))
    }
}

impl TypeName for SseOption {
    fn type_name() -> &'static str {
        "ServerSideEncryption"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for SseOption {}
