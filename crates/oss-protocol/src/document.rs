//! Bucket settings that travel as one XML document: put it, get it, most also delete it.
//!
//! About a third of the service's operations have this shape and no other behaviour.

use crate::OperationId;
use serde::{Serialize, de::DeserializeOwned};

/// A setting of a bucket, and the operations that carry it.
pub trait BucketDocument: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Replaces the setting.
    const PUT: OperationId;
    /// Reads the setting.
    const GET: OperationId;
}

/// A setting that can be removed again.
pub trait RemovableDocument: BucketDocument {
    /// Removes the setting.
    const DELETE: OperationId;
}
