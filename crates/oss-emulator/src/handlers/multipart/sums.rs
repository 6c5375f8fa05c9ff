//! The MD5 of what came in parts one after the other, which the service tells.
//!
//! Source: tests of official SDKs against the service (oss2 `test_multipart_sequential`, Go `TestUploadFileWithSequential`).

use super::{
    complete::{assemble, choose},
    upload::not_sequential,
};
use crate::{
    call::Call,
    handlers::object::hex,
    reason::{Reason, Refusal},
    store::{Part, Store},
    vault::Reader,
};
use md5::{Digest, Md5};
use oss_protocol::multipart::CompletedPart;
use std::io;
use tokio::task::spawn_blocking;

/// The sum of parts.
pub(super) struct Known {
    etags: Vec<String>,
    md5: String,
}

impl Known {
    /// The sum, if these are the parts it is of.
    pub(super) fn of(self, chosen: &[(u32, Part)]) -> Result<String, Refusal> {
        if chosen.iter().map(|(_, part)| &part.etag).eq(&self.etags) {
            return Ok(self.md5);
        }
        // Another request brought a part meanwhile; the client may try again.
        Err(Refusal::from(Reason::InternalError).saying("The parts changed while they were put together."))
    }
}

/// Reads the parts of a sequential upload, which must be one after the other from the first; nothing of another upload.
pub(super) async fn of_sequential(
    store: &Store,
    call: &Call<'_>,
    id: &str,
    wanted: Option<&[CompletedPart]>,
) -> Result<Option<Known>, Refusal> {
    let (reader, etags) = {
        let view = store.view()?;
        let upload = view.upload(call.bucket(), call.key(), id)?;
        if !upload.sequential {
            return Ok(None);
        }
        let chosen = choose(wanted, &view.parts(id, 0, usize::MAX)?)?;
        if let Some(((number, _), _)) = chosen.iter().zip(1..).find(|((number, _), wanted)| number != wanted)
        {
            return Err(not_sequential(*number));
        }
        let object = assemble(upload, &chosen, call.now_ms);
        let etags = chosen.into_iter().map(|(_, part)| part.etag).collect();
        (view.read(&object, 0..object.length)?, etags)
    };
    let md5 = spawn_blocking(move || sum(reader)).await.map_err(io::Error::other).and_then(|sum| sum);
    let md5 = md5
        .map_err(|e| Refusal::from(Reason::InternalError).saying(format!("The parts cannot be read: {e}")))?;
    Ok(Some(Known { etags, md5 }))
}

fn sum(mut reader: Reader) -> io::Result<String> {
    let mut sum = Md5::new();
    loop {
        let batch = reader.next()?;
        if batch.is_empty() {
            return Ok(hex(&sum.finalize()));
        }
        batch.iter().for_each(|bytes| sum.update(bytes));
    }
}
