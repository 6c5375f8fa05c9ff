//! Uploads whose parts come one after the other.

use crate::{
    common::is,
    raw::{Answer, get, head, post, put},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_emulator::{Config, Service};
use oss_protocol::{digest, multipart::InitiateMultipartUploadResult};

const LARGE: usize = 100 << 10;

async fn begin(service: &Service, parameter: &str, headers: &[(&str, &str)]) -> String {
    let begun = post(service, &format!("/bkt/k?uploads{parameter}"), headers, "").await;
    begun.document::<InitiateMultipartUploadResult>().upload_id
}

async fn part(service: &Service, id: &str, number: u32, body: &[u8]) -> Answer {
    put(service, &format!("/bkt/k?partNumber={number}&uploadId={id}"), &[], body).await
}

async fn complete(service: &Service, id: &str, parts: &[(u32, &str)]) -> Answer {
    let parts: String = parts
        .iter()
        .map(|(number, etag)| format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"))
        .collect();
    let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    post(service, &format!("/bkt/k?uploadId={id}"), &[], &body).await
}

fn service() -> Service {
    Service::open(Config { buckets: vec!["bkt".into()], ..Config::default() }).unwrap()
}

#[tokio::test]
async fn parts_come_in_order_and_the_whole_has_its_md5() {
    let service = service();
    let not_sequential = is(400, "PartNotSequential", "0042-00000105");
    for sse in [&[][..], &[("x-oss-server-side-encryption", "KMS")][..]] {
        let id = begin(&service, "&sequential", sse).await;
        let (first, second) = (vec![1; LARGE], vec![2; 3 * LARGE]);
        let refused = part(&service, &id, 2, &second).await;
        assert_eq!(refused.refusal(), not_sequential);
        assert!(String::from_utf8_lossy(&refused.body).contains("<PartNumber>2</PartNumber>"));
        let one = part(&service, &id, 1, &first).await.header("etag").unwrap().to_owned();
        assert_eq!(
            part(&service, &id, 1, &first).await.refusal(),
            is(409, "PartAlreadyExist", "0042-00000108")
        );
        assert_eq!(part(&service, &id, 3, &second).await.refusal(), not_sequential);
        let copied = [("x-oss-copy-source", "/bkt/from")];
        put(&service, "/bkt/from", &[], &second).await;
        let place = |number| format!("/bkt/k?partNumber={number}&uploadId={id}");
        assert_eq!(put(&service, &place(3), &copied, b"").await.refusal(), not_sequential);
        let two = put(&service, &place(2), &copied, b"").await.header("etag").unwrap().to_owned();
        assert_eq!(complete(&service, &id, &[(2, &two)]).await.refusal(), not_sequential);

        let done = complete(&service, &id, &[(1, &one), (2, &two)]).await;
        assert_eq!(done.status, 200);
        let whole = [first, second].concat();
        let md5 = digest::content_md5(&whole);
        assert_eq!(STANDARD.decode(&md5).unwrap().len(), 16);
        for answer in [done, head(&service, "/bkt/k", &[]).await, get(&service, "/bkt/k", &[]).await] {
            assert_eq!(answer.header("content-md5"), Some(md5.as_str()));
        }
        let got = get(&service, "/bkt/k", &[]).await;
        assert!(got.body == whole);
        assert_eq!(got.header("x-oss-object-type"), Some("Multipart"));
        assert_eq!(get(&service, "/bkt/k", &[("range", "bytes=0-1")]).await.header("content-md5"), None);
    }
}

#[tokio::test]
async fn other_uploads_know_neither_order_nor_md5() {
    let service = service();
    let id = begin(&service, "", &[]).await;
    let three = part(&service, &id, 3, &vec![3; LARGE]).await.header("etag").unwrap().to_owned();
    let one = part(&service, &id, 1, &vec![1; LARGE]).await.header("etag").unwrap().to_owned();
    assert_eq!(part(&service, &id, 1, &vec![1; LARGE]).await.status, 200);
    let done = complete(&service, &id, &[(1, &one), (3, &three)]).await;
    assert_eq!((done.status.as_u16(), done.header("content-md5")), (200, None));
    assert_eq!(head(&service, "/bkt/k", &[]).await.header("content-md5"), None);
}

#[tokio::test]
async fn an_upload_stays_sequential_when_the_server_starts_again() {
    let folder = crate::storage::Folder::new("sequential");
    let storage = oss_emulator::Storage::Folder(folder.path.clone());
    let open = || {
        Service::open(Config { buckets: vec!["bkt".into()], storage: storage.clone(), ..Config::default() })
            .unwrap()
    };
    let service = open();
    let id = begin(&service, "&sequential", &[]).await;
    drop(service);
    let service = open();
    assert_eq!(part(&service, &id, 2, b"x").await.refusal().1, "PartNotSequential");
    assert_eq!(part(&service, &id, 1, b"x").await.status, 200);
    post(&service, &format!("/bkt/k?uploadId={id}"), &[("x-oss-complete-all", "yes")], "").await;
    drop(service);
    assert_eq!(
        head(&open(), "/bkt/k", &[]).await.header("content-md5"),
        Some(digest::content_md5(b"x").as_str())
    );
}
