//! `/-/state`: all that the server holds. GET gives it as an archive, PUT takes one in its place, POST `{ "action": "reset" }` puts the
//! server back to its start.

use super::{Failure, MAX_DOCUMENT, answered, failure, parse};
use crate::{
    body::Body,
    call::Asked,
    incoming::Incoming,
    reply,
    service::Service,
    state::{self, Export, ImportError, StateError},
};
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use serde_json::Value;

pub(super) async fn answer(service: &Service, asked: &Asked, incoming: &mut Incoming) -> Response<Body> {
    let done = match asked.method {
        Method::GET => match Export::of(&service.store) {
            Ok(export) => return archive(export),
            Err(e) => Err((StatusCode::INTERNAL_SERVER_ERROR, e.to_string())),
        },
        Method::PUT => {
            state::import(&service.store, incoming).await.map_err(|e| (of_import(&e), e.to_string()))
        }
        Method::POST => reset(service, incoming).await,
        _ => Err((
            StatusCode::METHOD_NOT_ALLOWED,
            "GET gives the state, PUT takes one, POST resets it".to_owned(),
        )),
    };
    match done {
        Ok(()) => answered(StatusCode::OK, &Value::Null),
        Err((status, how)) => failure(status, &how),
    }
}

fn archive(export: Export) -> Response<Body> {
    let mut response = reply::empty(StatusCode::OK);
    *response.body_mut() = Body::unmeasured(export);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-tar"));
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"oss-emulator-state.tar\""),
    );
    response
}

async fn reset(service: &Service, incoming: &mut Incoming) -> Result<(), Failure> {
    let request: Value = parse(&incoming.document(MAX_DOCUMENT).await.unwrap_or_default())?;
    if request["action"] != "reset" {
        return Err((StatusCode::BAD_REQUEST, "the action must be reset".to_owned()));
    }
    service.reset().await.map_err(|e| {
        let status = match e {
            StateError::NotFresh => StatusCode::CONFLICT,
            StateError::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, e.to_string())
    })
}

fn of_import(error: &ImportError) -> StatusCode {
    match error {
        ImportError::Unsound(_) | ImportError::Io(_) => StatusCode::BAD_REQUEST,
        ImportError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
