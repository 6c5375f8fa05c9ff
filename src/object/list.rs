//! What a bucket holds, page by page.

use super::Documented;
use crate::{
    client::Oss,
    options::{NoOptions, Options},
    settle::Ticket,
    value::Parameters,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{List, Page};
use oss_protocol::{
    listing::{ObjectList, ObjectListV2},
    multipart::UploadList,
    versioning::VersionList,
};

impl Oss {
    fn page<P: Page>(
        &self,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let parameters = query.map(|query| query.0).unwrap_or_default();
        let list = List::<P>::of(self.bucket_of(&request)?, parameters);
        self.call(list, request, |_, response| Documented::new(response))
    }
}

#[napi]
impl Oss {
    /// Lists objects, the first way.
    #[napi(catch_unwind, skip_typescript)]
    pub fn list(&self, query: Option<Parameters>, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        self.page::<ObjectList>(query, options)
    }

    /// Lists objects, the second way.
    #[napi(catch_unwind, js_name = "listV2", skip_typescript)]
    pub fn list_v2(&self, query: Option<Parameters>, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        self.page::<ObjectListV2>(query, options)
    }

    /// Lists versions and delete markers.
    #[napi(catch_unwind, skip_typescript)]
    pub fn get_bucket_versions(
        &self,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        self.page::<VersionList>(query, options)
    }

    /// Lists multipart uploads that were begun and not ended.
    #[napi(catch_unwind, skip_typescript)]
    pub fn list_uploads(
        &self,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        self.page::<UploadList>(query, options)
    }
}
