//! Results that many calls share.

use crate::value::{Data, HeaderObject};
use napi_derive::napi;
use oss_client::Response;

/// The answer behind a result, in the fifteen fields that ali-oss gives.
#[napi(object, object_from_js = false)]
pub struct NormalResponse {
    /// Status.
    pub status: u16,
    /// Status again.
    pub status_code: u16,
    /// The words behind the status.
    pub status_message: String,
    /// Headers, with lower-case names.
    #[napi(ts_type = "Record<string, string> & { 'set-cookie'?: string[] }")]
    pub headers: HeaderObject,
    /// Bytes of the body.
    pub size: u32,
    /// Always false: an answer that breaks off is an error.
    pub aborted: bool,
    /// Milliseconds the call took.
    pub rt: u32,
    /// Whether the connection had been used before.
    pub keep_alive_socket: bool,
    /// The body.
    #[napi(ts_type = "Buffer")]
    pub data: Data,
    /// The URL that was asked. A parameter without a value has its `=`, as in ali-oss.
    pub request_urls: Vec<String>,
    /// Always null.
    #[napi(ts_type = "null")]
    pub timing: napi::bindgen_prelude::Null,
    /// The server's address.
    pub remote_address: String,
    /// The server's port.
    pub remote_port: u16,
    /// Requests sent over the connection, this one included.
    pub socket_handled_requests: u32,
    /// Answers received over the connection, this one included.
    pub socket_handled_responses: u32,
}

impl From<&Response> for NormalResponse {
    fn from(response: &Response) -> Self {
        let requests = response.peer.map_or(1, |peer| peer.requests);
        Self {
            status: response.status.as_u16(),
            status_code: response.status.as_u16(),
            status_message: response.reason.clone(),
            headers: HeaderObject(response.headers.clone()),
            size: u32::try_from(response.body().len()).unwrap_or(u32::MAX),
            aborted: false,
            rt: u32::try_from(response.elapsed.as_millis()).unwrap_or(u32::MAX),
            keep_alive_socket: requests > 1,
            data: Data(response.body().clone()),
            request_urls: vec![with_equals_signs(&response.url)],
            timing: napi::bindgen_prelude::Null,
            remote_address: response.peer.map(|peer| peer.address.ip().to_string()).unwrap_or_default(),
            remote_port: response.peer.map_or(0, |peer| peer.address.port()),
            socket_handled_requests: requests,
            socket_handled_responses: requests,
        }
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
