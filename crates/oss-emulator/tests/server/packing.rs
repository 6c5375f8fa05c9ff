//! Objects that are compressed on the way.

use crate::{
    common::is,
    raw::{get, head, put},
};
use flate2::read::GzDecoder;
use oss_emulator::{Config, Service};
use std::io::Read;

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut unpacked).unwrap();
    unpacked
}

#[tokio::test]
async fn text_is_compressed_for_who_takes_it() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    let text: Vec<u8> = (0..400_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
    put(&service, "/bkt/a.txt", &[("content-type", "text/plain")], &text).await;
    let plain = get(&service, "/bkt/a.txt", &[]).await;
    assert_eq!((plain.header("vary"), plain.header("content-encoding")), (Some("Accept-Encoding"), None));
    let gzip = [("accept-encoding", "gzip")];
    let packed = get(&service, "/bkt/a.txt", &gzip).await;
    assert_eq!(packed.status, 200);
    assert!(packed.body.len() < text.len() / 2, "{}", packed.body.len());
    assert_eq!(unpacked(&packed.body), text);
    let described = head(&service, "/bkt/a.txt", &gzip).await;
    for answer in [&packed, &described] {
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        for gone in ["etag", "content-length", "accept-ranges"] {
            assert_eq!(answer.header(gone), None);
        }
        for kept in ["x-oss-hash-crc64ecma", "content-md5", "last-modified"] {
            assert!(answer.header(kept).is_some() && answer.header(kept) == plain.header(kept), "{kept}");
        }
    }
    let part = get(&service, "/bkt/a.txt", &[gzip[0], ("range", "bytes=0-1999")]).await;
    assert_eq!((part.status.as_u16(), &part.body[..]), (206, &text[..2000]));
    let same =
        get(&service, "/bkt/a.txt", &[gzip[0], ("if-none-match", plain.header("etag").unwrap())]).await;
    assert_eq!(same.status, 304);
    assert_eq!(get(&service, "/bkt/none", &gzip).await.refusal(), is(404, "NoSuchKey", "0026-00000001"));
}

#[tokio::test]
async fn what_is_packed_already_or_no_text_goes_out_as_it_is() {
    let service = Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap();
    let bytes = [b'a'; 2000];
    let cases: [&[(&str, &str)]; 2] =
        [&[("content-type", "image/png")], &[("content-type", "text/plain"), ("content-encoding", "gzip")]];
    for headers in cases {
        put(&service, "/bkt/a", headers, &bytes).await;
        let answer = get(&service, "/bkt/a", &[("accept-encoding", "gzip")]).await;
        assert_eq!((answer.header("content-length"), &answer.body[..]), (Some("2000"), &bytes[..]));
        assert!(answer.header("etag").is_some() && answer.header("vary").is_none());
    }
}
