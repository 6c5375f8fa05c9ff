//! Bodies of S3: their sums, and those that come in pieces.

use crate::{
    common::is,
    s3::{get, put, with_bucket},
    s3_raw::{HOST, ask, pieces, sent},
};
use bytes::Bytes;
use http::Method;

#[tokio::test]
async fn bodies_in_pieces_are_refused() {
    let service = with_bucket().await;
    let trailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    for (headers, name) in [
        (vec![("content-encoding", "aws-chunked"), ("x-amz-content-sha256", trailer)], "Content-Encoding"),
        (
            vec![("content-encoding", "gzip, AWS-chunked"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")],
            "Content-Encoding",
        ),
        (vec![("x-amz-content-sha256", trailer)], "x-amz-content-sha256"),
    ] {
        let answer = put(&service, "/k", &headers, b"1;chunk").await;
        assert_eq!(answer.refusal(), is(400, "InvalidArgument", "0017-00000804"));
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let message = "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.";
        assert!(text.contains(&format!("<Message>{message}</Message>")), "{text}");
        assert!(text.contains(&format!("<ArgumentName>{name}</ArgumentName>")), "{text}");
    }
    assert_eq!(get(&service, "/k").await.status, 404);
}

#[tokio::test]
async fn a_body_is_what_was_signed() {
    let service = with_bucket().await;
    fn payload(value: &str) -> [(&str, &str); 1] {
        [("x-amz-content-sha256", value)]
    }
    let other = "ab".repeat(32);
    let refused = is(400, "InvalidArgument", "0002-00000427");
    assert_eq!(put(&service, "/k", &payload(&other), b"body").await.refusal(), refused);
    assert_eq!(
        ask(&service, Method::POST, "/?delete", &payload(&other), b"<Delete/>").await.refusal(),
        refused
    );
    // Of a request without a body it is the sum of nothing.
    assert_eq!(ask(&service, Method::GET, "/", &payload(&other), b"").await.refusal(), refused);
    assert_eq!(put(&service, "/k", &payload("nonsense"), b"body").await.refusal(), refused);
    assert_eq!(get(&service, "/k").await.status, 404);
    assert_eq!(put(&service, "/k", &payload("UNSIGNED-PAYLOAD"), b"body").await.status, 200);
    assert_eq!(put(&service, "/k", &[], b"body").await.status, 200);
}

/// By AWS's own example the format is held in `oss-protocol`; here is what the server does with it.
#[tokio::test]
async fn signed_pieces_are_put_together() {
    let service = with_bucket().await;
    let headers = [("content-encoding", "gzip,aws-chunked"), ("x-amz-decoded-content-length", "7")];
    let request = || {
        let payload = [("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")];
        let headers: Vec<_> = headers.into_iter().chain(payload).collect();
        sent(Method::PUT, HOST, "/k", &headers, b"").v4()
    };
    let (mut whole, body) = (request(), |sent: &_| pieces(sent, &[&b"pie"[..], b"cess"]));
    whole.body = body(&whole);
    let answer = whole.to(&service).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (200, Some("\"26CB8CFB27A00A4B7DB814F99BDC8F18\""))
    );
    let stored = get(&service, "/k").await;
    assert_eq!((&stored.body[..], stored.header("content-encoding")), (&b"piecess"[..], Some("gzip")));

    let refused = async |change: &dyn Fn(&[u8]) -> Vec<u8>| {
        let mut sent = request();
        sent.body = Bytes::from(change(&pieces(&sent, &[b"piecess"])));
        sent.target = "/k";
        let answer = sent.to(&service).await;
        answer.refusal()
    };
    let text = |body: &[u8]| String::from_utf8(body.to_vec()).unwrap();
    let mismatch = is(403, "SignatureDoesNotMatch", "0002-00000430");
    assert_eq!(refused(&|body| text(body).replace("piecess", "pieceSS").into_bytes()).await, mismatch);
    let malformed = is(400, "InvalidArgument", "");
    assert_eq!(refused(&|body| body[..body.len() - 2].to_vec()).await, malformed);
    assert_eq!(refused(&|_| b"piecess".to_vec()).await, malformed);
    assert_eq!(get(&service, "/k").await.body, stored.body);

    // Other lengths than what was said, and requests whose pieces could not be checked.
    let payload = ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    for length in ["6", "8"] {
        let headers = [payload, ("x-amz-decoded-content-length", length)];
        let mut sent = sent(Method::PUT, HOST, "/k", &headers, b"").v4();
        sent.body = pieces(&sent, &[b"piecess"]);
        assert_eq!(sent.to(&service).await.refusal(), malformed, "{length}");
    }
    assert_eq!(put(&service, "/k", &[payload], b"x").await.refusal().1, "MissingContentLength");
    let chunked = is(400, "InvalidArgument", "0017-00000804");
    let headers = [payload, ("x-amz-decoded-content-length", "1")];
    assert_eq!(sent(Method::PUT, HOST, "/k", &headers, b"x").to(&service).await.refusal(), chunked);
    assert_eq!(ask(&service, Method::POST, "/?delete", &headers, b"x").await.refusal(), chunked);
    assert_eq!(ask(&service, Method::GET, "/k", &headers, b"").await.refusal(), chunked);
}
