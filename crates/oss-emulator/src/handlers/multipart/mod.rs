//! Objects uploaded in parts.

mod complete;
mod initiate;
mod parts;
mod sums;
mod upload;

pub(crate) use complete::complete;
pub(crate) use initiate::initiate;
pub(crate) use parts::{abort, list_parts};
pub(crate) use upload::{PartPlace, keep_part, upload_part};

use crate::call::Call;

/// The upload a request is about.
fn upload_id<'a>(call: &'a Call<'_>) -> &'a str {
    call.asked.query.get("uploadId").unwrap_or_default()
}
