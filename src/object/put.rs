//! Objects are stored, and grow.

use super::{Encrypted, ObjectOptions, content_type};
use crate::{
    body::{Body, BodyFactory, BodyWriter},
    client::Oss,
    options::Options,
    settle::Ticket,
    value::ObjectKey,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use oss_client::ops::object::{AppendObject, PutObject};
use std::sync::Arc;

#[napi]
impl Oss {
    /// A body that JavaScript writes piece by piece.
    #[napi(catch_unwind, skip_typescript)]
    pub fn body_writer(&self, length: Option<f64>) -> BodyWriter {
        BodyWriter::new(length.map(|length| length as u64), Arc::clone(&self.settlements))
    }

    /// A body that JavaScript writes anew for each attempt: `begin` is called with a writer. With the checksum of bytes that are known, what
    /// has another is not sent to its end.
    #[napi(catch_unwind, skip_typescript)]
    pub fn body_factory(
        &self,
        begin: Function<'_, BodyWriter, ()>,
        length: Option<f64>,
        crc64: Option<String>,
    ) -> Result<BodyFactory> {
        let crc64 = crc64.and_then(|text| text.parse().ok());
        BodyFactory::new(&begin, length.map(|length| length as u64), crc64, Arc::clone(&self.settlements))
    }

    /// Stores an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn put(
        &self,
        name: ObjectKey,
        body: Body,
        options: Option<Options<ObjectOptions>>,
    ) -> Result<Ticket> {
        let options = options.unwrap_or_default();
        let (bucket, body) = (self.bucket_of(&options.request)?, body.0);
        let content_type = content_type(&options, &name.0, &body);
        let metadata = options.own.meta.map(|meta| meta.0).unwrap_or_default();
        let put = PutObject { bucket, key: name.0, body, content_type, metadata };
        self.call(put, options.request, |(), response| Ok(Encrypted::from(response)))
    }

    /// Adds to the end of an object.
    #[napi(catch_unwind, skip_typescript)]
    pub fn append(
        &self,
        name: ObjectKey,
        body: Body,
        position: f64,
        options: Option<Options<ObjectOptions>>,
    ) -> Result<Ticket> {
        let options = options.unwrap_or_default();
        let (bucket, body) = (self.bucket_of(&options.request)?, body.0);
        let content_type = content_type(&options, &name.0, &body);
        let metadata = options.own.meta.map(|meta| meta.0).unwrap_or_default();
        let position = position as u64;
        let append = AppendObject { bucket, key: name.0, position, body, content_type, metadata };
        self.call(append, options.request, |_, response| Ok(Encrypted::from(response)))
    }
}
