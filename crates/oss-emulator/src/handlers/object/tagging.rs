//! Tags of objects.
//!
//! Source: the service's page "PutObjectTagging".

use super::{change::change, describe};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::{tagging::Tagging, xml};
use std::collections::HashSet;

/// An object has at most so many.
const MAX_TAGS: usize = 10;

/// Replaces the tags.
pub(crate) async fn put_tagging(call: &Call<'_>, store: &Store) -> Reply {
    let tagging: Tagging = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let tags = accept(tagging)?;
    let put = move |object: &mut crate::store::Object| {
        object.tags = tags;
        Ok(())
    };
    let ((), changed) = change(call, store, put).await?;
    Ok(changed.on(reply::empty(StatusCode::OK)))
}

/// Gives the tags back; an object without any has an empty set.
pub(crate) fn get_tagging(call: &Call<'_>, store: &Store) -> Reply {
    let view = store.view()?;
    let object = view.object(call.bucket(), call.key(), call.version_id())?;
    let tagging: Tagging = object.tags.iter().map(|(key, value)| (key, value)).collect();
    let mut response = reply::document(&tagging);
    describe::version_of(&object, &view.bucket(call.bucket())?, response.headers_mut())?;
    Ok(response)
}

/// Forgets the tags.
pub(crate) async fn delete_tagging(call: &Call<'_>, store: &Store) -> Reply {
    let delete = |object: &mut crate::store::Object| {
        object.tags.clear();
        Ok(())
    };
    let ((), changed) = change(call, store, delete).await?;
    Ok(changed.on(reply::empty(StatusCode::NO_CONTENT)))
}

/// Tags as the service keeps them.
pub(crate) fn accept(tagging: Tagging) -> Result<Vec<(String, String)>, Refusal> {
    let tags: Vec<_> = tagging.tag_set.tag.into_iter().map(|tag| (tag.key, tag.value)).collect();
    if tags.len() > MAX_TAGS {
        return Err(Refusal::from(Reason::InvalidTag).saying("Object tags cannot be greater than 10."));
    }
    let allowed = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " +-=._:/".contains(c));
    let mut seen = HashSet::new();
    for (key, value) in &tags {
        if !(1..=128).contains(&key.len()) || !allowed(key) {
            return Err(Refusal::from(Reason::InvalidTag).with("TagKey", key));
        }
        if value.len() > 256 || !allowed(value) {
            return Err(Refusal::from(Reason::InvalidTag)
                .saying("The TagValue you have provided is invalid.")
                .with("TagValue", value));
        }
        if !seen.insert(key) {
            return Err(Refusal::from(Reason::RepeatedTags).with("TagKey", key));
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_service_takes() {
        let reason = |pairs: &[(&str, &str)]| {
            accept(pairs.iter().copied().collect()).err().map(|refusal| refusal.reason)
        };
        assert_eq!(reason(&[("age", "18"), ("a b+-=._:/", ""), ("中", "文")]), None);
        assert_eq!(reason(&[("", "x")]), Some(Reason::InvalidTag));
        assert_eq!(reason(&[("a&b", "x")]), Some(Reason::InvalidTag));
        assert_eq!(reason(&[("a", "x?")]), Some(Reason::InvalidTag));
        assert_eq!(reason(&[(&"k".repeat(129), "x")]), Some(Reason::InvalidTag));
        assert_eq!(reason(&[("a", &"v".repeat(257))]), Some(Reason::InvalidTag));
        assert_eq!(reason(&[("a", "1"), ("a", "2")]), Some(Reason::RepeatedTags));
        let eleven: Vec<_> = (0..11).map(|n| n.to_string()).collect();
        let eleven: Vec<_> = eleven.iter().map(|key| (key.as_str(), "")).collect();
        assert_eq!(reason(&eleven), Some(Reason::InvalidTag));
    }
}
