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
    /// What a V4 signature says of the body. The only value is [`UNSIGNED_PAYLOAD`].
    X_OSS_CONTENT_SHA256 = "x-oss-content-sha256";
    /// The time of signing: RFC 1123 for V1, `YYYYMMDDThhmmssZ` for V4.
    X_OSS_DATE = "x-oss-date";
    /// The diagnostic code of an error, the `EC` of its document.
    X_OSS_EC = "x-oss-ec";
    /// Base64 of the error document, on answers that may have no body.
    X_OSS_ERR = "x-oss-err";
    /// The id of the request, 24 hexadecimal digits.
    X_OSS_REQUEST_ID = "x-oss-request-id";
    /// `requester` where the caller takes over the cost.
    X_OSS_REQUEST_PAYER = "x-oss-request-payer";
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
}

/// The value of [`X_OSS_CONTENT_SHA256`].
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
