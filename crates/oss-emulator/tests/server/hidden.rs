//! What is closed stays closed, whichever way round it is asked for, and nobody is told what lies there.

use crate::{
    common::is,
    raw::{Answer, by, delete, get, put, unsigned, versioning},
};
use http::Method;
use oss_emulator::{Account, Config, Service};
use oss_protocol::sign::Credentials;

pub(crate) const OTHER: (&str, &str) = ("other", "other-secret");
const SOURCE: &str = "x-oss-copy-source";

/// `bkt` and `mine` belong to the first account, `theirs` to the other.
pub(crate) async fn service(acl: &str) -> Service {
    let credentials = Credentials {
        access_key_id: OTHER.0.into(),
        access_key_secret: OTHER.1.to_owned().into(),
        security_token: None,
    };
    let accounts = vec![Account::default(), Account::new(credentials, "2")];
    let service = Service::open(Config { accounts, ..Config::default() }).unwrap();
    put(&service, "/bkt", &[("x-oss-acl", acl)], b"").await;
    put(&service, "/mine", &[], b"").await;
    assert_eq!(by(&service, OTHER, Method::PUT, "/theirs", &[]).await.status, 200);
    service
}

/// Asks as nobody and as another account.
async fn both(service: &Service, method: Method, target: &str, headers: &[(&str, &str)]) -> [Answer; 2] {
    [
        unsigned(service, method.clone(), target, headers, "").await,
        by(service, OTHER, method, target, headers).await,
    ]
}

fn refusals(answers: &[Answer; 2]) -> [(u16, String, String); 2] {
    [answers[0].refusal(), answers[1].refusal()]
}

fn forbidden() -> [(u16, String, String); 2] {
    [is(403, "AccessDenied", "0003-00001201"), is(403, "AccessDenied", "")]
}

/// A refusal without what differs between two answers to the same.
fn said(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let id = answer.header("x-oss-request-id").unwrap();
    text.replace(id, "")
}

#[tokio::test]
async fn a_symlink_opens_nothing_that_is_closed() {
    let service = service("public-read-write").await;
    for encryption in ["AES256", "KMS"] {
        let closed = [("x-oss-object-acl", "private"), ("x-oss-server-side-encryption", encryption)];
        put(&service, "/bkt/closed", &closed, b"secret").await;
        put(&service, "/bkt/open", &closed[1..], b"known").await;
        for (link, target) in [("to-closed", "closed"), ("to-open", "open"), ("to-link", "to-closed")] {
            let headers = [("x-oss-symlink-target", target), ("x-oss-object-acl", "public-read-write")];
            for answer in both(&service, Method::PUT, &format!("/bkt/{link}?symlink"), &headers).await {
                assert_eq!(answer.status, 200);
            }
        }
        for method in [Method::GET, Method::HEAD] {
            let answers = both(&service, method.clone(), "/bkt/to-closed", &[]).await;
            assert_eq!(refusals(&answers), forbidden(), "{method} {encryption}");
            // A link is not read through, and that is all that is told of the closed one behind it.
            for answer in both(&service, method.clone(), "/bkt/to-link", &[]).await {
                assert_eq!(answer.refusal(), is(400, "InvalidTargetType", ""));
            }
            let range = [("range", "bytes=0-1")];
            assert_eq!(
                refusals(&both(&service, method.clone(), "/bkt/to-closed", &range).await),
                forbidden()
            );
            // Nobody has a right to a key.
            let [nobody, other] = both(&service, method, "/bkt/to-open", &[]).await;
            assert_eq!(nobody.status.as_u16(), if encryption == "KMS" { 403 } else { 200 });
            assert_eq!(other.status, 200);
        }
        assert_eq!(get(&service, "/bkt/to-closed", &[]).await.body, "secret");
        // The link itself is open. Copied, it is a link still, and in another bucket to what is there.
        let copied = [(SOURCE, "/bkt/to-closed")];
        for answer in both(&service, Method::PUT, "/bkt/copy", &copied).await {
            assert_eq!(answer.status, 200);
        }
        assert_eq!(refusals(&both(&service, Method::GET, "/bkt/copy", &[]).await), forbidden());
        assert_eq!(by(&service, OTHER, Method::PUT, "/theirs/copy", &copied).await.status, 200);
        let there = by(&service, OTHER, Method::GET, "/theirs/copy", &[]).await;
        assert_eq!(there.refusal(), is(404, "SymlinkTargetNotExist", ""));
    }
}

#[tokio::test]
async fn a_link_to_a_closed_link_tells_nothing_of_it() {
    let service = service("public-read-write").await;
    let closed = [("x-oss-symlink-target", "x"), ("x-oss-object-acl", "private")];
    put(&service, "/bkt/closed?symlink", &closed, b"").await;
    put(&service, "/bkt/link?symlink", &[("x-oss-symlink-target", "closed")], b"").await;
    assert_eq!(refusals(&both(&service, Method::GET, "/bkt/link", &[]).await), forbidden());
    assert_eq!(refusals(&both(&service, Method::GET, "/bkt/closed?symlink", &[]).await), forbidden());
    assert_eq!(refusals(&both(&service, Method::HEAD, "/bkt/closed?objectMeta", &[]).await), forbidden());
}

#[tokio::test]
async fn an_old_version_of_a_link_opens_nothing_either() {
    let service = service("public-read").await;
    versioning(&service, "Enabled").await;
    put(&service, "/bkt/closed", &[("x-oss-object-acl", "private")], b"secret").await;
    let link = put(&service, "/bkt/link?symlink", &[("x-oss-symlink-target", "closed")], b"").await;
    put(&service, "/bkt/link", &[], b"no link any more").await;
    let target = format!("/bkt/link?versionId={}", link.header("x-oss-version-id").unwrap());
    assert_eq!(get(&service, &target, &[]).await.body, "secret");
    assert_eq!(refusals(&both(&service, Method::GET, &target, &[]).await), forbidden());
}

#[tokio::test]
async fn in_a_closed_bucket_missing_and_forbidden_are_the_same() {
    let service = service("public-read-write").await;
    put(&service, "/bkt/open", &[], b"").await;
    let upload = by(&service, OTHER, Method::POST, "/theirs/k?uploads", &[]).await;
    let upload = upload.document::<oss_protocol::multipart::InitiateMultipartUploadResult>().upload_id;
    let part = format!("/theirs/k?partNumber=1&uploadId={upload}");
    put(&service, "/mine/deleted", &[], b"x").await;
    for there in [true, false] {
        if there {
            put(&service, "/mine/k", &[], b"secret").await;
        } else {
            delete(&service, "/mine/k").await;
        }
        for source in ["/mine/k", "/mine/k?versionId=null"] {
            let headers = [(SOURCE, source), ("x-oss-copy-source-if-match", "other")];
            for target in ["/theirs/copy", part.as_str()] {
                let answer = by(&service, OTHER, Method::PUT, target, &headers).await;
                assert_eq!(answer.refusal(), is(403, "AccessDenied", ""), "{target} {there}");
            }
            let nobody = unsigned(&service, Method::PUT, "/bkt/copy", &headers, "").await;
            assert_eq!(nobody.refusal(), is(403, "AccessDenied", "0003-00001201"));
        }
        for (method, query) in [
            (Method::GET, ""),
            (Method::HEAD, ""),
            (Method::HEAD, "?objectMeta"),
            (Method::GET, "?symlink"),
            (Method::GET, "?acl"),
            (Method::GET, "?tagging"),
            (Method::GET, "?versionId=null"),
            (Method::DELETE, ""),
            (Method::PUT, ""),
            (Method::POST, "?append&position=0"),
            (Method::POST, "?uploads"),
            (Method::POST, "?restore"),
        ] {
            let answers = both(&service, method.clone(), &format!("/mine/k{query}"), &[]).await;
            assert_eq!(refusals(&answers), forbidden(), "{method} {query} {there}");
        }
    }
}

#[tokio::test]
async fn not_a_word_of_a_refusal_differs() {
    let service = service("private").await;
    let copied = [(SOURCE, "/mine/k")];
    let ask = async || {
        let mut all = vec![by(&service, OTHER, Method::PUT, "/theirs/copy", &copied).await];
        all.extend(both(&service, Method::GET, "/mine/k", &[]).await);
        all.iter().map(said).collect::<Vec<_>>()
    };
    let missing = ask().await;
    put(&service, "/mine/k", &[], b"secret").await;
    assert_eq!(ask().await, missing);
}
