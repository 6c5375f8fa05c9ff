//! Signed URLs: what a query says, and what is computed from it.

use http::{HeaderMap, HeaderValue, Method, header::CONTENT_TYPE};
use oss_protocol::{
    Query,
    sign::{Presigned, Signable},
};

pub(super) fn run(text: &str) {
    let Some(query) = Query::parse(text) else { return };
    let Some(Ok(presigned)) = Presigned::parse(&query) else { return };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("text/plain"))]);
    let request = Signable {
        method: &Method::GET,
        bucket: Some("bkt"),
        key: Some("k"),
        query: &query,
        headers: &headers,
    };
    let _ = (presigned.security_token(&query), presigned.canonical_request(&request));
    let text = presigned.string_to_sign(&request);
    let expected = presigned.expected("secret", &text);
    assert!(!expected.is_empty() && expected == presigned.expected("secret", &text));
    assert_ne!(expected, presigned.expected("another", &text));
    // The signature covers everything but itself.
    let more: Query = query.iter().chain([("x-oss-more", "1")]).collect();
    let changed = presigned.string_to_sign(&Signable { query: &more, ..request });
    assert_ne!(changed.as_bytes(), text.as_bytes());
}
