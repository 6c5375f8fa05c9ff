//! Answers of KMS and STS, as JSON or XML.

use super::Refused;
use crate::{body::Body, reply::escape};
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};

pub(super) fn success(
    action: &str,
    mut fields: Map<String, Value>,
    request_id: &str,
    json: bool,
) -> Response<Body> {
    fields.insert("RequestId".to_owned(), request_id.into());
    written(StatusCode::OK, &format!("{action}Response"), &Value::Object(fields), json)
}

pub(super) fn refusal(refused: &Refused, host: &str, request_id: &str, json: bool) -> Response<Body> {
    let fields = json!({
        "RequestId": request_id,
        "HostId": host,
        "Code": refused.code,
        "Message": refused.message,
    });
    written(refused.status, "Error", &fields, json)
}

fn written(status: StatusCode, root: &str, fields: &Value, json: bool) -> Response<Body> {
    let (text, kind) = if json {
        (fields.to_string(), "application/json;charset=utf-8")
    } else {
        let mut text = "<?xml version='1.0' encoding='UTF-8'?>".to_owned();
        element(root, fields, &mut text);
        (text, "text/xml;charset=utf-8")
    };
    let mut response = Response::new(Body::full(text.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn element(name: &str, value: &Value, text: &mut String) {
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| element(name, value, text)),
        Value::String(value) => text.push_str(&escape(value)),
        other => text.push_str(&other.to_string()),
    }
    text.push_str(&format!("</{name}>"));
}
