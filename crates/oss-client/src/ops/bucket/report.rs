//! What the service tells of a bucket.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{
    OperationId,
    bucket::{BucketInfo, BucketInfoDocument, BucketStat, LocationConstraint},
};

/// Describes a bucket.
#[derive(Clone, Debug)]
pub struct GetBucketInfo {
    /// The bucket.
    pub bucket: String,
}

impl Operation for GetBucketInfo {
    type Output = BucketInfo;

    fn route(&self) -> Route {
        OperationId::GetBucketInfo.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<BucketInfo, ErrorKind> {
        Ok(response.xml::<BucketInfoDocument>().await?.bucket)
    }
}

/// Names the region of a bucket.
#[derive(Clone, Debug)]
pub struct GetBucketLocation {
    /// The bucket.
    pub bucket: String,
}

impl Operation for GetBucketLocation {
    /// `oss-cn-hangzhou`
    type Output = String;

    fn route(&self) -> Route {
        OperationId::GetBucketLocation.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<String, ErrorKind> {
        Ok(response.xml::<LocationConstraint>().await?.location)
    }
}

/// Counts what a bucket holds. The service's numbers are up to an hour old.
#[derive(Clone, Debug)]
pub struct GetBucketStat {
    /// The bucket.
    pub bucket: String,
}

impl Operation for GetBucketStat {
    type Output = BucketStat;

    fn route(&self) -> Route {
        OperationId::GetBucketStat.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<BucketStat, ErrorKind> {
        response.xml().await
    }
}
