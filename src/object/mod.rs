//! Methods about objects, a file for each resource. JavaScript puts the last touch on most of them (`lib/object`).

mod audit;
mod copy;
mod delete;
mod describe;
pub(crate) mod get;
pub(crate) mod list;
mod multipart;
mod put;
mod sign;
mod small;

use self::describe::DescriptionOption;
use crate::{
    client::Oss,
    options::Options,
    result::NormalResponse,
    sse::{Told, told},
    value::{Metadata, XmlValue},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Payload, Response};
use oss_protocol::address::Style;

/// What the calls that make objects may say.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct ObjectOptions {
    /// What the object is: a type, or an extension to find one by. By default it is found by the extension of the file or the key.
    pub mime: Option<String>,
    /// The user's own metadata, without `x-oss-meta-`: texts, numbers, booleans; what is null or undefined is not sent.
    #[napi(ts_type = "Record<string, any>")]
    pub meta: Option<Metadata>,
    /// What describes the object, as it came with another.
    #[napi(skip_typescript)]
    pub description: Option<DescriptionOption>,
}

impl ObjectOptions {
    fn content_type(&self, names: &[&str]) -> Option<String> {
        oss_protocol::mime::content_type(self.mime.as_deref(), names)
    }
}

/// The type of what is sent: by the file it comes from, or by the key.
fn content_type(options: &Options<ObjectOptions>, key: &str, body: &Payload) -> Option<String> {
    match body.path() {
        Some(path) => options.own.content_type(&[&path.to_string_lossy(), key]),
        None => options.own.content_type(&[key]),
    }
}

/// An answer, and what it says of encryption.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Encrypted {
    /// The answer.
    pub res: NormalResponse,
    /// How the object is encrypted.
    pub sse: Told,
}

impl From<&Response> for Encrypted {
    fn from(response: &Response) -> Self {
        Self { res: response.into(), sse: told(response) }
    }
}

/// An answer, its document as it stands, and what it says of encryption.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Documented {
    /// The answer.
    pub res: NormalResponse,
    /// How the object is encrypted.
    pub sse: Told,
    /// The document; null where there is none.
    pub document: Either<XmlValue, Null>,
}

impl Documented {
    fn new(response: &Response) -> std::result::Result<Self, oss_client::ErrorKind> {
        let document = if response.body().is_empty() {
            Either::B(Null)
        } else {
            Either::A(XmlValue(crate::call::element(response, None)?))
        };
        Ok(Self { res: response.into(), sse: told(response), document })
    }
}

impl Oss {
    /// The bucket of a call about objects; a custom domain may stand for one without a name.
    fn bucket_of(&self, request: &oss_client::Options) -> Result<String> {
        match request.bucket.as_ref().or(self.bucket.as_ref()) {
            Some(bucket) => Ok(bucket.clone()),
            None if self.client.config().endpoint.style == Style::Cname => Ok(String::new()),
            None => Err(crate::error::invalid("Please create a bucket first")),
        }
    }
}
