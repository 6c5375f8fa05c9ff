//! Where the requests to a bucket are written down: the `?logging` document.
//!
//! Source: the service's page "PutBucketLogging".

use crate::{BucketDocument, OperationId, document::RemovableDocument};
use serde::{Deserialize, Serialize};

/// Whether and where the requests to a bucket are written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct BucketLoggingStatus {
    /// Absent where they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging_enabled: Option<LoggingEnabled>,
}

/// Where the requests to a bucket are written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LoggingEnabled {
    /// A bucket of the same owner; it may be the same one.
    pub target_bucket: String,
    /// What the keys of the logs begin with.
    pub target_prefix: String,
    /// The name of a RAM role that writes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging_role: Option<String>,
}

impl BucketDocument for BucketLoggingStatus {
    const PUT: OperationId = OperationId::PutBucketLogging;
    const GET: OperationId = OperationId::GetBucketLogging;
}

impl RemovableDocument for BucketLoggingStatus {
    const DELETE: OperationId = OperationId::DeleteBucketLogging;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml;

    #[test]
    fn the_document_reads_back() {
        let text = "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>a/</TargetPrefix>\
            <LoggingRole>AliyunOSSLoggingDefaultRole</LoggingRole></LoggingEnabled></BucketLoggingStatus>";
        let read: BucketLoggingStatus = xml::from_bytes(text.as_bytes()).unwrap();
        assert!(xml::to_bytes(&read).ends_with(text.as_bytes()));
        let none = xml::to_bytes(&BucketLoggingStatus::default());
        assert!(none.ends_with(b"<BucketLoggingStatus></BucketLoggingStatus>"));
        assert_eq!(xml::from_bytes::<BucketLoggingStatus>(&none).unwrap(), BucketLoggingStatus::default());
    }
}
