use super::*;
use std::io::Write;

/// As a download does it.
async fn save(path: &Path, content: &str) -> io::Result<()> {
    let mut target = Target::open(path, None)?;
    target.file.write_all(content.as_bytes())?;
    drop(target.file);
    target.place.complete().await
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_name_may_be_as_long_as_the_file_system_takes() {
    let folder = tempfile::tempdir().unwrap();
    for length in [1, 64, 65, 240, 255] {
        let path = folder.path().join("n".repeat(length));
        save(&path, "new").await.unwrap();
        assert_eq!(read(path), "new");
    }
    let path = folder.path().join("\u{597d}".repeat(85));
    save(&path, "new").await.unwrap();
    assert_eq!((read(path), names(folder.path())), ("new".to_owned(), 6));
    assert!(Target::open(&folder.path().join("n".repeat(256)), None).is_err());
}

#[tokio::test]
async fn what_is_no_name_of_a_file_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "old").unwrap();
    for name in ["", ".", "..", "missing/file", "missing/", "file/x", "file/", "a\0b"] {
        let path = if name.is_empty() { PathBuf::new() } else { folder.path().join(name) };
        assert!(Target::open(&path, None).is_err(), "{name:?}");
    }
    assert_eq!((names(folder.path()), read(folder.path().join("file"))), (1, "old".to_owned()));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_keeps_pointing_where_it_points() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("other")).unwrap();
    symlink("other/there", at("near")).unwrap();
    symlink("near", at("far")).unwrap();
    symlink(at("missing").join("there"), at("nowhere")).unwrap();
    symlink("loop", at("loop")).unwrap();
    // Where there is nothing yet, and where there is something.
    for content in ["first", "second"] {
        save(&at("far"), content).await.unwrap();
        assert_eq!(read(at("other/there")), content);
        assert!(fs::symlink_metadata(at("far")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(at("near")).unwrap().is_symlink());
    }
    for broken in ["nowhere", "loop"] {
        assert!(Target::open(&at(broken), None).is_err(), "{broken}");
        assert!(fs::symlink_metadata(at(broken)).unwrap().is_symlink());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn other_names_of_a_file_have_its_new_content() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    fs::write(&one, "what was there before").unwrap();
    fs::hard_link(&one, &other).unwrap();
    let unfinished = Target::open(&one, None).unwrap();
    assert_eq!(read(&other), "what was there before");
    drop(unfinished);
    save(&one, "new").await.unwrap();
    assert_eq!((read(one), read(other), names(folder.path())), ("new".into(), "new".into(), 2));
}

#[cfg(unix)]
#[tokio::test]
async fn permissions_stay_whatever_the_mask_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for mode in [0o666, 0o600, 0o777] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        save(&path, "new").await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        assert_eq!(read(&path), "new");
    }
}

/// Only the administrator may give files away.
#[cfg(unix)]
#[tokio::test]
async fn the_owner_stays() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "old").unwrap();
    if chown(&path, Some(65_534), Some(65_534)).is_ok() {
        save(&path, "new").await.unwrap();
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), read(path)), (65_534, 65_534, "new".to_owned()));
    }
}

/// Not for the administrator, who may do everything.
#[cfg(unix)]
#[tokio::test]
async fn what_may_not_be_written_is_not_and_what_may_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (closed, open) = (folder.path().join("closed"), folder.path().join("open"));
    let allow = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    fs::write(&closed, "old").unwrap();
    fs::write(&open, "what was there before").unwrap();
    allow(&closed, 0o444);
    if OpenOptions::new().write(true).open(&closed).is_ok() {
        return;
    }
    assert_eq!(Target::open(&closed, None).err().unwrap().kind(), io::ErrorKind::PermissionDenied);
    allow(folder.path(), 0o555);
    save(&open, "new").await.unwrap();
    assert!(Target::open(&folder.path().join("new"), None).is_err());
    assert_eq!((read(closed), read(open)), ("old".into(), "new".into()));
    allow(folder.path(), 0o755);
}
