//! What the page of the server asks of it.

use crate::raw::{self, Answer};
use http::Method;
use oss_emulator::{Config, NewKey, Service};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

const KEY: &str = r#"{"accessKeyId":"emulator","accessKeySecret":"emulator-secret"}"#;

fn service() -> Arc<Service> {
    Arc::new(Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap())
}

async fn ask(
    service: &Service,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, Value) {
    let answer = raw::unsigned(service, method, target, headers, body.to_owned()).await;
    (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

/// Signs in: the header that shows it.
async fn sign_in(service: &Service) -> String {
    let (status, session) = ask(service, Method::POST, "/-/session", &[], KEY).await;
    assert_eq!(status, 200, "{session}");
    format!("Bearer {}", session["token"].as_str().unwrap())
}

/// OSS in the name of who is signed in.
async fn oss(service: &Service, token: &str, method: Method, target: &str, body: &str) -> Answer {
    let headers = [("authorization", token), ("x-emulator-target", target)];
    raw::unsigned(service, method, "/-/oss", &headers, body.to_owned()).await
}

#[tokio::test]
async fn a_session_is_opened_by_a_key_and_ends() {
    let service = service();
    for wrong in [
        r#"{"accessKeyId":"emulator","accessKeySecret":"wrong"}"#,
        r#"{"accessKeyId":"nobody","accessKeySecret":"emulator-secret"}"#,
        r#"{"code":"guess"}"#,
    ] {
        let answer = raw::unsigned(&service, Method::POST, "/-/session", &[], wrong.to_owned()).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.header("www-authenticate"), None, "the browser would ask in the page's place");
    }
    assert_eq!(ask(&service, Method::POST, "/-/session", &[], "{}").await.0, 400);
    let token = sign_in(&service).await;
    let shown = [("authorization", token.as_str())];
    let (status, about) = ask(&service, Method::GET, "/-/session", &shown, "").await;
    assert_eq!((status, &about["accessKeyId"]), (200, &json!("emulator")));
    assert_eq!((&about["region"], &about["endpoint"]), (&json!("cn-hangzhou"), &json!("http://localhost")));
    assert_eq!(about.get("token"), None);
    assert_eq!(ask(&service, Method::GET, "/-/kms", &shown, "").await.0, 200);
    assert_eq!(ask(&service, Method::DELETE, "/-/session", &shown, "").await.0, 200);
    for path in ["/-/session", "/-/kms", "/-/requests"] {
        let over = raw::unsigned(&service, Method::GET, path, &shown, "").await;
        assert_eq!((over.status.as_u16(), over.header("www-authenticate")), (401, None), "{path}");
    }
    let nobody = raw::unsigned(&service, Method::GET, "/-/kms", &[], "").await;
    assert_eq!((nobody.status.as_u16(), nobody.header("www-authenticate")), (401, Some("Basic")));
    assert!(service.requests().is_empty(), "a secret would be in the log");
}

#[tokio::test]
async fn a_code_opens_one_session() {
    let service = service();
    let code = json!({ "code": service.console_code().unwrap().as_str() }).to_string();
    assert_eq!(ask(&service, Method::POST, "/-/session", &[], &code).await.0, 200);
    assert_eq!(ask(&service, Method::POST, "/-/session", &[], &code).await.0, 401);
}

#[tokio::test]
async fn other_origins_are_nobody() {
    let service = service();
    let token = sign_in(&service).await;
    for (name, value) in [
        ("origin", "http://localhost:3000"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let headers = [("authorization", token.as_str()), (name, value)];
        assert_eq!(ask(&service, Method::GET, "/-/requests", &headers, "").await.0, 401, "{name}: {value}");
        assert_eq!(ask(&service, Method::POST, "/-/session", &headers[1..], KEY).await.0, 403);
    }
    let own = [("authorization", token.as_str()), ("origin", "http://localhost")];
    assert_eq!(ask(&service, Method::GET, "/-/requests", &own, "").await.0, 200);
    // A name that somebody else let point here.
    let rebound = |target: &'static str| {
        let request = http::Request::get(target).header("host", "evil.example").body(String::new()).unwrap();
        service.call(request)
    };
    assert_eq!(rebound("/-/console/").await.status(), 421);
    let request = http::Request::post("/-/session").header("host", "evil.example").body(KEY.to_owned());
    assert_eq!(service.call(request.unwrap()).await.status(), 403);
    // No answer lets another origin read it.
    let preflight = [("origin", "http://localhost:3000"), ("access-control-request-method", "GET")];
    let answer = raw::unsigned(&service, Method::OPTIONS, "/-/requests", &preflight, "").await;
    assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (401, None));
}

#[tokio::test]
async fn all_of_oss_is_there_for_who_is_signed_in() {
    let service = service();
    let token = sign_in(&service).await;
    service.faults().perform(&json!({ "action": "add", "fault": { "status": 503 } })).unwrap();
    // Segments that a browser would take out of a path, and what a key may have.
    for key in ["a/../b", ".", "x/./y", "q%3Fa%23b", "%E5%90%8D%0A"] {
        let target = format!("/bkt/{key}");
        assert_eq!(oss(&service, &token, Method::PUT, &target, key).await.status, 200, "{key}");
        assert_eq!(oss(&service, &token, Method::GET, &target, "").await.body, key.as_bytes());
    }
    let listed = oss(&service, &token, Method::GET, "/bkt/?list-type=2&prefix=a/", "").await;
    assert!(String::from_utf8_lossy(&listed.body).contains("<Key>a/../b</Key>"));
    assert_eq!(oss(&service, &token, Method::GET, "/bkt/none", "").await.refusal().1, "NoSuchKey");
    let by_path = [("authorization", token.as_str())];
    assert_eq!(raw::unsigned(&service, Method::GET, "/-/oss/bkt/x/./y", &by_path, "").await.body, "x/./y");
    // Nobody else, nothing but OSS, and none of it in the log, where what is tested would be hard to find.
    assert_eq!(oss(&service, "Bearer x", Method::GET, "/bkt/", "").await.status, 401);
    assert_eq!(oss(&service, &token, Method::GET, "/-/kms", "").await.status, 404);
    assert_eq!(oss(&service, &token, Method::GET, "no path", "").await.status, 404);
    assert!(service.requests().is_empty());
}

#[tokio::test]
async fn requests_are_told_as_they_happen() {
    let service = service();
    let token = sign_in(&service).await;
    let shown = [("authorization", token.as_str())];
    raw::get(&service, "/bkt/none", &[]).await;
    let (_, first) = ask(&service, Method::GET, "/-/requests", &shown, "").await;
    let told = &first["requests"][0];
    assert_eq!((&told["method"], &told["target"]), (&json!("GET"), &json!("/bkt/none")));
    assert_eq!((&told["bucket"], &told["key"]), (&json!("bkt"), &json!("none")));
    assert_eq!(
        (&told["status"], &told["code"], &told["ec"]),
        (&json!(404), &json!("NoSuchKey"), &json!("0026-00000001"))
    );
    assert_eq!((&told["operation"], &told["accessKeyId"]), (&json!("GetObject"), &json!("emulator")));
    assert_eq!((&first["last"], &told["number"]), (&json!(1), &json!(1)));
    // Behind it there is none, until there is.
    assert_eq!(ask(&service, Method::GET, "/-/requests?after=1", &shown, "").await.1["requests"], json!([]));
    let waiting = {
        let (service, token) = (Arc::clone(&service), token.clone());
        tokio::spawn(async move {
            let shown = [("authorization", token.as_str())];
            ask(&service, Method::GET, "/-/requests?after=1&wait=30000", &shown, "").await.1
        })
    };
    tokio::task::yield_now().await;
    raw::get(&service, "/bkt/", &[]).await;
    let told = tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap().unwrap();
    assert_eq!((&told["last"], &told["requests"][0]["operation"]), (&json!(2), &json!("ListObjects")));
    assert_eq!(ask(&service, Method::GET, "/-/requests?after=x", &shown, "").await.0, 400);
    // Of one that is refused: who it says it is, and why.
    raw::by(&service, ("emulator", "wrong"), Method::GET, "/bkt/", &[]).await;
    let (_, refused) = ask(&service, Method::GET, "/-/requests?after=2", &shown, "").await;
    let told = &refused["requests"][0];
    assert_eq!((&told["code"], &told["accessKeyId"]), (&json!("SignatureDoesNotMatch"), &json!("emulator")));
    assert_eq!(told["signature"]["version"], "V1");
}

#[tokio::test]
async fn sealed_bytes_are_shown_beside_their_key() {
    let service = service();
    let token = sign_in(&service).await;
    let shown = [("authorization", token.as_str())];
    let key = service.kms().create(NewKey { alias: Some("orders".into()), ..NewKey::default() }).unwrap();
    service.kms().rotate(Some(&key.key_id)).unwrap();
    let plain = "plain as day ".repeat(10_000);
    let put = |key: &'static str, headers: Vec<(&'static str, String)>| {
        let (service, token, plain) = (&service, &token, &plain);
        async move {
            let target = format!("/bkt/{key}");
            let mut all = vec![("authorization", token.as_str()), ("x-emulator-target", target.as_str())];
            all.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
            assert_eq!(raw::unsigned(service, Method::PUT, "/-/oss", &all, plain.clone()).await.status, 200);
        }
    };
    let sse = |algorithm: &str| ("x-oss-server-side-encryption", algorithm.to_owned());
    put("kms", vec![sse("KMS"), ("x-oss-server-side-encryption-key-id", key.key_id.clone())]).await;
    put("aes", vec![sse("AES256")]).await;
    put("open", vec![]).await;
    let sealed = async |key: &str, more: &str| {
        let target = format!("/-/sealed?bucket=bkt&key={key}{more}");
        ask(&service, Method::GET, &target, &shown, "").await
    };
    let bytes = |told: &Value| {
        use base64::{Engine, engine::general_purpose::STANDARD};
        STANDARD.decode(told["bytes"].as_str().unwrap()).unwrap()
    };
    let (_, kms) = sealed("kms", "").await;
    assert_eq!(
        (&kms["algorithm"], &kms["masterKey"], &kms["keyVersion"]),
        (&json!("KMS"), &json!("kms"), &json!(2))
    );
    assert_eq!((&kms["masterKeyId"], &kms["readable"]), (&json!(key.key_id), &json!(true)));
    assert_eq!((&kms["size"], &kms["sealedSize"]), (&json!(130_000), &json!(130_000 + 2 * 16)));
    assert_eq!(bytes(&kms).len(), 4_096);
    assert!(!String::from_utf8_lossy(&bytes(&kms)).contains("plain"));
    assert_eq!(bytes(&sealed("kms", "&offset=130000&length=4096").await.1).len(), 32);
    assert_eq!(bytes(&sealed("kms", "&offset=900000").await.1).len(), 0);
    let (_, aes) = sealed("aes", "").await;
    assert_eq!(
        (&aes["algorithm"], &aes["masterKey"], &aes["masterKeyId"]),
        (&json!("AES256"), &json!("oss"), &Value::Null)
    );
    let (_, open) = sealed("open", "").await;
    assert_eq!((&open["algorithm"], &open["wrappedKey"]), (&Value::Null, &Value::Null));
    assert!(String::from_utf8_lossy(&bytes(&open)).starts_with("plain as day"));
    // What the key seals, before and after it is taken away.
    let (_, uses) = ask(&service, Method::GET, "/-/kms/uses?keyId=alias/orders", &shown, "").await;
    assert_eq!(
        (&uses["objects"], &uses["bytes"], &uses["sample"]),
        (&json!(1), &json!(130_000), &json!(["bkt/kms"]))
    );
    service.kms().disable(&key.key_id).unwrap();
    let (_, shut) = sealed("kms", "").await;
    assert_eq!(shut["readable"], false);
    assert!(shut["why"].as_str().unwrap().starts_with("KeyDisabled: "), "{shut}");
    assert_eq!(sealed("none", "").await.0, 404);
    assert_eq!(sealed("kms", "&segment=1").await.0, 404);
}

#[tokio::test]
async fn links_work_without_a_key() {
    let service = service();
    let token = sign_in(&service).await;
    let shown = [("authorization", token.as_str())];
    assert_eq!(oss(&service, &token, Method::PUT, "/bkt/a%20b%2B%23", "hello").await.status, 200);
    let body = json!({ "bucket": "bkt", "key": "a b+#", "expires": 60 }).to_string();
    let (_, link) = ask(&service, Method::POST, "/-/sign", &shown, &body).await;
    let target = link["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
    assert_eq!(raw::unsigned(&service, Method::GET, &target, &[], "").await.body, "hello");
    // Of anything, with what it will be sent with.
    let body = json!({
        "method": "PUT", "bucket": "bkt", "key": "c", "expires": 60, "headers": { "x-oss-meta-a": "1" }
    });
    let (_, link) = ask(&service, Method::POST, "/-/sign", &shown, &body.to_string()).await;
    let target = link["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
    assert_eq!(raw::unsigned(&service, Method::PUT, &target, &[], "c").await.status, 403);
    let with = [("x-oss-meta-a", "1")];
    assert_eq!(raw::unsigned(&service, Method::PUT, &target, &with, "c").await.status, 200);
    let body = json!({ "bucket": "bkt", "expires": 60, "query": { "stat": "" } }).to_string();
    let (_, link) = ask(&service, Method::POST, "/-/sign", &shown, &body).await;
    let target = link["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
    let answer = raw::unsigned(&service, Method::GET, &target, &[], "").await;
    assert!(String::from_utf8_lossy(&answer.body).contains("<ObjectCount>2<"));
    let body = json!({ "bucket": "bkt", "key": "a", "expires": 604_801 }).to_string();
    assert_eq!(ask(&service, Method::POST, "/-/sign", &shown, &body).await.0, 400);
}

#[tokio::test]
async fn the_clock_is_moved() {
    let service = service();
    let token = sign_in(&service).await;
    let shown = [("authorization", token.as_str())];
    let (_, before) = ask(&service, Method::GET, "/-/clock", &shown, "").await;
    assert_eq!(before["offset"], 0);
    let (_, after) = ask(&service, Method::POST, "/-/clock", &shown, r#"{"offset":86400000}"#).await;
    assert_eq!(after["offset"], 86_400_000);
    assert!(after["now"].as_u64().unwrap() >= before["now"].as_u64().unwrap() + 86_400_000);
    assert_eq!(raw::get(&service, "/bkt/", &[]).await.refusal().1, "RequestTimeTooSkewed");
    for wrong in [r#"{"offset":1e300}"#, r#"{"offset":"x"}"#, r#"{"offset":-99999999999999}"#] {
        assert_eq!(ask(&service, Method::POST, "/-/clock", &shown, wrong).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_page_is_kept_apart_from_what_is_stored() {
    let service = service();
    let page = raw::unsigned(&service, Method::GET, "/-/console/", &[], "").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"));
    let moved = raw::unsigned(&service, Method::GET, "/-/console", &[], "").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, Some("/-/console/")));

    let token = sign_in(&service).await;
    for (key, kind) in [("page", "text/html"), ("drawing", "image/svg+xml"), ("text", "text/plain")] {
        let target = format!("/bkt/{key}");
        let headers = [
            ("authorization", token.as_str()),
            ("x-emulator-target", target.as_str()),
            ("content-type", kind),
            ("x-oss-object-acl", "public-read"),
        ];
        assert_eq!(raw::unsigned(&service, Method::PUT, "/-/oss", &headers, "<p>").await.status, 200);
        let opened =
            raw::unsigned(&service, Method::GET, &target, &[("accept", "text/html,*/*;q=0.8")], "").await;
        let sandboxed =
            opened.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox"));
        assert_eq!((opened.status.as_u16(), sandboxed), (200, kind != "text/plain"), "{kind}");
        // What no browser opens is as the service would answer it.
        let read = raw::unsigned(&service, Method::GET, &target, &[("accept", "*/*")], "").await;
        assert_eq!(read.header("content-security-policy"), None);
    }
    let off = Service::open(Config { console: false, ..Config::default() }).unwrap();
    assert_eq!(raw::unsigned(&off, Method::GET, "/-/console/", &[], "").await.status, 401);
    let basic = [("authorization", "Basic ZW11bGF0b3I6ZW11bGF0b3Itc2VjcmV0")];
    assert_eq!(raw::unsigned(&off, Method::GET, "/-/console/", &basic, "").await.status, 404);
}
