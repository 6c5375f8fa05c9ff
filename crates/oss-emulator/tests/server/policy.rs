//! What the policy of a bucket allows and denies.

use crate::{
    common::is,
    forms,
    hidden::{OTHER, service},
    raw::{Answer, ask, by, delete, get, post, put, unsigned, versioning},
    storage::Folder,
};
use http::Method;
use oss_emulator::{Config, Server, Service, Tls};

/// A policy of one statement.
fn one(effect: &str, principal: &str, actions: &str, resources: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{}]}}"#,
        statement(effect, principal, actions, resources, condition)
    )
}

fn statement(effect: &str, principal: &str, actions: &str, resources: &str, condition: &str) -> String {
    let list = |text: &str| {
        let words: Vec<_> = text.split(' ').map(|word| format!("\"{word}\"")).collect();
        words.join(",")
    };
    let condition = if condition.is_empty() { String::new() } else { format!(",\"Condition\":{condition}") };
    format!(
        r#"{{"Effect":"{effect}","Principal":[{}],"Action":[{}],"Resource":[{}]{condition}}}"#,
        list(principal),
        list(actions),
        list(resources)
    )
}

const ALL: &str = "acs:oss:*:*:bkt acs:oss:*:*:bkt/*";
const OBJECTS: &str = "acs:oss:*:*:bkt/*";

async fn set(service: &Service, policy: &str) {
    let answer = put(service, "/bkt/?policy", &[], policy.as_bytes()).await;
    assert_eq!(answer.status, 200, "{policy}: {:?}", answer.body);
}

fn denied() -> (u16, String, String) {
    is(403, "AccessDenied", "")
}

fn nobody() -> (u16, String, String) {
    is(403, "AccessDenied", "0003-00001201")
}

async fn anonymous(service: &Service, target: &str) -> Answer {
    unsigned(service, Method::GET, target, &[], "").await
}

async fn other(service: &Service, method: Method, target: &str) -> u16 {
    by(service, OTHER, method, target, &[]).await.status.as_u16()
}

#[tokio::test]
async fn a_policy_is_kept_to_the_letter() {
    let service = service("private").await;
    assert_eq!(get(&service, "/bkt/?policy", &[]).await.refusal(), is(404, "NoSuchBucketPolicy", ""));
    // The official Go SDK's live test `TestBucketPolicy` puts it so.
    let text = "\n{ \"Version\":\"1\",\n \"Statement\":[ { \"Action\":[ \"oss:GetObject\", \"oss:PutObject\" ],\n\
        \"Effect\":\"Deny\", \"Principal\":\"[123456790]\", \"Resource\":[\"acs:oss:*:1234567890:*/*\"] } ] }";
    set(&service, text).await;
    let read = get(&service, "/bkt/?policy", &[]).await;
    assert_eq!(
        (read.body.as_ref(), read.header("content-type")),
        (text.as_bytes(), Some("application/json"))
    );
    for _ in 0..2 {
        assert_eq!(delete(&service, "/bkt/?policy").await.status, 204);
        assert_eq!(get(&service, "/bkt/?policy", &[]).await.status, 404);
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        assert_eq!(by(&service, OTHER, method, "/bkt/?policy", &[]).await.refusal(), denied());
    }
}

#[tokio::test]
async fn what_is_no_policy_is_refused_and_changes_nothing() {
    let service = service("private").await;
    let good = one("Allow", "*", "oss:GetObject", OBJECTS, "");
    set(&service, &good).await;
    let long = good.replace("oss:GetObject", &format!("oss:{}", "a".repeat(16 << 10)));
    let condition = |text: &str| one("Deny", "*", "oss:GetObject", OBJECTS, text);
    for (policy, word) in [
        (String::new(), "cannot be read"),
        ("{}".into(), "Version"),
        (good.replace("\"1\"", "\"2\""), "\\\"2\\\""),
        (good.replace("Principal", "NotPrincipal"), "NotPrincipal"),
        (good.replace("Allow", "allow"), "allow"),
        (good.replace("oss:GetObject", "GetObject"), "GetObject"),
        (good.replace("acs:oss:*:*:", ""), "bkt/*"),
        (long, "16384"),
        (condition(r#"{"StringEquals":{"acs:Mood":"bad"}}"#), "acs:Mood"),
        (condition(r#"{"StringSounds":{"acs:UserAgent":"bad"}}"#), "StringSounds"),
        (condition(r#"{"NumericEquals":{"acs:CurrentTime":1}}"#), "NumericEquals"),
        (condition(r#"{"IpAddress":{"acs:SourceIp":"1.2.3"}}"#), "1.2.3"),
        (condition(r#"{"Bool":{"acs:SourceIp":"true"}}"#), "acs:SourceIp"),
    ] {
        let refused = put(&service, "/bkt/?policy", &[], policy.as_bytes()).await;
        assert_eq!(refused.refusal(), is(400, "InvalidPolicyDocument", ""), "{policy}");
        let said = String::from_utf8_lossy(&refused.body).replace("&quot;", "\"");
        assert!(said.contains(&word.replace("\\\"", "\"")), "{word}: {said}");
    }
    assert_eq!(get(&service, "/bkt/?policy", &[]).await.body, good);
}

#[tokio::test]
async fn what_is_allowed_is_open_to_whom_it_is_for() {
    let service = service("private").await;
    put(&service, "/bkt/open/k", &[], b"x").await;
    put(&service, "/bkt/closed/k", &[], b"x").await;
    set(
        &service,
        &one("Allow", "2", "oss:GetObject oss:PutObject", "acs:oss:*:1000000000000001:bkt/open/*", ""),
    )
    .await;
    assert_eq!(other(&service, Method::GET, "/bkt/open/k").await, 200);
    assert_eq!(other(&service, Method::HEAD, "/bkt/open/k?objectMeta").await, 200);
    assert_eq!(other(&service, Method::PUT, "/bkt/open/new").await, 200);
    assert_eq!(other(&service, Method::POST, "/bkt/open/new?uploads").await, 200);
    for (method, target) in [
        (Method::DELETE, "/bkt/open/k"),
        (Method::GET, "/bkt/open/k?acl"),
        (Method::GET, "/bkt/open/k?tagging"),
        (Method::GET, "/bkt/closed/k"),
        (Method::GET, "/bkt/openk"),
        (Method::GET, "/bkt/"),
        (Method::GET, "/bkt/?policy"),
        (Method::DELETE, "/bkt/"),
    ] {
        assert_eq!(
            by(&service, OTHER, method.clone(), target, &[]).await.refusal(),
            denied(),
            "{method} {target}"
        );
    }
    assert_eq!(anonymous(&service, "/bkt/open/k").await.refusal(), nobody());
    // Of another owner, nothing is meant.
    set(&service, &one("Allow", "2", "oss:*", "acs:oss:*:7:bkt/*", "")).await;
    assert_eq!(other(&service, Method::GET, "/bkt/open/k").await, 403);
    // Everybody, which is nobody in particular too.
    for principal in ["*", "3 *"] {
        set(&service, &one("Allow", principal, "oss:Get*", "acs:oss:*:*:bkt/o*n/?", "")).await;
        assert_eq!(anonymous(&service, "/bkt/open/k").await.status, 403, "a question mark is one in a key");
        set(&service, &one("Allow", principal, "oss:Get*", "acs:oss:*:*:bkt/o*n/k", "")).await;
        assert_eq!(anonymous(&service, "/bkt/open/k").await.status, 200);
        assert_eq!(other(&service, Method::GET, "/bkt/open/k").await, 200);
        assert_eq!(other(&service, Method::GET, "/bkt/open/k?acl").await, 200);
        assert_eq!(anonymous(&service, "/bkt/closed/k").await.refusal(), nobody());
    }
    delete(&service, "/bkt/?policy").await;
    assert_eq!(anonymous(&service, "/bkt/open/k").await.refusal(), nobody());
}

#[tokio::test]
async fn settings_are_opened_by_the_names_of_their_actions() {
    let service = service("private").await;
    for (action, method, target, status) in [
        ("ListObjects", Method::GET, "/bkt/", 200),
        ("ListObjects", Method::GET, "/bkt/?list-type=2", 200),
        ("ListObjectVersions", Method::GET, "/bkt/?versions", 200),
        ("ListMultipartUploads", Method::GET, "/bkt/?uploads", 200),
        ("GetBucketInfo", Method::GET, "/bkt/?bucketInfo", 200),
        ("GetBucketStat", Method::GET, "/bkt/?stat", 200),
        ("GetBucketAcl", Method::GET, "/bkt/?acl", 200),
        ("PutBucketAcl", Method::PUT, "/bkt/?acl", 200),
        ("GetBucketTagging", Method::GET, "/bkt/?tagging", 200),
        ("DeleteBucketTagging", Method::DELETE, "/bkt/?tagging", 204),
        ("GetBucketReferer", Method::GET, "/bkt/?referer", 200),
        ("GetBucketRequestPayment", Method::GET, "/bkt/?requestPayment", 200),
        ("GetBucketPolicy", Method::GET, "/bkt/?policy", 200),
        ("GetBucketVersioning", Method::GET, "/bkt/?versioning", 200),
    ] {
        set(&service, &one("Allow", "2", &format!("oss:{action}"), "acs:oss:*:*:bkt", "")).await;
        assert_eq!(other(&service, method.clone(), target).await, status, "{action} {target}");
        // What is said of objects is not said of their bucket.
        set(&service, &one("Allow", "2", "oss:*", OBJECTS, "")).await;
        assert_eq!(other(&service, method.clone(), target).await, 403, "{action}");
        set(&service, &one("Allow", "2", "oss:GetObject", ALL, "")).await;
        assert_eq!(other(&service, method, target).await, 403, "{action}");
    }
}

#[tokio::test]
async fn versions_have_actions_of_their_own() {
    let service = service("private").await;
    versioning(&service, "Enabled").await;
    let put = put(&service, "/bkt/k", &[], b"x").await;
    let id = put.header("x-oss-version-id").unwrap();
    let version = format!("/bkt/k?versionId={id}");
    set(&service, &one("Allow", "2", "oss:GetObject", OBJECTS, "")).await;
    assert_eq!(other(&service, Method::GET, "/bkt/k").await, 200);
    assert_eq!(other(&service, Method::GET, &version).await, 403);
    set(&service, &one("Allow", "2", "oss:GetObjectVersion oss:DeleteObject", OBJECTS, "")).await;
    assert_eq!(other(&service, Method::GET, "/bkt/k").await, 403);
    assert_eq!(other(&service, Method::GET, &version).await, 200);
    assert_eq!(other(&service, Method::DELETE, &version).await, 403);
    assert_eq!(other(&service, Method::DELETE, "/bkt/k").await, 204);
}

#[tokio::test]
async fn a_denial_goes_before_everything() {
    let service = service("public-read-write").await;
    put(&service, "/bkt/k", &[("x-oss-object-acl", "public-read-write")], b"x").await;
    let both = [
        statement("Allow", "*", "oss:*", ALL, ""),
        statement("Deny", "*", "oss:DeleteObject oss:ListObjects", ALL, ""),
    ];
    for order in [[0, 1], [1, 0]] {
        let all: Vec<_> = order.iter().map(|n| both[*n].clone()).collect();
        set(&service, &format!(r#"{{"Version":"1","Statement":[{}]}}"#, all.join(","))).await;
        for target in ["/bkt/", "/bkt/?list-type=2"] {
            assert_eq!(anonymous(&service, target).await.refusal(), denied());
            assert_eq!(by(&service, OTHER, Method::GET, target, &[]).await.refusal(), denied());
        }
        let refused = unsigned(&service, Method::DELETE, "/bkt/k", &[], "").await;
        assert_eq!(refused.refusal(), denied());
        assert!(String::from_utf8_lossy(&refused.body).contains("Access denied by bucket policy."));
        assert_eq!(anonymous(&service, "/bkt/k").await.status, 200);
        // What is said of everybody is not said of the owner,
        assert_eq!(get(&service, "/bkt/", &[]).await.status, 200);
    }
    // but with a condition it is, and by name.
    for policy in [
        one("Deny", "*", "oss:GetObject", ALL, r#"{"Bool":{"acs:SecureTransport":"false"}}"#),
        one("Deny", "1000000000000001", "oss:GetObject", ALL, ""),
    ] {
        set(&service, &policy).await;
        assert_eq!(get(&service, "/bkt/k", &[]).await.refusal(), denied());
        assert_eq!(get(&service, "/bkt/", &[]).await.status, 200);
    }
}

#[tokio::test]
async fn no_way_leads_around_a_denial() {
    let service = service("public-read-write").await;
    put(&service, "/bkt/secret/k", &[], b"x").await;
    put(&service, "/bkt/link?symlink", &[("x-oss-symlink-target", "secret/k")], b"").await;
    let closed = "acs:oss:*:*:bkt/secret/*";
    set(&service, &one("Deny", "2", "oss:GetObject oss:PutObject oss:DeleteObject", closed, "")).await;
    let source = [("x-oss-copy-source", "/bkt/secret/k")];
    assert_eq!(by(&service, OTHER, Method::PUT, "/theirs/copy", &source).await.refusal(), denied());
    assert_eq!(by(&service, OTHER, Method::GET, "/bkt/link", &[]).await.refusal(), denied());
    assert_eq!(by(&service, OTHER, Method::PUT, "/bkt/secret/new", &[]).await.refusal(), denied());
    assert_eq!(by(&service, OTHER, Method::POST, "/bkt/secret/new?uploads", &[]).await.refusal(), denied());
    assert_eq!(other(&service, Method::PUT, "/bkt/new").await, 200);
    assert_eq!(anonymous(&service, "/bkt/link").await.status, 200);
    // Forms say who sends them.
    let form = [forms::fields(&[("key", "secret/f"), ("x-oss-object-acl", "private")])];
    assert_eq!(forms::send(&service, &form, "x").await.status, 204);
    set(&service, &one("Deny", "*", "oss:PutObject", closed, "")).await;
    assert_eq!(forms::send(&service, &form, "x").await.refusal(), denied());
    let condition = r#"{"StringEquals":{"oss:x-oss-object-acl":"private"}}"#;
    set(&service, &one("Deny", "*", "oss:PutObject", ALL, condition)).await;
    assert_eq!(forms::send(&service, &form, "x").await.refusal(), denied());
    let open = [forms::fields(&[("key", "secret/g")])];
    assert_eq!(forms::send(&service, &open, "x").await.status, 204);
}

#[tokio::test]
async fn many_are_deleted_where_each_may_be() {
    let service = service("private").await;
    let delete_many = async |keys: &[&str]| {
        let named: String = keys.iter().map(|key| format!("<Object><Key>{key}</Key></Object>")).collect();
        let body = format!("<Delete>{named}</Delete>");
        let md5 = oss_protocol::digest::content_md5(body.as_bytes());
        unsigned(&service, Method::POST, "/bkt/?delete", &[("content-md5", &md5)], body).await
    };
    assert_eq!(delete_many(&["a/k"]).await.refusal(), nobody());
    set(&service, &one("Allow", "*", "oss:DeleteObject", "acs:oss:*:*:bkt/a/*", "")).await;
    for key in ["a/k", "a/l", "b/k"] {
        put(&service, &format!("/bkt/{key}"), &[], b"x").await;
    }
    assert_eq!(delete_many(&["a/k", "b/k"]).await.refusal(), nobody());
    assert_eq!(delete_many(&[]).await.refusal(), nobody());
    assert_eq!(get(&service, "/bkt/a/k", &[]).await.status, 200);
    assert_eq!(delete_many(&["a/k", "a/l"]).await.status, 200);
    assert_eq!(get(&service, "/bkt/a/k", &[]).await.status, 404);
    let both = [
        statement("Allow", "*", "oss:*", ALL, ""),
        statement("Deny", "*", "oss:DeleteObject", "acs:oss:*:*:bkt/b/*", ""),
    ];
    set(&service, &format!(r#"{{"Version":"1","Statement":[{}]}}"#, both.join(","))).await;
    assert_eq!(delete_many(&["a/k", "b/k"]).await.refusal(), is(403, "AccessDenied", "0003-00000204"));
    assert_eq!(get(&service, "/bkt/b/k", &[]).await.status, 200);
    let own = post(&service, "/bkt/?delete", &[], "").await;
    assert_eq!(own.refusal().1, "MissingArgument");
}

#[tokio::test]
async fn tags_that_come_with_an_object_need_their_own_action() {
    let service = service("private").await;
    let tagged = [("x-oss-tagging", "a=b")];
    set(&service, &one("Allow", "2", "oss:PutObject", OBJECTS, "")).await;
    assert_eq!(by(&service, OTHER, Method::PUT, "/bkt/k", &tagged).await.refusal(), denied());
    assert_eq!(other(&service, Method::PUT, "/bkt/k").await, 200);
    set(&service, &one("Allow", "2", "oss:PutObject oss:PutObjectTagging", OBJECTS, "")).await;
    assert_eq!(by(&service, OTHER, Method::PUT, "/bkt/k", &tagged).await.status, 200);
}

#[tokio::test]
async fn conditions_look_at_the_request() {
    let service = service("private").await;
    put(&service, "/bkt/k", &[], b"x").await;
    let allowed = async |condition: &str, target: &str, headers: &[(&str, &str)]| {
        set(&service, &one("Allow", "*", "oss:*", ALL, condition)).await;
        let method = if headers.is_empty() { Method::GET } else { Method::PUT };
        unsigned(&service, method, target, headers, "").await.status == 200
    };
    for (condition, open) in [
        (r#"{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","127.0.0.0/8"]}}"#, true),
        (r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, false),
        (r#"{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, true),
        (r#"{"NotIpAddress":{"acs:SourceIp":"127.0.0.1"}}"#, false),
        (
            r#"{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"},"StringNotEquals":{"acs:SourceVpc":"vpc-1"}}"#,
            true,
        ),
        (r#"{"Bool":{"acs:SecureTransport":"true"}}"#, false),
        (r#"{"Bool":{"acs:SecureTransport":[false]}}"#, true),
        (r#"{"DateGreaterThan":{"acs:CurrentTime":"2001-01-01T00:00:00Z"}}"#, true),
        (r#"{"DateLessThan":{"acs:CurrentTime":"2001-01-01T00:00:00+08:00"}}"#, false),
        // All of them must hold.
        (
            r#"{"DateGreaterThan":{"acs:CurrentTime":"2001-01-01T00:00:00Z"},"Bool":{"acs:SecureTransport":"true"}}"#,
            false,
        ),
        (r#"{"StringLike":{"acs:UserAgent":"Mozilla*"}}"#, false),
        (r#"{"StringNotLike":{"acs:UserAgent":"Mozilla*"}}"#, true),
    ] {
        assert_eq!(allowed(condition, "/bkt/k", &[]).await, open, "{condition}");
    }
    for (condition, target, open) in [
        (r#"{"StringLike":{"oss:Prefix":["a/*"]}}"#, "/bkt/?prefix=a/b", true),
        (r#"{"StringLike":{"oss:Prefix":["a/*"]}}"#, "/bkt/?list-type=2&prefix=b", false),
        (r#"{"StringLike":{"oss:Prefix":["a/*"]}}"#, "/bkt/", false),
        (r#"{"StringEquals":{"oss:Prefix":"","oss:Delimiter":"/"}}"#, "/bkt/?delimiter=/", true),
        (r#"{"StringEquals":{"oss:Prefix":"","oss:Delimiter":"/"}}"#, "/bkt/", false),
    ] {
        assert_eq!(allowed(condition, target, &[]).await, open, "{condition} {target}");
    }
    let bucket_acl = r#"{"StringEquals":{"oss:x-oss-acl":["private","public-read"]}}"#;
    assert!(allowed(bucket_acl, "/bkt/?acl", &[("x-oss-acl", "private")]).await);
    assert!(!allowed(bucket_acl, "/bkt/?acl", &[("x-oss-acl", "public-read-write")]).await);
    let object_acl = r#"{"StringNotEquals":{"oss:x-oss-object-acl":"public-read-write"}}"#;
    assert!(allowed(object_acl, "/bkt/k?acl", &[("x-oss-object-acl", "private")]).await);
    assert!(!allowed(object_acl, "/bkt/k?acl", &[("x-oss-object-acl", "public-read-write")]).await);
    assert!(
        allowed(r#"{"StringLike":{"acs:UserAgent":"Moz*"}}"#, "/bkt/k", &[("user-agent", "Mozilla/5.0")])
            .await
    );
}

#[tokio::test]
async fn tls_is_secure() {
    let tls = Some(Tls::Generated { names: Vec::new() });
    let service = Service::open(Config { tls, buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    put(&service, "/bkt/k", &[], b"x").await;
    set(&service, &one("Allow", "*", "oss:GetObject", ALL, r#"{"Bool":{"acs:SecureTransport":"true"}}"#))
        .await;
    assert_eq!(anonymous(&service, "/bkt/k").await.status, 200);
}

/// Over a socket, the other end counts.
#[tokio::test]
async fn addresses_are_those_of_connections() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let server = Server::start(Config { buckets: vec!["bkt".into()], ..Config::default() }).await.unwrap();
    let send = async |text: String| {
        let mut stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said.lines().next().unwrap_or_default().to_owned()
    };
    for (block, status) in [("127.0.0.0/8", "200"), ("10.0.0.0/8", "403")] {
        let policy = one(
            "Allow",
            "*",
            "oss:ListObjects",
            ALL,
            &format!(r#"{{"IpAddress":{{"acs:SourceIp":"{block}"}}}}"#),
        );
        let headers = crate::raw::signed(&Method::PUT, "/bkt/?policy", &[]);
        let headers: String =
            headers.iter().map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap())).collect();
        let length = policy.len();
        let put = format!(
            "PUT /bkt/?policy HTTP/1.1\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{policy}"
        );
        assert!(send(put).await.contains(" 200 "));
        let listed =
            send("GET /bkt/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_owned()).await;
        assert!(listed.contains(&format!(" {status} ")), "{block} {listed}");
    }
    server.stop().await;
}

#[tokio::test]
async fn who_is_nobody_has_no_right_to_a_key_nor_to_other_headers() {
    let service = service("private").await;
    put(&service, "/bkt/k", &[("x-oss-server-side-encryption", "KMS")], b"x").await;
    put(&service, "/bkt/l", &[], b"x").await;
    set(&service, &one("Allow", "*", "oss:GetObject", ALL, "")).await;
    assert_eq!(anonymous(&service, "/bkt/k").await.refusal(), is(403, "AccessDenied", ""));
    assert_eq!(other(&service, Method::GET, "/bkt/k").await, 200);
    let overridden = "/bkt/l?response-content-type=a/b";
    assert_eq!(anonymous(&service, overridden).await.refusal(), is(400, "InvalidRequest", ""));
    assert_eq!(other(&service, Method::GET, overridden).await, 200);
}

/// All that is said of a bucket here is there after a restart, and acts.
#[tokio::test]
async fn what_was_said_outlives_the_server() {
    let folder = Folder::new("who-may");
    let service = folder.open().unwrap();
    let policy = one("Allow", "*", "oss:GetObject", ALL, "");
    set(&service, &policy).await;
    put(&service, "/bkt/k", &[], b"x").await;
    put(&service, "/bkt/?acl", &[("x-oss-acl", "public-read")], b"").await;
    put(
        &service,
        "/bkt/?tagging",
        &[],
        b"<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>",
    )
    .await;
    let pages = "<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer>\
        <RefererList><Referer>http://a.com</Referer></RefererList></RefererConfiguration>";
    put(&service, "/bkt/?referer", &[], pages.as_bytes()).await;
    drop(service);
    let service = folder.open().unwrap();
    assert_eq!(get(&service, "/bkt/?policy", &[]).await.body, policy);
    let tagged = ask(&service, Method::GET, "/bkt/?tagging", &[], "").await;
    assert!(String::from_utf8_lossy(&tagged.body).contains("<Key>a</Key><Value>1</Value>"));
    assert_eq!(anonymous(&service, "/bkt/").await.status, 200);
    assert_eq!(anonymous(&service, "/bkt/k").await.refusal(), is(403, "AccessDenied", "0003-00000501"));
    let from = unsigned(&service, Method::GET, "/bkt/k", &[("referer", "http://a.com/")], "").await;
    assert_eq!(from.status, 200);
}
