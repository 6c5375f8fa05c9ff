//! Whatever comes, looking into it ends soon and without a panic.

use super::*;
use crate::auth::diagnosis::{diagnose, parts::Parts, signing::Signature, variations};
use oss_protocol::sign::{Authorization, Presigned, v4::Scope};
use proptest::prelude::*;

fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let name = prop_oneof![
        Just("content-type".to_owned()),
        Just("content-md5".to_owned()),
        Just("host".to_owned()),
        Just("x-oss-date".to_owned()),
        Just("x-oss-security-token".to_owned()),
        "x-oss-[a-z-]{1,12}",
    ];
    let value = proptest::collection::vec(prop_oneof![0x20_u8..0x7f, 0x80_u8..=0xff], 0..40);
    proptest::collection::vec((name, value), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn nothing_panics_or_goes_on(
        bucket in proptest::option::of(".{0,12}"),
        key in proptest::option::of(any::<String>()),
        query in proptest::collection::vec((".{0,12}", any::<String>()), 0..30),
        headers in headers(),
        signature in prop_oneof![any::<String>(), any::<[u8; 20]>().prop_map(|mac| base64(&mac)), any::<[u8; 32]>().prop_map(|mac| hex(&mac))],
        version in 0..4,
        long in 0..3_usize,
    ) {
        let mut map = HeaderMap::new();
        for (name, value) in &headers {
            map.append(HeaderName::try_from(name.as_str()).unwrap(), HeaderValue::from_bytes(value).unwrap());
        }
        map.append("x-oss-meta-long", HeaderValue::from_bytes(&b"x".repeat(long * 40_000)).unwrap());
        let asked = Asked { bucket, key, query: query.into_iter().collect(), headers: map, in_path: true, ..Asked::default() };
        let scope = Scope { date: "20260102".into(), region: "cn-hangzhou".into(), product: "oss".into() };
        let id = ID.to_owned();
        let parts = match version {
            0 => Parts::of_header(&asked, &Authorization::V1 { access_key_id: id, signature: String::new() }, SECRET),
            1 => Parts::of_header(
                &asked,
                &Authorization::V4 { access_key_id: id, scope, additional_headers: vec!["host".into()], signature: String::new() },
                SECRET,
            ),
            2 => Parts::of_link(&asked, &Presigned::V1 { access_key_id: id, expires: NOW, signature: String::new() }, SECRET),
            _ => Parts::of_link(
                &asked,
                &Presigned::V4 { access_key_id: id, scope, time: NOW, seconds: 9, additional_headers: Vec::new(), signature: String::new() },
                SECRET,
            ),
        };
        let accounts = accounts();
        let whole = parts.texts(&parts).iter().map(|(_, text)| text.len()).sum::<usize>() + 1_000;
        let diagnosis = diagnose(&parts, &asked, &signature, &accounts);
        prop_assert!(diagnosis.causes.is_empty());
        prop_assert!(diagnosis.size() < 4 * 20_000);
        let variations = variations::all(&parts, &asked, accounts.told());
        let presented = Signature { text: &signature, hex: parts.version() == "V4" };
        let (tries, bytes) = search::effort(&parts, &presented, &variations);
        prop_assert!(tries <= search::TRIES + 6, "{tries}");
        // One more text, which an encoding makes nine times as long at most, and what it is made of.
        prop_assert!(bytes <= search::BYTES + 12 * whole, "{bytes}");
    }
}
