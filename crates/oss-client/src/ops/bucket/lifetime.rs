//! Buckets come and go.

use crate::{
    ErrorKind, Request, Response, Route,
    ops::{Operation, Proof},
};
use http::header::LOCATION;
use oss_protocol::{OperationId, bucket::CreateBucketConfiguration, header};

/// Creates a bucket.
#[derive(Clone, Debug, Default)]
pub struct PutBucket {
    /// Its name.
    pub bucket: String,
    /// `private`, `public-read` or `public-read-write`; the service's own choice is `private`.
    pub acl: Option<String>,
    /// Storage class and redundancy.
    pub configuration: CreateBucketConfiguration,
}

impl Operation for PutBucket {
    /// The bucket's path, `/name`, as the service gives it.
    type Output = Option<String>;

    fn route(&self) -> Route {
        OperationId::PutBucket.into()
    }

    fn build(&self) -> Request {
        let request = Request::bucket(&self.bucket).header(header::X_OSS_ACL, self.acl.as_deref());
        match &self.configuration {
            CreateBucketConfiguration { storage_class: None, data_redundancy_type: None } => request,
            configuration => request.xml(configuration),
        }
    }

    async fn parse(response: &mut Response) -> Result<Option<String>, ErrorKind> {
        let location = response.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        Ok(location.map(str::to_owned))
    }
}

/// Deletes a bucket. It must be empty.
#[derive(Clone, Debug)]
pub struct DeleteBucket {
    /// The bucket.
    pub bucket: String,
}

impl Operation for DeleteBucket {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::DeleteBucket.into()
    }

    fn build(&self) -> Request {
        Request::bucket(&self.bucket)
    }

    fn proof(&self, code: &str) -> Option<Proof> {
        (code == "NoSuchBucket").then_some(Proof::Refusal)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}
