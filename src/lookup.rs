//! A function of JavaScript that finds the addresses of names, asked from the threads of the network.

use napi::{bindgen_prelude::*, threadsafe_function::ThreadsafeFunction};
use oss_client::transport::{Looking, Lookup};
use std::{net::IpAddr, sync::Arc};

/// The addresses, or why there are none. It never rejects: `lib/network/lookup.js` sees to it.
type Found = Promise<Either<Vec<String>, String>>;

/// It does not keep the process alive; JavaScript does while calls are open.
#[derive(Clone)]
pub struct JsLookup(Arc<ThreadsafeFunction<String, Found, String, Status, false, true>>);

impl Lookup for JsLookup {
    fn lookup(&self, name: &str) -> Looking {
        let (function, name) = (Arc::clone(&self.0), name.to_owned());
        Box::pin(async move {
            // It fails only where JavaScript is going away.
            let asked = async { function.call_async(name.clone()).await?.await };
            let found = match asked.await.map_err(|error| error.reason.to_string())? {
                Either::A(addresses) => addresses,
                Either::B(why) => return Err(why),
            };
            let parse = |text: &String| {
                text.parse::<IpAddr>()
                    .map_err(|_| format!("lookup gave '{text}' for {name}, which is no address"))
            };
            found.iter().map(parse).collect()
        })
    }
}

impl FromNapiValue for JsLookup {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        unsafe { ThreadsafeFunction::from_napi_value(env, value) }.map(|function| Self(Arc::new(function)))
    }
}

impl TypeName for JsLookup {
    fn type_name() -> &'static str {
        "Function"
    }

    fn value_type() -> ValueType {
        ValueType::Function
    }
}

impl ValidateNapiValue for JsLookup {}
