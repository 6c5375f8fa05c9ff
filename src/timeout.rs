//! Time limits as ali-oss takes them: milliseconds, `'60s'`, or `[connect, response]`; and by name.

use crate::error::invalid;
use napi::{Either, bindgen_prelude::*};
use napi_derive::napi;
use std::time::Duration;

type Limit = Either<f64, String>;

/// Time limits by name: milliseconds, or a text such as `'60s'`.
#[napi(object, object_to_js = false)]
pub struct TimeLimits {
    /// How long a connection may take, from the name to the end of the TLS handshake. 60 s by default.
    #[napi(ts_type = "number | string")]
    pub connect: Option<Limit>,
    /// How long no byte may move. 60 s by default.
    #[napi(ts_type = "number | string")]
    pub idle: Option<Limit>,
    /// How long the call may take in all, with its repetitions. There is no such limit by default.
    #[napi(ts_type = "number | string")]
    pub total: Option<Limit>,
}

/// How long a connection and a call may take. What is absent stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeout {
    pub(crate) connect: Option<Duration>,
    pub(crate) idle: Option<Duration>,
    pub(crate) total: Option<Duration>,
}

impl FromNapiValue for Timeout {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        let limits = unsafe { Either3::<Limit, Vec<Limit>, TimeLimits>::from_napi_value(env, value) };
        let wrong = || {
            invalid(
                "timeout must be milliseconds, a text such as '60s', [connect, response], or { connect, idle, total }",
            )
        };
        let read = |limit: &Limit| duration(limit).map(Some).ok_or_else(wrong);
        let named = |limit: &Option<Limit>| limit.as_ref().map_or(Ok(None), read);
        match limits.map_err(|_| wrong())? {
            Either3::A(limit) => Ok(Self { connect: read(&limit)?, idle: read(&limit)?, total: None }),
            Either3::B(limits) => match limits.as_slice() {
                [connect, response] => {
                    Ok(Self { connect: read(connect)?, idle: read(response)?, total: None })
                }
                _ => Err(wrong()),
            },
            Either3::C(TimeLimits { connect, idle, total }) => {
                Ok(Self { connect: named(&connect)?, idle: named(&idle)?, total: named(&total)? })
            }
        }
    }
}

impl TypeName for Timeout {
    fn type_name() -> &'static str {
        "Timeout"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for Timeout {}

/// The grammar of the npm package `ms`: a number and a unit, milliseconds without one.
fn duration(limit: &Limit) -> Option<Duration> {
    let milliseconds = match limit {
        Either::A(milliseconds) => *milliseconds,
        Either::B(text) => {
            let text = text.trim();
            let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
            let unit = match text[number.len()..].trim().to_ascii_lowercase().as_str() {
                "" | "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 1.0,
                "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
                "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
                "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
                "d" | "day" | "days" => 86_400_000.0,
                _ => return None,
            };
            number.parse::<f64>().ok()? * unit
        }
    };
    Duration::try_from_secs_f64(milliseconds / 1_000.0).ok()
}
