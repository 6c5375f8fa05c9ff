//! Results that many calls share.

use crate::{
    client::Oss,
    value::{Data, text_of_header},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::SET_COOKIE};
use napi::{JsValue, bindgen_prelude::*};
use napi_derive::napi;
use oss_client::{Response, transport::PlainAnswer};
use std::{cell::RefCell, ptr::null_mut, time::Duration};

/// The answer behind a result, in the fifteen fields that ali-oss gives. JavaScript makes the object (`lib/response.js`): property by
/// property through Node-API it would cost as much as the request itself.
pub struct NormalResponse {
    status: u16,
    /// Names of headers, a line each.
    names: String,
    /// A line each: the words behind the status, the URL, the server's address, and the values of the headers.
    texts: String,
    data: Bytes,
    milliseconds: u32,
    port: u16,
    /// Requests sent over the connection, this one included; none where there is no connection to be kept.
    requests: u32,
}

impl NormalResponse {
    fn new(
        status: StatusCode,
        headers: &HeaderMap,
        texts: [&str; 3],
        data: Bytes,
        elapsed: Duration,
    ) -> Self {
        let (names, texts) = lines(headers, texts);
        let milliseconds = u32::try_from(elapsed.as_millis()).unwrap_or(u32::MAX);
        Self { status: status.as_u16(), names, texts, data, milliseconds, port: 0, requests: 1 }
    }
}

impl From<&Response> for NormalResponse {
    fn from(response: &Response) -> Self {
        let address = response.peer.map(|peer| peer.address.ip().to_string()).unwrap_or_default();
        let url = with_equals_signs(&response.url);
        let texts = [&*response.reason, &url, &address];
        let body = response.body().clone();
        Self {
            port: response.peer.map_or(0, |peer| peer.address.port()),
            requests: response.peer.map_or(1, |peer| peer.requests),
            ..Self::new(response.status, &response.headers, texts, body, response.elapsed)
        }
    }
}

impl From<PlainAnswer> for NormalResponse {
    fn from(answer: PlainAnswer) -> Self {
        let address = answer.peer.map(|peer| peer.address.ip().to_string()).unwrap_or_default();
        let texts = [&*answer.reason, &answer.url, &address];
        let body = Bytes::copy_from_slice(&answer.body);
        Self {
            port: answer.peer.map_or(0, |peer| peer.address.port()),
            ..Self::new(answer.status, &answer.headers, texts, body, answer.elapsed)
        }
    }
}

/// Headers as Node shows them: lower-case names, repeated values joined; cookies have a carriage return between them, which no value
/// can hold, as it cannot hold the end of a line. Names and values are in the same order.
fn lines(headers: &HeaderMap, texts: [&str; 3]) -> (String, String) {
    let (mut names, mut values) = (String::with_capacity(256), String::with_capacity(512));
    for text in texts {
        values.push_str(text);
        values.push('\n');
    }
    for name in headers.keys() {
        names.push_str(name.as_str());
        names.push('\n');
        let between = if name == SET_COOKIE { "\r" } else { ", " };
        for (index, value) in headers.get_all(name).iter().enumerate() {
            values.push_str(if index > 0 { between } else { "" });
            values.push_str(&text_of_header(value.as_bytes()));
        }
        values.push('\n');
    }
    (names, values)
}

thread_local! {
    /// The function that makes the objects of this thread's environment.
    static MAKE: RefCell<Option<FunctionRef<Fields, Unknown<'static>>>> = const { RefCell::new(None) };
}

/// What the function is told: names, texts, status, bytes, milliseconds, port, requests, and the body unless there is none.
type Fields = FnArgs<(String, String, u32, u32, u32, u32, u32, Option<Data>)>;

#[napi]
impl Oss {
    /// `make` makes the answers behind results from now on.
    #[napi(catch_unwind, skip_typescript)]
    pub fn make_responses(make: Function<'_, Fields, Unknown<'static>>) -> Result<()> {
        let make = make.create_ref()?;
        MAKE.set(Some(make));
        Ok(())
    }
}

impl ToNapiValue for NormalResponse {
    #[expect(
        unsafe_code,
        reason = "the trait's signature; one value is made after the other and handed to the function at once"
    )]
    unsafe fn to_napi_value(raw: sys::napi_env, response: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let text = |text: &str| match text.is_ascii() {
            true => env.create_string_latin1(text.as_bytes()),
            false => env.create_string(text),
        };
        let number = |number: u32| env.create_uint32(number);
        let size = u32::try_from(response.data.len()).unwrap_or(u32::MAX);
        let (names, texts) = (text(&response.names)?, text(&response.texts)?);
        let body = match size {
            0 => null_mut(),
            // SAFETY: `raw` is the environment of this thread.
            _ => unsafe { Data::to_napi_value(raw, Data(response.data)) }?,
        };
        let numbers = [
            u32::from(response.status),
            size,
            response.milliseconds,
            response.port.into(),
            response.requests,
        ];
        let [status, size, milliseconds, port, requests] = numbers.map(number);
        let arguments = [
            names.raw(),
            texts.raw(),
            status?.raw(),
            size?.raw(),
            milliseconds?.raw(),
            port?.raw(),
            requests?.raw(),
            body,
        ];
        // An absent body is an absent argument.
        let count = if body.is_null() { arguments.len() - 1 } else { arguments.len() };
        MAKE.with_borrow(|make| {
            let make = make
                .as_ref()
                .ok_or_else(|| Error::from_reason("nobody makes responses"))?
                .borrow_back(&env)?;
            let (mut global, mut made) = (null_mut(), null_mut());
            // SAFETY: `raw` is the environment of this thread, in which all values were made.
            unsafe {
                check_status!(sys::napi_get_global(raw, &mut global))?;
                check_status!(sys::napi_call_function(
                    raw,
                    global,
                    make.raw(),
                    count,
                    arguments.as_ptr(),
                    &mut made
                ))?;
            }
            Ok(made)
        })
    }
}

/// A URL whose parameters all have a `=`.
fn with_equals_signs(url: &str) -> String {
    let Some((place, query)) = url.split_once('?') else { return url.to_owned() };
    let parameters: Vec<_> = query
        .split('&')
        .map(|parameter| if parameter.contains('=') { parameter.to_owned() } else { format!("{parameter}=") })
        .collect();
    format!("{place}?{}", parameters.join("&"))
}

/// Nothing but the answer.
#[napi(object, object_from_js = false)]
pub struct ResponseResult {
    /// The answer.
    pub res: NormalResponse,
}

impl From<&Response> for ResponseResult {
    fn from(response: &Response) -> Self {
        Self { res: response.into() }
    }
}

/// A status and the answer.
#[napi(object, object_from_js = false)]
pub struct StatusResult {
    /// Status.
    pub status: u16,
    /// The answer.
    pub res: NormalResponse,
}

impl From<&Response> for StatusResult {
    fn from(response: &Response) -> Self {
        Self { status: response.status.as_u16(), res: response.into() }
    }
}
