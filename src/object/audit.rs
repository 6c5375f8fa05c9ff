//! The heads of many objects, as far as an audit of encryption wants to know: one call of JavaScript's for a page of them.

use crate::{
    client::Oss,
    options::{NoOptions, Options},
    settle::{self, Ticket, Work},
    value::ObjectKey,
};
use futures_util::{StreamExt, stream};
use http::StatusCode;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Client, Response, is_client_encrypted, ops::object::HeadObject};
use oss_protocol::encryption::EncryptionSettings;
use serde::Serialize;
use std::sync::Arc;

const TYPE: &str = "x-oss-object-type";

/// What a head tells.
#[derive(Serialize)]
#[serde(untagged)]
enum Told {
    /// Algorithm, key and data encryption; whether a client encrypted it; whether it is a symlink.
    Head(Option<String>, Option<String>, Option<String>, bool, bool),
    /// It is gone.
    Gone(bool),
    /// Why, is to be asked again: one by one.
    Unknown(()),
}

impl Told {
    fn of(response: &Response) -> Self {
        let headers = &response.headers;
        let (algorithm, key_id, data) = match EncryptionSettings::from_headers(headers) {
            Some(EncryptionSettings { algorithm, key_id, data_encryption }) => {
                (Some(algorithm), key_id, data_encryption)
            }
            None => (None, None, None),
        };
        let is_link = headers.get(TYPE).is_some_and(|kind| kind == "Symlink");
        Self::Head(algorithm, key_id, data, is_client_encrypted(headers), is_link)
    }
}

#[napi]
impl Oss {
    /// How objects are encrypted, in their order, as JSON; `parallel` requests at a time. `versions` are those of the names, where there are any.
    #[napi(catch_unwind, skip_typescript)]
    pub fn encryptions(
        &self,
        names: Vec<ObjectKey>,
        versions: Option<Vec<Option<String>>>,
        parallel: u32,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let (bucket, client) = (self.bucket_of(&request)?, self.client.clone());
        let mut versions = versions.unwrap_or_default();
        versions.resize(names.len(), None);
        let shared = Arc::new(request);
        let work: Work = Box::pin(async move {
            let asked = names.into_iter().zip(versions).map(|(ObjectKey(key), version)| {
                let options = match version {
                    None => Arc::clone(&shared),
                    version_id => {
                        Arc::new(oss_client::Options { version_id, ..oss_client::Options::clone(&shared) })
                    }
                };
                told(client.clone(), HeadObject { bucket: bucket.clone(), key }, options)
            });
            let all: Vec<Told> = stream::iter(asked).buffered(parallel.max(1) as usize).collect().await;
            settle::result(serde_json::to_string(&all).unwrap_or_default())
        });
        Ok(self.running.start(&self.settlements, None, work))
    }
}

async fn told(client: Client, head: HeadObject, options: Arc<oss_client::Options>) -> Told {
    match client.send_then(&head, &options, async |()| Ok(())).await {
        Ok(answer) => Told::of(&answer.response),
        Err(error) => match error.response().map(|response| response.status) {
            Some(StatusCode::NOT_FOUND) => Told::Gone(true),
            _ => Told::Unknown(()),
        },
    }
}
