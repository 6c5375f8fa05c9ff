//! Inventories: their rules, and what is written.

use crate::{
    common::is,
    raw::{Answer, delete, get, post, put, unsigned, versioning},
};
use flate2::read::GzDecoder;
use http::Method;
use oss_emulator::{Config, NewKey, Service, Storage, system_clock};
use oss_protocol::{
    inventory::{InventoryConfiguration, InventoryList},
    listing::ObjectList,
};
use serde_json::{Value, json};
use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

const DAY: u64 = 24 * 60 * 60;

fn config() -> Config {
    Config { buckets: vec!["bkt".into(), "lists".into()], ..Config::default() }
}

fn service() -> Service {
    Service::open(config()).unwrap()
}

/// A rule that names everything, with changes made to its text.
fn rule(id: &str, changes: &[(&str, &str)]) -> String {
    let rule = format!(
        "<InventoryConfiguration><Id>{id}</Id><IsEnabled>true</IsEnabled><Filter><Prefix></Prefix></Filter><Destination>\
        <OSSBucketDestination><Format>CSV</Format><AccountId>1000000000000001</AccountId>\
        <RoleArn>acs:ram::1000000000000001:role/AliyunOSSRole</RoleArn><Bucket>acs:oss:::lists</Bucket><Prefix>out</Prefix>\
        <Encryption></Encryption></OSSBucketDestination></Destination><Schedule><Frequency>Daily</Frequency></Schedule>\
        <IncludedObjectVersions>Current</IncludedObjectVersions><OptionalFields><Field>Size</Field></OptionalFields>\
        </InventoryConfiguration>"
    );
    changes.iter().fold(rule, |rule, (before, after)| {
        assert!(rule.contains(before), "{before}");
        rule.replace(before, after)
    })
}

async fn put_rule(service: &Service, id: &str, changes: &[(&str, &str)]) -> Answer {
    let target = format!("/bkt/?inventory&inventoryId={id}");
    put(service, &target, &[], rule(id, changes).as_bytes()).await
}

async fn run(service: &Service, id: &str) -> Value {
    service.write_inventory(json!({ "action": "run", "bucket": "bkt", "id": id })).await.unwrap()
}

async fn lines(service: &Service, key: &Value) -> Vec<String> {
    let got = get(service, &format!("/lists/{}", key.as_str().unwrap()), &[]).await;
    assert_eq!(got.status, 200);
    let mut text = String::new();
    GzDecoder::new(&got.body[..]).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn rules_are_kept_and_removed() {
    let folder = crate::storage::Folder::new("inventory");
    let open =
        || Service::open(Config { storage: Storage::Folder(folder.path.clone()), ..config() }).unwrap();
    let service = open();
    let missing = is(404, "NoSuchInventory", "");
    assert_eq!(get(&service, "/bkt/?inventory", &[]).await.refusal(), missing);
    assert_eq!(get(&service, "/bkt/?inventory&inventoryId=a", &[]).await.refusal(), missing);
    let filter = "<Filter><Prefix>p/</Prefix><LastModifyBeginTimeStamp>1637883649</LastModifyBeginTimeStamp>\
        <LastModifyEndTimeStamp>1638347592</LastModifyEndTimeStamp><LowerSizeBound>1024</LowerSizeBound>\
        <UpperSizeBound>1048576</UpperSizeBound><StorageClass>Standard,IA</StorageClass></Filter>";
    let put = put_rule(&service, "a", &[("<Filter><Prefix></Prefix></Filter>", filter)]).await;
    assert_eq!(put.status, 200);
    assert_eq!(put_rule(&service, "a", &[]).await.refusal(), is(409, "InventoryAlreadyExist", ""));
    drop(service);
    let service = open();
    let kept: InventoryConfiguration = get(&service, "/bkt/?inventory&inventoryId=a", &[]).await.document();
    let filter = kept.filter.clone().unwrap();
    assert_eq!(
        (filter.upper_size_bound.as_deref(), filter.storage_class.as_deref()),
        (Some("1048576"), Some("IA,Standard"))
    );
    let list: InventoryList = get(&service, "/bkt/?inventory", &[]).await.document();
    assert_eq!((list.inventory_configuration, list.is_truncated), (vec![kept], false));
    assert_eq!(delete(&service, "/bkt/?inventory&inventoryId=a").await.status, 204);
    assert_eq!(delete(&service, "/bkt/?inventory&inventoryId=a").await.status, 204);
    assert_eq!(get(&service, "/bkt/?inventory&inventoryId=a", &[]).await.refusal(), missing);
    // Rules keep no bucket from being deleted.
    put_rule(&service, "a", &[]).await;
    assert_eq!(delete(&service, "/bkt").await.status, 204);
    assert_eq!(get(&service, "/bkt/?inventory", &[]).await.refusal().1, "NoSuchBucket");
}

/// The same names, pages and token as in the official Go SDK's test of the service, `TestBucketInventory`.
#[tokio::test]
async fn rules_are_listed_by_the_hundred() {
    let service = service();
    for number in 1..109 {
        assert_eq!(put_rule(&service, &format!("report{number}"), &[]).await.status, 200);
    }
    let first: InventoryList = get(&service, "/bkt/?inventory&continuation-token=", &[]).await.document();
    assert_eq!((first.inventory_configuration.len(), first.is_truncated), (100, true));
    assert_eq!(
        (first.continuation_token, first.next_continuation_token.as_deref()),
        (None, Some("report91"))
    );
    let next: InventoryList =
        get(&service, "/bkt/?inventory&continuation-token=report91", &[]).await.document();
    assert_eq!((next.inventory_configuration.len(), next.is_truncated), (8, false));
    assert_eq!((next.continuation_token.as_deref(), next.next_continuation_token), (Some("report91"), None));
}

#[tokio::test]
async fn what_makes_no_rule_is_refused() {
    let service = service();
    let argument = |ec| is(400, "InvalidArgument", ec);
    let filter = |name: &str, value: &str| format!("<Filter><{name}>{value}</{name}></Filter>");
    let cases: &[(&str, &str, _)] = &[
        ("<Id>a</Id>", "", is(400, "MalformedXML", "0020-00000005")),
        ("<Id>a</Id>", "<Id>b</Id>", argument("0020-00000043")),
        ("<Format>CSV</Format>", "<Format>Parquet</Format>", argument("")),
        ("<AccountId>1000000000000001</AccountId>", "<AccountId></AccountId>", argument("0020-00000028")),
        ("acs:ram::1000000000000001:role/AliyunOSSRole", "role", argument("")),
        ("acs:oss:::lists", "lists", argument("0020-00000032")),
        ("acs:oss:::lists", "acs:oss:::bk", argument("0020-00000032")),
        ("Daily", "Hourly", argument("")),
        ("Current", "Some", argument("")),
        ("<Field>Size</Field>", "<Field>StartTime</Field>", argument("0020-00000036")),
        ("<Field>Size</Field>", "<Field>LastAccessDate</Field>", is(501, "NotImplemented", "")),
        (
            "<IsEnabled>true</IsEnabled>",
            "<IsEnabled>maybe</IsEnabled>",
            is(400, "MalformedXML", "0031-00000001"),
        ),
        (
            "<Encryption></Encryption>",
            "<Encryption><SSE-KMS><KeyId>k</KeyId></SSE-KMS><SSE-OSS/></Encryption>",
            argument(""),
        ),
        (
            "<Filter><Prefix></Prefix></Filter>",
            &filter("LastModifyBeginTimeStamp", "abc"),
            argument("0020-00000008"),
        ),
        ("<Filter><Prefix></Prefix></Filter>", &filter("UpperSizeBound", "-1"), argument("")),
        (
            "<Filter><Prefix></Prefix></Filter>",
            &filter("StorageClass", "Standard,UNKNOW_TYPE"),
            argument("0020-00000026"),
        ),
        (
            "<OptionalFields>",
            "<IncrementalInventory><IsEnabled>true</IsEnabled></IncrementalInventory><OptionalFields>",
            is(501, "NotImplemented", ""),
        ),
    ];
    for (before, after, refusal) in cases {
        assert_eq!(put_rule(&service, "a", &[(before, after)]).await.refusal(), *refusal, "{after}");
    }
    let long = "x".repeat(193);
    assert_eq!(put_rule(&service, &long, &[]).await.refusal(), argument("0020-00000044"));
    let none = put(&service, "/bkt/?inventory&inventoryId=a", &[], b"<InventoryConfiguration>").await;
    assert_eq!(none.refusal().1, "MalformedXML");
    assert_eq!(get(&service, "/bkt/?inventory", &[]).await.refusal().1, "NoSuchInventory");
}

#[tokio::test]
async fn an_inventory_tells_what_was_asked_of_each_object() {
    let service = service();
    put(&service, "/bkt/a%20b/%E4%B8%AD%22,", &[("x-oss-tagging", "t=1")], b"content").await;
    put(
        &service,
        "/bkt/sealed",
        &[("x-oss-server-side-encryption", "KMS"), ("x-oss-object-acl", "private")],
        b"x",
    )
    .await;
    let begun = post(&service, "/bkt/parts?uploads", &[("x-oss-storage-class", "IA")], "").await;
    let id = begun.document::<oss_protocol::multipart::InitiateMultipartUploadResult>().upload_id;
    put(&service, &format!("/bkt/parts?partNumber=1&uploadId={id}"), &[], b"p").await;
    post(&service, &format!("/bkt/parts?uploadId={id}"), &[("x-oss-complete-all", "yes")], "").await;
    let names = [
        "LastModifiedDate",
        "EncryptionStatus",
        "Size",
        "ETag",
        "StorageClass",
        "IsMultipartUploaded",
        "ObjectAcl",
        "TaggingCount",
        "ObjectType",
        "Crc64",
        "TransitionTime",
    ];
    let fields: String = names.iter().map(|name| format!("<Field>{name}</Field>")).collect();
    assert_eq!(put_rule(&service, "all", &[("<Field>Size</Field>", &fields)]).await.status, 200);

    let written = run(&service, "all").await;
    assert_eq!(written["bucket"], "lists");
    let key = written["manifest"].as_str().unwrap();
    let folder = key.strip_suffix("manifest.json").unwrap();
    assert!(folder.starts_with("out/bkt/all/2") && folder.ends_with("Z/"), "{folder}");
    let manifest = get(&service, &format!("/lists/{key}"), &[]).await.body;
    let checksum = get(&service, &format!("/lists/{folder}manifest.checksum"), &[]).await.body;
    let md5 = |bytes: &[u8]| {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let digest = STANDARD.decode(oss_protocol::digest::content_md5(bytes)).unwrap();
        digest.iter().map(|byte| format!("{byte:02X}")).collect::<String>()
    };
    assert_eq!(checksum, md5(&manifest));
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let file = &manifest["files"][0];
    let bytes = get(&service, &format!("/lists/{}", file["key"].as_str().unwrap()), &[]).await.body;
    assert!(file["key"].as_str().unwrap().starts_with("out/bkt/all/data/"));
    assert_eq!(
        (file["size"].as_u64(), file["MD5checksum"].as_str()),
        (Some(bytes.len() as u64), Some(md5(&bytes).as_str()))
    );
    assert_eq!(manifest["fileSchema"], format!("Bucket, Key, {}", names.join(", ")));
    assert_eq!(
        (
            &manifest["sourceBucket"],
            &manifest["destinationBucket"],
            &manifest["fileFormat"],
            &manifest["version"]
        ),
        (&json!("bkt"), &json!("lists"), &json!("CSV"), &json!("2019-09-01"))
    );
    assert!(manifest["creationTimestamp"].as_str().is_some_and(|text| text.parse::<u64>().is_ok()));

    let told = lines(&service, &file["key"]).await;
    let list: ObjectList = get(&service, "/bkt/", &[]).await.document();
    let expect = |at: usize, key: &str, rest: &str| {
        let object = &list.contents[at];
        let (modified, etag) = (&object.last_modified, object.etag.trim_matches('"'));
        let rest = rest.replace("ETAG", etag);
        assert_eq!(told[at], format!("\"bkt\",\"{key}\",\"{modified}\",{rest},\"\""));
    };
    let crc = |body: &[u8]| oss_protocol::crc64::checksum(body);
    expect(
        0,
        "a%20b/%E4%B8%AD%22%2C",
        &format!("false,7,\"ETAG\",\"Standard\",false,\"default\",1,\"Normal\",{}", crc(b"content")),
    );
    expect(1, "parts", &format!("false,1,\"ETAG\",\"IA\",true,\"default\",0,\"Multipart\",{}", crc(b"p")));
    expect(
        2,
        "sealed",
        &format!("true,1,\"ETAG\",\"Standard\",false,\"private\",0,\"Normal\",{}", crc(b"x")),
    );
    assert_eq!(told.len(), 3);
}

#[tokio::test]
async fn filters_and_versions_choose_what_is_told() {
    let service = service();
    put(&service, "/bkt/p/small", &[], b"x").await;
    put(&service, "/bkt/p/large", &[], &[0; 2_000]).await;
    put(&service, "/bkt/p/rare", &[("x-oss-storage-class", "IA")], b"x").await;
    put(&service, "/bkt/other", &[], b"x").await;
    let keys = async |id: &str, filter: &str| -> Vec<String> {
        let filter = format!("<Filter>{filter}</Filter>");
        put_rule(
            &service,
            id,
            &[("<Filter><Prefix></Prefix></Filter>", &filter), ("<Field>Size</Field>", "")],
        )
        .await;
        let written = run(&service, id).await;
        let Some(file) = written["files"].get(0) else { return Vec::new() };
        let told = lines(&service, file).await;
        told.iter().map(|line| line.split(',').nth(1).unwrap().trim_matches('"').to_owned()).collect()
    };
    assert_eq!(keys("prefix", "<Prefix>p/</Prefix>").await, ["p/large", "p/rare", "p/small"]);
    assert_eq!(keys("lower", "<LowerSizeBound>2000</LowerSizeBound>").await, ["p/large"]);
    assert_eq!(
        keys("upper", "<Prefix>p/</Prefix><UpperSizeBound>1</UpperSizeBound>").await,
        ["p/rare", "p/small"]
    );
    assert_eq!(keys("class", "<StorageClass>IA,Archive</StorageClass>").await, ["p/rare"]);
    assert_eq!(keys("all-classes", "<StorageClass>All</StorageClass>").await.len(), 4);
    assert_eq!(
        keys("late", "<LastModifyBeginTimeStamp>4000000000</LastModifyBeginTimeStamp>").await.len(),
        0
    );
    assert_eq!(keys("early", "<LastModifyEndTimeStamp>1600000000</LastModifyEndTimeStamp>").await.len(), 0);

    versioning(&service, "Enabled").await;
    let id = put(&service, "/bkt/p/small", &[], b"xx").await.header("x-oss-version-id").unwrap().to_owned();
    let marker = delete(&service, "/bkt/p/small").await.header("x-oss-version-id").unwrap().to_owned();
    let small = "<Filter><Prefix>p/s</Prefix></Filter>";
    let all = [("<Filter><Prefix></Prefix></Filter>", small), ("Current", "All")];
    put_rule(&service, "versions", &all).await;
    let written = run(&service, "versions").await;
    assert_eq!(
        lines(&service, &written["files"][0]).await,
        [
            format!("\"bkt\",\"p/small\",\"{marker}\",true,true,"),
            format!("\"bkt\",\"p/small\",\"{id}\",false,false,2"),
            "\"bkt\",\"p/small\",\"null\",false,false,1".to_owned(),
        ]
    );
    put_rule(&service, "current", &all[..1]).await;
    assert_eq!(run(&service, "current").await["files"], json!([]));
}

#[tokio::test]
async fn files_are_encrypted_as_the_rule_says() {
    let service = service();
    put(&service, "/bkt/k", &[], b"x").await;
    service.kms().create(NewKey { key_id: Some("kid".into()), ..NewKey::default() }).unwrap();
    let cases = [
        ("plain", "", (None, None)),
        ("oss", "<Encryption><SSE-OSS></SSE-OSS></Encryption>", (Some("AES256"), None)),
        ("kms", "<Encryption><SSE-KMS><KeyId>kid</KeyId></SSE-KMS></Encryption>", (Some("KMS"), Some("kid"))),
    ];
    for (id, encryption, expected) in cases {
        put_rule(&service, id, &[("<Encryption></Encryption>", encryption)]).await;
        let written = run(&service, id).await;
        for key in [&written["manifest"], &written["files"][0]] {
            let got = get(&service, &format!("/lists/{}", key.as_str().unwrap()), &[]).await;
            let (algorithm, _, key_id) = got.encryption();
            assert_eq!((got.status.as_u16(), algorithm, key_id), (200, expected.0, expected.1), "{id} {key}");
        }
    }
    // A rule that says nothing leaves it to the bucket.
    let sm4 = b"<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>SM4</SSEAlgorithm></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    put(&service, "/lists/?encryption", &[], sm4).await;
    let written = run(&service, "plain").await;
    let got = get(&service, &format!("/lists/{}", written["files"][0].as_str().unwrap()), &[]).await;
    assert_eq!(got.encryption().0, Some("SM4"));
    // A key that may not be used writes nothing.
    service.kms().disable("kid").unwrap();
    let before: ObjectList = get(&service, "/lists/", &[]).await.document();
    let run = json!({ "action": "run", "bucket": "bkt", "id": "kms" });
    let refused = service.write_inventory(run).await.unwrap_err().to_string();
    assert!(refused.starts_with("KeyDisabled: "), "{refused}");
    let after: ObjectList = get(&service, "/lists/", &[]).await.document();
    assert_eq!(after.contents.len(), before.contents.len());
}

#[tokio::test]
async fn the_clock_has_inventories_written() {
    let days = Arc::new(AtomicU64::new(0));
    let (start, passed) = (system_clock()(), Arc::clone(&days));
    let clock = Arc::new(move || start + Duration::from_secs(DAY * passed.load(Ordering::Relaxed)));
    let told = Arc::new(AtomicU64::new(0));
    let warned = Arc::clone(&told);
    let warn = Arc::new(move |_: &str| {
        warned.fetch_add(1, Ordering::Relaxed);
    });
    let service = Service::open(Config { clock, warn, ..config() }).unwrap();
    put(&service, "/bkt/k", &[], b"x").await;
    put_rule(&service, "daily", &[]).await;
    put_rule(&service, "weekly", &[("Daily", "Weekly")]).await;
    put_rule(&service, "once", &[("Daily</Frequency>", "Once</Frequency><AutoDelete>true</AutoDelete>")])
        .await;
    put_rule(&service, "off", &[("<IsEnabled>true</IsEnabled>", "<IsEnabled>false</IsEnabled>")]).await;
    put_rule(&service, "lost", &[("acs:oss:::lists", "acs:oss:::nowhere")]).await;
    // Whoever asks for whatever, what is due is done first. Requests are signed with the real time.
    let written = async |day: u64| -> Vec<String> {
        days.store(day, Ordering::Relaxed);
        unsigned(&service, Method::GET, "/bkt/k", &[], "").await;
        days.store(0, Ordering::Relaxed);
        let list: ObjectList = get(&service, "/lists/?prefix=out/", &[]).await.document();
        let checksums = list.contents.iter().filter(|object| object.key.ends_with("manifest.checksum"));
        checksums.map(|object| object.key.split('/').nth(2).unwrap().to_owned()).collect()
    };
    assert_eq!(written(0).await, ["once"]);
    assert_eq!(get(&service, "/bkt/?inventory&inventoryId=once", &[]).await.status, 404);
    assert_eq!(written(1).await, ["daily", "once"]);
    assert_eq!(written(1).await, ["daily", "once"]);
    assert_eq!(written(9).await, ["daily", "daily", "once", "weekly"]);
    assert_eq!(told.load(Ordering::Relaxed), 2);
    // A rule that comes later is followed too.
    put_rule(&service, "later", &[("Daily", "Once")]).await;
    assert_eq!(written(0).await, ["daily", "daily", "later", "once", "weekly"]);
    assert_eq!(run(&service, "off").await["bucket"], "lists");
}

#[tokio::test]
async fn who_may_not_is_not_answered() {
    let service = service();
    put_rule(&service, "a", &[]).await;
    for target in ["/bkt/?inventory", "/bkt/?inventory&inventoryId=a"] {
        assert_eq!(unsigned(&service, Method::GET, target, &[], "").await.status, 403);
    }
    for request in [
        json!({ "action": "run", "bucket": "bkt", "id": "none" }),
        json!({ "action": "run", "bucket": "none", "id": "a" }),
        json!({ "action": "run" }),
        json!({ "action": "explode" }),
        json!(7),
    ] {
        assert!(service.write_inventory(request.clone()).await.is_err(), "{request}");
    }
    let list = service.write_inventory(json!({ "action": "list" })).await.unwrap();
    assert_eq!(list, json!([{ "bucket": "bkt", "id": "a" }]));
}
