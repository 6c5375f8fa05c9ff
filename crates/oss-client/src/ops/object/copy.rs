//! Objects are copied.

use crate::{ErrorKind, Request, Response, Route, ops::Operation};
use http::{StatusCode, header::CONTENT_TYPE};
use oss_protocol::{OperationId, copy_source::CopySource, header, object::CopyObjectResult};

/// Stores a copy of an object. How the source is encrypted does not matter to the copy.
#[derive(Clone, Debug)]
pub struct CopyObject {
    /// The bucket of the copy.
    pub bucket: String,
    /// The key of the copy.
    pub key: String,
    /// What is copied.
    pub source: CopySource,
    /// Metadata of the copy; without it, that of the source.
    pub metadata: Option<Vec<(String, String)>>,
    /// What the copy is; without it, what the source is.
    pub content_type: Option<String>,
}

impl Operation for CopyObject {
    /// Nothing where a condition on the source does not hold and the service answers 304.
    type Output = Option<CopyObjectResult>;

    fn route(&self) -> Route {
        OperationId::CopyObject.into()
    }

    fn build(&self) -> Request {
        let replaces = self.metadata.is_some() || self.content_type.is_some();
        Request::object(&self.bucket, &self.key)
            .header(header::X_OSS_COPY_SOURCE, Some(&self.source.to_string()))
            .header(header::X_OSS_METADATA_DIRECTIVE, replaces.then_some("REPLACE"))
            .header(CONTENT_TYPE, self.content_type.as_deref())
            .metadata(self.metadata.as_deref().unwrap_or_default())
    }

    async fn parse(response: &mut Response) -> Result<Option<CopyObjectResult>, ErrorKind> {
        if response.status == StatusCode::NOT_MODIFIED { Ok(None) } else { response.xml().await.map(Some) }
    }
}
