//! The `<Error>` document. Codes are text: the service knows more of them than any list.

use serde::{Deserialize, Serialize};

/// What the service says when it refuses. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Error", rename_all = "PascalCase", default)]
pub struct ErrorDocument {
    /// The kind of refusal, such as `NoSuchBucket`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The refusal in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The host that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_id: Option<String>,
    /// The diagnostic code, such as `0015-00000101`. It may change; do not branch on it.
    #[serde(rename = "EC", skip_serializing_if = "Option::is_none")]
    pub ec: Option<String>,
    /// The condition that did not hold, such as `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The endpoint to use instead, on a request to the wrong one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}
