//! `/-/kms/uses`: what a master key seals, and so what cannot be read without it.

use super::{Outcome, needed, only, sealed::refused};
use crate::{call::Asked, service::Service, store::Start};
use http::Method;
use oss_protocol::encryption::EncryptionRule;
use serde_json::json;

/// So many objects are named.
const NAMED: usize = 20;

/// The objects, in all versions, whose keys the master key `keyId` wrapped, and the buckets whose rule names it.
pub(super) fn answer(service: &Service, asked: &Asked) -> Outcome {
    only(&asked.method, &Method::GET)?;
    let name = needed(asked, "keyId")?;
    let id = service.kms().describe(name).map_or_else(|| name.to_owned(), |key| key.key_id);
    let view = service.store.view().map_err(refused)?;
    let (mut objects, mut bytes) = (0_u64, 0_u64);
    let (mut buckets, mut sample) = (Vec::new(), Vec::new());
    for (bucket, about) in view.buckets("").map_err(refused)? {
        let rule = about.setting::<EncryptionRule>().map_err(refused)?;
        let ruled =
            rule.and_then(|rule| rule.default.key_id).is_some_and(|named| named == id || named == name);
        let mut here = 0_u64;
        view.each_version(&bucket, Start::at(""), |key, object| {
            let sealed = object.encryption.as_ref().and_then(|encryption| encryption.wrapped().customer);
            if sealed == Some(id.as_str()) {
                here += 1;
                bytes += object.length;
                if sample.len() < NAMED {
                    sample.push(format!("{bucket}/{key}"));
                }
            }
            Ok(true)
        })
        .map_err(refused)?;
        objects += here;
        if here > 0 || ruled {
            buckets.push(json!({ "bucket": bucket, "objects": here, "rule": ruled }));
        }
    }
    Ok(json!({ "objects": objects, "bytes": bytes, "buckets": buckets, "sample": sample }))
}
