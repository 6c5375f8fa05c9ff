//! What ACLs open to whoever does not sign.

use crate::{
    common::is,
    raw::{delete, get, post, put, unsigned},
};
use http::Method;
use oss_emulator::{Config, Service};

async fn service(acl: &str) -> Service {
    let service = Service::open(Config::default()).unwrap();
    assert_eq!(put(&service, "/bkt", &[("x-oss-acl", acl)], b"").await.status, 200);
    for (key, _) in ACLS {
        restore(&service, key).await;
    }
    service
}

const ACLS: [(&str, &str); 4] =
    [("default", "default"), ("private", "private"), ("read", "public-read"), ("write", "public-read-write")];

async fn restore(service: &Service, key: &str) {
    let acl = ACLS.iter().find(|(there, _)| *there == key).unwrap().1;
    put(service, &format!("/bkt/{key}"), &[("x-oss-object-acl", acl)], b"content").await;
}

fn forbidden() -> (u16, String, String) {
    is(403, "AccessDenied", "0003-00001201")
}

#[tokio::test]
async fn the_acl_of_an_object_goes_before_that_of_its_bucket() {
    for (acl, readable, writable) in [
        ("private", vec!["read", "write"], vec!["write"]),
        ("public-read", vec!["default", "none", "read", "write"], vec!["write"]),
        ("public-read-write", vec!["default", "none", "read", "write"], vec!["default", "none", "write"]),
    ] {
        let service = service(acl).await;
        for key in ["default", "none", "private", "read", "write"] {
            let target = format!("/bkt/{key}");
            let expected = if !readable.contains(&key) {
                403
            } else if key == "none" {
                404
            } else {
                200
            };
            for method in [Method::GET, Method::HEAD] {
                let answer = unsigned(&service, method, &target, &[], "").await;
                assert_eq!(answer.status.as_u16(), expected, "{acl} {key}");
            }
            for (method, target) in [
                (Method::DELETE, target.clone()),
                (Method::POST, format!("{target}?uploads")),
                (Method::PUT, target.clone()),
            ] {
                // What was deleted, or stored with another ACL, is there again.
                if ACLS.iter().any(|(there, _)| *there == key) {
                    restore(&service, key).await;
                }
                let answer = unsigned(&service, method.clone(), &target, &[], "").await;
                let open = answer.status.is_success();
                assert_eq!(open, writable.contains(&key), "{acl} {method} {target} {}", answer.status);
            }
            delete(&service, "/bkt/none").await;
        }
    }
}

#[tokio::test]
async fn no_acl_opens_anything_else() {
    let service = service("public-read-write").await;
    for (method, target) in [
        (Method::GET, "/"),
        (Method::GET, "/bkt/?versions"),
        (Method::GET, "/bkt/?uploads"),
        (Method::GET, "/bkt/?acl"),
        (Method::PUT, "/bkt/?acl"),
        (Method::PUT, "/none/?acl"),
        (Method::GET, "/bkt/?encryption"),
        (Method::PUT, "/other"),
        (Method::DELETE, "/bkt/"),
        (Method::GET, "/bkt/read?acl"),
        (Method::PUT, "/bkt/write?tagging"),
        (Method::POST, "/bkt/?delete"),
    ] {
        let answer = unsigned(&service, method, target, &[], "").await;
        assert_eq!(answer.refusal(), forbidden(), "{target}");
    }
    let overrides = unsigned(&service, Method::GET, "/bkt/read?response-content-type=a/b", &[], "").await;
    assert_eq!(overrides.refusal(), is(400, "InvalidRequest", ""));
}

#[tokio::test]
async fn what_kms_encrypts_is_for_nobody() {
    let service = service("public-read-write").await;
    for (way, status) in [("AES256", 200), ("SM4", 200), ("KMS", 403)] {
        put(&service, "/bkt/k", &[("x-oss-server-side-encryption", way)], b"x").await;
        for method in [Method::GET, Method::HEAD] {
            let answer = unsigned(&service, method, "/bkt/k", &[], "").await;
            assert_eq!(answer.status.as_u16(), status);
            if status == 403 {
                assert_eq!(answer.refusal(), is(403, "AccessDenied", ""));
            }
        }
        assert_eq!(get(&service, "/bkt/k", &[]).await.status, 200);
    }
    let said = unsigned(&service, Method::GET, "/bkt/k", &[], "").await;
    assert!(String::from_utf8_lossy(&said.body).contains("This request is forbidden by kms."));
}

#[tokio::test]
async fn who_does_not_sign_may_write_where_everybody_may() {
    let service = service("public-read-write").await;
    assert_eq!(unsigned(&service, Method::PUT, "/bkt/new", &[], "content").await.status, 200);
    // It belongs to the owner of the bucket.
    assert_eq!(get(&service, "/bkt/new", &[]).await.body, "content");
    let copied = [("x-oss-copy-source", "/bkt/private")];
    assert_eq!(unsigned(&service, Method::PUT, "/bkt/copy", &copied, "").await.refusal().1, "AccessDenied");
    let copied = [("x-oss-copy-source", "/bkt/read")];
    assert_eq!(unsigned(&service, Method::PUT, "/bkt/copy", &copied, "").await.status, 200);
    assert_eq!(post(&service, "/bkt/copy?uploads", &[], "").await.status, 200);
}
