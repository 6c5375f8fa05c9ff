//! Objects that stand for others.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use oss_protocol::{OperationId, encode, header};

/// Makes an object that stands for another.
#[derive(Clone, Debug, Default)]
pub struct PutSymlink {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The key it stands for, in the same bucket.
    pub target: String,
    /// The user's own metadata, by name without `x-oss-meta-`.
    pub metadata: Vec<(String, String)>,
}

impl Operation for PutSymlink {
    type Output = ();

    fn route(&self) -> Route {
        OperationId::PutSymlink.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
            .header(header::X_OSS_SYMLINK_TARGET, Some(&encode::path(&self.target).to_string()))
            .metadata(&self.metadata)
    }

    async fn parse(_: &mut Response) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// Tells what an object stands for.
#[derive(Clone, Debug, Default)]
pub struct GetSymlink {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
}

impl Operation for GetSymlink {
    /// The key it stands for, decoded.
    type Output = String;

    fn route(&self) -> Route {
        OperationId::GetSymlink.into()
    }

    fn build(&self) -> Request {
        Request::object(&self.bucket, &self.key)
    }

    async fn parse(response: &mut Response) -> Result<String, ErrorKind> {
        let target = response.required(header::X_OSS_SYMLINK_TARGET)?;
        encode::decode(&target).ok_or_else(|| response.malformed("its target is not UTF-8".to_owned()))
    }
}
