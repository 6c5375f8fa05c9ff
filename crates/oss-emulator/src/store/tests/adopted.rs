//! A folder of version 0.2 that is bound, and the server that ends in the middle of it.

use super::super::{adopt::adopt, index::Index, open::record_key, tables};
use crate::{
    Config, Durability, Storage,
    disk::{Disk, System},
    folder::{FolderId, Marker},
    kms::Kms,
    store::Store,
    system_clock,
};
use std::{fs, path::Path, sync::Arc};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            let _ = fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn an_end_in_the_middle_is_gone_on_from() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/folder-0.2");
    let folder = std::env::temp_dir().join(format!("oss-emulator-adopted-{}", std::process::id()));
    for step in 0..4 {
        let _ = fs::remove_dir_all(&folder);
        copy(&fixture, &folder);
        {
            let disk: Arc<dyn Disk> = Arc::new(System::new(Durability::Relaxed));
            let marker = Arc::new(Marker::open(&*disk, &folder).ok().unwrap());
            let kms = Kms::load((&disk, &folder), &marker, &system_clock()).unwrap().unwrap();
            let id = FolderId(7);
            kms.bind(id).unwrap();
            let path = folder.join("index.redb");
            let index = Index::open(Box::new(move || disk.database(&path)), Some(marker), None).unwrap();
            if step > 0 {
                tables::make(&index, None).unwrap();
            }
            if step > 1 {
                adopt(&index, &record_key(&kms).unwrap(), id).unwrap();
            }
            if step > 2 {
                kms.complete().unwrap();
            }
        }
        let config = Config { storage: Storage::Folder(folder.clone()), ..Config::default() };
        for _ in 0..2 {
            let store = Store::open(&config).unwrap();
            let view = store.view().unwrap();
            for key in ["plain", "aes", "sm4", "kms"] {
                let object = view.object("bkt", key, None).unwrap();
                assert_eq!(super::bytes_of(&view, &object), format!("{key} bytes").as_bytes(), "step {step}");
            }
            let object = view.object("kept", "twice", Some("null")).unwrap();
            assert_eq!(super::bytes_of(&view, &object), b"null version");
        }
        assert!(
            fs::read_to_string(folder.join("folder.id"))
                .unwrap()
                .starts_with("00000000000000000000000000000007 ")
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}
