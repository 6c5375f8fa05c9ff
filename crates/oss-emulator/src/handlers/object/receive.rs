//! The bytes of a request into storage, sealed as they come.

use crate::{
    call::Asked,
    incoming::Incoming,
    reason::{Reason, Refusal},
    store::Store,
    vault::{BATCH, CHUNK, Cipher, Sealed},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue,
    header::{CONTENT_LENGTH, TRANSFER_ENCODING},
};
use oss_protocol::number;
use std::io;
use tokio::task::spawn_blocking;

/// The service takes so much in one request.
const MAX_LENGTH: u64 = 5 << 30;

/// Refuses a body that is known to be wrong before it comes.
pub(crate) fn check_announced(asked: &Asked) -> Result<(), Refusal> {
    let length = asked.header(CONTENT_LENGTH);
    if length.is_none() && !asked.headers.contains_key(TRANSFER_ENCODING) {
        return Err(Reason::MissingContentLength.into());
    }
    if length.and_then(number::digits::<u64>).is_some_and(|length| length > MAX_LENGTH) {
        return Err(Reason::TooLarge.into());
    }
    Ok(())
}

/// Where bytes come from.
pub(crate) trait Source: Send {
    /// The next bytes; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, Refusal>> + Send;
}

impl Source for Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        Incoming::next(self).await
    }
}

/// Seals what comes, all of it; `md5` is the `Content-MD5` it should have. Memory for a few MiB is used, however long it is;
/// what breaks off leaves nothing.
pub(crate) async fn receive(
    md5: Option<&HeaderValue>,
    incoming: &mut impl Source,
    store: &Store,
    cipher: Cipher,
) -> Result<Sealed, Refusal> {
    let mut sealer = store.sealer(cipher).map_err(broken)?;
    let mut received = 0;
    let sealed = loop {
        let (mut batch, mut size, mut ended) = (Vec::new(), 0, false);
        while size < BATCH * CHUNK {
            match incoming.next().await? {
                Some(bytes) => {
                    size += bytes.len();
                    batch.push(bytes);
                }
                None => {
                    ended = true;
                    break;
                }
            }
        }
        received += size as u64;
        if received > MAX_LENGTH {
            return Err(Reason::TooLarge.into());
        }
        let seal = move || -> io::Result<_> {
            sealer.write(&batch)?;
            Ok(if ended { Progress::Ended(sealer.finish()?) } else { Progress::GoesOn(sealer) })
        };
        // A small object in memory is sealed sooner than a thread is found for it.
        let progress = if store.instant() && ended && received <= 2 * CHUNK as u64 {
            seal()
        } else {
            spawn_blocking(seal).await.map_err(|e| broken(io::Error::other(e)))?
        };
        match progress.map_err(broken)? {
            Progress::Ended(sealed) => break sealed,
            Progress::GoesOn(same) => sealer = same,
        }
    };
    match md5 {
        Some(sent) if sent.as_bytes() != STANDARD.encode(sealed.md5).as_bytes() => {
            Err(Refusal::from(Reason::BadDigest)
                .with("Content-MD5", String::from_utf8_lossy(sent.as_bytes())))
        }
        _ => Ok(sealed),
    }
}

enum Progress {
    GoesOn(crate::vault::Sealer),
    Ended(Sealed),
}

fn broken(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The storage failed: {error}"))
}
