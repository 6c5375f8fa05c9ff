//! Requests that the program makes itself, and documents that it writes and reads.

use crate::{
    body::{Body, BodyReader},
    client::Oss,
    content::Content,
    error::invalid,
    options::{NoOptions, Options},
    result::NormalResponse,
    settle::Ticket,
    value::{Parameters, XmlValue},
};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{Incoming, Request, ops::own::Own};
use oss_protocol::{TABLE, xml::Element};
use std::sync::Arc;

/// What `request` sends, as JavaScript has read it from `params`.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct OwnRequest {
    /// The HTTP method.
    pub method: String,
    /// The bucket, if it is about one.
    pub bucket: Option<String>,
    /// The key, if it is about an object.
    pub object: Option<String>,
    /// All parameters of the URL.
    pub query: Parameters,
    /// The body.
    pub body: Option<Body>,
    /// What the body is: a type, or an extension to find one by. Without it, it is found by the key.
    pub mime: Option<String>,
    /// Whether `Content-MD5` is left out.
    pub disabled_md5: bool,
    /// The statuses of success; without them, every one.
    pub success_statuses: Option<Vec<u32>>,
}

/// An answer with its bytes, and its document where one was asked for.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Whole {
    /// The answer.
    pub res: NormalResponse,
    /// What a GET has read. The bytes of other answers are in `res`.
    pub content: Option<Content>,
    /// The document; null where there is none.
    pub document: Option<Either<XmlValue, Null>>,
}

/// An answer whose bytes are still to come.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct Begun {
    /// The answer.
    pub res: NormalResponse,
    /// What a GET reads.
    pub reader: Option<BodyReader>,
}

/// A row of the table of operations.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct OperationRow {
    /// The HTTP method.
    pub method: String,
    /// `Service`, `Bucket` or `Object`.
    pub target: String,
    /// Query names that choose the operation.
    pub subres: String,
    /// The statuses of success.
    pub success_statuses: Vec<u16>,
}

impl OwnRequest {
    fn into_operation(self, headers: &http::HeaderMap) -> Result<Own> {
        let method = Method::from_bytes(self.method.to_ascii_uppercase().as_bytes())
            .map_err(|_| invalid(&format!("{:?} is no HTTP method", self.method)))?;
        let success = self.success_statuses.map(|statuses| statuses.into_iter().map(status).collect());
        let object = self.object.filter(|key| !key.is_empty());
        let names: Vec<_> = object.as_deref().into_iter().collect();
        let content_type = oss_protocol::mime::content_type(self.mime.as_deref(), &names);
        let mut request = Request::default();
        request.bucket = self.bucket.filter(|name| !name.is_empty());
        request.key = object;
        request.query = self.query.0;
        // The row is found by them; the pipeline puts the call's own over them.
        request.headers = headers.clone();
        request.body = self.body.map(|body| body.0).unwrap_or_default();
        if !request.headers.contains_key(CONTENT_TYPE) {
            request = request.header(CONTENT_TYPE, content_type.as_deref());
        }
        let own = Own::new(method, request, success.transpose()?);
        Ok(if self.disabled_md5 { own } else { own.with_digest() })
    }
}

fn status(status: u32) -> Result<StatusCode> {
    let known = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    known.ok_or_else(|| invalid(&format!("successStatuses: {status} is no HTTP status")))
}

#[napi]
impl Oss {
    /// Makes a request of the program's own, and reads the answer.
    #[napi(catch_unwind, skip_typescript)]
    pub fn request(
        &self,
        asked: OwnRequest,
        document: bool,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let options = options.unwrap_or_default().request;
        let own = asked.into_operation(&options.headers)?;
        let collect = async |incoming: Option<Incoming>| match incoming {
            Some(incoming) => incoming.collect().await.map(Some),
            None => Ok(None),
        };
        self.call_then(own, options, collect, move |content, response, _| {
            let document = match document {
                false => None,
                true => {
                    let bytes = content.as_deref().unwrap_or(response.body());
                    Some(read(bytes).map_err(|what| response.malformed(what))?)
                }
            };
            Ok(Whole { res: response.into(), content: content.map(Content), document })
        })
    }

    /// Makes a request of the program's own, and hands on the answer as it comes.
    #[napi(catch_unwind, skip_typescript)]
    pub fn request_stream(&self, asked: OwnRequest, options: Option<Options<NoOptions>>) -> Result<Ticket> {
        let options = options.unwrap_or_default().request;
        let own = asked.into_operation(&options.headers)?.streams(true);
        self.call_then(
            own,
            options,
            async |incoming| Ok(incoming),
            |incoming, response, settlements| {
                let reader = incoming.map(|incoming| BodyReader::new(incoming, Arc::clone(settlements)));
                Ok(Begun { res: response.into(), reader })
            },
        )
    }

    /// The row of an operation: how it travels.
    #[napi(catch_unwind, skip_typescript)]
    pub fn operation(name: String) -> Option<OperationRow> {
        let spec = TABLE.iter().find(|spec| spec.name == name)?;
        Some(OperationRow {
            method: spec.method.to_string(),
            target: format!("{:?}", spec.target),
            subres: spec.selectors.join("&"),
            success_statuses: spec.success.iter().map(|status| status.as_u16()).collect(),
        })
    }

    /// Writes a document: an object with one member, its root.
    #[napi(catch_unwind, skip_typescript)]
    pub fn to_xml(document: XmlValue) -> String {
        document.0.to_document()
    }

    /// Reads a document: its root, as `XmlValue`.
    ///
    /// @throws when the bytes are no document
    #[napi(catch_unwind, skip_typescript)]
    pub fn parse_xml(bytes: BufferSlice<'_>) -> Result<Either<XmlValue, Null>> {
        read(&bytes).map_err(|what| invalid(&what))
    }
}

/// A document, or nothing where there is not even white space.
fn read(bytes: &[u8]) -> std::result::Result<Either<XmlValue, Null>, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Either::B(Null));
    }
    Element::parse(bytes).map(|root| Either::A(XmlValue(root))).map_err(|e| e.to_string())
}
