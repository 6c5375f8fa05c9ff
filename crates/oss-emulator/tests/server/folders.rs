//! What lies in a data folder must belong together; what does not is refused, and nothing is lost by trying.

use crate::{
    raw::{ask, get, put},
    storage::Folder,
};
use http::Method;
use oss_emulator::{Config, NewKey, Service, Storage, StoreError};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

type Files = BTreeMap<PathBuf, Vec<u8>>;

const AES256: &[(&str, &str)] = &[("x-oss-server-side-encryption", "AES256")];

/// All files of a folder, by their paths in it.
fn files(folder: &Folder) -> Files {
    let strip = |path: &Path| path.strip_prefix(&folder.path).unwrap().to_owned();
    folder.files("").into_iter().map(|(path, bytes)| (strip(&path), bytes)).collect()
}

fn restore(folder: &Folder, files: &Files) {
    let _ = fs::remove_dir_all(&folder.path);
    for (path, bytes) in files {
        let path = folder.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn refusal(folder: &Folder) -> String {
    match folder.open() {
        Ok(_) => panic!("it opens"),
        Err(e @ (StoreError::Mixed(..) | StoreError::Damaged(..))) => e.to_string(),
        Err(other) => panic!("{other}"),
    }
}

/// A folder in which two servers have been, as each left it.
async fn twice(folder: &Folder) -> (Files, Files) {
    let service = folder.open().unwrap();
    put(&service, "/bkt/first", &[], b"first").await;
    drop(service);
    let older = files(folder);
    let service = folder.open().unwrap();
    put(&service, "/bkt/second", AES256, b"second").await;
    service.kms().create(NewKey::default()).unwrap();
    drop(service);
    (older, files(folder))
}

async fn check_both(service: &Service) {
    assert_eq!(get(service, "/bkt/first", &[]).await.body, "first");
    assert_eq!(get(service, "/bkt/second", &[]).await.body, "second");
}

#[tokio::test]
async fn what_does_not_belong_together_is_refused_and_nothing_is_lost() {
    let folder = Folder::new("mixed");
    let other = Folder::new("mixed-other");
    let (older, newer) = twice(&folder).await;
    let (_, foreign) = twice(&other).await;
    let of_0_2 = fixture();
    let nothing = {
        let path = other.path.join("nothing.redb");
        drop(redb::Database::create(&path).unwrap());
        Files::from([("index.redb".into(), fs::read(path).unwrap())])
    };
    let blobs = |path: &Path| path.starts_with("blobs");
    let file = |name: &'static str, from: &Files| {
        let bytes = from[Path::new(name)].clone();
        move |files: &mut Files| drop(files.insert(name.into(), bytes))
    };
    let without = |name: &'static str| move |files: &mut Files| drop(files.remove(Path::new(name)));
    let cut = |name: &'static str, to: usize| {
        move |files: &mut Files| files.get_mut(Path::new(name)).unwrap().truncate(to)
    };
    let foreign_blobs: Files =
        foreign.iter().filter(|(path, _)| blobs(path)).map(|(p, b)| (p.clone(), b.clone())).collect();
    type Damage = Box<dyn FnOnce(&mut Files)>;
    let cases: Vec<(&str, &str, Damage)> = vec![
        ("no index", "index.redb, which names what the rest is, is missing", Box::new(without("index.redb"))),
        ("an empty index", "is missing or empty", Box::new(cut("index.redb", 0))),
        (
            "nothing but blobs",
            "is missing or empty",
            Box::new(move |files| files.retain(|path, _| blobs(path))),
        ),
        ("an index in which nothing is", "is missing or empty", Box::new(file("index.redb", &nothing))),
        ("a short index", "index.redb", Box::new(cut("index.redb", 9_000))),
        ("a few bytes of an index", "index.redb", Box::new(cut("index.redb", 5))),
        ("an older index", "index.redb is older than the rest", Box::new(file("index.redb", &older))),
        (
            "an index of another folder",
            "index.redb is of another data folder",
            Box::new(file("index.redb", &foreign)),
        ),
        ("an index of 0.2", "index.redb is of version 0.2", Box::new(file("index.redb", &of_0_2))),
        ("no keys", "keys.json is missing", Box::new(without("keys.json"))),
        ("older keys", "keys.json is older than the rest", Box::new(file("keys.json", &older))),
        (
            "keys of another folder",
            "keys.json is of another data folder",
            Box::new(file("keys.json", &foreign)),
        ),
        ("keys of 0.2", "keys.json is of version 0.2", Box::new(file("keys.json", &of_0_2))),
        ("empty keys", "keys.json", Box::new(cut("keys.json", 0))),
        (
            "no blobs",
            "of the 2 blobs that index.redb names, blobs holds none",
            Box::new(move |files| files.retain(|path, _| !blobs(path))),
        ),
        (
            "blobs of another folder",
            "blobs holds none",
            Box::new(move |files| {
                files.retain(|path, _| !blobs(path));
                files.extend(foreign_blobs.clone());
            }),
        ),
        ("the marker of another folder", "of another data folder", Box::new(file("folder.id", &foreign))),
        ("half a marker", "folder.id cannot be read", Box::new(cut("folder.id", 20))),
        ("no marker, and an index of 0.2", "index.redb is of version 0.2", {
            let index = file("index.redb", &of_0_2);
            Box::new(move |files| {
                files.remove(Path::new("folder.id"));
                index(files);
            })
        }),
    ];
    for (what, says, damage) in cases {
        let mut damaged = newer.clone();
        damage(&mut damaged);
        restore(&folder, &damaged);
        for _ in 0..2 {
            let said = refusal(&folder);
            assert!(said.contains(says) && said.contains(folder.path.to_str().unwrap()), "{what}: {said}");
        }
        let left = files(&folder);
        let untouched = |path: &&PathBuf| !path.to_str().unwrap().starts_with("index.");
        for path in damaged.keys().filter(untouched) {
            assert_eq!(left.get(path), damaged.get(path), "{what}: {}", path.display());
        }
        assert!(
            left.contains_key(Path::new("index.redb")) == damaged.contains_key(Path::new("index.redb")),
            "{what}"
        );
        // Put back, all is there.
        restore(&folder, &newer);
        check_both(&folder.open().unwrap()).await;
    }
}

/// Between the writes of index, keys and marker lies a moment in which a server may end.
#[tokio::test]
async fn an_end_between_two_writes_is_none_of_these() {
    let folder = Folder::new("between");
    let (older, newer) = twice(&folder).await;
    let mut behind = newer.clone();
    behind.insert("folder.id".into(), older[Path::new("folder.id")].clone());
    restore(&folder, &behind);
    check_both(&folder.open().unwrap()).await;
    // Some of the blobs are gone, as after a loss of power: the others are read.
    let service = folder.open().unwrap();
    put(&service, "/bkt/third", &[], b"third").await;
    drop(service);
    let third = files(&folder)
        .into_keys()
        .find(|path| path.starts_with("blobs") && !newer.contains_key(path))
        .unwrap();
    fs::remove_file(folder.path.join(third)).unwrap();
    let service = folder.open().unwrap();
    check_both(&service).await;
    assert_eq!(get(&service, "/bkt/third", &[]).await.status, 500);
}

#[tokio::test]
async fn the_first_start_may_end_at_any_moment() {
    let folder = Folder::new("first");
    drop(folder.open().unwrap());
    let made = files(&folder);
    let (index, marker) = (Path::new("index.redb"), Path::new("folder.id"));
    let unused = {
        let id = &String::from_utf8(made[marker].clone()).unwrap()[..32];
        let text = format!("{id} {:020} {:020}", 0, 0);
        format!("{text} {:016x}\n", oss_protocol::crc64::checksum(text.as_bytes())).into_bytes()
    };
    let states: [&[(&Path, &[u8])]; 4] = [
        &[(marker, b"")],
        &[(marker, &unused)],
        &[(marker, &unused), (index, b"")],
        &[(marker, &unused), (index, &[0; 8_192])],
    ];
    for state in states {
        restore(&folder, &state.iter().map(|(path, bytes)| (path.to_path_buf(), bytes.to_vec())).collect());
        let service = folder.open().unwrap();
        put(&service, "/bkt/k", &[], b"v").await;
        drop(service);
        assert_eq!(get(&folder.open().unwrap(), "/bkt/k", &[]).await.body, "v");
    }
}

#[tokio::test]
async fn whoever_removes_the_marker_gets_what_is_there_and_loses_nothing() {
    let folder = Folder::new("override");
    let (older, newer) = twice(&folder).await;
    let mut taken = newer.clone();
    taken.insert("index.redb".into(), older[Path::new("index.redb")].clone());
    taken.remove(Path::new("folder.id"));
    restore(&folder, &taken);
    let service = folder.open().unwrap();
    assert_eq!(get(&service, "/bkt/first", &[]).await.body, "first");
    assert_eq!(get(&service, "/bkt/second", &[]).await.status, 404);
    let second = newer.keys().find(|path| path.starts_with("blobs") && !older.contains_key(*path)).unwrap();
    let aside = folder.path.join("unnamed").join(second.file_name().unwrap());
    // By a thread of its own.
    while !aside.exists() {
        tokio::task::yield_now().await;
    }
    drop(service);
    assert_eq!(fs::read(&aside).unwrap(), newer[second]);
    // It is kept for a week.
    let after = |days: u64| {
        let now = oss_emulator::system_clock();
        let clock = Arc::new(move || now() + Duration::from_secs(days * 24 * 60 * 60));
        let storage = Storage::Folder(folder.path.clone());
        Service::open(Config { storage, clock, ..Config::default() }).unwrap()
    };
    drop(after(6));
    assert!(aside.exists());
    let service = after(8);
    while folder.path.join("unnamed").exists() {
        tokio::task::yield_now().await;
    }
    drop(service);
}

#[tokio::test]
async fn a_folder_is_of_one_server_from_its_first_moment() {
    let folder = Folder::new("locked");
    let service = folder.open().unwrap();
    assert!(matches!(folder.open(), Err(StoreError::InUse(_))));
    drop(service);
    folder.open().unwrap();
}

/// Blobs that whoever has access to the folder exchanged, of the same length and the same key.
#[tokio::test]
async fn a_blob_in_the_place_of_another_is_an_error() {
    let folder = Folder::new("exchanged");
    for way in [&[][..], AES256] {
        let service = folder.open().unwrap();
        put(&service, "/bkt/a", way, b"of one object").await;
        put(&service, "/bkt/b", way, b"of the others").await;
        drop(service);
        let blobs: Vec<_> = folder.files("blobs").into_iter().collect();
        let [(first, one), (second, other)] = &blobs[..] else { panic!("{} blobs", blobs.len()) };
        fs::write(first, other).unwrap();
        fs::write(second, one).unwrap();
        let service = folder.open().unwrap();
        for key in ["a", "b"] {
            assert_eq!(get(&service, &format!("/bkt/{key}"), &[]).await.status, 500);
            crate::raw::delete(&service, &format!("/bkt/{key}")).await;
        }
        drop(service);
    }
}

/// The index is checked when it is met, not when it is opened: where it is damaged, it is an error all the same.
#[tokio::test]
async fn a_damaged_index_is_an_error_wherever_it_is_met() {
    let folder = Folder::new("met");
    let service = folder.open().unwrap();
    for number in 0..200 {
        // At the start the first object with bytes is looked at, and no other.
        put(&service, &format!("/bkt/{number:0500}"), &[], if number == 0 { b"bytes" } else { b"" }).await;
    }
    drop(service);
    assert!(folder.path.join("index.sums").exists());
    let before = files(&folder);
    let index = folder.path.join("index.redb");
    let mut refused = 0;
    for block in 1..before[Path::new("index.redb")].len() / 65_536 {
        restore(&folder, &before);
        let mut bytes = before[Path::new("index.redb")].clone();
        // Every page of the block has a key less, and none of a length that makes no sense.
        bytes[block * 65_536..(block + 1) * 65_536]
            .iter_mut()
            .filter(|byte| **byte == b'0')
            .for_each(|b| *b = b'1');
        fs::write(&index, bytes).unwrap();
        // Who looks for unnamed blobs may meet it before the start is over.
        let Ok(service) = folder.open() else {
            refused += 1;
            continue;
        };
        for number in (0..200).step_by(5) {
            match get(&service, &format!("/bkt/{number:0500}"), &[]).await.status.as_u16() {
                200 => {}
                500 => refused += 1,
                other => panic!("{other} for {number} with block {block} damaged"),
            }
        }
    }
    assert!(refused > 2, "{refused}");
}

/// A folder that version 0.2.0 left: objects under every encryption, versions, a delete marker, an upload with a part.
fn fixture() -> Files {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/folder-0.2");
    let folder = std::mem::ManuallyDrop::new(Folder { path });
    files(&folder)
}

#[tokio::test]
async fn a_folder_of_version_0_2_is_read_and_becomes_one_of_this() {
    let folder = Folder::new("old");
    restore(&folder, &fixture());
    let upload = "5198E0C8E2E6856CAD4823732553199E";
    for start in 0..2 {
        let service = folder.open().unwrap();
        for (key, body) in [
            ("plain", "plain bytes"),
            ("empty", ""),
            ("aes", "aes bytes"),
            ("sm4", "sm4 bytes"),
            ("kms", "kms bytes"),
        ] {
            let got = get(&service, &format!("/bkt/{key}"), &[]).await;
            assert_eq!(
                (got.status.as_u16(), &got.body[..]),
                (200, body.as_bytes()),
                "{key} at start {start}"
            );
        }
        assert_eq!(get(&service, "/kept/twice", &[]).await.body, "second version");
        assert_eq!(get(&service, "/kept/twice?versionId=null", &[]).await.body, "null version");
        assert_eq!(get(&service, "/kept/gone", &[]).await.status, 404);
        let parts = get(&service, &format!("/bkt/parts?uploadId={upload}"), &[]).await;
        assert!(String::from_utf8_lossy(&parts.body).contains("3303E12AF474CA11D85ED2966A932992"));
    }
    let service = folder.open().unwrap();
    let completed = ask(
        &service,
        Method::POST,
        &format!("/bkt/parts?uploadId={upload}"),
        &[("x-oss-complete-all", "yes")],
        "",
    )
    .await;
    assert_eq!(completed.status, 200);
    assert_eq!(get(&service, "/bkt/parts", &[]).await.body, "part one");
    drop(service);
    assert!(!folder.path.join("unnamed").exists());
    // From now on it is refused like any other.
    fs::remove_file(folder.path.join("index.redb")).unwrap();
    assert!(refusal(&folder).contains("is missing or empty"));
}

#[tokio::test]
async fn a_folder_of_version_0_2_without_its_index_or_keys_is_refused() {
    let folder = Folder::new("old-mixed");
    for (name, says) in [("index.redb", "is missing or empty"), ("keys.json", "keys.json is missing")] {
        let mut files = fixture();
        files.remove(Path::new(name));
        restore(&folder, &files);
        for _ in 0..2 {
            assert!(refusal(&folder).contains(says), "{name}");
        }
    }
}
