//! What a bucket holds, page by page.

use super::Documented;
use crate::{
    client::Oss,
    options::{NoOptions, Options},
    result::NormalResponse,
    settle::Ticket,
    value::{Parameters, json},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{List, Page, Tree};
use oss_protocol::{
    Query,
    listing::{ObjectList, ObjectListV2},
    multipart::UploadList,
    versioning::VersionList,
};

/// Which page is wanted. What the options say in `subres` wins over the query, as in ali-oss.
pub(crate) fn page_of(query: Option<Parameters>, request: &oss_client::Options) -> Query {
    query.map(|query| query.0).unwrap_or_default().with(request.parameters.iter())
}

/// An answer, and its document as JSON: a page has thousands of members, and JavaScript reads them from one text many times
/// faster than they can be set one by one.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Listed {
    /// The answer.
    pub res: NormalResponse,
    /// The document: text for a leaf, an object for the rest, a list where a name repeats.
    pub json: String,
}

impl Oss {
    fn page<P: Page>(&self, parameters: Query, request: oss_client::Options) -> Result<Ticket> {
        let list = List::<P>::of(self.bucket_of(&request)?, parameters);
        self.call(Tree(list), request, |tree, response| {
            Ok(Listed { res: response.into(), json: json(&tree) })
        })
    }
}

#[napi]
impl Oss {
    /// Lists objects, the first way.
    #[napi(catch_unwind, skip_typescript)]
    pub fn list(&self, query: Option<Parameters>, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        self.page::<ObjectList>(page_of(query, &request), request)
    }

    /// Lists objects, the second way.
    #[napi(catch_unwind, js_name = "listV2", skip_typescript)]
    pub fn list_v2(&self, query: Option<Parameters>, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        self.page::<ObjectListV2>(page_of(query, &request), request)
    }

    /// Lists versions and delete markers.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get_bucket_versions(
        &self,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        self.page::<VersionList>(page_of(query, &request), request)
    }

    /// Lists multipart uploads that were begun and not ended.
    #[napi(catch_unwind, skip_typescript)]
    pub fn list_uploads(
        &self,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let parameters = query.map(|query| query.0).unwrap_or_default();
        let request = options.unwrap_or_default().request;
        let list = List::<UploadList>::of(self.bucket_of(&request)?, parameters);
        self.call(list, request, |_, response| Documented::new(response))
    }
}
