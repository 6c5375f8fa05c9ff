//! Archived objects restored, as long as it takes the service.

use crate::{
    common::is,
    raw::{Answer, post, put, unsigned},
};
use http::Method;
use oss_emulator::{Config, Service, system_clock};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A server, and the minutes by which its clock is ahead. Requests are signed with the real time, so that whoever looks when time
/// has passed does not sign.
async fn server() -> (Service, Arc<AtomicU64>) {
    let minutes = Arc::new(AtomicU64::new(0));
    let (start, passed) = (system_clock()(), Arc::clone(&minutes));
    let clock = Arc::new(move || start + Duration::from_secs(60 * passed.load(Ordering::Relaxed)));
    let service = Service::open(Config { clock, ..Config::default() }).unwrap();
    assert_eq!(put(&service, "/bkt", &[("x-oss-acl", "public-read")], b"").await.status, 200);
    (service, minutes)
}

fn wish(days: u32, tier: &str) -> String {
    let job = if tier.is_empty() {
        String::new()
    } else {
        format!("<JobParameters><Tier>{tier}</Tier></JobParameters>")
    };
    format!("<RestoreRequest><Days>{days}</Days>{job}</RestoreRequest>")
}

async fn restore(service: &Service, key: &str, body: &str) -> Answer {
    post(service, &format!("/bkt/{key}?restore"), &[], body).await
}

async fn said(service: &Service, key: &str) -> (u16, Option<String>) {
    let answer = unsigned(service, Method::GET, &format!("/bkt/{key}"), &[], "").await;
    let head = unsigned(service, Method::HEAD, &format!("/bkt/{key}"), &[], "").await;
    (
        answer.status.as_u16(),
        head.header("x-oss-restore").map(|text| text.split(',').next().unwrap().to_owned()),
    )
}

#[tokio::test]
async fn each_class_and_tier_takes_its_time() {
    let (frozen, ongoing, done) =
        ((403, None), (403, Some("ongoing-request=\"true\"".to_owned())), "ongoing-request=\"false\"");
    let cases = [
        ("Archive", "", 1),
        ("ColdArchive", "Expedited", 60),
        ("ColdArchive", "Standard", 5 * 60),
        ("ColdArchive", "", 5 * 60),
        ("ColdArchive", "Bulk", 12 * 60),
        ("DeepColdArchive", "Expedited", 12 * 60),
        ("DeepColdArchive", "Standard", 48 * 60),
    ];
    for (class, tier, minutes) in cases {
        let (service, passed) = server().await;
        put(&service, "/bkt/k", &[("x-oss-storage-class", class)], b"x").await;
        assert_eq!(said(&service, "k").await, frozen, "{class} {tier}");
        let first = restore(&service, "k", &wish(2, tier)).await;
        let told = match (class, tier) {
            ("Archive", _) => None,
            (_, "") => Some("Standard"),
            _ => Some(tier),
        };
        assert_eq!((first.status.as_u16(), first.header("x-oss-object-restore-priority")), (202, told));
        let again = restore(&service, "k", &wish(2, tier)).await;
        assert_eq!(again.refusal(), is(409, "RestoreAlreadyInProgress", ""), "{class} {tier}");
        assert_eq!(said(&service, "k").await, ongoing, "{class} {tier}");
        passed.store(minutes - 1, Ordering::Relaxed);
        assert_eq!(said(&service, "k").await, ongoing, "{class} {tier}");
        passed.store(minutes, Ordering::Relaxed);
        assert_eq!(said(&service, "k").await, (200, Some(done.to_owned())), "{class} {tier}");
        passed.store(minutes + 2 * 24 * 60, Ordering::Relaxed);
        assert_eq!(said(&service, "k").await, frozen, "{class} {tier}");
    }
}

#[tokio::test]
async fn who_is_in_more_of_a_hurry_is_served_sooner() {
    let (service, passed) = server().await;
    put(&service, "/bkt/k", &[("x-oss-storage-class", "ColdArchive")], b"x").await;
    assert_eq!(restore(&service, "k", &wish(1, "Bulk")).await.status, 202);
    assert_eq!(restore(&service, "k", &wish(1, "Expedited")).await.status, 202);
    let slower = restore(&service, "k", &wish(1, "Standard")).await;
    assert_eq!(slower.refusal(), is(409, "RestoreAlreadyInProgress", ""));
    passed.store(60, Ordering::Relaxed);
    assert_eq!(said(&service, "k").await.0, 200);
}

#[tokio::test]
async fn days_have_their_limits() {
    let (service, _) = server().await;
    for (class, tier, most) in
        [("Archive", "", 7), ("ColdArchive", "Bulk", 365), ("DeepColdArchive", "Standard", 365)]
    {
        put(&service, "/bkt/k", &[("x-oss-storage-class", class)], b"x").await;
        for days in [0, most + 1] {
            let refused = restore(&service, "k", &wish(days, tier)).await;
            assert_eq!(refused.refusal(), is(400, "InvalidArgument", ""), "{class} {days}");
        }
        assert_eq!(restore(&service, "k", &wish(most, tier)).await.status, 202, "{class}");
    }
}
