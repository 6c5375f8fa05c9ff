//! Who pays for requests to a bucket; `access/payer.rs` asks them.

use super::document::Kept;
use crate::reason::{Reason, Refusal};
use oss_protocol::request_payment::RequestPaymentConfiguration;

impl Kept for RequestPaymentConfiguration {
    fn absent() -> Result<Self, Refusal> {
        Ok(Self::default())
    }

    fn accept(self) -> Result<Self, Refusal> {
        match self.payer.as_str() {
            Self::BUCKET_OWNER | Self::REQUESTER => Ok(self),
            _ => Err(Reason::MalformedXml.into()),
        }
    }
}
