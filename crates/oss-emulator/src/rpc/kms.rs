//! What KMS does: data keys made, bytes encrypted and decrypted.

use super::{Refused, form::Form};
use crate::{
    kms::Kms,
    reason::{Reason, Refusal},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// So many bytes one request encrypts.
const MAX_PLAINTEXT: usize = 6 << 10;
const MAX_DATA_KEY: usize = 1_024;

pub(super) fn perform(action: &str, form: &Form, kms: &Kms) -> Result<Map<String, Value>, Refused> {
    let fields = match action {
        "Encrypt" => {
            let plaintext = Zeroizing::new(decoded(form, "Plaintext")?);
            if plaintext.len() > MAX_PLAINTEXT {
                return Err(invalid("Plaintext"));
            }
            encrypted(kms, form, &plaintext)?
        }
        "Decrypt" => {
            let blob = form.need("CiphertextBlob")?;
            let opened = kms.open_blob(blob, &context(form)?).map_err(refused)?;
            let opened = opened.ok_or_else(|| invalid("CiphertextBlob"))?;
            json!({
                "Plaintext": STANDARD.encode(&*opened.plaintext),
                "KeyId": opened.key_id,
                "KeyVersionId": version_id(opened.version),
            })
        }
        "GenerateDataKey" | "GenerateDataKeyWithoutPlaintext" => {
            let mut key = Zeroizing::new(vec![0; data_key_length(form)?]);
            getrandom::fill(&mut key)
                .map_err(|error| Refused::new(500, "InternalFailure", error.to_string()))?;
            let mut fields = encrypted(kms, form, &key)?;
            if action == "GenerateDataKey" {
                fields["Plaintext"] = STANDARD.encode(&*key).into();
            }
            fields
        }
        "DescribeKey" => {
            let id = form.need("KeyId")?;
            let key = kms.describe(id).ok_or_else(|| not_found(id))?;
            json!({ "KeyMetadata": {
                "KeyId": key.key_id,
                "KeyState": key.state,
                "KeyUsage": "ENCRYPT/DECRYPT",
                "KeySpec": "Aliyun_AES_256",
                "CreationDate": oss_protocol::date::Timestamp::from_secs(key.created / 1_000).iso8601(),
                "PrimaryKeyVersion": version_id(key.versions),
            } })
        }
        other => {
            let what = format!("The specified action {other} is not found.");
            return Err(Refused::new(404, "InvalidAction.NotFound", what));
        }
    };
    match fields {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

fn encrypted(kms: &Kms, form: &Form, plaintext: &[u8]) -> Result<Value, Refused> {
    let sealed = kms.seal_blob(form.need("KeyId")?, &context(form)?, plaintext).map_err(refused)?;
    Ok(json!({
        "CiphertextBlob": sealed.blob,
        "KeyId": sealed.key_id,
        "KeyVersionId": version_id(sealed.version),
    }))
}

/// KMS names versions by random ids; a number says as much.
fn version_id(version: usize) -> String {
    format!("version-{version}")
}

fn decoded(form: &Form, name: &str) -> Result<Vec<u8>, Refused> {
    STANDARD.decode(form.need(name)?).map_err(|_| invalid(name))
}

/// How long a data key is to be: 32 bytes unless the request says otherwise.
fn data_key_length(form: &Form) -> Result<usize, Refused> {
    if let Some(bytes) = form.get("NumberOfBytes") {
        let length = bytes.parse().ok().filter(|length| (1..=MAX_DATA_KEY).contains(length));
        return length.ok_or_else(|| invalid("NumberOfBytes"));
    }
    match form.get("KeySpec") {
        None | Some("AES_256") => Ok(32),
        Some("AES_128") => Ok(16),
        Some(_) => Err(invalid("KeySpec")),
    }
}

/// What a ciphertext is bound to, whatever the order in which it is said.
fn context(form: &Form) -> Result<String, Refused> {
    let Some(text) = form.get("EncryptionContext") else { return Ok(String::new()) };
    let context: BTreeMap<String, String> =
        serde_json::from_str(text).map_err(|_| invalid("EncryptionContext"))?;
    Ok(serde_json::to_string(&context).unwrap_or_default())
}

fn invalid(name: &str) -> Refused {
    Refused::new(400, "InvalidParameter", format!("The specified parameter {name} is not valid."))
}

fn not_found(id: &str) -> Refused {
    Refused::new(404, "Forbidden.KeyNotFound", format!("The specified Key {id} is not found."))
}

/// A refusal that OSS would give, in the words of KMS.
fn refused(refusal: Refusal) -> Refused {
    let rejected = |code: &str, state: &str| {
        Refused::new(409, code, format!("The request was rejected because the key state is {state}."))
    };
    match refusal.reason {
        Reason::KeyNotFound => Refused::new(404, "Forbidden.KeyNotFound", "The specified Key is not found."),
        Reason::AliasNotFound => {
            Refused::new(404, "Forbidden.AliasNotFound", "The specified Alias is not found.")
        }
        Reason::KeyDisabled => rejected("Rejected.Disabled", "Disabled"),
        Reason::KeyPendingDeletion => rejected("Rejected.PendingDeletion", "PendingDeletion"),
        Reason::KeyPendingImport => rejected("Rejected.PendingImport", "PendingImport"),
        _ => Refused::new(500, "InternalFailure", "The key management failed."),
    }
}
