//! Whether a bucket keeps old versions of its objects.

use crate::{
    client::Oss,
    error::invalid,
    options::{NoOptions, Options},
    result::{NormalResponse, StatusResult},
    settle::Ticket,
    value::BucketName,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::bucket::{Get, Put};
use oss_protocol::versioning::VersioningConfiguration;

/// What `getBucketVersioning` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetBucketVersioningResult {
    /// Status.
    pub status: u16,
    /// `Enabled` or `Suspended`; undefined where it was never set.
    #[napi(ts_type = "'Enabled' | 'Suspended'")]
    pub version_status: Option<String>,
    /// The answer.
    pub res: NormalResponse,
}

#[napi]
impl Oss {
    /// Says whether `bucket` keeps old versions of its objects.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn put_bucket_versioning(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "'Enabled' | 'Suspended'")] status: Either<String, Unknown<'_>>,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let status = match status {
            Either::A(status) if ["Enabled", "Suspended"].contains(&status.as_str()) => status,
            _ => return Err(invalid("status must be Enabled or Suspended")),
        };
        let document = VersioningConfiguration { status: Some(status) };
        let put = Put { bucket: bucket.0, document };
        self.call(put, options.unwrap_or_default().request, |(), response| Ok(StatusResult::from(response)))
    }

    /// Tells whether `bucket` keeps old versions of its objects.
    #[napi(catch_unwind, ts_return_type = "Promise<GetBucketVersioningResult>")]
    pub fn get_bucket_versioning(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let get = Get::<VersioningConfiguration>::of(bucket.0);
        self.call(get, options.unwrap_or_default().request, |configuration, response| {
            Ok(GetBucketVersioningResult {
                status: response.status.as_u16(),
                version_status: configuration.status,
                res: response.into(),
            })
        })
    }
}
