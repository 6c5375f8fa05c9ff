//! How far the parser of a form may read ahead. It keeps all that it has not understood: a name that does not end, say.

use crate::reason::{Reason, Refusal};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::task::yield_now;

/// So much may be taken without anything that is understood: more than the head of a field has.
const AHEAD: usize = 64 << 10;

/// Counts what has been taken since something was understood.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<AtomicUsize>);

/// Too much was taken.
#[derive(Debug, thiserror::Error)]
#[error("more than {AHEAD} bytes that are no field")]
struct TooFar;

impl Pace {
    /// The body, piece by piece, until it is too much. The parser takes what is ready before it looks at any of it, so there is a
    /// pause behind each piece.
    pub(super) fn hold<'b>(
        &self,
        body: impl Stream<Item = io::Result<Bytes>> + Send + 'b,
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + 'b {
        let taken = Arc::clone(&self.0);
        stream::unfold((Box::pin(body), taken, 0), |(mut body, taken, last)| async move {
            yield_now().await;
            // The last piece may not have been looked at yet, however long it is.
            if taken.load(Ordering::Relaxed).saturating_sub(last) > AHEAD {
                return Some((Err(io::Error::other(TooFar)), (body, taken, 0)));
            }
            let next = body.next().await?;
            let length = next.as_ref().map_or(0, Bytes::len);
            taken.fetch_add(length, Ordering::Relaxed);
            Some((next, (body, taken, length)))
        })
    }

    /// What the parser has understood, or the refusal of what it cannot.
    pub(super) fn got<T>(&self, parsed: Result<T, multer::Error>) -> Result<T, Refusal> {
        self.0.store(0, Ordering::Relaxed);
        parsed.map_err(malformed)
    }
}

fn malformed(error: multer::Error) -> Refusal {
    if let multer::Error::StreamReadFailed(cause) = &error {
        let too_far =
            cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref).is_some_and(|e| e.is::<TooFar>());
        return if too_far { Reason::FieldsTooLong } else { Reason::RequestTimeout }.into();
    }
    Refusal::from(Reason::MalformedForm)
        .saying(format!("{} ({error})", Reason::MalformedForm.message().trim_end_matches('.')))
}
