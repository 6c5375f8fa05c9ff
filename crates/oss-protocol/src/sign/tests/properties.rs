//! What holds for any request.

use super::*;
use proptest::prelude::*;

proptest! {
    /// A signature does not depend on the order of a query, and does on everything in it.
    #[test]
    fn order_of_the_query_does_not_matter(mut pairs in proptest::collection::vec(("[a-z+|_-]{1,6}", "[ -~]{0,6}"), 1..5)) {
        let headers = HeaderMap::new();
        let text = |pairs: &[(String, String)]| {
            let query: Query = pairs.iter().cloned().collect();
            let request = Signable { method: &Method::GET, bucket: Some("b"), key: Some("k"), query: &query, headers: &headers };
            v4::canonical_request(&request, &[]).to_string()
        };
        let before = text(&pairs);
        pairs.reverse();
        prop_assert_eq!(&before, &text(&pairs));
        pairs[0].1.push('!');
        prop_assert_ne!(before, text(&pairs));
    }

    /// What a server rebuilds from the URL it receives is what the client signed.
    #[test]
    fn the_wire_changes_nothing(key in "[^/].{0,20}", pairs in proptest::collection::vec((".{1,6}", ".{0,6}"), 0..4)) {
        let headers = HeaderMap::new();
        let query: Query = pairs.into_iter().collect();
        let received = Query::parse(&query.to_string()).unwrap();
        let received_key = encode::decode(&encode::path(&key).to_string()).unwrap();
        let sent = Signable { method: &Method::PUT, bucket: Some("b"), key: Some(&key), query: &query, headers: &headers };
        let rebuilt = Signable { key: Some(&received_key), query: &received, ..sent };
        prop_assert_eq!(v4::canonical_request(&sent, &[]), v4::canonical_request(&rebuilt, &[]));
        prop_assert_eq!(v1::string_to_sign(&sent), v1::string_to_sign(&rebuilt));
    }

    /// What is signed into a URL is what is read out of it, and no other expiry passes.
    #[test]
    fn a_url_reads_back(key in "[^/].{0,20}", pairs in proptest::collection::vec(("[a-w]{1,6}", ".{0,6}"), 0..4), seconds in 1..604_800_u64) {
        let (query, headers): (Query, _) = (pairs.into_iter().collect(), HeaderMap::new());
        let request = Signable { method: &Method::GET, bucket: Some("b"), key: Some(&key), query: &query, headers: &headers };
        let credentials = Credentials { access_key_id: "a/k".into(), access_key_secret: "sk".to_owned().into(), security_token: Some("t o+k".to_owned().into()) };
        let time = Timestamp::from_secs(1_702_743_657);
        let scope = v4::Scope::at(time, "cn-hangzhou", "oss");
        let signing_key = v4::SigningKey::derive("sk", &scope);
        for added in [
            presign::v1(&request, &credentials, Timestamp::from_secs(seconds)),
            presign::v4(&request, &credentials, time, seconds, &scope, &signing_key, &[]),
        ] {
            let url: Query = query.iter().chain(added.iter()).collect();
            let url = Query::parse(&url.to_string()).unwrap();
            let passes = |url: &Query| {
                let presigned = Presigned::parse(url).unwrap().unwrap();
                let text = presigned.string_to_sign(&Signable { query: url, ..request });
                presigned.expected("sk", &text) == presigned.signature()
            };
            prop_assert!(passes(&url));
            let later: Query = url
                .iter()
                .map(|(name, value)| match name {
                    "Expires" | "x-oss-expires" => (name.to_owned(), (seconds + 1).to_string()),
                    _ => (name.to_owned(), value.to_owned()),
                })
                .collect();
            prop_assert!(!passes(&later));
        }
    }

    #[test]
    fn no_query_makes_it_panic(values in proptest::collection::vec("[0-9A-Z/a-z_-]{0,20}|.{0,8}", 9)) {
        let names = ["OSSAccessKeyId", "Expires", "Signature", "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-signature", "x-oss-additional-headers"];
        let query: Query = names.into_iter().zip(values).collect();
        let _ = Presigned::parse(&query);
        let _ = Presigned::parse(&query.without("x-oss-signature-version").without("x-oss-credential").without("x-oss-signature"));
    }
}
