//! Time limits as ali-oss takes them: milliseconds, `'60s'`, or `[connect, response]`.

use crate::error::invalid;
use napi::{Either, bindgen_prelude::*};
use std::time::Duration;

type Limit = Either<f64, String>;

/// How long a connection and a call may take.
#[derive(Clone, Copy)]
pub struct Timeout {
    pub(crate) connect: Duration,
    pub(crate) response: Duration,
}

impl FromNapiValue for Timeout {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        let limits = unsafe { Either::<Limit, Vec<Limit>>::from_napi_value(env, value) };
        let wrong = || invalid("timeout must be milliseconds, a text such as '60s', or [connect, response]");
        let (connect, response) = match limits.map_err(|_| wrong())? {
            Either::A(limit) => (duration(&limit), duration(&limit)),
            Either::B(limits) => match limits.as_slice() {
                [connect, response] => (duration(connect), duration(response)),
                _ => (None, None),
            },
        };
        let (Some(connect), Some(response)) = (connect, response) else { return Err(wrong()) };
        Ok(Self { connect, response })
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
