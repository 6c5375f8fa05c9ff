//! What a fault does to an answer.

use super::strike::{Strike, has_body};
use crate::{
    body::Body,
    reply::{self, Place, Words},
};
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use oss_protocol::header::X_OSS_HASH_CRC64ECMA;

/// What stands in place of a document: a page as a proxy sends it, and no XML.
const NO_DOCUMENT: &[u8] = b"<html><body><p>Something between you and the service went wrong.<br></body>";

impl Strike {
    /// The refusal in place of an answer, if the fault is one.
    pub(crate) fn refusal(&self, place: &Place<'_>) -> Option<Response<Body>> {
        let status = self.fault.status?;
        let words = Words {
            status,
            code: &self.fault.code.clone().unwrap_or_else(|| code_of(status)),
            message: self.fault.message.as_deref().unwrap_or("The local server was asked to answer so."),
            ec: "",
            details: &[],
        };
        Some(reply::error(&words, place))
    }

    /// Spoils the body of an answer that is not finished.
    pub(crate) fn spoil(&self, response: &mut Response<Body>, place: &Place<'_>) {
        if self.fault.malformed && has_body(place.method, response.status()) {
            *response.body_mut() = Body::full(Bytes::from_static(NO_DOCUMENT));
            response.headers_mut().remove(CONTENT_LENGTH);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }
    }

    /// Changes the headers of an answer that is finished.
    pub(crate) fn relabel(&self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        if self.fault.wrong_crc64 {
            let told = headers.get(X_OSS_HASH_CRC64ECMA).and_then(|told| told.to_str().ok()?.parse().ok());
            let wrong = !told.unwrap_or(0_u64);
            headers.insert(X_OSS_HASH_CRC64ECMA, wrong.into());
        }
        for (name, value) in &self.fault.headers {
            headers.insert(name, value.clone());
        }
    }
}

/// The service's own code of a status, or its name without spaces.
fn code_of(status: StatusCode) -> String {
    match status {
        StatusCode::FORBIDDEN => "AccessDenied".to_owned(),
        StatusCode::INTERNAL_SERVER_ERROR => "InternalError".to_owned(),
        _ => {
            let name = status.canonical_reason().unwrap_or("Unknown");
            name.chars().filter(char::is_ascii_alphanumeric).collect()
        }
    }
}
