//! Buckets and their encryption rule, client and server in one process.

use crate::common::{client, client_with, credentials, is, refusal, service, v4};
use oss_client::{
    Credentials, Options, Signing,
    ops::{
        bucket::{
            Delete, DeleteBucket, Get, GetBucketInfo, GetBucketLocation, GetBucketStat, Put, PutBucket,
        },
        service::ListBuckets,
    },
};
use oss_protocol::{
    encryption::{EncryptionRule, EncryptionSettings, ServerSideEncryption},
    header,
};

fn put_bucket(name: &str) -> PutBucket {
    PutBucket { bucket: name.into(), ..PutBucket::default() }
}

fn rule(document: EncryptionRule) -> Put<EncryptionRule> {
    Put { bucket: "bkt".into(), document }
}

#[tokio::test]
async fn a_rule_is_put_read_replaced_and_removed() {
    for signing in [Signing::V1, v4("cn-hangzhou")] {
        let service = service();
        let client = client_with(&service, |config| config.signing = signing);
        client.send(put_bucket("bkt"), Options::default()).await.unwrap();
        let rules = [
            ServerSideEncryption::Aes256,
            ServerSideEncryption::Sm4,
            ServerSideEncryption::Kms { key_id: None, data_encryption: None },
            ServerSideEncryption::Kms { key_id: Some("a&<b>".into()), data_encryption: Some("SM4".into()) },
        ];
        for wanted in rules {
            client.send(rule(wanted.clone().into()), Options::default()).await.unwrap();
            let got = client.send(Get::<EncryptionRule>::of("bkt"), Options::default()).await.unwrap();
            assert_eq!(ServerSideEncryption::from(got.output.default), wanted);
            let info = client.send(GetBucketInfo { bucket: "bkt".into() }, Options::default()).await.unwrap();
            assert_eq!(info.output.encryption(), Some(wanted));
        }
        client.send(Delete::<EncryptionRule>::of("bkt"), Options::default()).await.unwrap();
        client.send(Delete::<EncryptionRule>::of("bkt"), Options::default()).await.unwrap();
        let error = client.send(Get::<EncryptionRule>::of("bkt"), Options::default()).await.unwrap_err();
        assert_eq!(refusal(&error), is(404, "NoSuchServerSideEncryptionRule", "0005-00000004"));
        let info = client.send(GetBucketInfo { bucket: "bkt".into() }, Options::default()).await.unwrap();
        assert_eq!(info.output.encryption(), None);
    }
}

#[tokio::test]
async fn rules_the_service_refuses_are_refused() {
    let service = service();
    let client = client(&service);
    let error = client.send(rule(ServerSideEncryption::Aes256.into()), Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(404, "NoSuchBucket", "0015-00000101"));
    client.send(put_bucket("bkt"), Options::default()).await.unwrap();
    let settings = |algorithm: &str, key_id: &str, data: &str| EncryptionRule {
        default: EncryptionSettings {
            algorithm: algorithm.into(),
            key_id: Some(key_id.into()),
            data_encryption: Some(data.into()),
        },
    };
    let cases = [
        (settings("AES256", "kid", ""), is(400, "InvalidArgument", "0005-00000204")),
        (settings("KMS", "kid", "DES"), is(400, "InvalidDataEncryptionAlgorithmError", "0005-00000203")),
        (settings("DES", "", ""), is(400, "InvalidEncryptionAlgorithmError", "0005-00000003")),
    ];
    for (document, expected) in cases {
        let error = client.send(rule(document), Options::default()).await.unwrap_err();
        assert_eq!(refusal(&error), expected);
    }
}

#[tokio::test]
async fn a_bucket_can_be_created_with_a_rule() {
    let service = service();
    let client = client(&service);
    let with = |pairs: &[(http::HeaderName, &str)]| {
        let mut options = Options::default();
        for (name, value) in pairs {
            options.headers.insert(name.clone(), value.parse().unwrap());
        }
        options
    };
    let kms = with(&[
        (header::X_OSS_SERVER_SIDE_ENCRYPTION, "KMS"),
        (header::X_OSS_SERVER_SIDE_DATA_ENCRYPTION, "SM4"),
        (header::X_OSS_SERVER_SIDE_ENCRYPTION_KEY_ID, "kid"),
    ]);
    client.send(put_bucket("bkt"), kms).await.unwrap();
    let got = client.send(Get::<EncryptionRule>::of("bkt"), Options::default()).await.unwrap();
    assert_eq!(
        ServerSideEncryption::from(got.output.default),
        ServerSideEncryption::Kms { key_id: Some("kid".into()), data_encryption: Some("SM4".into()) }
    );
    let empty_key = with(&[
        (header::X_OSS_SERVER_SIDE_ENCRYPTION, "KMS"),
        (header::X_OSS_SERVER_SIDE_ENCRYPTION_KEY_ID, ""),
    ]);
    let error = client.send(put_bucket("other"), empty_key).await.unwrap_err();
    assert_eq!(refusal(&error), is(400, "InvalidArgument", "0005-00000205"));
    let on_a_rule = with(&[(header::X_OSS_SERVER_SIDE_ENCRYPTION, "AES256")]);
    let error = client.send(rule(ServerSideEncryption::Aes256.into()), on_a_rule).await.unwrap_err();
    assert_eq!(refusal(&error), is(400, "InvalidArgument", "0005-00000002"));
}

#[tokio::test]
async fn buckets_are_listed_described_and_deleted() {
    let service = service();
    let client = client(&service);
    for name in ["bkt-c", "bkt-a", "other", "bkt-b"] {
        let answer = client.send(put_bucket(name), Options::default()).await.unwrap();
        assert_eq!(answer.output.as_deref(), Some(format!("/{name}").as_str()));
    }
    let list = ListBuckets { prefix: Some("bkt".into()), max_keys: Some(2), ..ListBuckets::default() };
    let page = client.send(list.clone(), Options::default()).await.unwrap().output;
    let names = |page: &oss_protocol::bucket::BucketList| {
        page.buckets.bucket.iter().map(|bucket| bucket.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!((names(&page), page.is_truncated), (vec!["bkt-a".into(), "bkt-b".into()], Some(true)));
    let rest = ListBuckets { marker: page.next_marker, ..list };
    let page = client.send(rest, Options::default()).await.unwrap().output;
    assert_eq!((names(&page), page.is_truncated), (vec!["bkt-c".into()], Some(false)));

    let location =
        client.send(GetBucketLocation { bucket: "other".into() }, Options::default()).await.unwrap();
    assert_eq!(location.output, "oss-cn-hangzhou");
    let stat = client.send(GetBucketStat { bucket: "other".into() }, Options::default()).await.unwrap();
    assert_eq!(stat.output.object_count, 0);
    client.send(DeleteBucket { bucket: "other".into() }, Options::default()).await.unwrap();
    let error = client.send(DeleteBucket { bucket: "other".into() }, Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(404, "NoSuchBucket", "0015-00000101"));
    let error = client.send(put_bucket("under_score"), Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(400, "InvalidBucketName", "0015-00000001"));
}

#[tokio::test]
async fn what_the_server_does_not_know_is_not_passed_over() {
    let service = service();
    let client = client(&service);
    let mut options = Options::default();
    options.headers.insert("x-oss-resource-group-id", "rg-1".parse().unwrap());
    let error = client.send(put_bucket("bkt"), options).await.unwrap_err();
    assert_eq!(refusal(&error), is(501, "NotImplemented", ""));
    let other = ListBuckets { parameters: [("regions", "")].into_iter().collect(), ..ListBuckets::default() };
    let error = client.send(other, Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(501, "NotImplemented", ""));
}

#[tokio::test]
async fn who_is_not_the_owner_is_kept_out() {
    let mut config = oss_emulator::Config::default();
    let stranger = Credentials {
        access_key_id: "stranger".into(),
        access_key_secret: "secret".to_owned().into(),
        security_token: Some("token".to_owned().into()),
    };
    config.accounts.push(oss_emulator::Account::new(stranger.clone(), "2"));
    let service = std::sync::Arc::new(oss_emulator::Service::open(config).unwrap());
    let owner = client(&service);
    owner.send(put_bucket("bkt"), Options::default()).await.unwrap();
    let stranger = owner.with_credentials(stranger);
    let error =
        stranger.send(rule(ServerSideEncryption::Aes256.into()), Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(403, "AccessDenied", ""));
    let error = stranger.send(put_bucket("bkt"), Options::default()).await.unwrap_err();
    assert_eq!(refusal(&error), is(409, "BucketAlreadyExists", "0015-00000104"));
    let list = stranger.send(ListBuckets::default(), Options::default()).await.unwrap();
    assert!(list.output.buckets.bucket.is_empty());
}

#[tokio::test]
async fn signatures_are_judged_as_the_service_judges_them() {
    let service = service();
    let all = || ListBuckets::default();
    // Once: a clock that is wrong would be put right.
    let once = || Options { attempts: Some(1), ..Options::default() };
    let send = async |client: oss_client::Client| refusal(&client.send(all(), once()).await.unwrap_err());
    for signing in [Signing::V1, v4("cn-hangzhou")] {
        let wrong_secret = client_with(&service, |config| {
            config.signing = signing.clone();
            config.credentials =
                Credentials { access_key_secret: "wrong".to_owned().into(), ..credentials() }.into();
        });
        assert_eq!(send(wrong_secret).await, is(403, "SignatureDoesNotMatch", "0002-00000040"));
        let late = client_with(&service, |config| {
            config.signing = signing.clone();
            let clock = std::sync::Arc::clone(&config.clock);
            config.clock = std::sync::Arc::new(move || clock() - std::time::Duration::from_secs(16 * 60));
        });
        assert_eq!(send(late).await, is(403, "RequestTimeTooSkewed", "0002-00000504"));
        let unknown = client_with(&service, |config| {
            config.signing = signing.clone();
            config.credentials = Credentials { access_key_id: "nobody".into(), ..credentials() }.into();
        });
        assert_eq!(send(unknown).await, is(403, "InvalidAccessKeyId", "0002-00000902"));
        let token = client_with(&service, |config| {
            config.signing = signing.clone();
            let security_token = Some("token".to_owned().into());
            config.credentials = Credentials { security_token, ..credentials() }.into();
        });
        assert_eq!(send(token).await, is(403, "InvalidSecurityToken", ""));
    }
    let wrong_region = client_with(&service, |config| config.signing = v4("cn-beijing"));
    assert_eq!(send(wrong_region).await, is(400, "InvalidArgument", "0002-00000226"));
}
