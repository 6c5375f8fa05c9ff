//! Objects: their names, and the documents about them.

use crate::{
    bucket::{AccessControlList, Owner},
    names::Names,
    xml,
};
use serde::{Deserialize, Serialize};

/// The largest number of objects one DeleteMultipleObjects names.
pub const MAX_DELETED: usize = 1_000;

/// Whether an object may have this key: 1 to 1,023 bytes, and neither `/` nor `\` in front.
pub fn is_valid_key(key: &str) -> bool {
    (1..=1_023).contains(&key.len()) && !key.starts_with(['/', '\\'])
}

/// The answer of CopyObject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CopyObjectResult {
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// In quotes.
    #[serde(rename = "ETag")]
    pub etag: String,
}

/// The body of DeleteMultipleObjects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Delete", rename_all = "PascalCase")]
pub struct DeleteObjects {
    /// Whether the answer leaves out what was deleted.
    #[serde(default)]
    pub quiet: bool,
    /// What is deleted: 1 to [`MAX_DELETED`] objects.
    #[serde(default)]
    pub object: Vec<ObjectToDelete>,
}

impl DeleteObjects {
    /// Refuses keys that no document can carry; they are deleted one by one.
    ///
    /// # Errors
    /// When there is such a key. The service would read another key, and delete that.
    pub fn check(&self) -> Result<(), KeyNotForXml> {
        match self.object.iter().find(|object| !xml::carries(&object.key)) {
            Some(object) => Err(KeyNotForXml(object.key.clone())),
            None => Ok(()),
        }
    }

    /// Whether the answer should hold keys encoded, because it could not hold one of them otherwise.
    pub fn wants_encoding(&self) -> bool {
        self.object.iter().any(|object| xml::is_delicate(&object.key))
    }
}

/// A key with characters that XML cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key {0:?} has a character that XML cannot carry, so it cannot be one of several to delete; delete it alone"
)]
pub struct KeyNotForXml(String);

/// One object, or one version of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ObjectToDelete {
    /// Key.
    pub key: String,
    /// Version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
}

/// The answer of DeleteMultipleObjects. A quiet one may have no body at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteResult {
    /// `url` where keys are encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// What is gone, or never was.
    pub deleted: Vec<Deleted>,
}

/// One object that is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Deleted {
    /// Key.
    pub key: String,
    /// The version that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Whether a delete marker was made or deleted.
    #[serde(deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub delete_marker: Option<bool>,
    /// The version of that marker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_marker_version_id: Option<String>,
}

impl Names for DeleteResult {
    fn encoding(&mut self) -> &mut Option<String> {
        &mut self.encoding_type
    }

    fn names(&mut self) -> Vec<&mut String> {
        self.deleted.iter_mut().map(|object| &mut object.key).collect()
    }
}

/// The answer of GetObjectAcl and GetBucketAcl.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AccessControlPolicy {
    /// Whose it is.
    #[serde(default)]
    pub owner: Owner,
    /// Who may use it: `default` (of an object: as the bucket says), `private`, `public-read` or `public-read-write`.
    pub access_control_list: AccessControlList,
}

/// The body of RestoreObject; without one, an archived object is restored for a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RestoreRequest {
    /// For how many days it can be read.
    pub days: u32,
    /// How fast, for the classes that are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_parameters: Option<JobParameters>,
}

/// How a restoration is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct JobParameters {
    /// `Expedited`, `Standard` or `Bulk`.
    pub tier: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys() {
        for key in ["a", "a/b", "./..", "中", " ", &"a".repeat(1_023)] {
            assert!(is_valid_key(key), "{key}");
        }
        for key in ["", "/a", "\\a", &"a".repeat(1_024), &"中".repeat(342)] {
            assert!(!is_valid_key(key), "{key}");
        }
    }

    #[test]
    fn deleting_several() {
        let text = "<Delete><Quiet>false</Quiet><Object><Key>multipart.data</Key></Object>\
            <Object><Key>test.jpg</Key><VersionId>CAEQNRiBgIDyz.6C0BYiIGQ2NWEwNmVhNTA3ZTQ3MzM5ODliYjM1ZTdjYjA4****</VersionId></Object></Delete>";
        let asked: DeleteObjects = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(
            (asked.quiet, asked.object.len(), asked.object[0].version_id.as_deref()),
            (false, 2, None)
        );
        assert!(xml::to_bytes(&asked).ends_with(text.as_bytes()));
        let done: DeleteResult = xml::from_bytes(
            b"<DeleteResult xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><EncodingType>url</EncodingType><Deleted><Key>a%2Fb</Key>\
              <DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m</DeleteMarkerVersionId></Deleted></DeleteResult>",
        )
        .unwrap();
        let expected = Deleted {
            key: "a/b".into(),
            delete_marker: Some(true),
            delete_marker_version_id: Some("m".into()),
            ..Deleted::default()
        };
        assert_eq!(done.decode().unwrap().deleted, [expected]);
        assert!(
            xml::from_bytes::<DeleteObjects>(b"<Delete><Object><VersionId>v</VersionId></Object></Delete>")
                .is_err()
        );
        assert!(xml::from_bytes::<DeleteObjects>(b"<Delete><Quiet>some</Quiet></Delete>").is_err());
    }

    #[test]
    fn keys_that_no_document_can_carry_are_refused() {
        let of = |key: &str| DeleteObjects {
            quiet: true,
            object: vec![ObjectToDelete { key: key.into(), version_id: None }],
        };
        for key in ["a\u{0}b", "\u{fffe}", "\u{ffff}"] {
            let error = of(key).check().unwrap_err().to_string();
            assert!(error.contains("XML") && error.contains("delete it alone"), "{error}");
        }
        let plain = of("a\t\n\r<>&\"' 中\u{10ffff}");
        assert_eq!((plain.check(), plain.wants_encoding()), (Ok(()), false));
        let controls: String = ('\u{1}'..='\u{1f}').collect();
        let delicate = of(&controls);
        assert_eq!((delicate.check(), delicate.wants_encoding()), (Ok(()), true));
        assert!(String::from_utf8(xml::to_bytes(&delicate)).unwrap().contains("&#1;&#2;"));
    }

    #[test]
    fn smaller_documents() {
        let acl: AccessControlPolicy = xml::from_bytes(
            b"<AccessControlPolicy><Owner><ID>1</ID><DisplayName>1</DisplayName></Owner><AccessControlList><Grant>public-read </Grant></AccessControlList></AccessControlPolicy>",
        )
        .unwrap();
        assert_eq!(acl.access_control_list.grant.trim(), "public-read");
        let restore: RestoreRequest = xml::from_bytes(
            b"<RestoreRequest><Days>2</Days><JobParameters><Tier>Standard</Tier></JobParameters></RestoreRequest>",
        )
        .unwrap();
        assert_eq!(
            (restore.days, restore.job_parameters.map(|job| job.tier).as_deref()),
            (2, Some("Standard"))
        );
        assert!(
            xml::from_bytes::<RestoreRequest>(b"<RestoreRequest><Days>soon</Days></RestoreRequest>").is_err()
        );
        let copied =
            CopyObjectResult { last_modified: "2019-04-09T03:45:32.000Z".into(), etag: "\"C4CA\"".into() };
        assert_eq!(xml::from_bytes::<CopyObjectResult>(&xml::to_bytes(&copied)).unwrap(), copied);
    }

    proptest! {
        /// What passes the check is what the server reads.
        #[test]
        fn no_other_key_is_read(keys in proptest::collection::vec("\\PC|[\\x00-\\x20<&\\]>]{1,5}", 1..4)) {
            let object = keys.into_iter().map(|key| ObjectToDelete { key, version_id: None }).collect();
            let asked = DeleteObjects { quiet: false, object };
            if asked.check().is_ok() {
                prop_assert_eq!(xml::from_bytes::<DeleteObjects>(&xml::to_bytes(&asked)).unwrap(), asked);
            }
        }
    }
}
