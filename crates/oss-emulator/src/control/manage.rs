//! Keys, faults, temporary keys, inventories and the clock: GET shows, POST does what [`KmsRequest`], [`Faults::perform`],
//! [`Sts::perform`] or [`Service::write_inventory`] says.
//!
//! [`Faults::perform`]: crate::Faults::perform
//! [`Sts::perform`]: crate::Sts::perform

use super::{Failure, Outcome, malformed, parse};
use crate::{
    faults::FaultError,
    kms::{KmsError, KmsRequest},
    service::Service,
    sts::StsError,
};
use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is asked: to list, or what a body says.
fn request(method: &Method, body: &Bytes) -> Outcome {
    match *method {
        Method::GET => Ok(json!({ "action": "list" })),
        Method::POST => parse(body),
        _ => Err((StatusCode::METHOD_NOT_ALLOWED, "GET lists, POST changes".to_owned())),
    }
}

pub(super) fn kms(service: &Service, method: &Method, body: &Bytes) -> Outcome {
    let request = KmsRequest::deserialize(request(method, body)?).map_err(|e| malformed(&e))?;
    service.kms().perform(request).map_err(|e| (of_kms(&e), e.to_string()))
}

pub(super) fn faults(service: &Service, method: &Method, body: &Bytes) -> Outcome {
    service.faults().perform(&request(method, body)?).map_err(|e| (of_fault(&e), e.to_string()))
}

pub(super) fn sts(service: &Service, method: &Method, body: &Bytes) -> Outcome {
    service.sts().perform(&request(method, body)?).map_err(|e| (of_sts(&e), e.to_string()))
}

pub(super) async fn inventory(service: &Service, method: &Method, body: &Bytes) -> Outcome {
    service.write_inventory(request(method, body)?).await.map_err(|e| (e.status(), e.to_string()))
}

/// GET tells the time and the offset, POST `{ "offset": milliseconds }` sets it.
pub(super) fn clock(service: &Service, method: &Method, body: &Bytes) -> Outcome {
    let refused = |how: String| -> Failure { (StatusCode::BAD_REQUEST, how) };
    match *method {
        Method::GET => {}
        Method::POST => {
            let request: Value = parse(body)?;
            let offset = request["offset"].as_f64();
            let offset = offset.ok_or_else(|| refused("offset must be a number of milliseconds".into()))?;
            service.set_clock_offset(offset).map_err(|e| refused(e.to_string()))?;
        }
        _ => return Err((StatusCode::METHOD_NOT_ALLOWED, "GET tells the time, POST moves the clock".into())),
    }
    Ok(json!({ "now": service.now_ms(), "offset": service.clock_offset() }))
}

fn of_kms(error: &KmsError) -> StatusCode {
    match error {
        KmsError::Unknown(_) => StatusCode::NOT_FOUND,
        KmsError::Taken(_) | KmsError::State(..) => StatusCode::CONFLICT,
        KmsError::Name(_) | KmsError::Days(_) => StatusCode::BAD_REQUEST,
        KmsError::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn of_fault(error: &FaultError) -> StatusCode {
    match error {
        FaultError::NoSuch(_) => StatusCode::NOT_FOUND,
        FaultError::TooMany(_) => StatusCode::CONFLICT,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn of_sts(error: &StsError) -> StatusCode {
    match error {
        StsError::Unknown => StatusCode::NOT_FOUND,
        StsError::Taken(_) => StatusCode::CONFLICT,
        StsError::Randomness(_) => StatusCode::INTERNAL_SERVER_ERROR,
        StsError::Value(..) | StsError::Policy(_) | StsError::Both => StatusCode::BAD_REQUEST,
    }
}
