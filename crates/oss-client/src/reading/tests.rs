use super::*;
use crate::{
    BodyError, Payload,
    outgoing::{Meter, Outgoing},
};
use http_body_util::BodyExt;
use std::fs;

/// Larger than what is read ahead.
const SIZE: usize = 4 * PIECE + 7;

fn whole(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("file");
    fs::write(&path, vec![1; SIZE]).unwrap();
    path
}

fn open(payload: &Payload) -> Outgoing {
    payload.open(Arc::new(Meter::default())).unwrap()
}

async fn rest(mut outgoing: Outgoing) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    while let Some(frame) = outgoing.frame().await {
        bytes.extend_from_slice(&frame?.into_data().unwrap());
    }
    Ok(bytes)
}

fn changed(outcome: Result<Vec<u8>, BodyError>) -> FileChanged {
    outcome.unwrap_err().to_io().downcast().expect("a change")
}

#[tokio::test]
async fn a_file_that_stays_is_sent_as_often_as_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let payload = Payload::file(whole(&folder)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(rest(open(&payload)).await.unwrap(), vec![1; SIZE]);
    }
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_never_sent_to_its_end() {
    let rewrite = |file: &File| {
        // The clock of file systems is coarse: two writes in one tick look the same.
        file.set_modified(UNIX_EPOCH).unwrap();
    };
    let grow = |file: &File| file.set_len(SIZE as u64 + 4).unwrap();
    let shrink = |file: &File| file.set_len(9).unwrap();
    for change in [rewrite as fn(&File), grow, shrink] {
        let folder = tempfile::tempdir().unwrap();
        let path = whole(&folder);
        let seen = Payload::file(&path).await.unwrap();
        let unseen = Payload::File { path: path.clone(), start: 0, length: Some(SIZE as u64), version: None };
        let mut under_way = [open(&seen), open(&unseen)];
        for outgoing in &mut under_way {
            outgoing.frame().await.unwrap().unwrap();
        }
        change(&File::options().write(true).open(&path).unwrap());
        for outgoing in under_way {
            assert_eq!(changed(rest(outgoing).await).path, path);
        }
        // Nor by another attempt, where it is known what it was.
        changed(rest(open(&seen)).await);
    }
}

#[tokio::test]
async fn a_file_under_the_name_of_another_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&folder);
    let payload = Payload::file(&path).await.unwrap();
    fs::copy(&path, folder.path().join("copy")).unwrap();
    fs::rename(folder.path().join("copy"), &path).unwrap();
    let changed = changed(rest(open(&payload)).await);
    assert!(cfg!(windows) || changed.what == "another file has its name", "{changed}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_does_not_tell_its_size_is_sent_as_it_comes() {
    for path in ["/proc/self/status", "/sys/kernel/mm/transparent_hugepage/enabled"] {
        if !Path::new(path).exists() {
            continue;
        }
        let payload = Payload::file(path).await.unwrap();
        assert_eq!(payload.length(), None, "{path}");
        assert!(rest(open(&payload)).await.unwrap().len() > 10, "{path}");
    }
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::write(&empty, "").unwrap();
    let payload = Payload::file(empty).await.unwrap();
    assert_eq!((payload.length(), rest(open(&payload)).await.unwrap()), (Some(0), Vec::new()));
}
