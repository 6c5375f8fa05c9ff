//! Inventories on request: `/-/inventory`.

use super::{due, write};
use crate::{reason::Refusal, store::Store};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

/// Why an inventory was not written.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// The request is none.
    #[error("the request is malformed: {0}")]
    Malformed(#[from] serde_json::Error),
    /// What the service would say.
    #[error("{1}")]
    Refused(StatusCode, String),
}

impl From<Refusal> for InventoryError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.reason.status(), refusal.to_string())
    }
}

impl InventoryError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Refused(status, _) => *status,
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", deny_unknown_fields)]
enum Request {
    List,
    Run { bucket: String, id: String },
}

/// Does what a request in JSON asks: `{ "action": "run", "bucket": "…", "id": "…" }` writes an inventory, also of a rule that is
/// not enabled, and tells where; `{ "action": "list" }` tells all rules.
pub(crate) async fn perform(store: &Store, request: Value, now: u64) -> Result<Value, InventoryError> {
    match Request::deserialize(request)? {
        Request::List => {
            let rules = due::all(store)?.into_iter();
            Ok(rules.map(|(bucket, id, _, _)| json!({ "bucket": bucket, "id": id })).collect())
        }
        Request::Run { bucket, id } => Ok(json!(write(store, &bucket, &id, now).await?)),
    }
}
