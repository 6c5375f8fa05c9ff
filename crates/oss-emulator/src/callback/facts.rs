//! What is told of an upload.

use super::fill::asks;
use crate::{
    call::Call,
    handlers::object::describe,
    reason::Refusal,
    store::{Object, Store},
};
use http::header::CONTENT_TYPE;
use imagesize::ImageType;
use oss_protocol::OperationId as Op;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

/// So much of an object is looked at to see what picture it is. A photograph may have a smaller one in front.
const LOOKED_AT: u64 = 1 << 20;

/// What was stored, as a handler leaves it on its answer.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) key: String,
    pub(crate) object: Object,
}

/// What is told of an upload.
pub(super) struct Facts<'a> {
    call: &'a Call<'a>,
    stored: &'a Stored,
    image: Option<Image>,
}

struct Image {
    width: usize,
    height: usize,
    format: &'static str,
}

impl<'a> Facts<'a> {
    /// Looks at the object only if the template asks what picture it is.
    pub(super) async fn of(
        call: &'a Call<'a>,
        stored: &'a Stored,
        template: &str,
        store: &Store,
    ) -> Result<Self, Refusal> {
        let image = if asks(template, "imageInfo.") { look(call, stored, store).await? } else { None };
        Ok(Self { call, stored, image })
    }

    /// The value of a variable of the service; `Null` where it has none.
    pub(super) fn value(&self, name: &str) -> Value {
        let Stored { key, object } = self.stored;
        let image = |of: fn(&Image) -> Value| self.image.as_ref().map_or(Value::Null, of);
        match name {
            "bucket" => json!(self.call.bucket()),
            "object" => json!(key),
            "etag" => json!(object.etag),
            "size" => json!(object.length),
            "mimeType" => {
                let kind = object.metadata.iter().find(|(name, _)| *name == CONTENT_TYPE.as_str());
                json!(kind.map(|(_, value)| String::from_utf8_lossy(value)))
            }
            "imageInfo.height" => image(|image| json!(image.height)),
            "imageInfo.width" => image(|image| json!(image.width)),
            "imageInfo.format" => image(|image| json!(image.format)),
            "crc64" => json!(object.crc64),
            "contentMd5" if self.call.operation != Op::CompleteMultipartUpload => {
                let md5 = describe::content_md5(object);
                json!(md5.as_ref().and_then(|md5| md5.to_str().ok()))
            }
            "clientIp" => json!(self.call.asked.client.map(|client| client.to_string())),
            "reqId" => json!(self.call.asked.request_id),
            "operation" => json!(self.call.operation.spec().name),
            // `vpcId` too: nobody comes from one.
            _ => Value::Null,
        }
    }
}

async fn look(call: &Call<'_>, stored: &Stored, store: &Store) -> Result<Option<Image>, Refusal> {
    let mut reader = {
        let view = store.view()?;
        let version = Some(stored.object.version_id.as_str()).filter(|id| !id.is_empty());
        let Some(object) = view.any_object(call.bucket(), &stored.key, version)? else { return Ok(None) };
        view.read(&object, 0..object.length.min(LOOKED_AT))?
    };
    let bytes = spawn_blocking(move || {
        let mut bytes = Vec::new();
        loop {
            match reader.next() {
                Ok(pieces) if pieces.is_empty() => return Some(bytes),
                Ok(pieces) => pieces.iter().for_each(|piece| bytes.extend_from_slice(piece)),
                Err(_) => return None,
            }
        }
    });
    Ok(bytes.await.ok().flatten().and_then(|bytes| image(&bytes)))
}

fn image(bytes: &[u8]) -> Option<Image> {
    let format = match imagesize::image_type(bytes).ok()? {
        ImageType::Bmp => "bmp",
        ImageType::Gif => "gif",
        ImageType::Jpeg => "jpg",
        ImageType::Png => "png",
        ImageType::Tiff => "tiff",
        ImageType::Webp => "webp",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    Some(Image { width: size.width, height: size.height, format })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            magic in proptest::sample::select(vec![
                &b""[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"BM", b"RIFF\0\0\0\0WEBPVP8 ", b"II\x2a\0",
                b"MM\0\x2a",
            ]),
            rest in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            image(&[magic, &rest[..]].concat());
        }
    }
}
