//! Objects are stored in parts. The order of the parts is JavaScript's affair (`lib/multipart.js`).

use super::{Documented, Encrypted, ObjectOptions, copy::Source};
use crate::{
    body::Body,
    client::Oss,
    options::{NoOptions, Options},
    result::{NormalResponse, ResponseResult},
    settle::Ticket,
    sse::{Told, told},
    value::{ObjectKey, Parameters},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::{
    Response,
    ops::object::{
        AbortMultipartUpload, CompleteMultipartUpload, InitiateMultipartUpload, ListParts, Upload,
        UploadPart, UploadPartCopy,
    },
};
use oss_protocol::{
    crc64,
    multipart::{CompleteMultipartUpload as Parts, CompletedPart},
};

/// A part that has been stored.
#[napi(object, object_to_js = false)]
pub struct CompletedUploadPart {
    /// 1 to 10,000.
    pub number: u32,
    /// What storing the part gave.
    pub etag: String,
}

/// The answer to a part.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct StoredPart {
    /// What completing needs.
    pub etag: String,
    /// The answer.
    pub res: NormalResponse,
    /// How the object will be encrypted.
    pub sse: Told,
    /// The checksum of what was sent.
    pub crc64: String,
}

impl StoredPart {
    fn new(etag: String, response: &Response) -> Self {
        Self { etag, res: response.into(), sse: told(response), crc64: response.sent_crc64.to_string() }
    }
}

/// A piece of an object and its checksum.
///
/// @internal
#[napi(object, object_to_js = false)]
pub struct Piece {
    /// Decimal.
    pub crc64: String,
    /// Bytes.
    pub size: f64,
}

#[napi]
impl Oss {
    fn upload(&self, name: ObjectKey, upload_id: String, request: &oss_client::Options) -> Result<Upload> {
        Ok(Upload { bucket: self.bucket_of(request)?, key: name.0, upload_id })
    }

    /// Begins a multipart upload.
    #[napi(catch_unwind, skip_typescript)]
    pub fn init_multipart_upload(
        &self,
        name: ObjectKey,
        options: Option<Options<ObjectOptions>>,
    ) -> Result<Ticket> {
        let mut options = options.unwrap_or_default();
        if let Some(description) = options.own.description.take() {
            description.put_on(&mut options.request.headers);
        }
        let content_type = options.own.content_type(&[&name.0]);
        let metadata = options.own.meta.map(|meta| meta.0).unwrap_or_default();
        let begin = InitiateMultipartUpload {
            bucket: self.bucket_of(&options.request)?,
            key: name.0,
            content_type,
            metadata,
        };
        self.call(begin, options.request, |_, response| Documented::new(response))
    }

    /// Stores a part.
    #[napi(catch_unwind, skip_typescript)]
    pub fn upload_part(
        &self,
        name: ObjectKey,
        upload_id: String,
        number: u32,
        body: Body,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let part = UploadPart { upload: self.upload(name, upload_id, &request)?, number, body: body.0 };
        self.call(part, request, |etag, response| Ok(StoredPart::new(etag, response)))
    }

    /// Stores a part that is copied from an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn upload_part_copy(
        &self,
        name: ObjectKey,
        upload_id: String,
        number: u32,
        range: Option<String>,
        source: Source,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let upload = self.upload(name, upload_id, &request)?;
        let part = UploadPartCopy { upload, number, source: source.into(), range };
        self.call(part, request, |_, response| Documented::new(response))
    }

    /// Makes the parts an object. By its checksum, if that is known, a repeated call finds that the object is there already.
    #[napi(catch_unwind, skip_typescript)]
    pub fn complete_multipart_upload(
        &self,
        name: ObjectKey,
        upload_id: String,
        parts: Vec<CompletedUploadPart>,
        crc64: Option<String>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let part = parts.into_iter().map(|part| CompletedPart { part_number: part.number, etag: part.etag });
        let complete = CompleteMultipartUpload {
            upload: self.upload(name, upload_id, &request)?,
            parts: Parts { part: part.collect() },
            crc64: crc64.and_then(|text| text.parse().ok()),
        };
        self.call(complete, request, |_, response| Ok(Encrypted::from(response)))
    }

    /// Forgets an upload and its parts.
    #[napi(catch_unwind, skip_typescript)]
    pub fn abort_multipart_upload(
        &self,
        name: ObjectKey,
        upload_id: String,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let abort = AbortMultipartUpload { upload: self.upload(name, upload_id, &request)? };
        self.call(abort, request, |(), response| Ok(ResponseResult::from(response)))
    }

    /// Lists the parts of an upload.
    #[napi(catch_unwind, skip_typescript)]
    pub fn list_parts(
        &self,
        name: ObjectKey,
        upload_id: String,
        query: Option<Parameters>,
        options: Option<Options<NoOptions>>,
    ) -> Result<Ticket> {
        let request = options.unwrap_or_default().request;
        let parameters = query.map(|query| query.0).unwrap_or_default();
        let list = ListParts { upload: self.upload(name, upload_id, &request)?, parameters };
        self.call(list, request, |_, response| Documented::new(response))
    }

    /// The checksum of bytes, decimal.
    #[napi(catch_unwind, skip_typescript)]
    pub fn crc64(bytes: BufferSlice<'_>) -> String {
        crc64::checksum(&bytes).to_string()
    }

    /// The checksum of pieces put together, decimal; nothing where one of them is no number.
    #[napi(catch_unwind, skip_typescript)]
    pub fn combine_crc64(pieces: Vec<Piece>) -> Option<String> {
        let combined = pieces.iter().try_fold(0, |whole, piece| {
            Some(crc64::combine(whole, piece.crc64.parse().ok()?, piece.size as u64))
        });
        combined.map(|crc: u64| crc.to_string())
    }
}
