//! What needs many objects at the server, with few.

use super::write::write_in_files;
use crate::{
    Config,
    reason::Refusal,
    store::{Draft, InventoryRule, Object, Store},
};
use flate2::read::GzDecoder;
use oss_protocol::inventory::{
    InventoryBucket, InventoryConfiguration, InventoryDestination, InventoryFilter, InventorySchedule,
};
use std::io::Read;

fn rule(versions: &str, prefix: &str) -> InventoryConfiguration {
    InventoryConfiguration {
        id: "id".into(),
        is_enabled: true,
        filter: Some(InventoryFilter { prefix: Some(prefix.into()), ..Default::default() }),
        destination: InventoryDestination {
            bucket: InventoryBucket {
                format: "CSV".into(),
                account_id: "1".into(),
                role_arn: "acs:ram::1:role/r".into(),
                bucket: "acs:oss:::two".into(),
                prefix: Some("lists/".into()),
                encryption: None,
            },
        },
        schedule: InventorySchedule { frequency: "Daily".into(), ..Default::default() },
        included_object_versions: versions.into(),
        optional_fields: None,
        incremental_inventory: None,
    }
}

async fn store(objects: usize, rule: InventoryConfiguration) -> Result<Store, Refusal> {
    let store = Store::open(&Config::default()).unwrap();
    for bucket in ["one", "two"] {
        store.make_bucket(bucket, "owner", 0).unwrap();
    }
    store
        .change(move |draft: &mut Draft<'_, '_>| {
            for number in 0..objects {
                let object = Object::empty(0, "owner".into());
                draft.put_object("one", &format!("a/{number:03}"), object, false)?;
            }
            for key in ["0", "b"] {
                draft.put_object("one", key, Object::empty(0, "owner".into()), false)?;
            }
            let mut bucket = draft.bucket("one")?;
            bucket.inventories.insert(rule.id.clone(), InventoryRule::new(&rule, 0));
            draft.set_bucket("one", Some(&bucket))
        })
        .await?;
    Ok(store)
}

fn bytes(store: &Store, key: &str) -> Vec<u8> {
    let view = store.view().unwrap();
    let object = view.object("two", key, None).unwrap();
    view.read(&object, 0..object.length).unwrap().next().unwrap().concat()
}

fn lines(store: &Store, key: &str) -> Vec<String> {
    let mut text = String::new();
    GzDecoder::new(&bytes(store, key)[..]).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn what_fits_into_no_file_goes_into_several() {
    let store = store(25, rule("Current", "a/")).await.unwrap();
    let written = write_in_files(&store, "one", "id", 1_589_731_200_000, 10).await.unwrap();
    assert_eq!(written.manifest, "lists/one/id/2020-05-17T16-00Z/manifest.json");
    let stem = written.files[0].strip_suffix(".csv.gz").unwrap().to_owned();
    assert!(stem.starts_with("lists/one/id/data/"));
    assert_eq!(written.files[1..], [format!("{stem}-1.csv.gz"), format!("{stem}-2.csv.gz")]);
    let counts: Vec<_> = written.files.iter().map(|key| lines(&store, key).len()).collect();
    assert_eq!(counts, [10, 10, 5]);
    let all: Vec<_> = written.files.iter().flat_map(|key| lines(&store, key)).collect();
    let expected: Vec<_> = (0..25).map(|number| format!("\"one\",\"a/{number:03}\"")).collect();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn versions_of_one_key_lie_on_both_sides_of_a_page() {
    let store = store(0, rule("All", "")).await.unwrap();
    let setting = oss_protocol::versioning::VersioningConfiguration { status: Some("Enabled".into()) };
    store
        .change(move |draft: &mut Draft<'_, '_>| {
            let mut bucket = draft.bucket("one")?;
            bucket.set(&setting);
            draft.set_bucket("one", Some(&bucket))?;
            for _ in 0..5 {
                draft.put_object("one", "a", Object::empty(0, "owner".into()), false)?;
            }
            draft.delete_object("one", "a", None, 0).map(|_| ())
        })
        .await
        .unwrap();
    let written = write_in_files(&store, "one", "id", 0, 2).await.unwrap();
    let all: Vec<_> = written.files.iter().flat_map(|key| lines(&store, key)).collect();
    let flags = |key: &str| -> Vec<String> {
        let start = format!("\"one\",\"{key}\",");
        let of_key = all.iter().filter_map(|line| line.strip_prefix(&start));
        of_key.map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    };
    let old = vec!["false,false"; 5];
    assert_eq!(flags("a"), [&["true,true"][..], &old].concat());
    assert_eq!(flags("0"), ["true,false"]);
    assert_eq!(all.len(), 8);
}

#[tokio::test]
async fn nothing_named_is_no_file() {
    let store = store(3, rule("Current", "c")).await.unwrap();
    let written = write_in_files(&store, "one", "id", 0, 10).await.unwrap();
    assert!(written.files.is_empty());
    let manifest: serde_json::Value = serde_json::from_slice(&bytes(&store, &written.manifest)).unwrap();
    assert_eq!(manifest["files"], serde_json::json!([]));
}
