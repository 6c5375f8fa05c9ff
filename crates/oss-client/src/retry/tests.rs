use super::*;
use crate::{ErrorKind, Response, ServiceError, TimeoutKind, TransportKind, transport::Body};
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt, Empty};
use oss_protocol::{ErrorDocument, OperationId};

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

fn failed(kind: ErrorKind) -> Error {
    Error::new(kind, OperationId::PutObject.into(), None, String::new())
}

fn refused(status: u16, code: &str, retry_after: Option<&str>) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    let document = ErrorDocument { code: Some(code.into()), ..ErrorDocument::default() };
    let kind = ErrorKind::Service(ServiceError { status, document: Ok(Some(Box::new(document))) });
    let body = Body::new(Empty::new().map_err(|never| match never {}));
    let mut answer = http::Response::new(body);
    if let Some(text) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
    }
    failed(kind).with_response(Response::new(answer, OperationId::PutObject.into(), None, String::new()))
}

fn pause(error: &Error, made: u32, random: f64) -> Option<u64> {
    let pause = Retry::default().pause(error, made, NOW, random);
    pause.map(|pause| u64::try_from(pause.as_millis()).unwrap())
}

#[test]
fn pauses_double_up_to_a_cap_and_are_spread_over_their_whole_length() {
    let patient = Retry { attempts: 100, ..Retry::default() };
    let error = refused(500, "InternalError", None);
    let at_most = |made| patient.pause(&error, made, NOW, 1.0).unwrap().as_millis();
    assert_eq!([1, 2, 3, 7, 8, 99].map(at_most), [200, 400, 800, 12_800, 20_000, 20_000]);
    assert_eq!(pause(&error, 1, 0.0), Some(0));
    assert_eq!(pause(&error, 2, 0.5), Some(200));
}

#[test]
fn there_are_so_many_attempts_and_no_more() {
    let error = refused(503, "ServiceUnavailable", None);
    assert!(pause(&error, 2, 1.0).is_some());
    assert_eq!(pause(&error, 3, 1.0), None);
    assert_eq!(Retry { attempts: 1, ..Retry::default() }.pause(&error, 1, NOW, 1.0), None);
}

#[test]
fn what_may_pass_is_retried_and_what_will_not_is_not() {
    for (status, code, again) in [
        (500, "InternalError", true),
        (502, "", true),
        (503, "ServiceUnavailable", true),
        (504, "", true),
        (429, "TooManyRequests", true),
        (403, "QpsLimitExceeded", true),
        (400, "RequestTimeout", true),
        (403, "RequestTimeTooSkewed", true),
        (403, "Throttling.User", true),
        (501, "NotImplemented", false),
        (403, "AccessDenied", false),
        (404, "NoSuchKey", false),
        (409, "FileAlreadyExists", false),
        (412, "PreconditionFailed", false),
    ] {
        assert_eq!(pause(&refused(status, code, None), 1, 1.0).is_some(), again, "{status} {code}");
    }
    let transport = |kind| failed(ErrorKind::Transport { kind, message: String::new() });
    assert!(pause(&transport(TransportKind::Connect), 1, 1.0).is_some());
    assert!(pause(&transport(TransportKind::Interrupted), 1, 1.0).is_some());
    assert_eq!(pause(&transport(TransportKind::Tls), 1, 1.0), None);
    assert_eq!(pause(&transport(TransportKind::Protocol), 1, 1.0), None);
    let timeout = |kind| failed(ErrorKind::Timeout { kind, limit: Duration::ZERO });
    assert!(pause(&timeout(TimeoutKind::Connect), 1, 1.0).is_some());
    assert!(pause(&timeout(TimeoutKind::Response), 1, 1.0).is_some());
    assert_eq!(pause(&timeout(TimeoutKind::Total), 1, 1.0), None);
    assert_eq!(pause(&failed(ErrorKind::Input(String::new())), 1, 1.0), None);
}

#[test]
fn the_service_says_when_to_come_back() {
    let date = Timestamp::from_secs(NOW.as_secs() + 7).rfc1123();
    let past = Timestamp::from_secs(NOW.as_secs() - 7).rfc1123();
    for (text, expected) in [
        ("0", Some(0)),
        ("2", Some(2_000)),
        (date.as_str(), Some(7_000)),
        (past.as_str(), Some(0)),
        // Sooner would be against its word, and later is too late for whoever waits.
        ("3600", None),
        ("soon", Some(200)),
    ] {
        assert_eq!(pause(&refused(503, "", Some(text)), 1, 1.0), expected, "{text}");
    }
}
