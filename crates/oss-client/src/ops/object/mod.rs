//! Objects.

mod access;
mod append;
mod copy;
mod delete;
mod list;
mod multipart;
mod put;
mod read;
mod restore;
mod symlink;
mod tagging;

pub use access::{GetObjectAcl, PutObjectAcl};
pub use append::AppendObject;
pub use copy::CopyObject;
pub use delete::{DeleteMultipleObjects, DeleteObject};
pub use list::{List, ListMultipartUploads, ListObjectVersions, ListObjects, ListObjectsV2, Page, Tree};
pub use multipart::{
    AbortMultipartUpload, CompleteMultipartUpload, InitiateMultipartUpload, ListParts, Upload, UploadPart,
    UploadPartCopy,
};
pub use put::PutObject;
pub use read::{GetObject, GetObjectMeta, HeadObject};
pub use restore::RestoreObject;
pub use symlink::{GetSymlink, PutSymlink};
pub use tagging::{DeleteObjectTagging, GetObjectTagging, PutObjectTagging};
