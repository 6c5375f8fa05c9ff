//! A request and its answer, as JavaScript sees them.

use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_emulator::{Diagnosis, Exchange};
use std::collections::HashMap;

/// A request as the server received it, and its answer.
#[napi(object, object_from_js = false)]
pub struct RecordedExchange {
    /// From 1, in the order in which they were answered.
    pub number: f64,
    /// When it came, in milliseconds since 1970 by the server's clock.
    pub time: f64,
    /// Milliseconds to the head of the answer.
    pub took: f64,
    /// The host it was sent to.
    pub host: String,
    /// The bucket that it names.
    pub bucket: Option<String>,
    /// The key that it names.
    pub key: Option<String>,
    /// The code of a refusal.
    pub code: Option<String>,
    /// The connection it came on, from 1 in the order of arrival.
    pub connection: u32,
    /// The operation, if the request is one.
    pub operation: Option<String>,
    /// Method.
    pub method: String,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// Headers of the request.
    pub headers: HashMap<String, String>,
    /// Body of the request.
    pub body: Buffer,
    /// The fault that struck it.
    pub fault: Option<StruckBy>,
    /// Status of the answer; 0 where a fault let it end before one.
    pub status: u16,
    /// Headers of the answer.
    pub response_headers: HashMap<String, String>,
    /// Body of the answer.
    pub response_body: Buffer,
    /// Why its signature was refused, where it was.
    pub signature: Option<RefusedSignature>,
}

/// Why a signature was refused.
#[napi(object, object_from_js = false)]
pub struct RefusedSignature {
    /// `V1` or `V4`.
    pub version: String,
    /// The name of the cause, if it was found.
    pub id: Option<String>,
    /// What differs, in words.
    pub cause: Option<String>,
    /// What to do, in words.
    pub advice: Option<String>,
    /// What is signed.
    pub texts: Vec<SignedTexts>,
}

/// A text that is signed, as the server and as the client have it.
#[napi(object, object_from_js = false)]
pub struct SignedTexts {
    /// `CanonicalRequest`, `StringToSign` or `Policy`.
    pub name: String,
    /// What the server computed.
    pub server: String,
    /// What the client signed, if that was found.
    pub client: Option<String>,
}

/// A fault that struck a request.
#[napi(object, object_from_js = false)]
pub struct StruckBy {
    /// The number of the fault.
    pub id: u32,
    /// What it did, in words.
    pub does: String,
}

impl From<Exchange> for RecordedExchange {
    fn from(exchange: Exchange) -> Self {
        Self {
            number: exchange.number as f64,
            time: exchange.time as f64,
            took: exchange.took.as_secs_f64() * 1_000.0,
            host: exchange.host,
            bucket: exchange.bucket,
            key: exchange.key,
            code: exchange.code,
            connection: exchange.connection.and_then(|id| u32::try_from(id).ok()).unwrap_or_default(),
            operation: exchange.operation.map(str::to_owned),
            method: exchange.method.to_string(),
            target: exchange.target,
            headers: texts(&exchange.headers),
            body: exchange.body.to_vec().into(),
            fault: exchange.fault.map(|by| StruckBy { id: by.fault, does: by.does }),
            status: exchange.status.map(|status| status.as_u16()).unwrap_or_default(),
            response_headers: texts(&exchange.response_headers),
            response_body: exchange.response_body.to_vec().into(),
            signature: exchange.signature.as_deref().map(Into::into),
        }
    }
}

impl From<&Diagnosis> for RefusedSignature {
    fn from(diagnosis: &Diagnosis) -> Self {
        let texts = diagnosis.texts.iter().map(|text| SignedTexts {
            name: text.name.to_owned(),
            server: text.server.clone(),
            client: text.client.clone(),
        });
        Self {
            version: diagnosis.version.to_owned(),
            id: diagnosis.id(),
            cause: diagnosis.cause(),
            advice: diagnosis.advice(),
            texts: texts.collect(),
        }
    }
}

fn texts(headers: &http::HeaderMap) -> HashMap<String, String> {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let joined =
        |name: &http::HeaderName| headers.get_all(name).iter().map(text).collect::<Vec<_>>().join(", ");
    headers.keys().map(|name| (name.to_string(), joined(name))).collect()
}
