//! Who pays for a request.
//!
//! Sources: the service's pages "PutBucketRequestPayment", "Enable pay-by-requester" and EC 0003-00000702; the official Python SDK's
//! live test `test_object_request_payment.py`, in which every operation of another account needs the header.

use super::Asker;
use crate::{
    body::Body,
    reason::{Reason, Refusal},
    store::Bucket,
};
use http::{HeaderValue, Response};
use oss_protocol::{header, request_payment::RequestPaymentConfiguration};

/// What somebody says who pays.
const REQUESTER: &str = "requester";

/// Who pays for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payer {
    /// The owner of the bucket.
    Owner,
    /// Whoever asked.
    Requester,
}

impl Payer {
    /// Says on an answer who paid.
    pub(crate) fn told(self, mut response: Response<Body>) -> Response<Body> {
        if self == Self::Requester {
            let requester = HeaderValue::from_static(REQUESTER);
            response.headers_mut().insert(header::X_OSS_REQUEST_CHARGED, requester);
        }
        response
    }
}

/// Refuses who would have to pay and does not say that they know it.
pub(super) fn check(asker: &Asker<'_>, bucket: &Bucket) -> Result<Payer, Refusal> {
    let setting = bucket.setting::<RequestPaymentConfiguration>()?;
    let requester = setting.is_some_and(|setting| setting.payer == RequestPaymentConfiguration::REQUESTER);
    if !requester || asker.account.owns(&bucket.owner) {
        return Ok(Payer::Owner);
    }
    if asker.account.is_anonymous() {
        return Err(Reason::AnonymousForbidden.into());
    }
    // A signed URL says it as a parameter.
    let said = asker
        .option(header::X_OSS_REQUEST_PAYER)
        .or_else(|| asker.query.get(header::X_OSS_REQUEST_PAYER.as_str()));
    if said == Some(REQUESTER) { Ok(Payer::Requester) } else { Err(Reason::RequesterPays.into()) }
}
