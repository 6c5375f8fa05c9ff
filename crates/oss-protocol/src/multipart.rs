//! Objects that are uploaded in parts.
//!
//! Source: the service's pages "InitiateMultipartUpload", "UploadPartCopy", "CompleteMultipartUpload", "ListParts" and "ListMultipartUploads".

use crate::{listing::CommonPrefix, names::Names, xml};
use serde::{Deserialize, Serialize};

/// The largest number of a part; the smallest is 1.
pub const MAX_PART_NUMBER: u32 = 10_000;

/// Every part but the last has at least so many bytes.
pub const MIN_PART_SIZE: u64 = 100 * 1024;

/// The answer of InitiateMultipartUpload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InitiateMultipartUploadResult {
    /// `url` where the key is encoded; see [`Names::decode`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// The bucket.
    #[serde(default)]
    pub bucket: String,
    /// The key.
    #[serde(default)]
    pub key: String,
    /// What the other operations call this upload.
    pub upload_id: String,
}

/// The body of CompleteMultipartUpload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CompleteMultipartUpload {
    /// The parts, by ascending number.
    pub part: Vec<CompletedPart>,
}

/// A part as the caller knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompletedPart {
    /// 1 to [`MAX_PART_NUMBER`].
    pub part_number: u32,
    /// As the answer to the upload said it.
    #[serde(rename = "ETag")]
    pub etag: String,
}

/// The answer of CompleteMultipartUpload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CompleteMultipartUploadResult {
    /// `url` where the key is encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// The URL of the object.
    pub location: String,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// In quotes. It is not the MD5 of the object.
    #[serde(rename = "ETag")]
    pub etag: String,
}

/// The answer of UploadPartCopy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CopyPartResult {
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// In quotes.
    #[serde(rename = "ETag")]
    pub etag: String,
}

/// The answer of ListParts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListPartsResult", rename_all = "PascalCase", default)]
pub struct PartList {
    /// `url` where the key is encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The upload.
    pub upload_id: String,
    /// The number of the last part on this page.
    #[serde(deserialize_with = "xml::scalar")]
    pub next_part_number_marker: u32,
    /// The number asked to begin after.
    #[serde(deserialize_with = "xml::scalar")]
    pub part_number_marker: u32,
    /// The page size.
    #[serde(deserialize_with = "xml::scalar")]
    pub max_parts: u32,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// The class the object will have.
    pub storage_class: String,
    /// The parts.
    pub part: Vec<Part>,
}

/// A part that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Part {
    /// Number.
    pub part_number: u32,
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// In quotes.
    #[serde(rename = "ETag")]
    pub etag: String,
    /// CRC-64 of its bytes, unsigned decimal.
    #[serde(rename = "HashCrc64ecma", skip_serializing_if = "Option::is_none")]
    pub crc64: Option<String>,
    /// Bytes.
    #[serde(deserialize_with = "xml::scalar")]
    pub size: u64,
}

/// The answer of ListMultipartUploads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListMultipartUploadsResult", rename_all = "PascalCase", default)]
pub struct UploadList {
    /// `url` where names are encoded; see [`Names::decode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_type: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// The key asked to begin after.
    pub key_marker: String,
    /// The upload of that key asked to begin after.
    pub upload_id_marker: String,
    /// The key the next page begins after.
    pub next_key_marker: String,
    /// The upload the next page begins after.
    pub next_upload_id_marker: String,
    /// What groups keys.
    pub delimiter: String,
    /// The prefix asked for.
    pub prefix: String,
    /// The page size.
    #[serde(deserialize_with = "xml::scalar")]
    pub max_uploads: u32,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// The uploads.
    pub upload: Vec<Upload>,
    /// The groups.
    pub common_prefixes: Vec<CommonPrefix>,
}

/// An upload that was begun and not ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Upload {
    /// Key.
    pub key: String,
    /// Its name.
    pub upload_id: String,
    /// The class the object will have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// When it was begun: ISO 8601, UTC.
    pub initiated: String,
}

/// A document about one key.
macro_rules! one_key {
    ($($document:ty),+) => { $(
        impl Names for $document {
            fn encoding(&mut self) -> &mut Option<String> {
                &mut self.encoding_type
            }

            fn names(&mut self) -> Vec<&mut String> {
                vec![&mut self.key]
            }
        }
    )+ };
}

one_key!(InitiateMultipartUploadResult, CompleteMultipartUploadResult, PartList);

impl Names for UploadList {
    fn encoding(&mut self) -> &mut Option<String> {
        &mut self.encoding_type
    }

    fn names(&mut self) -> Vec<&mut String> {
        let own = [&mut self.key_marker, &mut self.next_key_marker, &mut self.delimiter, &mut self.prefix];
        own.into_iter()
            .chain(self.upload.iter_mut().map(|upload| &mut upload.key))
            .chain(self.common_prefixes.iter_mut().map(|group| &mut group.prefix))
            .collect()
    }
}

#[cfg(test)]
mod tests;
