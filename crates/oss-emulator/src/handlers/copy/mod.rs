//! Bytes of one object into another: CopyObject and UploadPartCopy.

mod object;
mod part;
mod source;
mod transfer;

pub(crate) use object::copy;
pub(crate) use part::copy_part;
