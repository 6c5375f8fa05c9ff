//! A data folder on a disk that is full: what does not fit is refused, nothing is lost, and where something goes there is room.

use crate::{
    raw::{delete, get, put},
    storage::Folder,
};
use std::process::Command;

/// A small disk of its own in a folder. Only root may have one.
struct Mounted(Folder);

impl Mounted {
    fn new(name: &str, size: &str) -> Option<Self> {
        let folder = Folder::new(name);
        std::fs::create_dir_all(&folder.path).unwrap();
        let options = ["-t", "tmpfs", "-o", size, "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(&folder.path).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0.path).output();
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_a_delete_makes_room() {
    let Some(disk) = Mounted::new("full", "size=6m") else { return };
    let folder = &disk.0;
    let content = vec![7; 50_000];
    let mut stored = 0;
    let mut service = folder.open().unwrap();
    for _ in 0..2 {
        let refused = loop {
            let answer = put(&service, &format!("/bkt/{stored}"), &[], &content).await;
            if answer.status != 200 {
                break answer;
            }
            stored += 1;
            assert!(stored < 200, "the disk is never full");
        };
        assert_eq!(refused.refusal(), crate::common::is(500, "InternalError", ""));
        // What was refused left nothing, and what is there is read.
        assert_eq!(get(&service, &format!("/bkt/{stored}"), &[]).await.status, 404);
        for number in 0..stored {
            assert!(get(&service, &format!("/bkt/{number}"), &[]).await.body == content, "{number}");
        }
        // The last ones go, so that the next round begins there again.
        for _ in 0..4 {
            stored -= 1;
            assert_eq!(delete(&service, &format!("/bkt/{stored}")).await.status, 204);
        }
        assert_eq!(put(&service, "/bkt/after", &[], b"there is room").await.status, 200);
        drop(service);
        service = folder.open().unwrap();
        assert_eq!(get(&service, "/bkt/after", &[]).await.body, "there is room");
    }
}
