//! Answers as bytes: the headers every answer has, and the only place where a refusal becomes a document.

use crate::{body::Body, call::Asked, reason::Refusal};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, SERVER},
};
use oss_protocol::{date::Timestamp, header, xml};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// What a handler gives back.
pub(crate) type Reply = Result<Response<Body>, Refusal>;

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::full(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// An answer with a document.
pub(crate) fn document(document: &impl Serialize) -> Response<Body> {
    xml(StatusCode::OK, xml::to_bytes(document))
}

/// An answer with JSON.
pub(crate) fn json(text: String) -> Response<Body> {
    let mut response = Response::new(Body::full(text.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn xml(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::full(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}

/// What an error document says beside what it is about.
pub(crate) struct Words<'a> {
    pub(crate) status: StatusCode,
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    /// The diagnostic code; empty where it is not known.
    pub(crate) ec: &'static str,
    pub(crate) details: &'a [(&'static str, String)],
}

/// What an error document is about.
pub(crate) struct Place<'a> {
    pub(crate) asked: Option<&'a Asked>,
    pub(crate) method: &'a Method,
    pub(crate) host: &'a str,
    pub(crate) request_id: &'a str,
}

/// A refusal.
pub(crate) fn refusal(refusal: &Refusal, place: &Place<'_>) -> Response<Body> {
    let reason = refusal.reason;
    let words = Words {
        status: reason.status(),
        code: reason.code(),
        message: refusal.message.as_deref().unwrap_or(reason.message()),
        ec: reason.ec(),
        details: &refusal.details,
    };
    let mut response = error(&words, place);
    response.headers_mut().extend(refusal.headers.iter().cloned());
    if let Some(signature) = &refusal.signature {
        response.extensions_mut().insert(Arc::clone(signature)); // For the log; extensions are not sent.
    }
    response
}

/// An error document. An answer to HEAD has no body, so the document goes into a header.
pub(crate) fn error(words: &Words<'_>, place: &Place<'_>) -> Response<Body> {
    let Words { status, code, message, ec, details } = *words;
    let mut body = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
    let mut element = |name: &str, text: &str| {
        if !text.is_empty() {
            body.push_str(&format!("\n  <{name}>{}</{name}>", escape(text)));
        }
    };
    element("Code", code);
    element("Message", message);
    element("RequestId", place.request_id);
    element("HostId", place.host);
    for (name, text) in details {
        element(name, text);
    }
    element("BucketName", place.asked.and_then(|asked| asked.bucket.as_deref()).unwrap_or_default());
    element("EC", ec);
    if !ec.is_empty() {
        element("RecommendDoc", &format!("https://api.aliyun.com/troubleshoot?q={ec}"));
    }
    body.push_str("\n</Error>");

    let mut response = if [StatusCode::NOT_MODIFIED, StatusCode::NO_CONTENT].contains(&status) {
        empty(status)
    } else if place.method == Method::HEAD {
        let mut response = empty(status);
        let text = STANDARD.encode(&body);
        response
            .headers_mut()
            .insert(header::X_OSS_ERR, HeaderValue::from_str(&text).expect("base64 is ASCII"));
        response
    } else {
        xml(status, body.into_bytes())
    };
    if !ec.is_empty() {
        response.headers_mut().insert(header::X_OSS_EC, HeaderValue::from_static(ec));
    }
    response.extensions_mut().insert(Code(code.to_owned()));
    response
}

/// The code of a refusal, on its answer.
#[derive(Clone)]
pub(crate) struct Code(pub(crate) String);

/// Escapes text, and writes what XML cannot carry as the replacement character.
pub(crate) fn escape(text: &str) -> String {
    let carried = |c: char| if matches!(c, '\t' | '\n' | '\r' | '\u{20}'..) { c } else { '\u{fffd}' };
    text.chars()
        .map(carried)
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

/// Adds what every answer has.
pub(crate) fn finish(response: &mut Response<Body>, request_id: &str, now: Timestamp, worked: Duration) {
    let length = response.body().length();
    let bodiless = response.status() == StatusCode::NOT_MODIFIED;
    let text = |text: &str| HeaderValue::from_str(text).expect("digits and dates are ASCII");
    let headers = response.headers_mut();
    headers.insert(SERVER, HeaderValue::from_static("AliyunOSS"));
    headers.insert(DATE, text(&now.rfc1123()));
    headers.insert(header::X_OSS_REQUEST_ID, text(request_id));
    headers.insert(header::X_OSS_SERVER_TIME, text(&worked.as_millis().to_string()));
    if let Some(length) = length.filter(|_| !bodiless) {
        headers.entry(CONTENT_LENGTH).or_insert_with(|| text(&length.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason::Reason;
    use oss_protocol::ErrorDocument;

    #[test]
    fn every_refusal_is_a_document_that_reads_back() {
        for reason in Reason::ALL.iter().filter(|reason| reason.status() != StatusCode::NOT_MODIFIED) {
            let hostile = Refusal::from(*reason).with("StringToSign", "a\n<b>&\u{1}\u{0}");
            let mut place = Place {
                asked: None,
                method: &Method::GET,
                host: "host",
                request_id: "0123456789ABCDEF01234567",
            };
            let response = refusal(&hostile, &place);
            let document: ErrorDocument = xml::from_bytes(&response.body().bytes()).unwrap();
            assert_eq!(document.code.as_deref(), Some(reason.code()));
            assert_eq!(document.message.as_deref(), Some(reason.message()));
            assert_eq!(document.ec.as_deref().unwrap_or_default(), reason.ec());
            assert_eq!(response.status(), reason.status());

            place.method = &Method::HEAD;
            let head = refusal(&hostile, &place);
            assert_eq!(head.body().length(), Some(0));
            let text = STANDARD.decode(head.headers()[header::X_OSS_ERR].as_bytes()).unwrap();
            assert_eq!(text, response.body().bytes());
        }
    }
}
