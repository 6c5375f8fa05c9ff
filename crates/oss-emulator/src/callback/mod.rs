//! Upload callbacks: somebody is told of an upload, and what they answer is the answer of the upload.
//!
//! Sources: the service's page "Callback", its pages of the codes 0007-000000… and of status 203, and tests of the official Go SDK
//! v2 against the service. Other than there, addresses may be private, for those are what a local server can reach.

mod facts;
mod fill;
mod key;
mod parse;
mod tell;
mod url;

pub(crate) use facts::Stored;
pub(crate) use parse::Callback;
pub(crate) use tell::Callbacks;

use crate::{
    call::Call,
    reason::{Reason, Refusal},
};
use oss_protocol::{OperationId as Op, header};

/// Where the public key lies on the server.
const KEY_NAME: &str = "callback-key.pem";

/// Whether a request is for the public key. Whoever is told of an upload gets it without an access key.
pub(crate) fn is_for_key(method: &http::Method, key: Option<&str>) -> bool {
    method == http::Method::GET && key == Some(KEY_NAME)
}

/// Whom a request wants told, if it does. A form says it in a field, [`Callback::of_form`].
pub(crate) fn asked_for(call: &Call<'_>) -> Result<Option<Callback>, Refusal> {
    let asked = call.asked;
    let (in_header, in_query) = (asked.header(header::X_OSS_CALLBACK), asked.query.get("callback"));
    let takes = matches!(call.operation, Op::PutObject | Op::CompleteMultipartUpload);
    if in_header.is_some() && !takes {
        return Err(Refusal::from(Reason::NotImplemented).saying(format!(
            "{} does not know {}.",
            call.operation.spec().name,
            header::X_OSS_CALLBACK
        )));
    }
    if in_header.is_some() && in_query.is_some() {
        return Err(Refusal::from(Reason::BadCallback)
            .saying("The callback is in a header and in the query; it must be in one of them."));
    }
    let Some(text) = in_header.or(in_query).filter(|text| !text.is_empty()) else { return Ok(None) };
    let variables = asked.header(header::X_OSS_CALLBACK_VAR).or(asked.query.get("callback-var"));
    Callback::parse(text, parse::variables(variables.unwrap_or_default())?)
}
