//! The buckets of the account.

use crate::{
    client::Oss,
    object::list::page_of,
    options::{NoOptions, Options},
    result::NormalResponse,
    settle::Ticket,
    value::{Parameters, Texts},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::service::ListBuckets;
use oss_protocol::bucket::BucketList;

/// One bucket of a list.
#[napi(object, object_from_js = false)]
pub struct Bucket {
    /// Name.
    pub name: String,
    /// The region, such as `oss-cn-hangzhou`.
    pub region: String,
    /// ISO 8601, UTC.
    pub creation_date: String,
    /// Storage class.
    pub storage_class: String,
    /// Storage class again.
    #[napi(js_name = "StorageClass")]
    pub service_storage_class: String,
    /// The bucket's tags, where the service lists them.
    #[napi(ts_type = "Record<string, string>")]
    pub tag: Texts,
}

/// An account.
#[napi(object, object_from_js = false)]
pub struct Owner {
    /// The account's number.
    pub id: String,
    /// Its name; OSS repeats the number.
    pub display_name: String,
}

/// What `listBuckets` resolves with.
#[napi(object, object_from_js = false)]
pub struct ListBucketsResult {
    /// This page, or null where there is no bucket.
    pub buckets: Either<Vec<Bucket>, Null>,
    /// Whose they are.
    pub owner: Owner,
    /// Whether there are more.
    pub is_truncated: bool,
    /// The `marker` of the next page.
    pub next_marker: Either<String, Null>,
    /// The answer.
    pub res: NormalResponse,
}

impl ListBucketsResult {
    fn new(list: BucketList, res: NormalResponse) -> Self {
        let buckets: Vec<_> = list
            .buckets
            .bucket
            .into_iter()
            .map(|bucket| Bucket {
                tag: bucket
                    .tagging
                    .into_iter()
                    .flat_map(|tagging| tagging.tag_set.tag)
                    .map(|tag| (tag.key, tag.value))
                    .collect(),
                name: bucket.name,
                region: bucket.location,
                creation_date: bucket.creation_date,
                storage_class: bucket.storage_class.clone(),
                service_storage_class: bucket.storage_class,
            })
            .collect();
        Self {
            buckets: if buckets.is_empty() { Either::B(Null) } else { Either::A(buckets) },
            owner: Owner { id: list.owner.id, display_name: list.owner.display_name },
            is_truncated: list.is_truncated.unwrap_or_default(),
            next_marker: list
                .next_marker
                .filter(|marker| !marker.is_empty())
                .map_or(Either::B(Null), Either::A),
            res,
        }
    }
}

#[napi]
impl Oss {
    /// Lists the buckets of the account. Every member of `query` is sent as a parameter.
    #[napi(catch_unwind, ts_return_type = "Promise<ListBucketsResult>")]
    pub fn list_buckets(
        &self,
        #[napi(ts_arg_type = "ListBucketsQuery | null")] query: Option<Parameters>,
        #[napi(ts_arg_type = "RequestOptions | null")] options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let list = ListBuckets { parameters: page_of(query, &request), ..ListBuckets::default() };
        self.call(list, request, |list, response| Ok(ListBucketsResult::new(list, response.into())))
    }
}
