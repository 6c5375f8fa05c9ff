//! What is refused of any operation.

use crate::{
    call::Call,
    handlers::object,
    reason::{Reason, Refusal},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_protocol::{Encrypts, OperationId, digest, header};

/// Whether the body of an operation is stored as it comes.
pub(crate) fn streams(operation: OperationId) -> bool {
    matches!(
        operation,
        OperationId::PutObject
            | OperationId::AppendObject
            | OperationId::UploadPart
            | OperationId::PostObject
    )
}

/// Headers and parameters that change what an operation does in ways the server does not know yet.
const UNSUPPORTED_HEADERS: [&str; 2] = ["x-oss-resource-group-id", "x-oss-traffic-limit"];
const UNSUPPORTED_PARAMETERS: [&str; 5] = [
    "x-oss-async-process",
    // In a query the service reads `callback` and `callback-var`.
    "x-oss-callback",
    "x-oss-callback-var",
    "x-oss-process",
    "x-oss-traffic-limit",
];

/// Refuses what the service refuses of any operation, and what would be silently passed over.
pub(crate) fn strict(call: &Call<'_>) -> Result<(), Refusal> {
    let header = UNSUPPORTED_HEADERS.into_iter().find(|name| call.asked.headers.contains_key(*name));
    let parameter = UNSUPPORTED_PARAMETERS.into_iter().find(|name| call.asked.query.has(name));
    if let Some(name) = header.or(parameter) {
        return Err(Refusal::from(Reason::NotImplemented)
            .saying(format!("The local server does not know {name} yet.")));
    }
    if call.asked.headers.contains_key(header::X_OSS_SERVER_SIDE_ENCRYPTION)
        && call.operation.spec().encrypts != Encrypts::Chooses
    {
        return Err(Reason::EncryptionNotHere.into());
    }
    if let Some(key) = &call.asked.key {
        object::check_key(key)?;
    }
    if let Some(sent) = call.asked.headers.get(header::CONTENT_MD5) {
        let well_formed = STANDARD.decode(sent.as_bytes()).is_ok_and(|digest| digest.len() == 16);
        // What is stored as it comes is compared when it has come.
        let fits =
            || streams(call.operation) || sent.as_bytes() == digest::content_md5(&call.body).as_bytes();
        if !well_formed || !fits() {
            return Err(Refusal::from(Reason::BadDigest)
                .with("Content-MD5", String::from_utf8_lossy(sent.as_bytes())));
        }
    }
    Ok(())
}
