//! A bucket as it is remembered.

use super::{
    Worm,
    inventory::InventoryRule,
    record::{Record, corrupt},
};
use crate::reason::Refusal;
use oss_protocol::{
    BucketDocument, live::LiveChannelConfiguration, versioning::VersioningConfiguration, xml,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A bucket as it is remembered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bucket {
    /// The owner's number.
    pub(crate) owner: String,
    /// Seconds since 1970.
    pub(crate) created: u64,
    /// `private`, `public-read` or `public-read-write`.
    pub(crate) acl: String,
    /// Of objects that do not say it themselves.
    pub(crate) storage_class: String,
    /// `LRS` or `ZRS`.
    pub(crate) data_redundancy_type: String,
    /// The JSON of its policy, as it was put.
    #[serde(default)]
    pub(crate) policy: Option<String>,
    /// Settings by their query name, as documents.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// When the lifecycle was put, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) lifecycle_since: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) worm: Option<Worm>,
    /// Rules of inventories by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) inventories: BTreeMap<String, InventoryRule>,
    /// Live channels by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) channels: BTreeMap<String, Channel>,
}

/// A live channel as it is remembered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Channel {
    pub(crate) configuration: LiveChannelConfiguration,
    /// Seconds since 1970.
    pub(crate) modified: u64,
}

impl Bucket {
    pub(crate) fn new(owner: String, created: u64) -> Self {
        Self {
            owner,
            created,
            acl: "private".into(),
            storage_class: "Standard".into(),
            data_redundancy_type: "LRS".into(),
            policy: None,
            settings: BTreeMap::new(),
            lifecycle_since: 0,
            worm: None,
            inventories: BTreeMap::new(),
            channels: BTreeMap::new(),
        }
    }

    /// A setting, if it has been put.
    pub(crate) fn setting<D: BucketDocument>(&self) -> Result<Option<D>, Refusal> {
        let text = self.settings.get(name::<D>());
        text.map(|text| xml::from_bytes(text.as_bytes())).transpose().map_err(|e| corrupt("bucket", e))
    }

    /// Whether a setting has been put.
    pub(crate) fn has<D: BucketDocument>(&self) -> bool {
        self.settings.contains_key(name::<D>())
    }

    /// Puts a setting.
    pub(crate) fn set<D: BucketDocument>(&mut self, document: &D) {
        let text = String::from_utf8_lossy(&xml::to_bytes(document)).into_owned();
        self.settings.insert(name::<D>().to_owned(), text);
    }

    /// Forgets a setting.
    pub(crate) fn unset<D: BucketDocument>(&mut self) {
        self.settings.remove(name::<D>());
    }

    /// Whether the bucket keeps versions.
    pub(crate) fn versioning(&self) -> Result<Versioning, Refusal> {
        let setting = self.setting::<VersioningConfiguration>()?;
        Ok(match setting.and_then(|setting| setting.status).as_deref() {
            Some("Enabled") => Versioning::Enabled,
            Some(_) => Versioning::Suspended,
            None => Versioning::Off,
        })
    }
}

/// Whether a bucket keeps old versions of its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versioning {
    /// It never has.
    Off,
    Enabled,
    /// It did; those it kept stay.
    Suspended,
}

impl Record for Bucket {
    const WHAT: &'static str = "bucket";
}

/// The query name of a setting tells it from others.
fn name<D: BucketDocument>() -> &'static str {
    D::GET.spec().selectors.first().expect("a setting is selected by a query name")
}
