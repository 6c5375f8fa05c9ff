//! Tags of buckets.
//!
//! Sources: the service's pages "PutBucketTags" and "GetBucketTags", and EC 0010-00000002, 0010-00000207 and 0010-00000219; for the
//! removal of some the official SDKs' live tests (`TestBucketTaggingWithKey`, `test_bucket_tagging_with_specify_label`).

use super::document::{self, Kept};
use crate::{
    call::Call,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Store,
};
use http::StatusCode;
use oss_protocol::tagging::Tagging;
use std::collections::HashSet;

/// A bucket has at most so many.
const MAX_TAGS: usize = 20;
/// In bytes.
const MAX_KEY: usize = 64;
const MAX_VALUE: usize = 128;
/// No key begins so, however it is written.
const RESERVED: [&str; 4] = ["http://", "https://", "aliyun", "acs:"];

impl Kept for Tagging {
    /// A bucket without tags has an empty set of them.
    fn absent() -> Result<Self, Refusal> {
        Ok(Self::default())
    }

    fn accept(self) -> Result<Self, Refusal> {
        let tags = &self.tag_set.tag;
        if tags.len() > MAX_TAGS {
            return Err(Refusal::from(Reason::InvalidBucketTag)
                .saying(format!("A bucket has at most {MAX_TAGS} tags.")));
        }
        let mut seen = HashSet::new();
        for tag in tags {
            if !(1..=MAX_KEY).contains(&tag.key.len()) {
                return Err(Refusal::from(Reason::InvalidBucketTag).with("TagKey", &tag.key));
            }
            let key = tag.key.to_lowercase();
            if RESERVED.iter().any(|prefix| key.starts_with(prefix)) {
                return Err(Refusal::from(Reason::InvalidBucketTagPrefix).with("TagKey", &tag.key));
            }
            if tag.value.len() > MAX_VALUE {
                return Err(Refusal::from(Reason::InvalidBucketTag).with("TagValue", &tag.value));
            }
            if !seen.insert(&tag.key) {
                return Err(Refusal::from(Reason::RepeatedTags).with("TagKey", &tag.key));
            }
        }
        Ok(self)
    }
}

/// Forgets the tags, or only those whose keys are named: `?tagging=a,b`.
pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    let named = call.asked.query.get("tagging").unwrap_or_default();
    if named.is_empty() {
        return document::delete::<Tagging>(call, store).await;
    }
    let keys: HashSet<_> = named.split(',').map(str::to_owned).collect();
    store
        .change_bucket(call.bucket(), move |bucket| {
            if let Some(mut tagging) = bucket.setting::<Tagging>()? {
                tagging.tag_set.tag.retain(|tag| !keys.contains(&tag.key));
                bucket.set(&tagging);
            }
            Ok(())
        })
        .await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

/// Which buckets are listed.
///
/// Sources: the official Python SDK, `models/service.py`, for the parameters and which go together; ali-oss's live test of
/// `listBuckets` for the form of the list.
pub(super) struct Filter(Vec<(String, Option<String>)>);

impl Filter {
    /// What is asked for: all tags of a list, or one, with any value or with one.
    pub(super) fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let parameter = |name| call.asked.query.get(name).filter(|value| !value.is_empty());
        let bad = |name: &str, value: &str| {
            Refusal::from(Reason::BadArgument).with("ArgumentName", name).with("ArgumentValue", value)
        };
        match (parameter("tagging"), parameter("tag-key"), parameter("tag-value")) {
            (Some(list), None, None) => {
                // `"a":"1","b":"2"` is what lies between the braces of JSON.
                let tags = serde_json::from_str::<std::collections::BTreeMap<String, String>>(&format!(
                    "{{{list}}}"
                ));
                let tags = tags.map_err(|_| bad("tagging", list))?;
                Ok(Self(tags.into_iter().map(|(key, value)| (key, Some(value))).collect()))
            }
            (Some(list), ..) => Err(bad("tagging", list)),
            (None, None, Some(value)) => Err(bad("tag-value", value)),
            (None, key, value) => {
                Ok(Self(key.map(|key| (key.to_owned(), value.map(str::to_owned))).into_iter().collect()))
            }
        }
    }

    /// Whether tags were asked for at all.
    pub(super) fn asks(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether a bucket with these tags is listed.
    pub(super) fn takes(&self, tagging: &Tagging) -> bool {
        self.0.iter().all(|(key, value)| {
            let fits = |tag: &oss_protocol::tagging::Tag| {
                tag.key == *key && value.as_ref().is_none_or(|value| tag.value == *value)
            };
            tagging.tag_set.tag.iter().any(fits)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_service_takes() {
        let refused = |pairs: &[(&str, &str)]| {
            pairs.iter().copied().collect::<Tagging>().accept().err().map(|refusal| refusal.reason)
        };
        // The official Python SDK's live test `test_bucket_tagging` puts these.
        assert_eq!(refused(&[("%@abc", "abc"), ("123++", "++123%"), ("中", "")]), None);
        let (long, longer) = ("k".repeat(MAX_KEY), "k".repeat(MAX_KEY + 1));
        assert_eq!(refused(&[(&long, &"v".repeat(MAX_VALUE))]), None);
        assert_eq!(refused(&[(&longer, "")]), Some(Reason::InvalidBucketTag));
        assert_eq!(refused(&[("k", &"v".repeat(MAX_VALUE + 1))]), Some(Reason::InvalidBucketTag));
        assert_eq!(refused(&[("", "v")]), Some(Reason::InvalidBucketTag));
        for key in ["http://a", "https://a", "Aliyun-abc", "ACS:abc"] {
            assert_eq!(refused(&[(key, "")]), Some(Reason::InvalidBucketTagPrefix), "{key}");
        }
        assert_eq!(refused(&[("a", "1"), ("a", "2")]), Some(Reason::RepeatedTags));
        let keys: Vec<_> = (0..=MAX_TAGS).map(|n| n.to_string()).collect();
        let tags: Vec<_> = keys.iter().map(|key| (key.as_str(), "")).collect();
        assert_eq!(refused(&tags), Some(Reason::InvalidBucketTag));
        assert_eq!(refused(&tags[1..]), None);
    }
}
