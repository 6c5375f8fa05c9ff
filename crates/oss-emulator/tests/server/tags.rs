//! Tags of buckets, and the lists they choose.

use crate::{
    common::is,
    hidden::{OTHER, service},
    raw::{by, delete, get, put},
};
use oss_emulator::Service;
use oss_protocol::{bucket::BucketList, tagging::Tagging, xml};

fn tagging(pairs: &[(&str, &str)]) -> Vec<u8> {
    xml::to_bytes(&pairs.iter().copied().collect::<Tagging>())
}

async fn set(service: &Service, bucket: &str, pairs: &[(&str, &str)]) {
    assert_eq!(put(service, &format!("/{bucket}/?tagging"), &[], &tagging(pairs)).await.status, 200);
}

async fn tags(service: &Service) -> String {
    get(service, "/bkt/?tagging", &[]).await.document::<Tagging>().to_string()
}

#[tokio::test]
async fn tags_are_put_read_replaced_and_removed() {
    let service = service("private").await;
    assert_eq!(tags(&service).await, "");
    set(&service, "bkt", &[("a", "1"), ("b", "2")]).await;
    assert_eq!(tags(&service).await, "a=1&b=2");
    set(&service, "bkt", &[("a", "1"), ("b", ""), ("%@c", "3"), ("d", "4")]).await;
    assert_eq!(tags(&service).await, "a=1&b&%25%40c=3&d=4");
    for (target, rest) in [
        ("/bkt/?tagging=%25%40c", "a=1&b&d=4"),
        ("/bkt/?tagging=b,none,d", "a=1"),
        ("/bkt/?tagging", ""),
        ("/bkt/?tagging", ""),
    ] {
        assert_eq!(delete(&service, target).await.status, 204, "{target}");
        assert_eq!(tags(&service).await, rest, "{target}");
    }
    let refused =
        async |pairs: &[(&str, &str)]| put(&service, "/bkt/?tagging", &[], &tagging(pairs)).await.refusal();
    assert_eq!(refused(&[("Aliyun-abc", "x")]).await, is(400, "InvalidTag", "0010-00000207"));
    assert_eq!(refused(&[(&"k".repeat(65), "x")]).await, is(400, "InvalidTag", "0010-00000219"));
    assert_eq!(
        put(&service, "/bkt/?tagging", &[], b"<x/>").await.refusal(),
        is(400, "MalformedXML", "0031-00000001")
    );
    let other = by(&service, OTHER, http::Method::GET, "/bkt/?tagging", &[]).await;
    assert_eq!(other.refusal(), is(403, "AccessDenied", ""));
}

#[tokio::test]
async fn a_bucket_can_be_made_with_tags() {
    let service = service("private").await;
    let made = put(&service, "/bkt", &[("x-oss-bucket-tagging", "a=1&b=%2B")], b"").await;
    assert_eq!(made.status, 200);
    assert_eq!(tags(&service).await, "a=1&b=%2B");
    let long = format!("{}=1", "k".repeat(65));
    let refused = put(&service, "/new", &[("x-oss-bucket-tagging", &long)], b"").await;
    assert_eq!(refused.refusal(), is(400, "InvalidTag", "0010-00000219"));
    assert_eq!(get(&service, "/new/?tagging", &[]).await.status, 404);
}

#[tokio::test]
async fn buckets_are_listed_by_their_tags() {
    let service = service("private").await;
    set(&service, "bkt", &[("a", "1"), ("b", "2")]).await;
    set(&service, "mine", &[("a", "2")]).await;
    put(&service, "/plain", &[], b"").await;
    let listed = async |query: &str| {
        let list: BucketList = get(&service, &format!("/?{query}"), &[]).await.document();
        list.buckets.bucket
    };
    for (query, expected) in [
        ("", vec!["bkt", "mine", "plain"]),
        ("tag-key=a", vec!["bkt", "mine"]),
        ("tag-key=a&tag-value=2", vec!["mine"]),
        ("tag-key=c", vec![]),
        ("tagging=%22a%22:%221%22", vec!["bkt"]),
        ("tagging=%22a%22:%221%22,%22b%22:%222%22", vec!["bkt"]),
        ("tagging=%22a%22:%222%22,%22b%22:%222%22", vec![]),
        ("tag-key=a&prefix=m", vec!["mine"]),
        ("tag-key=a&max-keys=1&marker=bkt", vec!["mine"]),
    ] {
        let buckets = listed(query).await;
        let names: Vec<_> = buckets.iter().map(|bucket| bucket.name.as_str()).collect();
        assert_eq!(names, expected, "{query}");
        // Tags are said where they are asked about.
        assert!(buckets.iter().all(|bucket| bucket.tagging.is_some() == query.contains("tag")), "{query}");
    }
    assert_eq!(listed("tag-key=b").await[0].tagging.as_ref().unwrap().to_string(), "a=1&b=2");
    for query in ["tag-value=1", "tagging=a:1", "tagging=%22a%22:%221%22&tag-key=a", "tagging=%22a%22:1"] {
        let refused = get(&service, &format!("/?{query}"), &[]).await;
        assert_eq!(refused.refusal(), is(400, "InvalidArgument", ""), "{query}");
    }
}
