//! Live channels: what is pushed by RTMP, and played as HLS.
//!
//! Sources: the service's pages "PutLiveChannel", "GetLiveChannelStat", "GetLiveChannelHistory" and "ListLiveChannel", and the
//! tests of the official Python and Java SDKs against the service (`test_live_channel.py`, `RtmpTest`).

use crate::xml;
use serde::{Deserialize, Serialize};

/// How a live channel is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LiveChannelConfiguration {
    /// 128 bytes at most.
    pub description: String,
    /// `enabled` or `disabled`; absent where a request does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What is made of what is pushed.
    pub target: LiveChannelTarget,
    /// Pictures that are taken of what is pushed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<LiveChannelSnapshot>,
}

/// What is made of what is pushed. Numbers stand as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LiveChannelTarget {
    /// `HLS`.
    #[serde(rename = "Type")]
    pub target_type: String,
    /// Seconds of each fragment, 1 to 100; 5 where a request does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frag_duration: Option<String>,
    /// Fragments in the playlist, 1 to 100; 3 where a request does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frag_count: Option<String>,
    /// Ends in `.m3u8`; `playlist.m3u8` where a request does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub playlist_name: Option<String>,
}

/// Pictures that are taken of what is pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LiveChannelSnapshot {
    /// The role that takes them.
    pub role_name: String,
    /// Where they are stored.
    pub dest_bucket: String,
    /// Who is told.
    pub notify_topic: String,
    /// Seconds between two.
    pub interval: String,
}

/// Addresses, the only one of which is used by clients.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Urls {
    /// The addresses.
    pub url: Vec<String>,
}

/// The answer of PutLiveChannel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateLiveChannelResult {
    /// Where to push.
    pub publish_urls: Urls,
    /// Where to play.
    pub play_urls: Urls,
}

/// The answer of GetLiveChannelStat with `comp=stat`, of a channel into which nothing is pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LiveChannelStat {
    /// `Disabled` or `Idle`; `Live` while something is pushed.
    pub status: String,
}

/// The answer of GetLiveChannelStat with `comp=history`, of a channel into which nothing was pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveChannelHistory {}

/// The answer of ListLiveChannel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "ListLiveChannelResult", rename_all = "PascalCase", default)]
pub struct LiveChannelList {
    /// The prefix asked for.
    pub prefix: String,
    /// The name asked to begin after.
    pub marker: String,
    /// The page size.
    #[serde(deserialize_with = "xml::scalar")]
    pub max_keys: u32,
    /// Whether there are more.
    #[serde(deserialize_with = "xml::scalar")]
    pub is_truncated: bool,
    /// The name the next page begins after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
    /// The channels, by name.
    pub live_channel: Vec<LiveChannelSummary>,
}

/// A live channel, as the list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LiveChannelSummary {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// `enabled` or `disabled`.
    pub status: String,
    /// ISO 8601, UTC.
    pub last_modified: String,
    /// Where to push.
    pub publish_urls: Urls,
    /// Where to play.
    pub play_urls: Urls,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ali_oss_sends_reads_back() {
        let text = "<LiveChannelConfiguration><Description>this is channel 1</Description><Status>enabled</Status><Target>\
            <Type>HLS</Type><FragDuration>10</FragDuration><FragCount>5</FragCount><PlaylistName>playlist.m3u8</PlaylistName>\
            </Target></LiveChannelConfiguration>";
        let configuration: LiveChannelConfiguration = xml::from_bytes(text.as_bytes()).unwrap();
        assert_eq!(configuration.target.frag_duration.as_deref(), Some("10"));
        assert!(xml::to_bytes(&configuration).ends_with(text.as_bytes()));
    }

    #[test]
    fn lists_read_back() {
        let urls = |url: &str| Urls { url: vec![url.into()] };
        let channel = LiveChannelSummary {
            name: "a".into(),
            status: "enabled".into(),
            publish_urls: urls("rtmp://b.h/live/a"),
            play_urls: urls("http://b.h/a/playlist.m3u8"),
            ..Default::default()
        };
        let list = LiveChannelList {
            max_keys: 2,
            is_truncated: true,
            next_marker: Some("a".into()),
            live_channel: vec![channel.clone(), channel],
            ..Default::default()
        };
        let bytes = xml::to_bytes(&list);
        assert_eq!(xml::from_bytes::<LiveChannelList>(&bytes).unwrap(), list);
        assert!(
            xml::to_bytes(&LiveChannelHistory {}).ends_with(b"<LiveChannelHistory></LiveChannelHistory>")
        );
    }
}
