//! Buckets come and go.

use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::{NormalResponse, ResponseResult},
    settle::Ticket,
    value::{BucketName, invalid_bucket},
};
use http::StatusCode;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::bucket::{DeleteBucket, PutBucket};
use oss_protocol::bucket::{CreateBucketConfiguration, is_creatable_name};

/// How a bucket is made. Headers such as `x-oss-server-side-encryption` in `headers` set its encryption rule.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct PutBucketOptions {
    /// Who may use it; the service's own choice is `private`.
    #[napi(ts_type = "'private' | 'public-read' | 'public-read-write'")]
    pub acl: Option<String>,
    /// Storage class of objects that do not say it themselves.
    #[napi(ts_type = "'Standard' | 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive'")]
    pub storage_class: Option<String>,
    /// The same under the service's name.
    #[napi(
        js_name = "StorageClass",
        ts_type = "'Standard' | 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive'"
    )]
    pub service_storage_class: Option<String>,
    /// Redundancy.
    #[napi(ts_type = "'LRS' | 'ZRS'")]
    pub data_redundancy_type: Option<String>,
    /// The same under the service's name.
    #[napi(js_name = "DataRedundancyType", ts_type = "'LRS' | 'ZRS'")]
    pub service_data_redundancy_type: Option<String>,
}

/// What `putBucket` resolves with.
#[napi(object, object_from_js = false)]
pub struct PutBucketResult {
    /// The bucket's name as the service gives it.
    pub bucket: Either<String, Null>,
    /// The answer.
    pub res: NormalResponse,
}

#[napi]
impl Oss {
    /// Creates a bucket, or changes one that is yours already.
    #[napi(catch_unwind, ts_return_type = "Promise<PutBucketResult>")]
    pub fn put_bucket(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "PutBucketOptions & RequestOptions | null")] options: Option<
            Options<PutBucketOptions>,
        >,
    ) -> Result<Ticket> {
        if !is_creatable_name(&bucket.0) {
            return Err(invalid_bucket());
        }
        let Options { own, request } = options.unwrap_or_default();
        let put = PutBucket {
            bucket: bucket.0,
            acl: own.acl,
            configuration: CreateBucketConfiguration {
                storage_class: own.service_storage_class.or(own.storage_class),
                data_redundancy_type: own.service_data_redundancy_type.or(own.data_redundancy_type),
            },
        };
        self.call(put, request, |location, response| {
            let name = location.map(|path| path.strip_prefix('/').unwrap_or(&path).to_owned());
            Ok(PutBucketResult { bucket: name.map_or(Either::B(Null), Either::A), res: response.into() })
        })
    }

    /// Deletes a bucket. It must be empty.
    #[napi(catch_unwind, ts_return_type = "Promise<ResponseResult>")]
    pub fn delete_bucket(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let mut request = options.unwrap_or_default().request;
        // ali-oss takes both, and so do servers that are not OSS.
        request.accept = &[StatusCode::OK];
        self.call(DeleteBucket { bucket: bucket.0 }, request, |(), response| {
            Ok(ResponseResult::from(response))
        })
    }
}
