//! Objects are deleted.

use super::Documented;
use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::ResponseResult,
    settle::Ticket,
    value::ObjectKey,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{DeleteMultipleObjects, DeleteObject};
use oss_protocol::object::{DeleteObjects, ObjectToDelete};

/// One of many objects to delete.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct Deletion {
    /// The key.
    pub key: ObjectKey,
    /// The version.
    pub version_id: Option<String>,
}

#[napi]
impl Oss {
    /// Deletes an object, or one version of it. That there is none is no error.
    #[napi(catch_unwind, ts_return_type = "Promise<ResponseResult>")]
    pub fn delete(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let delete = DeleteObject { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(delete, request, |(), response| Ok(ResponseResult::from(response)))
    }

    /// Deletes many objects.
    #[napi(catch_unwind, skip_typescript)]
    pub fn delete_multi(
        &self,
        objects: Vec<Deletion>,
        quiet: bool,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let object = objects
            .into_iter()
            .map(|Deletion { key, version_id }| ObjectToDelete { key: key.0, version_id })
            .collect();
        let document = DeleteObjects { quiet, object };
        let delete = DeleteMultipleObjects { bucket: self.bucket_of(&request)?, document };
        self.call(delete, request, |_, response| Documented::new(response))
    }
}
