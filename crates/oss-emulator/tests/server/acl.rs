//! Who may use a bucket.

use crate::{
    common::is,
    hidden::{OTHER, service},
    raw::{by, get, put, unsigned},
};
use http::Method;
use oss_protocol::{listing::ObjectList, object::AccessControlPolicy};

const NOBODY: &str = "0003-00001201";

#[tokio::test]
async fn an_acl_is_put_and_read() {
    let service = service("private").await;
    for acl in ["public-read", "public-read-write", "private"] {
        let answer = put(&service, "/bkt/?acl", &[("x-oss-acl", acl)], b"").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (200, Some("/bkt")));
        let read: AccessControlPolicy = get(&service, "/bkt/?acl", &[]).await.document();
        assert_eq!(read.access_control_list.grant, acl);
        assert_eq!(
            (read.owner.id.as_str(), read.owner.display_name.as_str()),
            ("1000000000000001", "1000000000000001")
        );
        let info = get(&service, "/bkt/?bucketInfo", &[]).await;
        assert!(String::from_utf8_lossy(&info.body).contains(&format!("<Grant>{acl}</Grant>")));
    }
    // Without the header nothing changes.
    assert_eq!(put(&service, "/bkt/?acl", &[], b"").await.status, 200);
    for target in ["/bkt/?acl", "/bkt", "/new/?acl"] {
        for acl in ["default", "Private", ""] {
            let refused = put(&service, target, &[("x-oss-acl", acl)], b"").await;
            assert_eq!(refused.refusal(), is(400, "InvalidArgument", ""), "{target} {acl}");
            assert!(String::from_utf8_lossy(&refused.body).contains("no such bucket access control exists"));
        }
    }
    let read: AccessControlPolicy = get(&service, "/bkt/?acl", &[]).await.document();
    assert_eq!(read.access_control_list.grant, "private");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_made() {
    let service = service("private").await;
    let nobody = unsigned(&service, Method::PUT, "/new/?acl", &[("x-oss-acl", "public-read")], "").await;
    assert_eq!(nobody.refusal(), is(403, "AccessDenied", NOBODY));
    assert_eq!(
        put(&service, "/New/?acl", &[], b"").await.refusal(),
        is(400, "InvalidBucketName", "0015-00000001")
    );
    let made = by(&service, OTHER, Method::PUT, "/new/?acl", &[("x-oss-acl", "public-read")]).await;
    assert_eq!((made.status.as_u16(), made.header("location")), (200, Some("/new")));
    let read: AccessControlPolicy = by(&service, OTHER, Method::GET, "/new/?acl", &[]).await.document();
    assert_eq!((read.owner.id.as_str(), read.access_control_list.grant.as_str()), ("2", "public-read"));
    let others = put(&service, "/new/?acl", &[("x-oss-acl", "private")], b"").await;
    assert_eq!(others.refusal(), is(403, "AccessDenied", ""));
    assert_eq!(get(&service, "/none/?acl", &[]).await.refusal(), is(404, "NoSuchBucket", "0015-00000101"));
}

#[tokio::test]
async fn what_everybody_may_read_everybody_may_list() {
    for (acl, open) in [("private", false), ("public-read", true), ("public-read-write", true)] {
        let service = service("private").await;
        for object in ["private", "public-read"] {
            put(&service, &format!("/bkt/{object}"), &[("x-oss-object-acl", object)], b"x").await;
        }
        put(&service, "/bkt/?acl", &[("x-oss-acl", acl)], b"").await;
        for target in ["/bkt/", "/bkt/?list-type=2", "/bkt/?prefix=p&delimiter=/"] {
            let nobody = unsigned(&service, Method::GET, target, &[], "").await;
            let other = by(&service, OTHER, Method::GET, target, &[]).await;
            if open {
                for listed in [nobody.document::<ObjectList>(), other.document()] {
                    let keys: Vec<_> = listed.contents.iter().map(|object| object.key.as_str()).collect();
                    assert_eq!(keys, ["private", "public-read"]);
                }
            } else {
                assert_eq!(nobody.refusal(), is(403, "AccessDenied", NOBODY));
                assert_eq!(other.refusal(), is(403, "AccessDenied", ""));
            }
        }
    }
}

#[tokio::test]
async fn an_acl_that_is_taken_back_closes_at_once() {
    let service = service("public-read").await;
    put(&service, "/bkt/k", &[], b"x").await;
    assert_eq!(unsigned(&service, Method::GET, "/bkt/k", &[], "").await.status, 200);
    put(&service, "/bkt/?acl", &[("x-oss-acl", "private")], b"").await;
    for target in ["/bkt/k", "/bkt/"] {
        let answer = unsigned(&service, Method::GET, target, &[], "").await;
        assert_eq!(answer.refusal(), is(403, "AccessDenied", NOBODY));
    }
}
