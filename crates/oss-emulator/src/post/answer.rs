//! What a form is answered: it says itself what it wants.

use super::form::Form;
use crate::{
    body::Body,
    call::Call,
    handlers::object::{bad_argument, describe},
    reason::Refusal,
    reply,
    store::Object,
};
use http::{
    HeaderValue, Response, StatusCode,
    header::{HOST, LOCATION},
};
use oss_protocol::encode;
use serde::Serialize;

/// What the form wants.
pub(super) struct Wanted {
    redirect: Option<String>,
    status: Option<String>,
}

/// The document of a 201.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PostResponse<'a> {
    bucket: &'a str,
    #[serde(rename = "ETag")]
    etag: String,
    key: &'a str,
    location: String,
}

impl Wanted {
    pub(super) fn read(form: &Form<'_>) -> Self {
        let field = |name: &str| form.field(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Self { redirect: field("success_action_redirect"), status: field("success_action_status") }
    }

    /// A redirection if there is somewhere to go, else 200, 201 with a document, or 204.
    pub(super) fn make(
        &self,
        call: &Call<'_>,
        key: &str,
        object: &Object,
    ) -> Result<Response<Body>, Refusal> {
        if let Some(to) = &self.redirect {
            let mark = if to.contains('?') { '&' } else { '?' };
            let etag = describe::quoted(&object.etag);
            let query = format!(
                "bucket={}&key={}&etag={}",
                encode::component(call.bucket()),
                encode::component(key),
                encode::component(&etag)
            );
            let location = HeaderValue::from_bytes(format!("{to}{mark}{query}").as_bytes())
                .map_err(|_| bad_argument("success_action_redirect", to))?;
            let mut response = reply::empty(StatusCode::SEE_OTHER);
            response.headers_mut().insert(LOCATION, location);
            return Ok(response);
        }
        let location =
            format!("http://{}/{}", call.asked.header(HOST).unwrap_or_default(), encode::path(key));
        Ok(match self.status.as_deref() {
            Some("200") => reply::empty(StatusCode::OK),
            Some("201") => {
                let etag = describe::quoted(&object.etag);
                let mut response =
                    reply::document(&PostResponse { bucket: call.bucket(), etag, key, location });
                *response.status_mut() = StatusCode::CREATED;
                response
            }
            _ => reply::empty(StatusCode::NO_CONTENT),
        })
    }
}
