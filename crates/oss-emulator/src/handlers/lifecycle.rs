//! When objects of a bucket expire or change their class. [`crate::lifecycle`] says which rules there may be, and does what they say.

use super::document::Kept;
use crate::{
    call::Call,
    lifecycle,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::{header, lifecycle::LifecycleConfiguration, xml};

impl Kept for LifecycleConfiguration {
    fn absent() -> Result<Self, Refusal> {
        Err(Reason::NoSuchLifecycle.into())
    }
}

/// Replaces the rules. Those without an id get one.
pub(crate) async fn put(call: &Call<'_>, store: &Store) -> Reply {
    let document: LifecycleConfiguration = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let overlap = call.asked.header(header::X_OSS_ALLOW_SAME_ACTION_OVERLAP);
    let overlap = overlap.is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let document = lifecycle::accept(document, overlap)?;
    let now = call.now_ms;
    store
        .change_bucket(call.bucket(), move |bucket| {
            bucket.set(&document);
            bucket.lifecycle_since = now;
            Ok(())
        })
        .await?;
    Ok(reply::empty(StatusCode::OK))
}
