//! Stored bytes opened and sealed anew, under another key.

use crate::{
    reason::{Reason, Refusal},
    store::Store,
    vault::{CHUNK, Cipher, Reader, Sealed},
};
use std::io;
use tokio::task::spawn_blocking;

/// Reads `length` bytes and seals them. Memory for a few MiB is used, however many they are.
pub(super) async fn reseal(
    store: &Store,
    cipher: Cipher,
    mut reader: Reader,
    length: u64,
) -> Result<Sealed, Refusal> {
    let mut sealer = store.sealer(cipher).map_err(failed)?;
    let transfer = move || -> io::Result<Sealed> {
        loop {
            let batch = reader.next()?;
            if batch.is_empty() {
                return sealer.finish();
            }
            sealer.write(&batch)?;
        }
    };
    let sealed = if store.instant() && length <= 2 * CHUNK as u64 {
        transfer()
    } else {
        spawn_blocking(transfer).await.map_err(|e| failed(io::Error::other(e)))?
    }
    .map_err(failed)?;
    if sealed.length == length {
        Ok(sealed)
    } else {
        Err(failed(io::Error::other("the source is too short")))
    }
}

fn failed(error: io::Error) -> Refusal {
    Refusal::from(Reason::InternalError).saying(format!("The object cannot be copied: {error}"))
}
