//! Does what the file of `--config` says, by the server's own operations, in order: keys, buckets and their settings, objects.

use super::{
    Failure,
    file::{File, FileBucket, Key},
    seeds,
    signed::{Signed, refusal},
};
use crate::{Account, Config, KmsError, NewKey, Server};
use bytes::Bytes;
use http::Method;
use http_body_util::Full;
use oss_protocol::{date::Timestamp, xml::Element};
use serde_json::{Map, Value, json};

/// Does what a file says. What is there already stays as it is, so that a folder may be started again with the same file.
pub(super) async fn apply(file: &File, server: &Server, config: &Config) -> Result<(), Failure> {
    for key in &file.kms {
        make_key(key, server)?;
    }
    let now = server.service().now();
    for bucket in &file.buckets {
        let account = account_of(bucket.more.access_key_id.as_deref(), config)?;
        make_bucket(bucket, server, account, now)
            .await
            .map_err(|e| format!("bucket {}: {e}", bucket.name))?;
    }
    seeds::plant(file, server, config).await
}

fn make_key(key: &Key, server: &Server) -> Result<(), Failure> {
    let new = NewKey { key_id: key.key_id.clone(), alias: key.alias.clone(), origin: key.origin };
    match server.kms().create(new) {
        Ok(_) | Err(KmsError::Taken(_)) => Ok(()),
        Err(e) => Err(Failure::said(e)),
    }
}

/// The account of an access key, or the first.
pub(super) fn account_of<'a>(wanted: Option<&str>, config: &'a Config) -> Result<&'a Account, Failure> {
    let mut accounts = config.accounts.iter();
    let found = accounts.find(|account| wanted.is_none_or(|id| account.credentials.access_key_id == id));
    found.ok_or_else(|| {
        Failure::said(format!("there is no account with the accessKeyId {}", wanted.unwrap_or_default()))
    })
}

async fn make_bucket(
    bucket: &FileBucket,
    server: &Server,
    account: &Account,
    now: Timestamp,
) -> Result<(), Failure> {
    let about = &bucket.more;
    let acl = about.acl.as_deref().map(|acl| ("x-oss-acl", acl));
    let class = about.storage_class.as_ref().map(|class| json!({ "StorageClass": class }));
    let class = class.map(|class| document("CreateBucketConfiguration", &class)).unwrap_or_default();
    let put = async |query: &str, headers: Vec<(&str, &str)>, body: String| {
        let length = body.len() as u64;
        let request = Signed { method: Method::PUT, bucket: &bucket.name, key: None, query, headers, length };
        let response = request.ask(server, account, now, Full::new(Bytes::from(body))).await?;
        match response.status().is_success() {
            true => Ok(()),
            false => {
                Err(Failure::Said(format!("{query} {}", refusal(response).await).trim_start().to_owned()))
            }
        }
    };
    put("", acl.into_iter().collect(), class).await?;
    let versioning = about.versioning.as_ref().map(|status| json!({ "Status": status }));
    let rule = about.encryption.as_ref().map(|rule| json!({ "ApplyServerSideEncryptionByDefault": rule }));
    let tags: Vec<_> = about.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    let tags = (!tags.is_empty()).then(|| json!({ "TagSet": { "Tag": tags } }));
    for (query, root, setting) in [
        ("versioning", "VersioningConfiguration", &versioning),
        ("encryption", "ServerSideEncryptionRule", &rule),
        ("tagging", "Tagging", &tags),
        ("lifecycle", "LifecycleConfiguration", &about.lifecycle),
        ("cors", "CORSConfiguration", &about.cors),
        ("website", "WebsiteConfiguration", &about.website),
        ("referer", "RefererConfiguration", &about.referer),
        ("logging", "BucketLoggingStatus", &about.logging),
    ] {
        if let Some(setting) = setting {
            put(query, Vec::new(), document(root, setting)).await?;
        }
    }
    match &about.policy {
        Some(policy) => put("policy", Vec::new(), policy.to_string()).await,
        None => Ok(()),
    }
}

/// JSON as the XML document that it stands for: a field is an element, a list the same element several times.
fn document(root: &str, value: &Value) -> String {
    let mut elements = elements(root, value);
    elements.pop().unwrap_or_default().to_document()
}

fn elements(name: &str, value: &Value) -> Vec<Element> {
    let one = |text: String, children: &Map<String, Value>| Element {
        name: name.to_owned(),
        children: children.iter().flat_map(|(name, value)| elements(name, value)).collect(),
        text,
        ..Element::default()
    };
    let empty = Map::new();
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().flat_map(|value| elements(name, value)).collect(),
        Value::Object(children) => vec![one(String::new(), children)],
        Value::String(text) => vec![one(text.clone(), &empty)],
        other => vec![one(other.to_string(), &empty)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_becomes_the_document_that_it_stands_for() {
        let rules = json!({ "Rule": [{ "Expiration": { "Days": 3 } }, { "ID": "a<b", "Prefix": null }] });
        let text = document("LifecycleConfiguration", &rules);
        let (_, written) = text.split_once('\n').unwrap();
        let expected = "<Rule><Expiration><Days>3</Days></Expiration></Rule><Rule><ID>a&lt;b</ID></Rule>";
        assert_eq!(written, format!("<LifecycleConfiguration>{expected}</LifecycleConfiguration>"));
    }
}
