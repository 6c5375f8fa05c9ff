//! Who pays for requests.

use crate::{
    common::is,
    forms,
    hidden::{OTHER, service},
    raw::{by, get, put, unsigned},
};
use http::Method;
use oss_protocol::request_payment::RequestPaymentConfiguration;

const AGREED: [(&str, &str); 1] = [("x-oss-request-payer", "requester")];

fn document(payer: &str) -> String {
    format!("<RequestPaymentConfiguration><Payer>{payer}</Payer></RequestPaymentConfiguration>")
}

#[tokio::test]
async fn the_payer_is_put_and_read() {
    let service = service("private").await;
    let read = async || {
        get(&service, "/bkt/?requestPayment", &[]).await.document::<RequestPaymentConfiguration>().payer
    };
    assert_eq!(read().await, "BucketOwner");
    for payer in ["Requester", "BucketOwner", "Requester"] {
        let answer = put(&service, "/bkt/?requestPayment", &[], document(payer).as_bytes()).await;
        assert_eq!(answer.status, 200);
        assert_eq!(read().await, payer);
    }
    let wrong = put(&service, "/bkt/?requestPayment", &[], document("Requesterttttt").as_bytes()).await;
    assert_eq!(wrong.refusal(), is(400, "MalformedXML", "0031-00000001"));
    assert_eq!(read().await, "Requester");
}

#[tokio::test]
async fn who_pays_has_to_say_so() {
    let service = service("public-read-write").await;
    put(&service, "/bkt/k", &[], b"x").await;
    put(&service, "/bkt/?requestPayment", &[], document("Requester").as_bytes()).await;
    for (method, target, status) in [
        (Method::GET, "/bkt/", 200),
        (Method::GET, "/bkt/k", 200),
        (Method::HEAD, "/bkt/k", 200),
        (Method::PUT, "/bkt/k", 200),
        (Method::POST, "/bkt/k?uploads", 200),
        (Method::DELETE, "/bkt/k", 204),
    ] {
        let pays = is(403, "AccessDenied", "0003-00000702");
        for headers in [&[][..], &[("x-oss-request-payer", "owner")]] {
            let answer = by(&service, OTHER, method.clone(), target, headers).await;
            assert_eq!(answer.refusal(), pays, "{method} {target}");
        }
        let answer = by(&service, OTHER, method.clone(), target, &AGREED).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {target}");
        assert_eq!(answer.header("x-oss-request-charged"), Some("requester"));
        let nobody = unsigned(&service, method.clone(), target, &AGREED, "").await;
        assert_eq!(nobody.refusal(), is(403, "AccessDenied", "0003-00001201"), "{method} {target}");
    }
    let own = put(&service, "/bkt/k", &[], b"x").await;
    assert_eq!((own.status.as_u16(), own.header("x-oss-request-charged")), (200, None));
    // As a signed URL says it.
    let answer = by(&service, OTHER, Method::GET, "/bkt/k?x-oss-request-payer=requester", &[]).await;
    assert_eq!(answer.status, 200);
    // Not by the back door either.
    let source = [("x-oss-copy-source", "/bkt/k")];
    let copied = by(&service, OTHER, Method::PUT, "/theirs/copy", &source).await;
    assert_eq!(copied.refusal(), is(403, "AccessDenied", "0003-00000702"));
    let both = [source[0], AGREED[0]];
    assert_eq!(by(&service, OTHER, Method::PUT, "/theirs/copy", &both).await.status, 200);
    let form = forms::send(&service, &[forms::fields(&[("key", "f"), AGREED[0]])], "x").await;
    assert_eq!(form.refusal(), is(403, "AccessDenied", "0003-00001201"));
}

#[tokio::test]
async fn paying_opens_nothing() {
    let service = service("private").await;
    put(&service, "/bkt/k", &[], b"x").await;
    put(&service, "/bkt/?requestPayment", &[], document("Requester").as_bytes()).await;
    let answer = by(&service, OTHER, Method::GET, "/bkt/k", &AGREED).await;
    assert_eq!(answer.refusal(), is(403, "AccessDenied", ""));
}
