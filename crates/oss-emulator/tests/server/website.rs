//! A bucket as a website, as somebody visits it who does not sign.

use crate::{
    common::is,
    raw::{Answer, delete, get, head, put, unsigned},
};
use http::Method;
use oss_emulator::{Config, Service};

async fn set(service: &Service, inner: &str) -> Answer {
    let body = format!("<WebsiteConfiguration>{inner}</WebsiteConfiguration>");
    put(service, "/bkt/?website", &[], body.as_bytes()).await
}

async fn service(inner: &str) -> Service {
    let service = Service::open(Config::default()).unwrap();
    put(&service, "/bkt", &[("x-oss-acl", "public-read")], b"").await;
    for key in ["index.html", "error.html", "dir/index.html", "dir/page.html", "new/page.html", "404.html"] {
        put(&service, &format!("/bkt/{key}"), &[("content-type", "text/html")], key.as_bytes()).await;
    }
    assert_eq!(set(&service, inner).await.status, 200, "{inner}");
    service
}

async fn visit(service: &Service, path: &str) -> Answer {
    unsigned(service, Method::GET, path, &[], "").await
}

/// Status and content.
async fn seen(service: &Service, path: &str) -> (u16, String) {
    let answer = visit(service, path).await;
    (answer.status.as_u16(), String::from_utf8(answer.body.to_vec()).unwrap())
}

fn page(status: u16, content: &str) -> (u16, String) {
    (status, content.to_owned())
}

const INDEX: &str = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";
const ERROR: &str = "<ErrorDocument><Key>error.html</Key></ErrorDocument>";

fn folders(kind: &str) -> String {
    format!(
        "<IndexDocument><Suffix>index.html</Suffix><SupportSubDir>true</SupportSubDir><Type>{kind}</Type></IndexDocument>{ERROR}"
    )
}

#[tokio::test]
async fn the_root_has_a_page_and_what_is_missing_has_another() {
    let service = service(&format!("{INDEX}{ERROR}")).await;
    for path in ["/bkt/", "/bkt", "/bkt/?a=b"] {
        assert_eq!(seen(&service, path).await, page(200, "index.html"), "{path}");
    }
    // Without pages of their own, folders have that of the root.
    assert_eq!(seen(&service, "/bkt/dir/").await, page(200, "index.html"));
    assert_eq!(seen(&service, "/bkt/dir/page.html").await, page(200, "dir/page.html"));
    assert_eq!(seen(&service, "/bkt/missing").await, page(404, "error.html"));
    let answer = unsigned(
        &service,
        Method::GET,
        "/bkt/missing",
        &[("range", "bytes=0-1"), ("if-none-match", "*")],
        "",
    )
    .await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (404, &b"error.html"[..]));
    assert_eq!(answer.header("content-type"), Some("text/html"));
    let answer = unsigned(&service, Method::HEAD, "/bkt/missing", &[], "").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-length")), (404, Some("10")));
    delete(&service, "/bkt/error.html").await;
    assert_eq!(visit(&service, "/bkt/missing").await.refusal(), is(404, "NoSuchKey", "0026-00000001"));
    set(&service, "<ErrorDocument><Key>404.html</Key><HttpStatus>200</HttpStatus></ErrorDocument>").await;
    assert_eq!(seen(&service, "/bkt/missing").await, page(200, "404.html"));
    // Without an index it is the list that everybody may have of a public bucket.
    let list = visit(&service, "/bkt/").await;
    assert!(list.status == 200 && list.body.starts_with(b"<?xml"), "{}", list.status);
}

#[tokio::test]
async fn who_signs_gets_objects_and_lists() {
    let service = service(&format!("{INDEX}{ERROR}")).await;
    let list = get(&service, "/bkt/", &[]).await;
    assert!(String::from_utf8_lossy(&list.body).contains("<ListBucketResult>"));
    assert_eq!(get(&service, "/bkt/missing", &[]).await.refusal().1, "NoSuchKey");
    // Source: test_website.py of the official Python SDK.
    let folder = get(&service, "/bkt/missing/", &[]).await;
    assert_eq!((folder.status.as_u16(), &folder.body[..]), (200, &b"index.html"[..]));
    put(&service, "/bkt/marked/", &[], b"a folder").await;
    assert_eq!(&get(&service, "/bkt/marked/", &[]).await.body[..], b"a folder");
    assert_eq!(seen(&service, "/bkt/marked/").await, page(200, "index.html"));
}

#[tokio::test]
async fn folders_have_pages_of_their_own() {
    let service = service(&folders("0")).await;
    assert_eq!(seen(&service, "/bkt/").await, page(200, "index.html"));
    assert_eq!(seen(&service, "/bkt/dir/").await, page(200, "dir/index.html"));
    assert_eq!(seen(&service, "/bkt/none/").await, page(404, "error.html"));
    let led = visit(&service, "/bkt/dir").await;
    assert_eq!((led.status.as_u16(), led.header("location")), (302, Some("/bkt/dir/")));
    assert_eq!(seen(&service, "/bkt/none").await, page(404, "error.html"));
    put(&service, "/bkt/%E4%B8%AD/index.html", &[], b"").await;
    assert_eq!(visit(&service, "/bkt/%E4%B8%AD").await.header("location"), Some("/bkt/%E4%B8%AD/"));
    set(&service, &folders("1")).await;
    assert_eq!(seen(&service, "/bkt/dir").await, page(404, "error.html"));
    set(&service, &folders("2")).await;
    assert_eq!(seen(&service, "/bkt/dir").await, page(200, "dir/index.html"));
    assert_eq!(seen(&service, "/bkt/none").await, page(404, "error.html"));
}

#[tokio::test]
async fn what_is_private_stays_so() {
    let service = service(&format!("{INDEX}{ERROR}")).await;
    put(&service, "/bkt", &[("x-oss-acl", "private")], b"").await;
    for path in ["/bkt/", "/bkt/dir/page.html", "/bkt/missing"] {
        assert_eq!(visit(&service, path).await.refusal(), is(403, "AccessDenied", "0003-00001201"), "{path}");
    }
    // The ACL of a page may open it.
    put(&service, "/bkt/index.html", &[("x-oss-object-acl", "public-read")], b"open").await;
    assert_eq!(seen(&service, "/bkt/").await, page(200, "open"));
}

fn rule(number: u32, condition: &str, redirect: &str) -> String {
    format!(
        "<RoutingRule><RuleNumber>{number}</RuleNumber><Condition>{condition}</Condition><Redirect>{redirect}</Redirect></RoutingRule>"
    )
}

fn rules(rules: &[String]) -> String {
    format!("{ERROR}<RoutingRules>{}</RoutingRules>", rules.concat())
}

const OLD: &str = "<KeyPrefixEquals>old/</KeyPrefixEquals>";
const MISSING: &str = "<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>";

#[tokio::test]
async fn rules_lead_elsewhere() {
    let external = |more: &str| format!("<RedirectType>External</RedirectType>{more}");
    let service = service(INDEX).await;
    let led = async |rule_list: &[String], path: &str| {
        assert_eq!(set(&service, &rules(rule_list)).await.status, 200, "{rule_list:?}");
        let answer = visit(&service, path).await;
        (answer.status.as_u16(), answer.header("location").map(str::to_owned))
    };
    let to = |status: u16, location: &str| (status, Some(location.to_owned()));
    let new = "<ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith>";
    let elsewhere = "<Protocol>https</Protocol><HostName>www.example.com</HostName>";
    for (redirect, path, expected) in [
        (external(new), "/bkt/old/page.html", to(302, "http://localhost/bkt/new/page.html")),
        (
            external(&format!("{new}{elsewhere}<HttpRedirectCode>301</HttpRedirectCode>")),
            "/bkt/old/a%20b?c=d",
            to(301, "https://www.example.com/new/a%20b"),
        ),
        (
            external(&format!(
                "{elsewhere}<ReplaceKeyWith>p/${{key}}.s</ReplaceKeyWith><PassQueryString>true</PassQueryString>\
                <HttpRedirectCode>307</HttpRedirectCode>"
            )),
            "/bkt/old/a?c=d&e=%20",
            to(307, "https://www.example.com/p/old/a.s?c=d&e=%20"),
        ),
        (
            format!(
                "<RedirectType>AliCDN</RedirectType>{elsewhere}<EnableReplacePrefix>true</EnableReplacePrefix>"
            ),
            "/bkt/old/a",
            to(302, "https://www.example.com/a"),
        ),
    ] {
        assert_eq!(led(&[rule(1, OLD, &redirect)], path).await, expected);
    }
    // The first by number, of those that fit.
    let all = [rule(2, "", &external(elsewhere)), rule(1, OLD, &external(new))];
    assert_eq!(led(&all, "/bkt/old/x").await, to(302, "http://localhost/bkt/new/x"));
    assert_eq!(led(&all, "/bkt/other").await, to(302, "https://www.example.com/other"));
    assert_eq!(led(&all, "/bkt/").await, to(302, "https://www.example.com/"));
    // Only what is missing.
    let missing = [rule(1, MISSING, &external(elsewhere))];
    assert_eq!(led(&missing, "/bkt/index.html").await, (200, None));
    assert_eq!(led(&missing, "/bkt/missing").await, to(302, "https://www.example.com/missing"));
    // Who signs is not led.
    assert_eq!(get(&service, "/bkt/missing", &[]).await.refusal().1, "NoSuchKey");
}

#[tokio::test]
async fn rules_lead_inside_and_nothing_is_fetched_from_elsewhere() {
    let inside = "<RedirectType>Internal</RedirectType><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith>";
    let service = service(&rules(&[rule(1, OLD, inside)])).await;
    assert_eq!(seen(&service, "/bkt/old/page.html").await, page(200, "new/page.html"));
    assert_eq!(seen(&service, "/bkt/old/missing").await, page(404, "error.html"));
    let mirror = "<RedirectType>Mirror</RedirectType><MirrorURL>http://www.example.com/</MirrorURL>";
    set(&service, &rules(&[rule(1, &format!("{OLD}{MISSING}"), mirror)])).await;
    assert_eq!(visit(&service, "/bkt/old/a").await.refusal().1, "NotImplemented");
    assert_eq!(head(&service, "/bkt/old/a", &[]).await.refusal().1, "NotImplemented");
    put(&service, "/bkt/old/a", &[], b"there").await;
    assert_eq!(seen(&service, "/bkt/old/a").await, page(200, "there"));
    assert_eq!(seen(&service, "/bkt/missing").await, page(404, "error.html"));
}

#[tokio::test]
async fn the_setting_is_kept_and_checked() {
    let service = service(&format!("{INDEX}{ERROR}")).await;
    let kept = get(&service, "/bkt/?website", &[]).await;
    assert!(
        String::from_utf8_lossy(&kept.body)
            .ends_with(&format!("<WebsiteConfiguration>{INDEX}{ERROR}</WebsiteConfiguration>"))
    );
    let external = "<RedirectType>External</RedirectType>";
    let many: Vec<_> = (1..=21).map(|number| rule(number, "", external)).collect();
    for inner in [
        "<IndexDocument><Suffix></Suffix></IndexDocument>".to_owned(),
        "<IndexDocument><Suffix>a/b</Suffix></IndexDocument>".to_owned(),
        "<IndexDocument><Suffix>a</Suffix><Type>3</Type></IndexDocument>".to_owned(),
        "<ErrorDocument><Key></Key></ErrorDocument>".to_owned(),
        "<ErrorDocument><Key>a</Key><HttpStatus>302</HttpStatus></ErrorDocument>".to_owned(),
        rules(&many),
        rules(&[rule(1, "", external), rule(1, "", external)]),
        rules(&[rule(0, "", external)]),
        rules(&[rule(1, "", "<RedirectType>Other</RedirectType>")]),
        rules(&[rule(1, "", &format!("{external}<HttpRedirectCode>303</HttpRedirectCode>"))]),
        rules(&[rule(1, "", &format!("{external}<Protocol>ftp</Protocol>"))]),
        rules(&[rule(1, "", &format!("{external}<HostName>a/b</HostName>"))]),
        rules(&[rule(
            1,
            "",
            &format!(
                "{external}<ReplaceKeyWith>a</ReplaceKeyWith><ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith>"
            ),
        )]),
        rules(&[rule(1, "", "<RedirectType>Mirror</RedirectType><MirrorURL>http://a</MirrorURL>")]),
    ] {
        assert_eq!(set(&service, &inner).await.refusal(), is(400, "InvalidArgument", ""), "{inner}");
    }
    for inner in [
        "",
        "<RoutingRules></RoutingRules>",
        "<RoutingRules><RoutingRule><RuleNumber>1</RuleNumber></RoutingRule></RoutingRules>",
    ] {
        assert_eq!(set(&service, inner).await.refusal().1, "MalformedXML", "{inner}");
    }
    for _ in 0..2 {
        assert_eq!(delete(&service, "/bkt/?website").await.status, 204);
    }
    assert_eq!(
        get(&service, "/bkt/?website", &[]).await.refusal(),
        is(404, "NoSuchWebsiteConfiguration", "")
    );
    // Without an index it is the list that everybody may have of a public bucket.
    let list = visit(&service, "/bkt/").await;
    assert!(list.status == 200 && list.body.starts_with(b"<?xml"), "{}", list.status);
}
