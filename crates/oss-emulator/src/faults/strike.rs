//! A fault that strikes a request.

use super::{CutAt, Fault, Faults, StallAt};
use crate::{
    body::{Body, Break},
    connections::Connection,
    log::StruckBy,
    reply::Place,
};
use http::{Method, Response, StatusCode};
use std::{sync::Arc, time::Duration};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// The connection is cut now,
    Cut,
    /// or when the server stops.
    Stalled,
}

/// A fault that strikes a request.
#[derive(Clone, Debug)]
pub(crate) struct Strike {
    id: u32,
    pub(super) fault: Arc<Fault>,
}

impl Strike {
    pub(super) fn new(id: u32, fault: Arc<Fault>) -> Self {
        Self { id, fault }
    }

    /// For the log.
    pub(crate) fn told(&self) -> StruckBy {
        StruckBy { fault: self.id, does: self.fault.does() }
    }

    /// Answers as the fault wants it; `act` does what was asked, and gives the answer that would be right.
    pub(crate) async fn answer(
        &self,
        faults: &Faults,
        place: &Place<'_>,
        connection: Option<&Arc<Connection>>,
        act: impl Future<Output = Response<Body>>,
    ) -> Result<Response<Body>, Unanswered> {
        let fault = &self.fault;
        let delay = Duration::from_millis(fault.delay.unwrap_or_default());
        if !fault.afterwards {
            faults.wait(delay).await?;
        }
        if fault.cut == Some(CutAt::Before) {
            return Err(Unanswered::Cut);
        }
        let mut response = match self.refusal(place) {
            None => act.await,
            Some(refusal) => {
                if fault.afterwards {
                    act.await;
                }
                refusal
            }
        };
        if fault.afterwards {
            faults.wait(delay).await?;
        }
        self.spoil(&mut response, place);
        // An answer that has no body ends where that would begin: before anything is sent.
        let bodiless = !has_body(place.method, response.status());
        match (fault.cut, fault.stall) {
            (Some(CutAt::Head), _) => return Err(Unanswered::Cut),
            (Some(_), _) if bodiless => return Err(Unanswered::Cut),
            (_, Some(StallAt::Head)) => return Err(Unanswered::Stalled),
            (_, Some(_)) if bodiless => return Err(Unanswered::Stalled),
            _ if fault.truncate && bodiless => return Err(Unanswered::Cut),
            (Some(_), _) => response.body_mut().break_off(Break::Cut(connection.cloned())),
            (_, Some(_)) => response.body_mut().break_off(Break::Stall(Box::pin(faults.over()))),
            _ if fault.truncate => response.body_mut().break_off(Break::Short),
            _ => {}
        }
        Ok(response)
    }
}

/// Whether an answer can have a body.
pub(super) fn has_body(method: &Method, status: StatusCode) -> bool {
    method != Method::HEAD && ![StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status)
}
