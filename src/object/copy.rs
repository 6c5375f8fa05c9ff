//! Objects are copied.

use super::{Documented, ObjectOptions};
use crate::{client::Oss, options::Options, settle::Ticket, value::ObjectKey};
use http::StatusCode;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::CopyObject;
use oss_protocol::copy_source::CopySource;

/// What is copied.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct Source {
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: ObjectKey,
    /// The version.
    pub version_id: Option<String>,
}

impl From<Source> for CopySource {
    fn from(Source { bucket, key, version_id }: Source) -> Self {
        Self { bucket, key: key.0, version_id }
    }
}

#[napi]
impl Oss {
    /// Stores a copy of an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn copy(
        &self,
        name: ObjectKey,
        source: Source,
        options: Option<Options<ObjectOptions>>,
    ) -> Result<Ticket> {
        let Options { own, mut request } = options.unwrap_or_default();
        request.accept = &[StatusCode::NOT_MODIFIED];
        if let Some(description) = own.description {
            description.put_on(&mut request.headers);
        }
        let copy = CopyObject {
            bucket: self.bucket_of(&request)?,
            key: name.0,
            source: source.into(),
            metadata: own.meta.map(|meta| meta.0),
            content_type: None,
        };
        self.call(copy, request, |_, response| Documented::new(response))
    }
}
