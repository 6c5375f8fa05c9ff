//! Content types, for JavaScript.

use crate::client::Oss;
use napi_derive::napi;
use oss_protocol::mime::content_type;

#[napi]
impl Oss {
    /// The content type that the name of a file tells.
    #[napi(catch_unwind, skip_typescript)]
    pub fn mime_of(file_name: String) -> Option<String> {
        content_type(None, &[&file_name])
    }
}
