//! Encryption in the client: data keys, and who wraps them. Which master key it is, is JavaScript's affair (`lib/client-encryption`).

use crate::{
    body::Body,
    client::Oss,
    error::{self, invalid},
    settle::{self, Outcome, Ticket},
    thrown::Thrown,
    value::HeaderObject,
};
use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunction};
use napi_derive::napi;
use oss_client::{
    Clock, DataKey as Core, Envelope, ErrorKind, MasterKeyError, Open, Opened, Opener, Padding, Rpc,
    RpcError, RsaMasterKey, Sealed,
};
use std::{collections::HashMap, sync::Arc};

/// The data key of an object.
///
/// @internal
#[napi]
pub struct DataKey(Core);

#[napi]
impl DataKey {
    /// A new one.
    #[napi(catch_unwind)]
    pub fn generate() -> Result<Self> {
        Core::generate().map(Self).map_err(|error| invalid(&format!("there are no random numbers: {error}")))
    }

    /// One that was unwrapped: 32 bytes, and 16 of its initial counter. They are copied.
    #[napi(catch_unwind)]
    pub fn of(key: BufferSlice<'_>, start: BufferSlice<'_>) -> Result<Self> {
        Core::new(&key, &start).map(Self).map_err(|error| invalid(&error.to_string()))
    }

    /// A copy of the key. Who has wrapped it overwrites it.
    #[napi(catch_unwind, getter)]
    pub fn key(&self) -> Buffer {
        self.0.key().to_vec().into()
    }

    /// A copy of the initial counter.
    #[napi(catch_unwind, getter)]
    pub fn start(&self) -> Buffer {
        self.0.start().to_vec().into()
    }

    /// The checksum of bytes when they are encrypted, decimal; they are in the object from the byte `offset` on.
    #[napi(catch_unwind)]
    pub fn crc64(&self, bytes: BufferSlice<'_>, offset: f64) -> String {
        self.0.crc64(&bytes, offset as u64).to_string()
    }

    /// A body, encrypted while it is sent; it is in the object from the byte `offset` on.
    #[napi(catch_unwind)]
    pub fn seal(&self, body: Body, offset: f64) -> SealedBody {
        SealedBody(Sealed::new(body.0, self.0.clone(), offset as u64))
    }
}

/// A body that is encrypted while it is sent.
///
/// @internal
#[napi]
pub struct SealedBody(pub(crate) Sealed);

/// Sums of a body.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct BodySums {
    /// Bytes.
    pub length: f64,
    /// Of the plaintext, in Base64.
    pub md5: String,
    /// Of the ciphertext, in Base64.
    pub hmac: String,
}

/// An RSA key that wraps data keys.
///
/// @internal
#[napi]
pub struct RsaKey(Arc<RsaMasterKey>);

#[napi]
impl RsaKey {
    /// A private key, DER of PKCS#8; or a public one, DER of its SubjectPublicKeyInfo.
    #[napi(catch_unwind, constructor)]
    pub fn new(der: BufferSlice<'_>, is_private: bool) -> Result<Self> {
        let key = if is_private { RsaMasterKey::private(&der) } else { RsaMasterKey::public(&der) };
        key.map(|key| Self(Arc::new(key))).map_err(|error| invalid(&error.to_string()))
    }
}

/// A wrapped data key.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct WrappedKey {
    /// In Base64.
    pub key: String,
    /// In Base64.
    pub start: String,
}

#[napi]
impl Oss {
    /// Reads a body beforehand.
    #[napi(catch_unwind, skip_typescript)]
    pub fn body_sums(&self, body: &SealedBody) -> Ticket {
        let sealed = body.0.clone();
        self.settlements.run(Box::pin(async move {
            match sealed.sums().await {
                Ok(sums) => {
                    settle::result(BodySums { length: sums.length as f64, md5: sums.md5, hmac: sums.hmac })
                }
                Err(error) => refused(error.to_string()),
            }
        }))
    }

    /// Wraps a data key.
    #[napi(catch_unwind, skip_typescript)]
    pub fn rsa_wrap(&self, key: &RsaKey, data_key: &DataKey) -> Ticket {
        let (key, data_key) = (Arc::clone(&key.0), data_key.0.clone());
        self.compute(move || {
            let (key, start) = key.wrap(&data_key)?;
            Ok(settle::result(WrappedKey { key, start }))
        })
    }

    /// Unwraps a data key that was padded by OAEP or else by PKCS#1; its counter may be a decimal number.
    #[napi(catch_unwind, skip_typescript)]
    pub fn rsa_unwrap(
        &self,
        master: &RsaKey,
        key: String,
        start: String,
        oaep: bool,
        decimal: bool,
    ) -> Ticket {
        let master = Arc::clone(&master.0);
        let padding = match (oaep, decimal) {
            (false, _) => Padding::Pkcs1,
            (true, false) => Padding::OaepSha1,
            (true, true) => Padding::OaepSha1Decimal,
        };
        self.compute(move || Ok(settle::result(DataKey(master.unwrap(&key, &start, padding)?))))
    }

    /// Asks KMS, with the client's credentials and by its way to the network: the text of its answer.
    #[napi(catch_unwind, skip_typescript)]
    pub fn kms(&self, endpoint: String, action: String, parameters: HashMap<String, String>) -> Ticket {
        let config = self.client.config();
        let kms = Rpc {
            service: "KMS",
            version: "2016-01-20",
            endpoint,
            connect_timeout: config.connect_timeout,
            timeout: config.timeout,
            network: config.network.clone(),
            clock: Clock::clone(&config.clock),
        };
        let provider = self.client.credentials().clone();
        self.settlements.run(Box::pin(async move {
            let credentials = match provider.credentials().await {
                Ok(credentials) => credentials,
                Err(error) => return settle::failure(move |env| error::no_credentials(env, &error)),
            };
            let form = parameters.into_iter().map(|(name, value)| (name, value.into())).collect();
            match kms.call(Some(&credentials), &action, form).await {
                Ok(answer) => settle::result(String::from_utf8_lossy(&answer.body).into_owned()),
                Err(error) => settle::failure(move |env| kms_failure(env, &error)),
            }
        }))
    }

    /// Runs what takes a processor for a while.
    fn compute(
        &self,
        work: impl FnOnce() -> std::result::Result<Outcome, MasterKeyError> + Send + 'static,
    ) -> Ticket {
        self.settlements.run(Box::pin(async move {
            match tokio::task::spawn_blocking(work).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) => refused(error.to_string()),
                Err(error) => refused(error.to_string()),
            }
        }))
    }
}

/// Code, status and request id of KMS; without an answer, the status is -1.
fn kms_failure<'env>(env: &'env Env, error: &RpcError) -> Result<Unknown<'env>> {
    let mut object = Object::new(env)?;
    object.set("message", error.to_string())?;
    match error {
        RpcError::Refused { code, request_id, answer, .. } => {
            object.set("name", format!("{code}Error"))?;
            object.set("code", code.as_str())?;
            object.set("status", i32::from(answer.status.as_u16()))?;
            object.set("requestId", request_id.as_deref())?;
        }
        RpcError::Unreadable(_, answer) => {
            object.set("name", "MalformedResponseError")?;
            object.set("code", "MalformedResponse")?;
            object.set("status", i32::from(answer.status.as_u16()))?;
        }
        RpcError::Unreached(..) => {
            object.set("name", "RequestError")?;
            object.set("code", "RequestError")?;
            object.set("status", -1)?;
        }
    }
    Ok(object.to_unknown())
}

fn refused(message: String) -> Outcome {
    settle::failure(move |env| Ok(env.create_error(invalid(&message))?.to_unknown()))
}

/// Asks JavaScript for the data key of an object. It does not keep the process alive; the promise of the call that waits does.
type Ask = ThreadsafeFunction<HeaderObject, Promise<Unwrapped>, HeaderObject, Status, false, true>;

/// A data key, and what the metadata say of the object.
pub struct Unwrapped(Opened);

impl FromNapiValue for Unwrapped {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type itself.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        let key = object.get::<ClassInstance<'_, DataKey>>("key")?;
        let sum = |name| {
            let bytes = object.get::<BufferSlice<'_>>(name)?;
            Ok::<_, Error>(bytes.map(|bytes| bytes.to_vec()))
        };
        Ok(Self(Opened {
            key: key.ok_or_else(|| invalid("there is no data key"))?.0.clone(),
            length: object.get::<f64>("length")?.map(|length| length as u64),
            md5: sum("md5")?.and_then(|md5| md5.try_into().ok()),
            hmac: sum("hmac")?.and_then(|hmac| hmac.try_into().ok()),
        }))
    }
}

/// Who finds the data keys of objects: a function of JavaScript.
pub struct OpenerOption(Ask);

impl FromNapiValue for OpenerOption {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        Ok(Self(unsafe { Ask::from_napi_value(env, value) }?))
    }
}

impl TypeName for OpenerOption {
    fn type_name() -> &'static str {
        "Function"
    }

    fn value_type() -> ValueType {
        ValueType::Function
    }
}

impl ValidateNapiValue for OpenerOption {}

impl OpenerOption {
    pub(crate) fn opener(self, authenticate: bool) -> Arc<dyn Opener> {
        Arc::new(Asking { ask: self.0, authenticate })
    }
}

struct Asking {
    ask: Ask,
    authenticate: bool,
}

impl Opener for Asking {
    fn open(&self, envelope: &Envelope) -> Open<'_> {
        let headers = HeaderObject(envelope.headers.clone());
        Box::pin(async {
            let thrown = |error| ErrorKind::Foreign { passes: false, error: Arc::new(Thrown::new(error)) };
            let promise = self.ask.call_async_catch(headers).await.map_err(thrown)?;
            Ok(promise.await.map_err(thrown)?.0)
        })
    }

    fn authenticates(&self) -> bool {
        self.authenticate
    }
}
