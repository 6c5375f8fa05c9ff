//! Who may use an object, its tags, what it stands for, and archived ones.

use super::{Documented, ObjectOptions};
use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::{NormalResponse, ResponseResult, StatusResult},
    settle::Ticket,
    value::{Metadata, ObjectKey, Texts},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{
    DeleteObjectTagging, GetObjectAcl, GetObjectTagging, GetSymlink, PutObjectAcl, PutObjectTagging,
    PutSymlink, RestoreObject,
};
use oss_protocol::object::{JobParameters, RestoreRequest};

/// What `getObjectTagging` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetObjectTaggingResult {
    /// Status.
    pub status: u16,
    /// The answer.
    pub res: NormalResponse,
    /// The tags.
    #[napi(ts_type = "Record<string, string>")]
    pub tag: Texts,
}

/// What `getSymlink` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetSymlinkResult {
    /// The key it stands for.
    pub target_name: String,
    /// The answer.
    pub res: NormalResponse,
}

#[napi]
impl Oss {
    /// Says who may use an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn put_acl(
        &self,
        name: ObjectKey,
        acl: String,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let put = PutObjectAcl { bucket: self.bucket_of(&request)?, key: name.0, acl };
        self.call(put, request, |(), response| Ok(ResponseResult::from(response)))
    }

    /// Tells who may use an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get_acl(&self, name: ObjectKey, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let get = GetObjectAcl { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(get, request, |_, response| Documented::new(response))
    }

    /// Makes an object that stands for another.
    #[napi(catch_unwind, skip_typescript)]
    pub fn put_symlink(
        &self,
        name: ObjectKey,
        target: ObjectKey,
        options: Option<Options<ObjectOptions>>,
    ) -> Result<Ticket> {
        let Options { own, request } = options.unwrap_or_default();
        let metadata = own.meta.map(|meta| meta.0).unwrap_or_default();
        let put = PutSymlink { bucket: self.bucket_of(&request)?, key: name.0, target: target.0, metadata };
        self.call(put, request, |(), response| Ok(ResponseResult::from(response)))
    }

    /// Tells what an object stands for.
    #[napi(catch_unwind, ts_return_type = "Promise<GetSymlinkResult>")]
    pub fn get_symlink(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let get = GetSymlink { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(get, request, |target_name, response| {
            Ok(GetSymlinkResult { target_name, res: response.into() })
        })
    }

    /// Replaces the tags of an object. JavaScript has checked them.
    #[napi(catch_unwind, skip_typescript)]
    pub fn put_object_tagging(
        &self,
        name: ObjectKey,
        tag: Metadata,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let put = PutObjectTagging {
            bucket: self.bucket_of(&request)?,
            key: name.0,
            document: tag.0.into_iter().collect(),
        };
        self.call(put, request, |(), response| Ok(StatusResult::from(response)))
    }

    /// Reads the tags of an object.
    #[napi(catch_unwind, ts_return_type = "Promise<GetObjectTaggingResult>")]
    pub fn get_object_tagging(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let get = GetObjectTagging { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(get, request, |tagging, response| {
            Ok(GetObjectTaggingResult {
                status: response.status.as_u16(),
                res: response.into(),
                tag: tagging.tag_set.tag.into_iter().map(|tag| (tag.key, tag.value)).collect(),
            })
        })
    }

    /// Removes the tags of an object.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn delete_object_tagging(
        &self,
        #[napi(ts_arg_type = "string")] name: ObjectKey,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let delete = DeleteObjectTagging { bucket: self.bucket_of(&request)?, key: name.0 };
        self.call(delete, request, |(), response| Ok(StatusResult::from(response)))
    }

    /// Makes an archived object readable for some days.
    #[napi(catch_unwind, skip_typescript)]
    pub fn restore(
        &self,
        name: ObjectKey,
        days: u32,
        tier: Option<String>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let job_parameters = tier.map(|tier| JobParameters { tier });
        let document = Some(RestoreRequest { days, job_parameters });
        let restore = RestoreObject { bucket: self.bucket_of(&request)?, key: name.0, document };
        self.call(restore, request, |(), response| Ok(ResponseResult::from(response)))
    }
}
