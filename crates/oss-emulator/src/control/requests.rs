//! `/-/requests`: what was asked of the server and what it answered, as it happens.

use super::{Outcome, number, only};
use crate::{call::Asked, log::Exchange, service::Service};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, Method};
use serde_json::{Value, json};
use std::time::Duration;

/// A request waits so long at most, in milliseconds.
const MAX_WAIT: u64 = 30_000;

/// Those behind the number `after`. Where there are none, it waits `wait` milliseconds for one.
pub(super) async fn answer(service: &Service, asked: &Asked) -> Outcome {
    only(&asked.method, &Method::GET)?;
    let after = number(asked, "after", 0)?;
    let wait = number(asked, "wait", 0)?.min(MAX_WAIT);
    let exchanges = service.log.after(after, Duration::from_millis(wait)).await;
    let last = exchanges.last().map_or(after, |exchange| exchange.number);
    let requests: Vec<_> = exchanges.iter().map(described).collect();
    Ok(json!({ "last": last, "requests": requests }))
}

fn described(exchange: &Exchange) -> Value {
    let fault = exchange.fault.as_ref().map(|by| json!({ "fault": by.fault, "does": by.does }));
    json!({
        "number": exchange.number,
        "time": exchange.time,
        "took": exchange.took.as_secs_f64() * 1_000.0,
        "connection": exchange.connection,
        "remote": exchange.remote,
        "requestId": exchange.request_id,
        "method": exchange.method.as_str(),
        "host": exchange.host,
        "target": exchange.target,
        "dialect": exchange.dialect,
        "operation": exchange.operation,
        "bucket": exchange.bucket,
        "key": exchange.key,
        "accessKeyId": exchange.access_key_id,
        "status": exchange.status.map(|status| status.as_u16()),
        "code": exchange.code,
        "ec": exchange.response_headers.get("x-oss-ec").and_then(|ec| ec.to_str().ok()),
        "fault": fault,
        "headers": pairs(&exchange.headers),
        "body": STANDARD.encode(&exchange.body),
        "bodyLength": exchange.body_length,
        "responseHeaders": pairs(&exchange.response_headers),
        "responseBody": STANDARD.encode(&exchange.response_body),
        "responseLength": exchange.response_length,
        "signature": exchange.signature.as_ref().map(|diagnosis| diagnosis.to_json()),
    })
}

fn pairs(headers: &HeaderMap) -> Vec<[String; 2]> {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        [name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()]
    };
    headers.iter().map(pair).collect()
}
