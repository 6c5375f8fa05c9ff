//! The default encryption of a bucket.

use crate::{
    call::element,
    client::Oss,
    error::invalid_argument,
    options::{NoOptions, Options},
    result::{NormalResponse, StatusResult},
    settle::Ticket,
    value::{BucketName, XmlValue},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::bucket::{Delete, Get, Put};
use oss_protocol::encryption::{EncryptionRule, ServerSideEncryption};

/// The default encryption of a bucket.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct BucketEncryption {
    /// `AES256` and `SM4` under keys that OSS manages, or `KMS`.
    #[napi(js_name = "SSEAlgorithm", ts_type = "'AES256' | 'KMS' | 'SM4' | (string & {})")]
    pub sse_algorithm: Option<String>,
    /// With `KMS`: the customer master key, by id, `alias/…` or ARN. Without it, the account's default key.
    #[napi(js_name = "KMSMasterKeyID", ts_type = "string | null")]
    pub kms_master_key_id: Option<String>,
    /// With `KMS`: encrypt the bytes with SM4 instead of AES-256.
    #[napi(js_name = "KMSDataEncryption", ts_type = "'SM4' | (string & {}) | null")]
    pub kms_data_encryption: Option<String>,
}

/// What `getBucketEncryption` resolves with.
#[napi(object, object_from_js = false)]
pub struct GetBucketEncryptionResult {
    /// The rule, with every element the service wrote.
    #[napi(ts_type = "BucketEncryption & { SSEAlgorithm: string }")]
    pub encryption: XmlValue,
    /// Status.
    pub status: u16,
    /// The answer.
    pub res: NormalResponse,
}

#[napi]
impl Oss {
    /// Sets how `bucket` encrypts objects that do not say it themselves. Stored objects stay as they are.
    ///
    /// A rule that cannot mean what was asked is refused before anything is sent, with the code `InvalidArgument`.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn put_bucket_encryption(
        &self,
        env: &Env,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "BucketEncryption & RequestOptions")] options: Options<BucketEncryption>,
    ) -> Result<Ticket> {
        let BucketEncryption { sse_algorithm, kms_master_key_id, kms_data_encryption } = options.own;
        let algorithm = sse_algorithm.unwrap_or_default();
        let rule = ServerSideEncryption::new(&algorithm, kms_master_key_id, kms_data_encryption)
            .map_err(|e| invalid_argument(env, &e.to_string()))?;
        let put = Put { bucket: bucket.0, document: EncryptionRule::from(rule) };
        self.call(put, options.request, |(), response| Ok(StatusResult::from(response)))
    }

    /// Reads how `bucket` encrypts objects that do not say it themselves.
    ///
    /// Rejects with the code `NoSuchServerSideEncryptionRule` where there is no rule.
    #[napi(catch_unwind, ts_return_type = "Promise<GetBucketEncryptionResult>")]
    pub fn get_bucket_encryption(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let get = Get::<EncryptionRule>::of(bucket.0);
        self.call(get, options.unwrap_or_default().request, |_, response| {
            Ok(GetBucketEncryptionResult {
                encryption: XmlValue(element(response, Some("ApplyServerSideEncryptionByDefault"))?),
                status: response.status.as_u16(),
                res: response.into(),
            })
        })
    }

    /// Removes the rule of `bucket`. Stored objects stay as they are.
    #[napi(catch_unwind, ts_return_type = "Promise<StatusResult>")]
    pub fn delete_bucket_encryption(
        &self,
        #[napi(ts_arg_type = "string")] bucket: BucketName,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let delete = Delete::<EncryptionRule>::of(bucket.0);
        self.call(delete, options.unwrap_or_default().request, |(), response| {
            Ok(StatusResult::from(response))
        })
    }
}
