//! From which pages objects may be used.

use crate::{
    common::is,
    hidden::service,
    presigned::reading,
    raw::{get, put, unsigned},
};
use http::Method;
use oss_emulator::Service;
use oss_protocol::referer::RefererConfiguration;

const PAGES: &str = "<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer>\
    <RefererList><Referer>http://*.aliyuncs.com</Referer></RefererList>\
    <RefererBlacklist><Referer>http://abc.aliyuncs.com</Referer></RefererBlacklist></RefererConfiguration>";

async fn set(service: &Service, document: &str) {
    assert_eq!(put(service, "/bkt/?referer", &[], document.as_bytes()).await.status, 200);
}

#[tokio::test]
async fn pages_are_put_and_read() {
    let service = service("private").await;
    let read = async || get(&service, "/bkt/?referer", &[]).await.document::<RefererConfiguration>();
    assert_eq!(read().await, RefererConfiguration::default());
    set(&service, PAGES).await;
    let pages = read().await;
    assert!(!pages.allow_empty_referer);
    assert_eq!(pages.referer_list.referer, ["http://*.aliyuncs.com"]);
    assert_eq!(pages.referer_blacklist.unwrap().referer, ["http://abc.aliyuncs.com"]);
    // As ali-oss and the official SDKs clear them.
    for empty in ["<RefererList/>", "<RefererList><Referer></Referer></RefererList>"] {
        set(&service, PAGES).await;
        let document = format!(
            "<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer>{empty}</RefererConfiguration>"
        );
        set(&service, &document).await;
        assert_eq!(read().await, RefererConfiguration::default());
    }
    for wrong in [
        "",
        "<RefererConfiguration/>",
        "<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer></RefererConfiguration>",
    ] {
        let refused = put(&service, "/bkt/?referer", &[], wrong.as_bytes()).await;
        assert_eq!(refused.refusal(), is(400, "MalformedXML", "0031-00000001"));
    }
}

#[tokio::test]
async fn other_pages_are_refused() {
    let service = service("public-read").await;
    put(&service, "/bkt/k", &[], b"x").await;
    set(&service, PAGES).await;
    let refused = |number| is(403, "AccessDenied", number);
    let urls = ["/bkt/k".to_owned(), reading(false), reading(true)];
    for url in &urls {
        for method in [Method::GET, Method::HEAD] {
            // Nobody can sign for another method here.
            if method == Method::HEAD && url.len() > 6 {
                continue;
            }
            let from =
                async |headers: &[(&str, &str)]| unsigned(&service, method.clone(), url, headers, "").await;
            assert_eq!(from(&[]).await.refusal(), refused("0003-00000501"), "{url}");
            assert_eq!(from(&[("referer", "")]).await.refusal(), refused("0003-00000501"));
            assert_eq!(
                from(&[("referer", "http://abc.aliyuncs.com/x")]).await.refusal(),
                refused("0003-00000502")
            );
            assert_eq!(
                from(&[("referer", "http://test.com?x=http://a.aliyuncs.com")]).await.refusal(),
                refused("0003-00000503")
            );
            assert_eq!(from(&[("referer", "http://test.aliyuncs.com/a?b")]).await.status, 200);
        }
    }
    let said = unsigned(&service, Method::GET, "/bkt/k", &[], "").await;
    assert!(String::from_utf8_lossy(&said.body).contains("You are denied by bucket referer policy."));
    // Who signs in a header is not asked, and only objects are looked after.
    assert_eq!(get(&service, "/bkt/k", &[("referer", "http://test.com")]).await.status, 200);
    assert_eq!(unsigned(&service, Method::GET, "/bkt/", &[], "").await.status, 200);

    set(&service, &PAGES.replace("<AllowEmptyReferer>false", "<AllowEmptyReferer>true")).await;
    assert_eq!(unsigned(&service, Method::GET, "/bkt/k", &[], "").await.status, 200);
    let other = unsigned(&service, Method::GET, "/bkt/k", &[("referer", "http://test.com")], "").await;
    assert_eq!(other.refusal(), refused("0003-00000503"));
}
