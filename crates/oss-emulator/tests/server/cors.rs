//! What a web page may ask for: as a browser asks it.

use crate::{
    common::is,
    raw::{Answer, ask, delete, get, put, unsigned},
};
use http::Method;
use oss_emulator::{Config, Service};
use oss_protocol::cors::CorsConfiguration;

const PAGE: &str = "http://page.example";

fn rule(inner: &str) -> String {
    format!("<CORSRule>{inner}</CORSRule>")
}

fn configuration(rules: &str) -> String {
    format!("<CORSConfiguration>{rules}</CORSConfiguration>")
}

async fn set(service: &Service, rules: &str) -> Answer {
    put(service, "/bkt/?cors", &[], configuration(rules).as_bytes()).await
}

async fn service(rules: &str) -> Service {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    if !rules.is_empty() {
        assert_eq!(set(&service, rules).await.status, 200);
    }
    service
}

const UPLOADS: &str = "<CORSRule><AllowedOrigin>http://*.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>\
    <AllowedMethod>POST</AllowedMethod><AllowedHeader>authorization</AllowedHeader><AllowedHeader>X-Oss-*</AllowedHeader>\
    <AllowedHeader>content-type</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-oss-request-id</ExposeHeader>\
    <MaxAgeSeconds>600</MaxAgeSeconds></CORSRule>";

/// What a browser does with a request of a page: it asks first, and lets the page see no more than it was told.
struct Browser<'s> {
    service: &'s Service,
    origin: &'s str,
}

impl Browser<'_> {
    async fn preflight(&self, method: &Method, target: &str, names: &str) -> Answer {
        let mut headers = vec![("origin", self.origin), ("access-control-request-method", method.as_str())];
        if !names.is_empty() {
            headers.push(("access-control-request-headers", names));
        }
        unsigned(self.service, Method::OPTIONS, target, &headers, "").await
    }

    fn is_told(&self, answer: &Answer) -> bool {
        let told = answer.header("access-control-allow-origin");
        told.is_some_and(|origin| origin == "*" || origin == self.origin)
    }

    /// The answer that the page sees, if it may see one.
    async fn fetch(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Answer> {
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).chain(["authorization"]).collect();
        let preflight = self.preflight(&method, target, &names.join(",")).await;
        let list = |name| preflight.header(name).unwrap_or_default().to_ascii_lowercase();
        let may = preflight.status == 200
            && self.is_told(&preflight)
            && list("access-control-allow-methods")
                .split(", ")
                .any(|m| m.eq_ignore_ascii_case(method.as_str()))
            && names
                .iter()
                .all(|name| list("access-control-allow-headers").split(',').any(|n| n.trim() == *name));
        if !may {
            return None;
        }
        let headers: Vec<_> = headers.iter().copied().chain([("origin", self.origin)]).collect();
        let mut answer = ask(self.service, method, target, &headers, body.to_owned()).await;
        if !self.is_told(&answer) {
            return None;
        }
        let seen = answer.header("access-control-expose-headers").unwrap_or_default().to_ascii_lowercase();
        let hidden: Vec<_> = answer
            .headers
            .keys()
            .filter(|name| !seen.split(", ").any(|n| n == name.as_str()))
            .cloned()
            .collect();
        for name in hidden {
            answer.headers.remove(name);
        }
        Some(answer)
    }
}

#[tokio::test]
async fn a_page_uploads_and_sees_what_is_exposed() {
    let service = service(UPLOADS).await;
    let browser = Browser { service: &service, origin: PAGE };
    let kind = [("content-type", "text/plain"), ("x-oss-meta-a", "b")];
    let stored = browser.fetch(Method::PUT, "/bkt/k", &kind, "content").await.unwrap();
    assert_eq!(stored.status, 200);
    assert!(stored.header("etag").is_some() && stored.header("x-oss-request-id").is_some());
    assert_eq!(stored.header("x-oss-hash-crc64ecma"), None);
    // In parts, as ali-oss uploads in a browser: each part's ETag is read from its header.
    let begun = browser.fetch(Method::POST, "/bkt/m?uploads", &[], "").await.unwrap();
    let text = String::from_utf8(begun.body.to_vec()).unwrap();
    let id = text.split("<UploadId>").nth(1).unwrap().split('<').next().unwrap();
    let part =
        browser.fetch(Method::PUT, &format!("/bkt/m?partNumber=1&uploadId={id}"), &[], "x").await.unwrap();
    let etag = part.header("etag").unwrap().trim_matches('"');
    let document = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    );
    let done = browser.fetch(Method::POST, &format!("/bkt/m?uploadId={id}"), &[], &document).await.unwrap();
    assert_eq!(done.status, 200);
    // What is refused is answered so that the page can read why.
    let refused = browser.fetch(Method::PUT, "/bkt/k", &[("x-oss-object-acl", "open")], "").await.unwrap();
    assert_eq!(refused.refusal().1, "InvalidArgument");
    let gone = browser.fetch(Method::POST, "/bkt/m?uploadId=0&x=1", &[], "").await.unwrap();
    assert!(gone.status.is_client_error());
    // A form needs no preflight.
    let form = [("origin", PAGE), ("content-type", "multipart/form-data; boundary=b")];
    let answer = unsigned(&service, Method::POST, "/bkt/", &form, "").await;
    assert!(browser.is_told(&answer) && answer.status == 400);
}

#[tokio::test]
async fn what_no_rule_allows_is_not_shown_to_a_page() {
    let service = service(UPLOADS).await;
    let stranger = Browser { service: &service, origin: "http://page.other" };
    assert!(stranger.fetch(Method::PUT, "/bkt/k", &[], "x").await.is_none());
    let browser = Browser { service: &service, origin: PAGE };
    assert!(browser.fetch(Method::DELETE, "/bkt/k", &[], "").await.is_none());
    assert!(browser.fetch(Method::PUT, "/bkt/k", &[("cache-control", "no-cache")], "x").await.is_none());
    let forbidden = is(403, "AccessForbidden", "");
    for (browser, method, names) in
        [(&stranger, Method::PUT, ""), (&browser, Method::GET, ""), (&browser, Method::PUT, "x-other")]
    {
        let answer = browser.preflight(&method, "/bkt/k", names).await;
        assert_eq!(answer.refusal(), forbidden, "{method} {names}");
        assert!(
            String::from_utf8_lossy(&answer.body).contains("CORSResponse: This CORS request is not allowed.")
        );
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    for headers in [vec![("origin", PAGE)], vec![("access-control-request-method", "PUT")], vec![]] {
        let answer = unsigned(&service, Method::OPTIONS, "/bkt/k", &headers, "").await;
        assert_eq!(answer.refusal(), forbidden);
    }
    // The request is done all the same where somebody sends it: CORS is for browsers.
    let answer = put(&service, "/bkt/k", &[("origin", "http://page.other")], b"x").await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, None));
}

#[tokio::test]
async fn a_bucket_without_rules_is_closed_to_pages() {
    let service = service("").await;
    let browser = Browser { service: &service, origin: PAGE };
    for target in ["/bkt/k", "/bkt/", "/bkt/?lifecycle"] {
        let answer = browser.preflight(&Method::PUT, target, "").await;
        assert_eq!(answer.refusal(), is(403, "AccessForbidden", ""));
        assert!(
            String::from_utf8_lossy(&answer.body)
                .contains("CORSResponse: CORS is not enabled for this bucket.")
        );
    }
    assert_eq!(
        browser.preflight(&Method::PUT, "/missing/k", "").await.refusal(),
        is(404, "NoSuchBucket", "0015-00000101")
    );
    assert_eq!(browser.preflight(&Method::GET, "/", "").await.status, 405);
    assert_eq!(get(&service, "/bkt/?cors", &[]).await.refusal(), is(404, "NoSuchCORSConfiguration", ""));
}

#[tokio::test]
async fn a_rule_for_all_says_so_and_vary_is_asked_for() {
    let all = rule("<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>");
    let service = service(&all).await;
    let browser = Browser { service: &service, origin: PAGE };
    let answer = browser.preflight(&Method::GET, "/bkt/k", "").await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET"));
    assert_eq!((answer.header("access-control-max-age"), answer.header("vary")), (None, None));
    let kept: CorsConfiguration = get(&service, "/bkt/?cors", &[]).await.document();
    assert_eq!(kept.response_vary, Some(false));
    set(&service, &format!("{all}<ResponseVary>true</ResponseVary>")).await;
    for answer in [
        browser.preflight(&Method::GET, "/bkt/k", "").await,
        browser.preflight(&Method::PUT, "/bkt/k", "").await,
        get(&service, "/bkt/missing", &[]).await,
    ] {
        assert_eq!(answer.header("vary"), Some("Origin"), "{}", answer.status);
    }
    for _ in 0..2 {
        assert_eq!(delete(&service, "/bkt/?cors").await.status, 204);
    }
    assert_eq!(
        get(&service, "/bkt/?cors", &[("origin", PAGE)]).await.header("access-control-allow-origin"),
        None
    );
}

#[tokio::test]
async fn rules_that_the_service_refuses_are_refused() {
    let service = service("").await;
    let good = "<AllowedOrigin>localhost</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod>";
    assert_eq!(set(&service, &rule(good).repeat(10)).await.status, 200);
    for rules in [
        String::new(),
        rule(good).repeat(11),
        rule("<AllowedMethod>PUT</AllowedMethod>"),
        rule("<AllowedOrigin>a</AllowedOrigin>"),
    ] {
        assert_eq!(
            set(&service, &rules).await.refusal(),
            is(400, "MalformedXML", "0031-00000001"),
            "{rules}"
        );
    }
    for inner in [
        "<AllowedOrigin>http://*.a.*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>".to_owned(),
        "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>OPTIONS</AllowedMethod>".to_owned(),
        format!("{good}<AllowedHeader>**</AllowedHeader>"),
        format!("{good}<ExposeHeader>*</ExposeHeader>"),
        format!("{good}<ExposeHeader>a: b</ExposeHeader>"),
    ] {
        assert_eq!(set(&service, &rule(&inner)).await.refusal(), is(400, "InvalidArgument", ""), "{inner}");
    }
    let long = rule(&format!("{good}<ExposeHeader>{}</ExposeHeader>", "x".repeat(16 << 10)));
    assert_eq!(set(&service, &long).await.refusal().1, "EntityTooLarge");
    // What was put before is still there.
    let kept: CorsConfiguration = get(&service, "/bkt/?cors", &[]).await.document();
    assert_eq!(kept.rules.len(), 10);
}
