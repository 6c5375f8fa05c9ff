//! What an operation needs, in the words of policies.
//!
//! Sources: the service's pages "RAM policy, Overview" and "Authorization syntax and elements" (the tables of actions); EC
//! 0003-00000905 for tags that are put with an object.

use crate::call::Call;
use oss_protocol::{OperationId as Op, header, object::DeleteObjects, xml};
use std::borrow::Cow;

/// An action without `oss:`, on the bucket or on one of its objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need<'a> {
    pub(super) action: &'a str,
    pub(super) key: Option<Cow<'a, str>>,
}

impl<'a> Need<'a> {
    fn of(action: &'a str, key: &'a str) -> Self {
        Self { action, key: Some(key.into()) }
    }

    /// To read an object, or one version of it.
    pub(super) fn reading(key: &'a str, version_id: Option<&str>) -> Self {
        Self::of(versioned(Op::GetObject, version_id.is_some()), key)
    }

    /// To store an object.
    pub(super) fn writing(key: &'a str) -> Self {
        Self::of("PutObject", key)
    }
}

/// All that a request needs. What it copies is asked where it is read.
pub(super) fn needs<'a>(call: &Call<'a>) -> Vec<Need<'a>> {
    if call.operation == Op::DeleteMultipleObjects {
        // What is no document names nothing, and is refused later.
        let asked = xml::from_bytes::<DeleteObjects>(&call.body).unwrap_or_default();
        let all = asked.object.into_iter().map(|object| Need {
            action: versioned(Op::DeleteObject, object.version_id.is_some()),
            key: Some(object.key.into()),
        });
        return all.collect();
    }
    let version_id = call.asked.query.get("versionId");
    let action = match call.operation {
        Op::GetLiveChannelStat if call.asked.query.get("comp") == Some("history") => "GetLiveChannelHistory",
        operation => versioned(operation, version_id.is_some()),
    };
    let key = call.asked.key.as_deref();
    let mut needs = vec![Need { action, key: key.map(Into::into) }];
    if action == "PutObject" && call.asked.headers.contains_key(header::X_OSS_TAGGING) {
        needs.push(Need { action: "PutObjectTagging", key: key.map(Into::into) });
    }
    needs
}

/// The action of an operation on the newest version, or on one that is named.
fn versioned(operation: Op, one: bool) -> &'static str {
    match operation {
        Op::GetObject | Op::HeadObject | Op::GetObjectMeta | Op::GetSymlink if one => "GetObjectVersion",
        Op::DeleteObject if one => "DeleteObjectVersion",
        Op::PutObjectAcl if one => "PutObjectVersionAcl",
        Op::GetObjectAcl if one => "GetObjectVersionAcl",
        Op::RestoreObject if one => "RestoreObjectVersion",
        Op::PutObjectTagging if one => "PutObjectVersionTagging",
        Op::GetObjectTagging if one => "GetObjectVersionTagging",
        Op::DeleteObjectTagging if one => "DeleteObjectVersionTagging",
        operation => plain(operation),
    }
}

/// Most are called like their operation.
fn plain(operation: Op) -> &'static str {
    match operation {
        Op::ListObjectsV2 => "ListObjects",
        Op::PutBucketTags => "PutBucketTagging",
        Op::GetBucketTags => "GetBucketTagging",
        Op::DeleteBucketTags => "DeleteBucketTagging",
        Op::ListBucketInventory => "GetBucketInventory",
        Op::PostObject
        | Op::AppendObject
        | Op::CopyObject
        | Op::PutSymlink
        | Op::InitiateMultipartUpload
        | Op::UploadPart
        | Op::UploadPartCopy
        | Op::CompleteMultipartUpload => "PutObject",
        Op::HeadObject | Op::GetObjectMeta | Op::GetSymlink => "GetObject",
        Op::DeleteMultipleObjects => "DeleteObject",
        Op::GetLiveChannelInfo => "GetLiveChannel",
        Op::ProcessObject => "PostProcessTask",
        operation => operation.spec().name,
    }
}
