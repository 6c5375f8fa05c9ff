//! The server managed from outside.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use oss_emulator::{Config, Service};
use serde_json::{Value, json};

async fn ask(service: &Service, method: Method, path: &str, who: &str, body: &Value) -> (StatusCode, Value) {
    let mut request = Request::new(Full::new(Bytes::from(body.to_string())));
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap();
    request.headers_mut().insert("authorization", format!("Basic {}", STANDARD.encode(who)).parse().unwrap());
    let (head, body) = service.call(request).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn keys_are_managed_by_who_has_an_access_key() {
    let service = Service::open(Config::default()).unwrap();
    let own = "emulator:emulator-secret";
    for who in ["emulator:wrong", "emulator", "", "nobody:emulator-secret"] {
        let (status, _) = ask(&service, Method::GET, "/-/kms", who, &Value::Null).await;
        assert_eq!(status, 401, "{who}");
    }
    let post = async |body: Value| ask(&service, Method::POST, "/-/kms", own, &body).await;
    let (status, key) = post(json!({ "action": "create", "keyId": "kid", "alias": "orders" })).await;
    assert_eq!((status.as_u16(), &key["aliases"]), (200, &json!(["alias/orders"])));
    assert_eq!(post(json!({ "action": "create", "keyId": "kid" })).await.0, 409);
    assert_eq!(post(json!({ "action": "create", "keyId": "a/b" })).await.0, 400);
    assert_eq!(post(json!({ "action": "disable", "keyId": "alias/orders" })).await.1["state"], "Disabled");
    assert_eq!(post(json!({ "action": "rotate", "keyId": "kid" })).await.0, 409);
    assert_eq!(post(json!({ "action": "enable", "keyId": "kid" })).await.1["state"], "Enabled");
    assert_eq!(post(json!({ "action": "rotate" })).await, (StatusCode::OK, Value::Null));
    assert_eq!(post(json!({ "action": "rotate", "keyId": "kid" })).await.0, 200);
    let (_, waits) = post(json!({ "action": "schedule-deletion", "keyId": "kid", "days": 7 })).await;
    assert_eq!((&waits["state"], waits["deletion"].is_u64()), (&json!("PendingDeletion"), true));
    assert_eq!(post(json!({ "action": "schedule-deletion", "keyId": "kid", "days": 367 })).await.0, 400);
    assert_eq!(post(json!({ "action": "cancel-deletion", "keyId": "kid" })).await.1["versions"], 2);
    assert_eq!(post(json!({ "action": "enable", "keyId": "nobody" })).await.0, 404);
    assert_eq!(post(json!({ "action": "explode" })).await.0, 400);
    let (_, all) = ask(&service, Method::GET, "/-/kms", own, &Value::Null).await;
    assert_eq!(all[0]["keyId"], "kid");
    let sts = async |body: Value| ask(&service, Method::POST, "/-/sts", own, &body).await;
    let (status, key) = sts(json!({ "action": "issue" })).await;
    assert_eq!(status, 200);
    assert_eq!(sts(json!({ "action": "expire", "stsToken": key["stsToken"] })).await.0, 200);
    assert_eq!(sts(json!({ "action": "expire", "stsToken": "x" })).await.0, 404);
    assert_eq!(sts(json!({ "action": "issue", "accessKeyId": "emulator" })).await.0, 409);
    assert_eq!(ask(&service, Method::DELETE, "/-/kms", own, &Value::Null).await.0, 405);
    assert_eq!(ask(&service, Method::GET, "/-/other", own, &Value::Null).await.0, 404);
    assert!(service.requests().is_empty(), "a secret would be in the log");
}

#[tokio::test]
async fn faults_are_managed_the_same_way() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    let own = "emulator:emulator-secret";
    let post = async |body: Value| ask(&service, Method::POST, "/-/faults", own, &body).await;
    assert_eq!(ask(&service, Method::GET, "/-/faults", "emulator:wrong", &Value::Null).await.0, 401);
    let fault = json!({ "status": 503, "times": null });
    assert_eq!(post(json!({ "action": "add", "fault": fault })).await, (StatusCode::OK, json!({ "id": 1 })));
    assert_eq!(crate::raw::get(&service, "/bkt/", &[]).await.status, 503);
    let (_, all) = ask(&service, Method::GET, "/-/faults", own, &Value::Null).await;
    let every = json!({ "operation": null, "bucket": null, "key": null, "prefix": null });
    assert_eq!(all, json!([{ "id": 1, "hits": 1, "left": null, "does": "status 503", "strikes": every }]));
    let (status, said) = post(json!({ "action": "add", "fault": { "status": 1 } })).await;
    assert_eq!(
        (status.as_u16(), said["error"].as_str()),
        (400, Some("status must be a status from 200 to 599, not 1"))
    );
    assert_eq!(post(json!({ "action": "remove", "id": 2 })).await.0, 404);
    assert_eq!(post(json!({ "action": "explode" })).await.0, 400);
    assert_eq!(post(json!({ "action": "remove", "id": 1 })).await.0, 200);
    assert_eq!(post(json!({ "action": "clear" })).await.0, 200);
    assert_eq!(crate::raw::get(&service, "/bkt/", &[]).await.status, 200);
    let (_, none) = ask(&service, Method::GET, "/-/faults", own, &Value::Null).await;
    assert_eq!(none, json!([]));
}

#[tokio::test]
async fn anybody_may_ask_whether_it_is_ready() {
    let service = Service::open(Config { ready: false, ..Config::default() }).unwrap();
    let health = async |method: Method| ask(&service, method, "/-/health", "", &Value::Null).await;
    let said = |word: &str| json!({ "status": word, "version": env!("CARGO_PKG_VERSION") });
    assert_eq!(health(Method::GET).await, (StatusCode::SERVICE_UNAVAILABLE, said("starting")));
    service.set_ready();
    assert_eq!(health(Method::GET).await, (StatusCode::OK, said("ok")));
    assert_eq!(health(Method::POST).await.0, StatusCode::UNAUTHORIZED);
    let usual = Service::open(Config::default()).unwrap();
    assert_eq!(ask(&usual, Method::GET, "/-/health", "", &Value::Null).await.0, StatusCode::OK);
}
