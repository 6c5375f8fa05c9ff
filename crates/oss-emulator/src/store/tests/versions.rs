//! Many versions of one key.

use super::{Disk, Draft, Object, Start, read, store_on};
use std::sync::Arc;

/// Found by their ids, each in no more time than among a few: 4,000 of them, one by one, would else take minutes.
#[tokio::test]
async fn many_versions_of_a_key_are_found_by_their_ids() {
    let store = store_on(&Arc::new(Disk::new()));
    let count: u64 = 4_000;
    let change = move |draft: &mut Draft<'_, '_>| {
        for number in 0..count {
            let object =
                Object { version_id: format!("CA{number:030}"), ..Object::empty(number, "o".into()) };
            draft.set_object("one", "k", u64::MAX - number, &object)?;
        }
        Ok(())
    };
    store.change(change).await.unwrap();
    let view = store.view().unwrap();
    for number in 0..count {
        let id = format!("CA{number:030}");
        assert_eq!(view.object("one", "k", Some(&id)).unwrap().modified, number);
        let mut next = None;
        let start = view.behind("one", "k", &id).unwrap().unwrap();
        view.each_version("one", start, |_, object| {
            next = Some(object.modified);
            Ok(false)
        })
        .unwrap();
        assert_eq!(next, number.checked_sub(1));
    }
    let remove = move |draft: &mut Draft<'_, '_>| {
        for number in 0..count {
            draft.delete_object("one", "k", Some(&format!("CA{number:030}")), 0)?;
        }
        Ok(())
    };
    store.change(remove).await.unwrap();
    assert!(read(&store, "one", "k").is_err());
    store.view().unwrap().each_version("one", Start::at(""), |key, _| panic!("{key} is there")).unwrap();
}

/// A change that refuses takes numbers back as well.
#[tokio::test]
async fn what_is_refused_leaves_the_numbers_as_they_were() {
    let store = store_on(&Arc::new(Disk::new()));
    super::put(&store, "one", "k", b"before", false).await.unwrap();
    let refused = store
        .change(|draft: &mut Draft<'_, '_>| -> Result<(), _> {
            draft.delete_object("one", "k", None, 0)?;
            draft.put_object("one", "k", Object::empty(0, "o".into()), false)?;
            Err(crate::reason::Reason::FileAlreadyExists.into())
        })
        .await;
    refused.unwrap_err();
    let view = store.view().unwrap();
    let object = view.object("one", "k", Some("null")).unwrap();
    assert_eq!(super::bytes_of(&view, &object), b"before");
}
