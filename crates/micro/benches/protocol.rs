//! What every call does: signatures, documents, checksums. `npm run bench:micro`.
#![expect(missing_docs, reason = "the macro's function")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderMap, HeaderValue, Method};
use oss_protocol::{
    Query, crc64,
    date::Timestamp,
    encryption::{EncryptionRule, ServerSideEncryption},
    header,
    listing::{ObjectListV2, ObjectSummary},
    sign::{
        Credentials, Signable, v1,
        v4::{self, Scope, SigningKey},
    },
    xml::{self, Element},
};
use std::hint::black_box;

const SECONDS: u64 = 1_702_743_657;

fn signatures(c: &mut Criterion) {
    let credentials = Credentials {
        access_key_id: "id".into(),
        access_key_secret: "secret".to_owned().into(),
        security_token: None,
    };
    let time = Timestamp::from_secs(SECONDS);
    let mut headers = HeaderMap::new();
    headers.insert(header::X_OSS_DATE, HeaderValue::from_str(&time.basic()).expect("a date is ASCII"));
    headers.insert(header::X_OSS_CONTENT_SHA256, HeaderValue::from_static(header::UNSIGNED_PAYLOAD));
    let query = Query::default();
    let signable = Signable {
        method: &Method::GET,
        bucket: Some("bucket-name"),
        key: Some("logs/2023/12/16/object.json"),
        query: &query,
        headers: &headers,
    };
    let scope = || Scope::at(time, "cn-hangzhou", "oss");
    let key = SigningKey::derive(&credentials.access_key_secret, &scope());
    c.bench_function("sign V1", |b| b.iter(|| v1::authorize(black_box(&signable), &credentials)));
    c.bench_function("sign V4, with the key of the day", |b| {
        b.iter(|| v4::authorize(black_box(&signable), &credentials, scope(), &key, &[]));
    });
    c.bench_function("derive the key of the day", |b| {
        b.iter(|| SigningKey::derive(&credentials.access_key_secret, black_box(&scope())));
    });
}

fn documents(c: &mut Criterion) {
    let rule = xml::to_bytes(&EncryptionRule::from(ServerSideEncryption::Aes256));
    c.bench_function("read an encryption rule", |b| {
        b.iter(|| xml::from_bytes::<EncryptionRule>(black_box(&rule)));
    });
    let object = |number: u64| ObjectSummary {
        key: format!("logs/2023/12/16/object-{number}.json"),
        last_modified: "2023-12-16T16:20:57.000Z".into(),
        etag: "\"7265F4D211B56873A381D321F586E4A9\"".into(),
        object_type: "Normal".into(),
        size: number,
        storage_class: "Standard".into(),
        ..ObjectSummary::default()
    };
    let page =
        xml::to_bytes(&ObjectListV2 { contents: (0..1000).map(object).collect(), ..Default::default() });
    let mut group = c.benchmark_group("a page of 1,000 keys");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("as a tree", |b| b.iter(|| Element::parse(black_box(&page))));
    group.bench_function("as a list", |b| b.iter(|| xml::from_bytes::<ObjectListV2>(black_box(&page))));
    group.finish();
}

fn checksums(c: &mut Criterion) {
    let bytes = vec![0x5a; 1 << 20];
    let mut group = c.benchmark_group("CRC64");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("of 1 MiB", |b| b.iter(|| crc64::checksum(black_box(&bytes))));
    group.finish();
    c.bench_function("CRC64 of two pieces of 8 MiB put together", |b| {
        b.iter(|| crc64::combine(black_box(1), black_box(2), 8 << 20));
    });
}

criterion_group!(benches, signatures, documents, checksums);
criterion_main!(benches);
