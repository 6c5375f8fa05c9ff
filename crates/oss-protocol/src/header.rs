//! Header names of OSS, in alphabetical order.

use http::HeaderName;

macro_rules! headers {
    ($( $(#[$doc:meta])+ $name:ident = $text:literal; )+) => {
        $( $(#[$doc])+ pub const $name: HeaderName = HeaderName::from_static($text); )+
    };
}

headers! {
    /// Base64 of the MD5 of the body.
    CONTENT_MD5 = "content-md5";
    /// Access control list of a bucket to be created: `private`, `public-read` or `public-read-write`.
    X_OSS_ACL = "x-oss-acl";
    /// Tags of a bucket to be created: `a=1&b=2`, percent-encoded.
    X_OSS_BUCKET_TAGGING = "x-oss-bucket-tagging";
    /// `true`: rules of a lifecycle may overlap.
    X_OSS_ALLOW_SAME_ACTION_OVERLAP = "x-oss-allow-same-action-overlap";
    /// Base64 of JSON: whom the service tells when an object is stored.
    X_OSS_CALLBACK = "x-oss-callback";
    /// Base64 of JSON: what else the service tells.
    X_OSS_CALLBACK_VAR = "x-oss-callback-var";
    /// What a V4 signature says of the body. The only value is [`UNSIGNED_PAYLOAD`].
    X_OSS_CONTENT_SHA256 = "x-oss-content-sha256";
    /// What is copied: `/bucket/key`, encoded, with `?versionId=` if it is one version.
    X_OSS_COPY_SOURCE = "x-oss-copy-source";
    /// Copy only if the source has this ETag.
    X_OSS_COPY_SOURCE_IF_MATCH = "x-oss-copy-source-if-match";
    /// Copy only if the source is newer.
    X_OSS_COPY_SOURCE_IF_MODIFIED_SINCE = "x-oss-copy-source-if-modified-since";
    /// Copy only if the source has another ETag.
    X_OSS_COPY_SOURCE_IF_NONE_MATCH = "x-oss-copy-source-if-none-match";
    /// Copy only if the source is not newer.
    X_OSS_COPY_SOURCE_IF_UNMODIFIED_SINCE = "x-oss-copy-source-if-unmodified-since";
    /// The bytes of the source to copy into a part: `bytes=a-b`.
    X_OSS_COPY_SOURCE_RANGE = "x-oss-copy-source-range";
    /// Which version was copied, on the answer.
    X_OSS_COPY_SOURCE_VERSION_ID = "x-oss-copy-source-version-id";
    /// The time of signing: RFC 1123 for V1, `YYYYMMDDThhmmssZ` for V4.
    X_OSS_DATE = "x-oss-date";
    /// `true` where the newest version is a delete marker.
    X_OSS_DELETE_MARKER = "x-oss-delete-marker";
    /// The diagnostic code of an error, the `EC` of its document.
    X_OSS_EC = "x-oss-ec";
    /// Base64 of the error document, on answers that may have no body.
    X_OSS_ERR = "x-oss-err";
    /// When a lifecycle deletes the object, and by which rule.
    X_OSS_EXPIRATION = "x-oss-expiration";
    /// `true`: fail rather than replace an object.
    X_OSS_FORBID_OVERWRITE = "x-oss-forbid-overwrite";
    /// CRC-64 of the whole object, unsigned decimal; see [`crate::crc64`].
    X_OSS_HASH_CRC64ECMA = "x-oss-hash-crc64ecma";
    /// `COPY` or `REPLACE`: whose metadata a copy has.
    X_OSS_METADATA_DIRECTIVE = "x-oss-metadata-directive";
    /// Where the next append must begin: the length of the object.
    X_OSS_NEXT_APPEND_POSITION = "x-oss-next-append-position";
    /// Access control list of an object: `default`, `private`, `public-read` or `public-read-write`.
    X_OSS_OBJECT_ACL = "x-oss-object-acl";
    /// `Normal`, `Multipart`, `Appendable` or `Symlink`.
    X_OSS_OBJECT_TYPE = "x-oss-object-type";
    /// `standard`: a range that cannot be satisfied is an error; otherwise the whole object comes.
    X_OSS_RANGE_BEHAVIOR = "x-oss-range-behavior";
    /// `requester` where the caller has taken over the cost.
    X_OSS_REQUEST_CHARGED = "x-oss-request-charged";
    /// The id of the request, 24 hexadecimal digits.
    X_OSS_REQUEST_ID = "x-oss-request-id";
    /// `requester` where the caller takes over the cost.
    X_OSS_REQUEST_PAYER = "x-oss-request-payer";
    /// Whether an archived object is readable: `ongoing-request="…"`, and until when.
    X_OSS_RESTORE = "x-oss-restore";
    /// The token of temporary credentials.
    X_OSS_SECURITY_TOKEN = "x-oss-security-token";
    /// How the bytes are encrypted under a KMS key: `SM4`, else AES-256.
    X_OSS_SERVER_SIDE_DATA_ENCRYPTION = "x-oss-server-side-data-encryption";
    /// Server-side encryption: `AES256`, `KMS` or `SM4`.
    X_OSS_SERVER_SIDE_ENCRYPTION = "x-oss-server-side-encryption";
    /// The customer master key in KMS.
    X_OSS_SERVER_SIDE_ENCRYPTION_KEY_ID = "x-oss-server-side-encryption-key-id";
    /// How long the service worked on the request, in milliseconds.
    X_OSS_SERVER_TIME = "x-oss-server-time";
    /// `Standard`, `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`.
    X_OSS_STORAGE_CLASS = "x-oss-storage-class";
    /// The key a symlink stands for, encoded.
    X_OSS_SYMLINK_TARGET = "x-oss-symlink-target";
    /// Tags of an object, as a query: `a=1&b=2`.
    X_OSS_TAGGING = "x-oss-tagging";
    /// How many tags an object has.
    X_OSS_TAGGING_COUNT = "x-oss-tagging-count";
    /// `Copy` or `Replace`: whose tags a copy has.
    X_OSS_TAGGING_DIRECTIVE = "x-oss-tagging-directive";
    /// So many bits a second are sent at most; also a parameter.
    X_OSS_TRAFFIC_LIMIT = "x-oss-traffic-limit";
    /// The version that was made, read or deleted.
    X_OSS_VERSION_ID = "x-oss-version-id";
    /// The id of a retention policy.
    X_OSS_WORM_ID = "x-oss-worm-id";
}

/// What the names of a user's own metadata begin with.
pub const X_OSS_META: &str = "x-oss-meta-";

/// The value of [`X_OSS_CONTENT_SHA256`].
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
