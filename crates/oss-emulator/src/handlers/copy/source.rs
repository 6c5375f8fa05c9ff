//! What is copied.

use crate::{
    access,
    call::Call,
    handlers::object::{Conditions, describe, readable},
    reason::{Reason, Refusal},
    store::{Bucket, Object, View},
};
use http::{HeaderMap, HeaderValue};
use oss_protocol::{copy_source::CopySource, header};

/// The longest object that one request copies.
const MAX_LENGTH: u64 = 5 << 30;

/// What is copied, found and allowed.
pub(super) struct Source {
    pub(super) place: CopySource,
    pub(super) bucket: Bucket,
    pub(super) object: Object,
}

impl Source {
    /// Finds what the header names, if the caller may read it, its conditions hold, and it is no frozen archive.
    pub(super) fn find(call: &Call<'_>, view: &View<'_>) -> Result<Self, Refusal> {
        let malformed = || {
            Refusal::from(Reason::BadArgument)
                .saying("Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.")
        };
        let text = call.asked.headers.get(header::X_OSS_COPY_SOURCE).map(HeaderValue::as_bytes);
        let text = std::str::from_utf8(text.unwrap_or_default()).map_err(|_| malformed())?;
        let place = CopySource::parse(text).ok_or_else(malformed)?;
        let (object, bucket) = access::read(
            call,
            view,
            &place.bucket,
            &place.key,
            place.version_id.as_deref(),
        )
        .map_err(|refusal| {
            // A delete marker is not there to be copied, even if it is named.
            if refusal.reason == Reason::MethodNotAllowed { Reason::NoSuchKey.into() } else { refusal }
        })?;
        readable(&object, call.now_ms)?;
        Conditions::COPY.check(call.asked, &object)?;
        if object.length > MAX_LENGTH {
            return Err(Refusal::from(Reason::TooLarge)
                .saying("Source object Length exceeds the maximum allowed size."));
        }
        Ok(Self { place, bucket, object })
    }

    /// Whether it is copied onto itself only if it is what the caller knows. That must hold when the copy takes its place, too: else what
    /// was written meanwhile would be lost. (No page says so of the service; without it the condition would be of no use there.)
    pub(super) fn is_guarded(&self, call: &Call<'_>) -> bool {
        let place = &self.place;
        place.version_id.is_none()
            && (place.bucket.as_str(), place.key.as_str()) == (call.bucket(), call.key())
            && call.asked.headers.contains_key(header::X_OSS_COPY_SOURCE_IF_MATCH)
    }

    /// Says on an answer which version was copied.
    pub(super) fn tell(&self, headers: &mut HeaderMap) -> Result<(), Refusal> {
        let mut said = HeaderMap::new();
        describe::version_of(&self.object, &self.bucket, &mut said)?;
        if let Some(id) = said.remove(header::X_OSS_VERSION_ID) {
            headers.insert(header::X_OSS_COPY_SOURCE_VERSION_ID, id);
        }
        Ok(())
    }
}

/// Refuses where what was copied is not what is there now.
pub(super) fn check_unchanged(copied: &Object, now: Option<&Object>) -> Result<(), Refusal> {
    let same = now.is_some_and(|now| {
        (&now.version_id, &now.segments, now.modified, &now.etag)
            == (&copied.version_id, &copied.segments, copied.modified, &copied.etag)
    });
    if same { Ok(()) } else { Err(Refusal::from(Reason::PreconditionFailed).with("Condition", "If-Match")) }
}
