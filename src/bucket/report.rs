//! What the service tells of a bucket.

use crate::{
    call::element,
    client::Oss,
    options::{NoOptions, Options},
    result::NormalResponse,
    settle::Ticket,
    value::{BucketName, XmlValue, invalid_bucket},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::bucket::{GetBucketInfo, GetBucketLocation, GetBucketStat};

/// What `getBucketInfo` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetBucketInfoResult {
    /// The bucket, in the service's names. Where there is no encryption rule, `SSEAlgorithm` is the word `None`.
    #[napi(ts_type = "BucketInfo")]
    pub bucket: XmlValue,
    /// The answer.
    pub res: NormalResponse,
}

/// What `getBucketLocation` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetBucketLocationResult {
    /// The region, such as `oss-cn-hangzhou`.
    pub location: String,
    /// The answer.
    pub res: NormalResponse,
}

/// What `getBucketStat` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetBucketStatResult {
    /// The answer.
    pub res: NormalResponse,
    /// Counts, in the service's names; numbers are texts.
    #[napi(ts_type = "Record<string, string>")]
    pub stat: XmlValue,
}

#[napi]
impl Oss {
    /// Describes a bucket: the client's own if none is named.
    #[napi(catch_unwind, ts_return_type = "Promise<GetBucketInfoResult>")]
    pub fn get_bucket_info(
        &self,
        #[napi(ts_arg_type = "string | null")] bucket: Option<BucketName>,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let bucket = self.named_or_own(bucket)?;
        self.call(GetBucketInfo { bucket }, options.unwrap_or_default().request, |_, response| {
            Ok(GetBucketInfoResult {
                bucket: XmlValue(element(response, Some("Bucket"))?),
                res: response.into(),
            })
        })
    }

    /// Names the region of a bucket: the client's own if none is named.
    #[napi(catch_unwind, ts_return_type = "Promise<GetBucketLocationResult>")]
    pub fn get_bucket_location(
        &self,
        #[napi(ts_arg_type = "string | null")] bucket: Option<BucketName>,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let bucket = self.named_or_own(bucket)?;
        self.call(GetBucketLocation { bucket }, options.unwrap_or_default().request, |location, response| {
            Ok(GetBucketLocationResult { location, res: response.into() })
        })
    }

    /// Counts what a bucket holds: the client's own if none is named. The numbers are up to an hour old.
    #[napi(catch_unwind, ts_return_type = "Promise<GetBucketStatResult>")]
    pub fn get_bucket_stat(
        &self,
        #[napi(ts_arg_type = "string | null")] bucket: Option<BucketName>,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let bucket = self.named_or_own(bucket)?;
        self.call(GetBucketStat { bucket }, options.unwrap_or_default().request, |_, response| {
            Ok(GetBucketStatResult { res: response.into(), stat: XmlValue(element(response, None)?) })
        })
    }

    fn named_or_own(&self, named: Option<BucketName>) -> Result<String> {
        named.map(|name| name.0).or_else(|| self.bucket.clone()).ok_or_else(invalid_bucket)
    }
}
