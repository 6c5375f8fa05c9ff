//! Objects encrypted: the cases of official SDKs' tests against the real service, and the keys behind them.

use crate::{
    common::is,
    raw::{append, ask, delete, get, head, put},
};
use http::Method;
use oss_emulator::{Config, KeyOrigin, NewKey, Service, Storage};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

const SSE: &str = "x-oss-server-side-encryption";
const DATA: &str = "x-oss-server-side-data-encryption";
const KEY: &str = "x-oss-server-side-encryption-key-id";

fn config() -> Config {
    Config { buckets: vec!["bkt".into()], ..Config::default() }
}

#[tokio::test]
async fn answers_say_how_an_object_is_encrypted() {
    let service = Service::open(config()).unwrap();
    let default = put(&service, "/bkt/k", &[(SSE, "KMS")], b"x").await.header(KEY).unwrap().to_owned();
    assert_eq!(service.kms().list()[0].key_id, default);
    let default = Some(default.as_str());
    let cases: &[(&[(&str, &str)], _)] = &[
        (&[], (None, None, None)),
        (&[(SSE, "AES256")], (Some("AES256"), None, None)),
        (&[(SSE, "SM4")], (Some("SM4"), None, None)),
        (&[(SSE, "KMS")], (Some("KMS"), None, default)),
        (&[(SSE, "KMS"), (DATA, "SM4")], (Some("KMS"), Some("SM4"), default)),
        (&[(SSE, "AES256"), (DATA, "SM4")], (Some("AES256"), None, None)),
        (&[(SSE, "SM4"), (DATA, "SM4")], (Some("SM4"), None, None)),
        (&[(DATA, "SM4")], (None, None, None)),
        (&[(KEY, "unknown")], (None, None, None)),
    ];
    let content = vec![0x5a; 200_000];
    for (headers, said) in cases {
        assert_eq!(put(&service, "/bkt/k", headers, &content).await.encryption(), *said, "{headers:?}");
        assert_eq!(head(&service, "/bkt/k", &[]).await.encryption(), *said);
        let got = get(&service, "/bkt/k", &[("range", "bytes=70000-")]).await;
        assert_eq!(got.encryption(), *said);
        assert!(got.body == content[70_000..]);
        assert_eq!(head(&service, "/bkt/k?objectMeta", &[]).await.encryption(), (None, None, None));
    }
    let refused: &[(&[(&str, &str)], _)] = &[
        (&[(SSE, "Invalid")], is(400, "InvalidEncryptionAlgorithmError", "0005-00000003")),
        (&[(SSE, "KMS"), (KEY, "")], is(400, "InvalidArgument", "0005-00000205")),
        (&[(SSE, "AES256"), (KEY, "kid")], is(400, "InvalidArgument", "0005-00000204")),
        (&[(SSE, "KMS"), (DATA, "DES")], is(400, "InvalidDataEncryptionAlgorithmError", "0005-00000203")),
        (&[(SSE, "KMS"), (KEY, "kid")], is(404, "KeyNotFound", "0005-00000208")),
        (&[(SSE, "KMS"), (KEY, "alias/none")], is(404, "AliasNotFound", "")),
    ];
    for (headers, refusal) in refused {
        assert_eq!(put(&service, "/bkt/k", headers, b"x").await.refusal(), *refusal, "{headers:?}");
    }
    let elsewhere = ask(&service, Method::GET, "/bkt/k", &[(SSE, "KMS")], "").await;
    assert_eq!(elsewhere.refusal(), is(400, "InvalidArgument", "0005-00000002"));
}

#[tokio::test]
async fn the_first_append_decides() {
    let service = Service::open(config()).unwrap();
    let first = append(&service, "/bkt/k", 0, &[(SSE, "KMS")], b"first").await;
    let said = first.encryption();
    assert_eq!(said.0, Some("KMS"));
    assert_eq!(append(&service, "/bkt/k", 5, &[], b"second").await.encryption(), said);
    assert_eq!(append(&service, "/bkt/k", 11, &[(SSE, "AES256")], b"third").await.encryption(), said);
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "firstsecondthird");
    append(&service, "/bkt/plain", 0, &[], b"first").await;
    let second = append(&service, "/bkt/plain", 5, &[(SSE, "KMS"), (DATA, "SM4")], b"second").await;
    assert_eq!(second.encryption(), (None, None, None));
}

#[tokio::test]
async fn the_rule_of_a_bucket_applies_where_a_request_says_nothing() {
    let service = Service::open(config()).unwrap();
    put(&service, "/bkt/before", &[], b"x").await;
    let rule = |algorithm: &str, key: &str| {
        format!(
            "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}</SSEAlgorithm>{key}\
             </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
        )
    };
    put(&service, "/bkt/?encryption", &[], rule("SM4", "").as_bytes()).await;
    assert_eq!(put(&service, "/bkt/k", &[], b"x").await.encryption(), (Some("SM4"), None, None));
    assert_eq!(put(&service, "/bkt/k", &[(DATA, "SM4")], b"x").await.encryption(), (Some("SM4"), None, None));
    assert_eq!(
        put(&service, "/bkt/k", &[(SSE, "AES256")], b"x").await.encryption(),
        (Some("AES256"), None, None)
    );
    assert_eq!(head(&service, "/bkt/before", &[]).await.encryption(), (None, None, None));
    // A rule with a key that nobody knows is kept; what is stored under it is refused.
    let unknown = rule("KMS", "<KMSMasterKeyID>nobody</KMSMasterKeyID>");
    assert_eq!(put(&service, "/bkt/?encryption", &[], unknown.as_bytes()).await.status, 200);
    assert_eq!(put(&service, "/bkt/k", &[], b"x").await.refusal(), is(404, "KeyNotFound", "0005-00000208"));
    delete(&service, "/bkt/?encryption").await;
    assert_eq!(put(&service, "/bkt/k", &[], b"x").await.encryption(), (None, None, None));
}

#[tokio::test]
async fn a_key_that_may_not_be_used_closes_what_it_sealed() {
    let ahead = Arc::new(AtomicU64::new(0));
    let (clock, offset) = (oss_emulator::system_clock(), Arc::clone(&ahead));
    let clock = Arc::new(move || clock() + Duration::from_secs(offset.load(Ordering::Relaxed)));
    let service = Service::open(Config { clock, ..config() }).unwrap();
    let kms = service.kms();
    kms.create(NewKey { key_id: Some("kid".into()), alias: Some("name".into()), ..NewKey::default() })
        .unwrap();
    for name in ["kid", "alias/name", "acs:kms:cn-hangzhou:1000000000000001:key/kid"] {
        let stored = put(&service, "/bkt/k", &[(SSE, "KMS"), (KEY, name)], b"secret").await;
        assert_eq!(stored.encryption(), (Some("KMS"), None, Some(name)));
        assert_eq!(get(&service, "/bkt/k", &[]).await.body, "secret");
    }
    let with_key = [(SSE, "KMS"), (KEY, "kid")];
    let closed = async |refusal: (u16, String, String)| {
        assert_eq!(get(&service, "/bkt/k", &[]).await.refusal(), refusal);
        assert_eq!(head(&service, "/bkt/k", &[]).await.refusal(), refusal);
        assert_eq!(put(&service, "/bkt/other", &with_key, b"x").await.refusal(), refusal);
    };
    kms.disable("alias/name").unwrap();
    closed(is(409, "KeyDisabled", "0005-00000214")).await;
    kms.enable("kid").unwrap();
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "secret");
    kms.schedule_deletion("kid", Some(7)).unwrap();
    closed(is(409, "KeyPendingDeletion", "0005-00000215")).await;
    kms.cancel_deletion("kid").unwrap();
    assert_eq!(get(&service, "/bkt/k", &[]).await.body, "secret");
    let external =
        NewKey { key_id: Some("external".into()), origin: KeyOrigin::External, ..NewKey::default() };
    kms.create(external).unwrap();
    let pending = put(&service, "/bkt/other", &[(SSE, "KMS"), (KEY, "external")], b"x").await;
    assert_eq!(pending.refusal(), is(409, "KeyPendingImport", ""));
    kms.schedule_deletion("kid", Some(0)).unwrap();
    closed(is(404, "KeyNotFound", "0005-00000208")).await;
    assert!(kms.list().iter().all(|key| key.key_id != "kid"));
    assert!(kms.enable("kid").is_err());
}

#[tokio::test]
async fn rotation_leaves_what_is_stored_readable() {
    let folder = crate::storage::Folder::new("rotation");
    let open =
        || Service::open(Config { storage: Storage::Folder(folder.path.clone()), ..config() }).unwrap();
    let service = open();
    let ways: [&[(&str, &str)]; 3] = [&[(SSE, "AES256")], &[(SSE, "SM4")], &[(SSE, "KMS")]];
    for (number, way) in ways.iter().enumerate() {
        put(&service, &format!("/bkt/old{number}"), way, b"old").await;
    }
    let key = service.kms().list()[0].key_id.clone();
    let blobs = folder.files("blobs");
    service.kms().rotate(None).unwrap();
    service.kms().rotate(Some(&key)).unwrap();
    assert_eq!(folder.files("blobs"), blobs);
    for (number, way) in ways.iter().enumerate() {
        put(&service, &format!("/bkt/new{number}"), way, b"new").await;
    }
    drop(service);
    let service = open();
    assert_eq!(service.kms().list()[0].versions, 2);
    for number in 0..3 {
        assert_eq!(get(&service, &format!("/bkt/old{number}"), &[]).await.body, "old");
        assert_eq!(get(&service, &format!("/bkt/new{number}"), &[]).await.body, "new");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path.join("keys.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
