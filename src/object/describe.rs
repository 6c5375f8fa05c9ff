//! Objects are described.

use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::{NormalResponse, StatusResult},
    settle::Ticket,
    sse::{Told, told},
    value::{Meta, ObjectKey},
};
use http::{HeaderMap, StatusCode};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{GetObjectMeta, HeadObject};

/// What `head` resolves with.
#[napi(object, object_from_js = false)]
pub struct HeadResult {
    /// The user's own metadata, without `x-oss-meta-`; null where there is none.
    #[napi(ts_type = "Record<string, string> | null")]
    pub meta: Meta,
    /// The answer.
    pub res: NormalResponse,
    /// Status.
    pub status: u16,
    /// How the object is encrypted; null where it is not.
    #[napi(skip_typescript)]
    pub sse: Told,
}

#[napi]
impl Oss {
    /// Describes an object. A condition in `headers` that does not hold resolves with the status 304.
    #[napi(catch_unwind, ts_return_type = "Promise<HeadResult>")]
    pub fn head(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let mut request = options.unwrap_or_default().request;
        request.accept = &[StatusCode::NOT_MODIFIED];
        let head = HeadObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(head, request, |(), response| {
            let described = response.status == StatusCode::OK;
            let meta = Meta(if described { response.headers.clone() } else { HeaderMap::new() });
            let status = response.status.as_u16();
            Ok(HeadResult { meta, res: response.into(), status, sse: told(response) })
        })
    }

    /// Describes an object in a few headers: `etag`, `content-length`, `last-modified`. It says nothing of encryption.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn get_object_meta(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let describe = GetObjectMeta { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(describe, request, |(), response| Ok(StatusResult::from(response)))
    }
}
