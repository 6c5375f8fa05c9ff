//! What the service tells of a bucket.

use crate::{ErrorKind, Request, Response, ops::Operation};
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
    const ID: OperationId = OperationId::GetBucketInfo;
    type Output = BucketInfo;

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
    const ID: OperationId = OperationId::GetBucketLocation;
    /// `oss-cn-hangzhou`
    type Output = String;

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
    const ID: OperationId = OperationId::GetBucketStat;
    type Output = BucketStat;

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    async fn parse(response: &mut Response) -> Result<BucketStat, ErrorKind> {
        response.xml().await
    }
}
