//! What the service is told of fetching what is missing. Nothing here acts on it: it is kept as it was sent.

use serde::{Deserialize, Serialize};

/// Headers that go along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorHeaders {
    /// Whether all of them do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass_all: Option<String>,
    /// Those that do.
    pub pass: Vec<String>,
    /// Those that do not.
    pub remove: Vec<String>,
    /// Those that are made.
    pub set: Vec<MirrorPair>,
}

/// A name and a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorPair {
    /// Name.
    pub key: String,
    /// Value.
    pub value: String,
}

/// How the request to the origin is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorAuth {
    /// The kind of signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    /// Its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The access key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// Its secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key_secret: Option<String>,
}

/// Tags that are put on what was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorTaggings {
    /// The tags.
    pub taggings: Vec<MirrorPair>,
}

/// Headers of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorReturnHeaders {
    /// The headers.
    pub return_header: Vec<MirrorPair>,
}

/// Other places to fetch from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MirrorMultiAlternates {
    /// The places.
    pub mirror_multi_alternate: Vec<MirrorMultiAlternate>,
}

/// Another place to fetch from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MirrorMultiAlternate {
    /// Its number.
    #[serde(rename = "MirrorMultiAlternateNumber", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its address.
    #[serde(rename = "MirrorMultiAlternateURL", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its network.
    #[serde(rename = "MirrorMultiAlternateVpcId", skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<String>,
    /// Its region.
    #[serde(rename = "MirrorMultiAlternateDstRegion", skip_serializing_if = "Option::is_none")]
    pub dst_region: Option<String>,
}
