//! The account.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{OperationId, bucket::BucketList};

/// Lists the buckets of the account, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct ListBuckets {
    /// Only names that begin so.
    pub prefix: Option<String>,
    /// Only names behind this one.
    pub marker: Option<String>,
    /// At most so many, 1 to 1,000. The service's own limit is 100.
    pub max_keys: Option<u32>,
    /// Further parameters.
    pub parameters: oss_protocol::Query,
}

impl Operation for ListBuckets {
    type Output = BucketList;

    fn route(&self) -> Route {
        OperationId::ListBuckets.into()
    }

    fn build(&self) -> Request {
        let request = Request::service()
            .parameter("prefix", self.prefix.as_ref())
            .parameter("marker", self.marker.as_ref())
            .parameter("max-keys", self.max_keys);
        self.parameters.iter().fold(request, |request, (name, value)| request.parameter(name, Some(value)))
    }

    async fn parse(response: &mut Response) -> Result<BucketList, ErrorKind> {
        response.xml().await
    }
}
