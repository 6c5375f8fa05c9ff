//! Live channels: their state, without media.

use crate::{
    common::is,
    raw::{Answer, delete, get, post, put, unsigned},
    storage::Folder,
};
use http::Method;
use oss_emulator::{Config, Service};
use oss_protocol::{
    bucket::BucketStat,
    live::{CreateLiveChannelResult, LiveChannelConfiguration, LiveChannelList, LiveChannelStat},
};

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

fn document(inner: &str) -> String {
    format!("<LiveChannelConfiguration>{inner}</LiveChannelConfiguration>")
}

const HLS: &str = "<Target><Type>HLS</Type></Target>";

async fn make(service: &Service, name: &str, inner: &str) -> Answer {
    put(service, &format!("/bkt/{name}?live"), &[], document(inner).as_bytes()).await
}

#[tokio::test]
async fn a_channel_is_kept_as_it_was_set_up() {
    let service = service();
    let said = "<Description>this is channel 1</Description><Status>enabled</Status><Target><Type>HLS</Type>\
        <FragDuration>10</FragDuration><FragCount>5</FragCount><PlaylistName>list.m3u8</PlaylistName></Target>";
    let made: CreateLiveChannelResult = make(&service, "channel-1", said).await.document();
    assert_eq!(made.publish_urls.url, ["rtmp://localhost/bkt/live/channel-1"]);
    assert_eq!(made.play_urls.url, ["http://localhost/bkt/channel-1/list.m3u8"]);
    let info = get(&service, "/bkt/channel-1?live", &[]).await;
    assert!(String::from_utf8_lossy(&info.body).ends_with(&document(said)));
    // What is not said is as the official Java SDK's test finds it (`RtmpTest`).
    make(&service, "default", HLS).await;
    let info: LiveChannelConfiguration = get(&service, "/bkt/default?live", &[]).await.document();
    let target = &info.target;
    assert_eq!((info.description.as_str(), info.status.as_deref()), ("", Some("enabled")));
    assert_eq!((target.frag_duration.as_deref(), target.frag_count.as_deref()), (Some("5"), Some("3")));
    assert_eq!(target.playlist_name.as_deref(), Some("playlist.m3u8"));
    let stat: BucketStat = get(&service, "/bkt/?stat", &[]).await.document();
    assert_eq!(stat.live_channel_count, 2);
    assert_eq!(delete(&service, "/bkt").await.refusal().1, "BucketNotEmpty");
    for name in ["channel-1", "default"] {
        assert_eq!(delete(&service, &format!("/bkt/{name}?live")).await.status, 204);
        assert_eq!(
            get(&service, &format!("/bkt/{name}?live"), &[]).await.refusal(),
            is(404, "NoSuchLiveChannel", "")
        );
    }
    assert_eq!(delete(&service, "/bkt/default?live").await.refusal().1, "NoSuchLiveChannel");
    assert_eq!(delete(&service, "/bkt").await.status, 204);
}

#[tokio::test]
async fn nothing_is_pushed() {
    let service = service();
    make(&service, "live%20channel", HLS).await;
    let status = async || -> String {
        get(&service, "/bkt/live%20channel?live&comp=stat", &[]).await.document::<LiveChannelStat>().status
    };
    assert_eq!(status().await, "Idle");
    for (state, told) in [("disabled", "Disabled"), ("disabled", "Disabled"), ("enabled", "Idle")] {
        let answer = put(&service, &format!("/bkt/live%20channel?live&status={state}"), &[], b"").await;
        assert_eq!((answer.status.as_u16(), status().await.as_str()), (200, told));
    }
    let history = get(&service, "/bkt/live%20channel?live&comp=history", &[]).await;
    assert!(history.body.ends_with(b"<LiveChannelHistory></LiveChannelHistory>"));
    assert_eq!(
        put(&service, "/bkt/live%20channel?live&status=on", &[], b"").await.refusal().1,
        "InvalidArgument"
    );
    assert_eq!(
        put(&service, "/bkt/none?live&status=enabled", &[], b"").await.refusal().1,
        "NoSuchLiveChannel"
    );
    assert_eq!(get(&service, "/bkt/live%20channel?live&comp=x", &[]).await.refusal().1, "InvalidArgument");
    assert_eq!(get(&service, "/bkt/none?live&comp=stat", &[]).await.refusal().1, "NoSuchLiveChannel");
    let nothing = is(400, "InvalidArgument", "0044-00000308");
    // Whether there is such a channel or not: `rtmp.test.js` of ali-oss.
    for name in ["live%20channel", "none"] {
        let query = "vod&startTime=1472020031&endTime=1472020226";
        assert_eq!(
            post(&service, &format!("/bkt/{name}/vod.m3u8?{query}"), &[], "").await.refusal(),
            nothing
        );
        assert_eq!(get(&service, &format!("/bkt/{name}?{query}"), &[]).await.refusal(), nothing);
    }
    assert_eq!(get(&service, "/bkt/none?vod&startTime=a&endTime=1", &[]).await.refusal().2, "");
    assert_eq!(
        unsigned(&service, Method::DELETE, "/bkt/live%20channel?live", &[], "").await.refusal().1,
        "AccessDenied"
    );
}

#[tokio::test]
async fn channels_are_listed_page_by_page() {
    let service = service();
    for n in 0..10 {
        make(&service, &format!("channel-list-{n}"), &format!("<Description>{n}</Description>{HLS}")).await;
    }
    make(&service, "other", HLS).await;
    let list = async |query: &str| -> LiveChannelList {
        get(&service, &format!("/bkt/?live{query}"), &[]).await.document()
    };
    let page = list("&prefix=channel-list-&marker=channel-list-4&max-keys=3").await;
    let names: Vec<_> = page.live_channel.iter().map(|channel| channel.name.as_str()).collect();
    assert_eq!(names, ["channel-list-5", "channel-list-6", "channel-list-7"]);
    assert_eq!((page.next_marker.as_deref(), page.is_truncated), (Some("channel-list-7"), true));
    assert_eq!(page.live_channel[0].publish_urls.url, ["rtmp://localhost/bkt/live/channel-list-5"]);
    let all = list("").await;
    assert_eq!(
        (all.live_channel.len(), all.max_keys, all.is_truncated, all.next_marker),
        (11, 100, false, None)
    );
    assert_eq!(get(&service, "/bkt/?live&max-keys=1001", &[]).await.refusal().1, "InvalidArgument");
}

#[tokio::test]
async fn what_the_service_refuses_is_refused() {
    let service = service();
    let target = |inner: &str| format!("<Target><Type>HLS</Type>{inner}</Target>");
    for (inner, ec) in [
        ("<Target><Type>RTMP</Type></Target>".to_owned(), "0044-00000013"),
        (target("<FragDuration>200</FragDuration>"), ""),
        (target("<FragCount>0</FragCount>"), "0044-00000015"),
        (target("<FragCount>abc</FragCount>"), "0044-00000015"),
        (target("<PlaylistName>my/playlist.m3u8</PlaylistName>"), "0044-00000016"),
        (target(&format!("<PlaylistName>{}.m3u8</PlaylistName>", "x".repeat(200))), "0044-00000017"),
        (target("<PlaylistName>abc.text</PlaylistName>"), "0044-00000018"),
        (format!("<Status>on</Status>{HLS}"), ""),
        (format!("<Description>{}</Description>{HLS}", "x".repeat(129)), ""),
    ] {
        assert_eq!(make(&service, "c", &inner).await.refusal(), is(400, "InvalidArgument", ec), "{inner}");
    }
    assert_eq!(make(&service, "a/b", HLS).await.refusal().1, "InvalidArgument");
    assert_eq!(put(&service, "/bkt/c?live", &[], b"x").await.refusal().1, "MalformedXML");
}

#[tokio::test]
async fn channels_survive_a_restart() {
    let folder = Folder::new("channels");
    let first = folder.open().unwrap();
    make(&first, "c", HLS).await;
    put(&first, "/bkt/?cors", &[], b"<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>").await;
    drop(first);
    let second = folder.open().unwrap();
    assert_eq!(get(&second, "/bkt/c?live", &[]).await.status, 200);
    assert_eq!(get(&second, "/bkt/?cors", &[]).await.status, 200);
}
