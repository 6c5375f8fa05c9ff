//! Live channels: how they are set up, and that nothing was ever pushed, for this server knows no RTMP.
//!
//! Sources: the service's pages of the operations, its pages of the codes 0044-000000…, and the tests of the official Python and
//! Java SDKs against the service (`test_live_channel.py`, `RtmpTest`).

use super::{listing, object::bad_argument};
use crate::{
    Config,
    call::Call,
    reached::Reached,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::{Bucket, Channel, Store},
};
use http::StatusCode;
use oss_protocol::{
    date::Timestamp,
    live::{
        CreateLiveChannelResult, LiveChannelConfiguration, LiveChannelHistory, LiveChannelList,
        LiveChannelStat, LiveChannelSummary, LiveChannelTarget, Urls,
    },
    number, xml,
};

const MAX_DESCRIPTION: usize = 128;
/// So many channels a bucket has here; no limit of the service is known.
const MAX_CHANNELS: usize = 1_000;
/// How many a page of the list has.
const PAGE: usize = 100;
const ENABLED: &str = "enabled";
const STATES: [&str; 2] = [ENABLED, "disabled"];

pub(crate) async fn put(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let name = call.key().to_owned();
    if name.contains('/') {
        return Err(bad_argument("ChannelName", &name));
    }
    let sent: LiveChannelConfiguration = xml::from_bytes(&call.body).map_err(|_| Reason::MalformedXml)?;
    let configuration = accept(sent)?;
    let (publish_urls, play_urls) = urls(call, config, &name, &configuration);
    let channel = Channel { configuration, modified: call.now.as_secs() };
    let change = move |bucket: &mut Bucket| {
        if bucket.channels.len() >= MAX_CHANNELS && !bucket.channels.contains_key(&name) {
            return Err(Refusal::from(Reason::BadArgument)
                .saying(format!("The local server keeps {MAX_CHANNELS} live channels a bucket.")));
        }
        bucket.channels.insert(name, channel);
        Ok(())
    };
    store.change_bucket(call.bucket(), change).await?;
    Ok(reply::document(&CreateLiveChannelResult { publish_urls, play_urls }))
}

/// What is kept: as it was sent, and what was not said as the service says it.
fn accept(sent: LiveChannelConfiguration) -> Result<LiveChannelConfiguration, Refusal> {
    if sent.description.len() > MAX_DESCRIPTION {
        return Err(bad_argument("Description", &sent.description));
    }
    let status = sent.status.filter(|status| !status.is_empty()).unwrap_or_else(|| ENABLED.to_owned());
    check_state(&status)?;
    let LiveChannelTarget { target_type, frag_duration, frag_count, playlist_name } = sent.target;
    let refused = |reason: Reason, value: &str| Refusal::from(reason).with("ArgumentValue", value.to_owned());
    if target_type != "HLS" {
        return Err(refused(Reason::BadLiveType, &target_type));
    }
    let small = |text: &str| number::digits::<u32>(text).is_some_and(|number| (1..=100).contains(&number));
    let given = |text: Option<String>, default: &str| {
        text.filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
    };
    let frag_duration = given(frag_duration, "5");
    if !small(&frag_duration) {
        return Err(bad_argument("FragDuration", &frag_duration));
    }
    let frag_count = given(frag_count, "3");
    if !small(&frag_count) {
        return Err(refused(Reason::BadFragCount, &frag_count));
    }
    let playlist = given(playlist_name, "playlist.m3u8");
    for (reason, good) in [
        (Reason::BadPlaylistSlash, !playlist.contains('/')),
        (Reason::BadPlaylistLength, (6..=128).contains(&playlist.len())),
        (Reason::BadPlaylistEnd, playlist.ends_with(".m3u8")),
    ] {
        if !good {
            return Err(refused(reason, &playlist));
        }
    }
    let target = LiveChannelTarget {
        target_type,
        frag_duration: Some(frag_duration),
        frag_count: Some(frag_count),
        playlist_name: Some(playlist),
    };
    Ok(LiveChannelConfiguration { status: Some(status), target, ..sent })
}

fn check_state(state: &str) -> Result<(), Refusal> {
    if STATES.contains(&state) { Ok(()) } else { Err(bad_argument("Status", state)) }
}

/// Where a channel would be pushed to and played from.
fn urls(call: &Call<'_>, config: &Config, name: &str, set_up: &LiveChannelConfiguration) -> (Urls, Urls) {
    let reached = Reached::of(call.asked, config);
    let playlist = set_up.target.playlist_name.as_deref().unwrap_or_default();
    let publish = format!("rtmp://{}{}", reached.host, reached.path(&format!("live/{name}")));
    let play = reached.url(&format!("{name}/{playlist}"));
    (Urls { url: vec![publish] }, Urls { url: vec![play] })
}

pub(crate) fn info(call: &Call<'_>, store: &Store) -> Reply {
    Ok(reply::document(&channel(call, store)?.configuration))
}

fn channel(call: &Call<'_>, store: &Store) -> Result<Channel, Refusal> {
    let found = store.bucket(call.bucket())?.channels.remove(call.key());
    found.ok_or_else(|| Reason::NoSuchLiveChannel.into())
}

pub(crate) async fn delete(call: &Call<'_>, store: &Store) -> Reply {
    let name = call.key().to_owned();
    let change = move |bucket: &mut Bucket| {
        bucket.channels.remove(&name).map(|_| ()).ok_or_else(|| Reason::NoSuchLiveChannel.into())
    };
    store.change_bucket(call.bucket(), change).await?;
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(crate) async fn put_status(call: &Call<'_>, store: &Store) -> Reply {
    let status = call.asked.query.get("status").unwrap_or_default().to_owned();
    check_state(&status)?;
    let name = call.key().to_owned();
    let change = move |bucket: &mut Bucket| {
        let channel = bucket.channels.get_mut(&name).ok_or(Reason::NoSuchLiveChannel)?;
        channel.configuration.status = Some(status);
        Ok(())
    };
    store.change_bucket(call.bucket(), change).await?;
    Ok(reply::empty(StatusCode::OK))
}

/// What is pushed, or was: nothing.
pub(crate) fn stat(call: &Call<'_>, store: &Store) -> Reply {
    let channel = channel(call, store)?;
    match call.asked.query.get("comp").unwrap_or_default() {
        "stat" => {
            let enabled = channel.configuration.status.as_deref() == Some(ENABLED);
            let status = if enabled { "Idle" } else { "Disabled" };
            Ok(reply::document(&LiveChannelStat { status: status.to_owned() }))
        }
        "history" => Ok(reply::document(&LiveChannelHistory {})),
        other => Err(bad_argument("comp", other)),
    }
}

pub(crate) fn list(call: &Call<'_>, store: &Store, config: &Config) -> Reply {
    let asked = |name: &str| call.asked.query.get(name).unwrap_or_default();
    let (prefix, marker) = (asked("prefix"), asked("marker"));
    let limit = listing::page_size(call, "max-keys", PAGE)?;
    let bucket = store.bucket(call.bucket())?;
    let mut found =
        bucket.channels.iter().filter(|(name, _)| name.as_str() > marker && name.starts_with(prefix));
    let page: Vec<_> =
        found.by_ref().take(limit).map(|(name, channel)| summary(call, config, name, channel)).collect();
    let is_truncated = found.next().is_some();
    Ok(reply::document(&LiveChannelList {
        prefix: prefix.to_owned(),
        marker: marker.to_owned(),
        max_keys: u32::try_from(limit).unwrap_or(u32::MAX),
        is_truncated,
        next_marker: page.last().filter(|_| is_truncated).map(|last| last.name.clone()),
        live_channel: page,
    }))
}

fn summary(call: &Call<'_>, config: &Config, name: &str, channel: &Channel) -> LiveChannelSummary {
    let set_up = &channel.configuration;
    let (publish_urls, play_urls) = urls(call, config, name, set_up);
    LiveChannelSummary {
        name: name.to_owned(),
        description: set_up.description.clone(),
        status: set_up.status.clone().unwrap_or_default(),
        last_modified: Timestamp::from_secs(channel.modified).iso8601(),
        publish_urls,
        play_urls,
    }
}

/// A playlist of what was pushed: of nothing, whether there is such a channel or not (`rtmp.test.js` of ali-oss).
pub(crate) fn vod(call: &Call<'_>) -> Reply {
    for name in ["startTime", "endTime"] {
        let text = call.asked.query.get(name).unwrap_or_default();
        if number::digits::<u64>(text).is_none() {
            return Err(bad_argument(name, text));
        }
    }
    Err(Reason::NothingWasPushed.into())
}
