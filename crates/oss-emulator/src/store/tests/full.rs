//! A disk that fails, at every write there is, and has room again.

use super::{disk::Disk, put, read, store_on};
use std::sync::Arc;

#[tokio::test]
async fn when_there_is_room_again_changes_are_made_again_and_what_was_acknowledged_is_there() {
    let mut failures = 0;
    for writes in 0.. {
        let disk = Arc::new(Disk::new());
        let store = store_on(&disk);
        put(&store, "one", "k", b"before", false).await.unwrap();
        disk.fail_after(writes);
        let during = put(&store, "one", "k", b"during", false).await;
        if during.is_err() {
            failures += 1;
            assert!(put(&store, "one", "k2", b"full", false).await.is_err(), "after {writes} writes");
        }
        disk.mend();
        let there = read(&store, "one", "k").unwrap();
        match &during {
            Ok(()) => assert_eq!(there, b"during"),
            // Of an end without an answer nobody knows, but nothing is there by half.
            Err(_) => assert!(there == b"before" || there == b"during", "after {writes} writes"),
        }
        put(&store, "one", "k", b"after", true).await.unwrap();
        put(&store, "two", "k", b"another", false).await.unwrap();
        assert_eq!(read(&store, "one", "k").unwrap(), b"after");
        // Opened once more, as after a failure, it says the same.
        store.index.distrust();
        assert_eq!(read(&store, "one", "k").unwrap(), b"after");
        assert_eq!(read(&store, "two", "k").unwrap(), b"another");
        if during.is_ok() {
            break;
        }
    }
    assert!(failures >= 3, "{failures}");
}

#[tokio::test]
async fn what_is_there_is_read_while_the_disk_is_full() {
    let disk = Arc::new(Disk::new());
    let store = store_on(&disk);
    put(&store, "one", "k", b"before", false).await.unwrap();
    disk.fill();
    let mut stored = 0;
    while put(&store, "one", &format!("{stored:01000}"), b"more", false).await.is_ok() {
        stored += 1;
        assert!(stored < 10_000, "the disk is never full");
    }
    assert_eq!(read(&store, "one", "k").unwrap(), b"before");
    disk.mend();
    put(&store, "one", "after", b"after", false).await.unwrap();
    for number in 0..stored {
        assert_eq!(read(&store, "one", &format!("{number:01000}")).unwrap(), b"more");
    }
}
