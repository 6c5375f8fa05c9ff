//! The file of `--config`: how a server is to be, in JSON.

use super::Failure;
use crate::{Account, Durability, kms::KeyOrigin};
use oss_protocol::sign::Credentials;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    fmt, fs,
    path::{Path, PathBuf},
};

/// How a server is to be. What stands here is documented in the README of the command.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) dir: Option<PathBuf>,
    pub(super) durability: Option<Durability>,
    pub(super) region: Option<String>,
    pub(super) hosts: Vec<String>,
    pub(super) cnames: HashMap<String, String>,
    /// Milliseconds.
    pub(super) clock_offset: i64,
    /// Milliseconds.
    pub(super) restore_delay: Option<u32>,
    /// Milliseconds.
    pub(super) write_timeout: Option<u32>,
    pub(super) max_connections: Option<u32>,
    pub(super) console: Option<bool>,
    pub(super) accounts: Vec<FileAccount>,
    pub(super) kms: Vec<Key>,
    pub(super) buckets: Vec<FileBucket>,
    pub(super) seeds: Vec<Seed>,
    /// The folder of the file, from which relative paths in it go.
    #[serde(skip)]
    pub(super) home: PathBuf,
}

/// Somebody who may sign.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FileAccount {
    access_key_id: String,
    access_key_secret: String,
    sts_token: Option<String>,
    owner: Option<String>,
}

impl From<&FileAccount> for Account {
    fn from(account: &FileAccount) -> Self {
        let credentials = Credentials {
            access_key_id: account.access_key_id.clone(),
            access_key_secret: account.access_key_secret.clone().into(),
            security_token: account.sts_token.clone().map(Into::into),
        };
        Self::new(credentials, account.owner.as_deref().unwrap_or(Self::OWNER))
    }
}

/// A customer master key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Key {
    pub(super) key_id: Option<String>,
    pub(super) alias: Option<String>,
    #[serde(default)]
    pub(super) origin: KeyOrigin,
}

/// A bucket: its name, or more about it.
#[derive(Debug, Default)]
pub(super) struct FileBucket {
    pub(super) name: String,
    pub(super) more: About,
}

/// What is to be so about a bucket. Settings that are documents stand as the service's XML does, without its root.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct About {
    name: String,
    /// The access key that makes it; by default the first.
    pub(super) access_key_id: Option<String>,
    pub(super) acl: Option<String>,
    pub(super) storage_class: Option<String>,
    pub(super) versioning: Option<String>,
    pub(super) encryption: Option<Encryption>,
    pub(super) policy: Option<Value>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) lifecycle: Option<Value>,
    pub(super) cors: Option<Value>,
    pub(super) website: Option<Value>,
    pub(super) referer: Option<Value>,
    pub(super) logging: Option<Value>,
}

/// The rule by which a bucket encrypts.
#[derive(Clone, Debug, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Encryption {
    #[serde(rename = "SSEAlgorithm")]
    algorithm: String,
    #[serde(rename = "KMSMasterKeyID", skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(rename = "KMSDataEncryption", skip_serializing_if = "Option::is_none")]
    data: Option<String>,
}

impl<'de> Deserialize<'de> for FileBucket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = FileBucket;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a bucket, or an object with its name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<FileBucket, E> {
                Ok(FileBucket { name: name.to_owned(), ..FileBucket::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FileBucket, A::Error> {
                let mut more = About::deserialize(MapAccessDeserializer::new(map))?;
                if more.name.is_empty() {
                    return Err(de::Error::missing_field("name"));
                }
                Ok(FileBucket { name: std::mem::take(&mut more.name), more })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Objects that are there from the beginning: a folder with all that lies below it, or one object. What is there already stays.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Seed {
    pub(super) bucket: String,
    /// The access key that puts them; by default the first.
    pub(super) access_key_id: Option<String>,
    pub(super) folder: Option<PathBuf>,
    /// Stands before the names of the folder.
    pub(super) prefix: String,
    pub(super) key: Option<String>,
    pub(super) text: Option<String>,
    pub(super) base64: Option<String>,
    pub(super) file: Option<PathBuf>,
    pub(super) headers: BTreeMap<String, String>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or something in it is not known.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut file = Self::parse(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        file.home = path.parent().map(Path::to_owned).unwrap_or_default();
        if let Some(dir) = &mut file.dir {
            *dir = file.home.join(&*dir);
        }
        Ok(file)
    }

    fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|e| in_words(&e.to_string()))
    }
}

/// An error of the parser; where a name is not known, with the nearest of those that are in place of all.
fn in_words(error: &str) -> String {
    let mut quoted = error.split('`');
    let unknown = error.strip_prefix("unknown field `").and(quoted.nth(1));
    let Some(unknown) = unknown else { return error.to_owned() };
    let known = quoted.skip(1).step_by(2);
    let nearest =
        known.min_by_key(|known| strsim::levenshtein(&known.to_lowercase(), &unknown.to_lowercase()));
    let place =
        error.rsplit_once(" at line ").map(|(_, place)| format!(" at line {place}")).unwrap_or_default();
    let hint = nearest.map(|nearest| format!(", the nearest that there is is {nearest}")).unwrap_or_default();
    format!("there is no field {unknown}{hint}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Quotes and places in names come back in the parser's own words.
        #[test]
        fn a_name_that_is_not_known_is_said_whatever_it_is(name in any::<String>()) {
            let text = serde_json::to_string(&serde_json::json!({ name.clone() + "?": 1 })).unwrap();
            let said = File::parse(&text).unwrap_err();
            prop_assert!(said.starts_with("there is no field "), "{}", said);
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = File::parse(&text);
        }
    }

    #[test]
    fn what_is_not_known_is_said_with_the_nearest() {
        for (text, said) in [
            (
                r#"{ "bukets": [] }"#,
                "there is no field bukets, the nearest that there is is buckets at line 1 column 10",
            ),
            (
                r#"{ "buckets": [{ "name": "a", "encrypt": {} }] }"#,
                "there is no field encrypt, the nearest that there is is encryption at line 1 column 38",
            ),
            (
                r#"{ "buckets": [{ "name": "a", "encryption": { "sseAlgorithm": "" } }] }"#,
                "there is no field sseAlgorithm, the nearest that there is is SSEAlgorithm at line 1 column 59",
            ),
            (r#"{ "buckets": [{}] }"#, "missing field `name` at line 1 column 16"),
        ] {
            assert_eq!(File::parse(text).unwrap_err(), said);
        }
        let wrong = File::parse(r#"{ "buckets": [7] }"#).unwrap_err();
        assert!(wrong.contains("expected the name of a bucket"), "{wrong}");
    }
}
