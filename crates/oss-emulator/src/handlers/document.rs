//! Any setting that is one document: parse, check, keep; give back; forget.

use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Store},
};
use http::StatusCode;
use oss_protocol::{BucketDocument, document::RemovableDocument, xml};

/// What the service does with a setting beyond keeping it.
pub(crate) trait Kept: BucketDocument {
    /// The answer to a get before any put: a default, or a refusal.
    fn absent() -> Result<Self, Refusal>;

    /// Refuses or rewrites the setting as the service does.
    fn accept(self) -> Result<Self, Refusal> {
        Ok(self)
    }

    /// Refuses what the bucket is not fit for.
    fn fits(&self, _bucket: &Bucket, _now_ms: u64) -> Result<(), Refusal> {
        Ok(())
    }
}

pub(crate) async fn put<D: Kept>(call: &Call<'_>, store: &Store) -> Reply {
    let document: D = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let document = document.accept()?;
    let now = call.now_ms;
    store
        .change_bucket(call.bucket(), move |bucket| {
            document.fits(bucket, now)?;
            bucket.set(&document);
            Ok(())
        })
        .await?;
    Ok(reply::empty(StatusCode::OK))
}

pub(crate) fn get<D: Kept>(call: &Call<'_>, store: &Store) -> Reply {
    let document = match store.bucket(call.bucket())?.setting::<D>()? {
        Some(document) => document,
        None => D::absent()?,
    };
    Ok(reply::document(&document))
}

pub(crate) async fn delete<D: Kept + RemovableDocument>(call: &Call<'_>, store: &Store) -> Reply {
    store
        .change_bucket(call.bucket(), |bucket| {
            bucket.unset::<D>();
            Ok(())
        })
        .await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}
