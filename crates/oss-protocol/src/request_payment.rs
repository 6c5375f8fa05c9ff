//! Who pays for requests to a bucket.
//!
//! Source: the service's pages "PutBucketRequestPayment" and "GetBucketRequestPayment".

use crate::{BucketDocument, OperationId};
use serde::{Deserialize, Serialize};

/// The `?requestPayment` document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RequestPaymentConfiguration {
    /// `BucketOwner` or `Requester`.
    pub payer: String,
}

impl RequestPaymentConfiguration {
    /// The owner of the bucket pays, as long as nothing else is said.
    pub const BUCKET_OWNER: &str = "BucketOwner";
    /// Whoever asks pays, and says that they know it.
    pub const REQUESTER: &str = "Requester";
}

impl Default for RequestPaymentConfiguration {
    fn default() -> Self {
        Self { payer: Self::BUCKET_OWNER.to_owned() }
    }
}

impl BucketDocument for RequestPaymentConfiguration {
    const PUT: OperationId = OperationId::PutBucketRequestPayment;
    const GET: OperationId = OperationId::GetBucketRequestPayment;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn the_document() {
        let text = "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>";
        let read: RequestPaymentConfiguration = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(read.payer, RequestPaymentConfiguration::REQUESTER);
        assert!(xml::to_bytes(&read).ends_with(text.as_bytes()));
    }
}
