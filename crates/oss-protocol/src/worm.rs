//! Retention policies: what is stored is kept for a number of days, whatever anybody asks.
//!
//! Sources: the service's pages "InitiateBucketWorm", "ExtendBucketWorm" and "GetBucketWorm"; for the date of expiration, the
//! official Go SDK v2.

use crate::xml;
use serde::{Deserialize, Serialize};

/// What begins a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InitiateWormConfiguration {
    /// 1 to 25,550, kept as it is written.
    pub retention_period_in_days: String,
}

/// What makes the time of a locked policy longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ExtendWormConfiguration {
    /// 1 to 25,550, kept as it is written.
    pub retention_period_in_days: String,
}

/// The answer of GetBucketWorm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WormConfiguration {
    /// Its id.
    pub worm_id: String,
    /// `InProgress` for a day, then `Locked` or gone.
    pub state: String,
    /// So long objects are kept.
    #[serde(deserialize_with = "xml::scalar")]
    pub retention_period_in_days: u32,
    /// ISO 8601, UTC.
    pub creation_date: String,
    /// When a policy that is not locked ends; ISO 8601, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_date: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_example_is_read() {
        let text = "<WormConfiguration><WormId>1666E2CFB2B3418</WormId><State>Locked</State>\
            <RetentionPeriodInDays>1</RetentionPeriodInDays><CreationDate>2020-10-15T15:50:32</CreationDate></WormConfiguration>";
        let read: WormConfiguration = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!((read.state.as_str(), read.retention_period_in_days), ("Locked", 1));
        assert_eq!(read.expiration_date, None);
        assert!(xml::to_bytes(&read).ends_with(text.as_bytes()));
        let begun = InitiateWormConfiguration { retention_period_in_days: "365".into() };
        assert_eq!(xml::from_bytes::<InitiateWormConfiguration>(&xml::to_bytes(&begun)).unwrap(), begun);
        assert!(xml::from_bytes::<ExtendWormConfiguration>(&xml::to_bytes(&begun)).is_err());
    }
}
