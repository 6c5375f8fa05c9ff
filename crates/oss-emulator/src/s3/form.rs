//! Fields of a form, which S3 names as its headers.

use super::values;

/// A field as the service has it; the name is in lower case.
pub(crate) fn translate(name: &str, value: &str) -> (String, String) {
    let value = match name {
        "x-amz-server-side-encryption" => values::encryption(value),
        "x-amz-storage-class" => values::class(value),
        _ => value,
    };
    let name = match name {
        "acl" => "x-oss-object-acl".to_owned(),
        "awsaccesskeyid" => "ossaccesskeyid".to_owned(),
        "x-amz-algorithm" => "x-oss-signature-version".to_owned(),
        "x-amz-server-side-encryption-aws-kms-key-id" => "x-oss-server-side-encryption-key-id".to_owned(),
        _ => match name.strip_prefix("x-amz-") {
            Some(rest) => format!("x-oss-{rest}"),
            None => name.to_owned(),
        },
    };
    (name, value.to_owned())
}
