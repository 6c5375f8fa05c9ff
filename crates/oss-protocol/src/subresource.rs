//! Query names with a meaning of their own. V1 signs these and nothing else of a query.
//!
//! Source: the official Go SDK v2 (`oss/signer/v1.go` and the sub-resources each of its operations adds), and the official Python SDK `oss2`.

/// Names that choose what a request is about. A server that ignored one would do something else than asked.
const SELECTING: &[&str] = &[
    "accessPoint",
    "accessPointPolicy",
    "accessmonitor",
    "acl",
    "append",
    "asyncFetch",
    "bucketArchiveDirectRead",
    "bucketInfo",
    "callback",
    "callback-var",
    "cloudboxes",
    "cname",
    "comp",
    "continuation-token",
    "cors",
    "delete",
    "encryption",
    "endTime",
    "httpsConfig",
    "group",
    "img",
    "inventory",
    "inventoryId",
    "lifecycle",
    "link",
    "live",
    "location",
    "logging",
    "metaQuery",
    "objectInfo",
    "objectMeta",
    "partNumber",
    "policy",
    "policyStatus",
    "position",
    "publicAccessBlock",
    "qos",
    "qosInfo",
    "qosRequester",
    "redundancyTransition",
    "referer",
    "regionList",
    "regions",
    "replication",
    "replicationLocation",
    "replicationProgress",
    "requestPayment",
    "requesterQosInfo",
    "resourceGroup",
    "resourcePool",
    "resourcePoolBuckets",
    "resourcePoolInfo",
    "restore",
    "rtc",
    "sequential",
    "stat",
    "startTime",
    "status",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "uploadId",
    "uploads",
    "userDefinedLogFieldsConfig",
    "versionId",
    "versioning",
    "versions",
    "vod",
    "website",
    "worm",
    "wormExtend",
    "wormId",
    // Not a sub-resource, but what comes is not the object: an image in another size, the rows a query selects.
    "x-oss-async-process",
    "x-oss-process",
];

/// Names that only ask for other headers on the answer, or carry a token.
const DECORATING: &[&str] = &[
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "security-token",
];

/// Whether `name` chooses what a request is about.
pub fn selects(name: &str) -> bool {
    SELECTING.contains(&name)
}

/// Whether a V1 signature covers the query parameter `name`.
pub fn is_signed(name: &str) -> bool {
    name.starts_with("x-oss-") || selects(name) || DECORATING.contains(&name)
}
