//! Lists, page by page.

use crate::{
    common::is,
    raw::{Answer, delete, get, post, put, versioning},
};
use oss_emulator::{Config, Service};
use oss_protocol::{
    Names,
    listing::{CommonPrefix, ObjectList, ObjectListV2, ObjectSummary},
    multipart::{InitiateMultipartUploadResult, UploadList},
    versioning::VersionList,
};

const KEYS: [&str; 6] = ["a.txt", "fun/movie/001.avi", "fun/movie/007.avi", "fun/test.jpg", "z/", "中/文 1"];

async fn service() -> Service {
    let buckets = vec!["bkt".into(), "bkt-2".into(), "bks".into()];
    let service = Service::open(Config { buckets, ..Config::default() }).unwrap();
    for key in KEYS {
        let path = oss_protocol::encode::path(key).to_string();
        assert_eq!(put(&service, &format!("/bkt/{path}"), &[], key.as_bytes()).await.status, 200);
    }
    put(&service, "/bkt-2/other", &[], b"").await;
    put(&service, "/bks/other", &[], b"").await;
    service
}

fn keys(contents: &[ObjectSummary]) -> Vec<&str> {
    contents.iter().map(|object| object.key.as_str()).collect()
}

fn prefixes(groups: &[CommonPrefix]) -> Vec<&str> {
    groups.iter().map(|group| group.prefix.as_str()).collect()
}

#[tokio::test]
async fn objects_come_in_order_with_what_is_said_of_them() {
    let service = service().await;
    let list: ObjectList = get(&service, "/bkt/", &[]).await.document();
    assert_eq!(keys(&list.contents), KEYS);
    assert_eq!(
        (list.name.as_str(), list.max_keys, list.is_truncated, list.next_marker),
        ("bkt", 100, false, None)
    );
    let object = &list.contents[0];
    assert_eq!(
        (object.object_type.as_str(), object.storage_class.as_str(), object.size),
        ("Normal", "Standard", 5)
    );
    assert!(object.etag.starts_with('"') && object.last_modified.ends_with(".000Z"));
    assert_eq!(object.owner.as_ref().unwrap().id, oss_emulator::Account::OWNER);
    let list: ObjectList = get(&service, "/bkt/?encoding-type=url&prefix=%E4%B8%AD/", &[]).await.document();
    assert_eq!(list.contents[0].key, "%E4%B8%AD%2F%E6%96%87%201");
    assert_eq!(keys(&list.decode().unwrap().contents), ["中/文 1"]);
}

#[tokio::test]
async fn a_delimiter_groups() {
    let service = service().await;
    let list =
        async |query: &str| -> ObjectList { get(&service, &format!("/bkt/?{query}"), &[]).await.document() };
    let all = list("delimiter=/").await;
    assert_eq!(
        (keys(&all.contents), prefixes(&all.common_prefixes)),
        (vec!["a.txt"], vec!["fun/", "z/", "中/"])
    );
    let fun = list("delimiter=/&prefix=fun/").await;
    assert_eq!(
        (keys(&fun.contents), prefixes(&fun.common_prefixes)),
        (vec!["fun/test.jpg"], vec!["fun/movie/"])
    );
    let inner = list("delimiter=/&prefix=fun/movie/0").await;
    assert_eq!(inner.contents.len(), 2);
    let none = list("delimiter=/&prefix=none").await;
    assert!(none.contents.is_empty() && none.common_prefixes.is_empty());
}

/// Whatever the page size, the pages together are the whole, and groups come once.
#[tokio::test]
async fn pages_make_the_whole() {
    let service = service().await;
    for query in ["delimiter=/&", "prefix=fun/&delimiter=/&", ""] {
        let whole: ObjectList = get(&service, &format!("/bkt/?{query}"), &[]).await.document();
        for size in 1..4 {
            let (mut found, mut groups, mut marker) = (Vec::new(), Vec::new(), String::new());
            loop {
                let target = format!(
                    "/bkt/?{query}max-keys={size}&marker={}",
                    oss_protocol::encode::component(&marker)
                );
                let page: ObjectList = get(&service, &target, &[]).await.document();
                assert!(page.contents.len() + page.common_prefixes.len() <= size);
                found.extend(page.contents);
                groups.extend(page.common_prefixes);
                assert_eq!(page.is_truncated, page.next_marker.is_some());
                match page.next_marker {
                    Some(next) => marker = next,
                    None => break,
                }
            }
            assert_eq!((&found, &groups), (&whole.contents, &whole.common_prefixes), "{query} {size}");

            let (mut found, mut groups, mut token) = (Vec::new(), Vec::new(), String::new());
            loop {
                let target = format!(
                    "/bkt/?list-type=2&fetch-owner=true&{query}max-keys={size}&continuation-token={token}"
                );
                let page: ObjectListV2 = get(&service, &target, &[]).await.document();
                assert_eq!(page.key_count as usize, page.contents.len() + page.common_prefixes.len());
                found.extend(page.contents);
                groups.extend(page.common_prefixes);
                match page.next_continuation_token {
                    Some(next) => token = next,
                    None => break,
                }
            }
            assert_eq!((&found, &groups), (&whole.contents, &whole.common_prefixes), "{query} {size}");
        }
    }
}

#[tokio::test]
async fn the_second_list_has_its_own_parameters() {
    let service = service().await;
    let list: ObjectListV2 =
        get(&service, "/bkt/?list-type=2&start-after=fun/movie/007.avi&max-keys=2", &[]).await.document();
    assert_eq!((keys(&list.contents), list.contents[0].owner.is_some()), (vec!["fun/test.jpg", "z/"], false));
    assert_eq!((list.start_after.as_deref(), list.key_count), (Some("fun/movie/007.avi"), 2));
    let bad = is(400, "InvalidArgument", "");
    for query in [
        "max-keys=0",
        "max-keys=1001",
        "max-keys=x",
        "max-keys=-1",
        "encoding-type=base64",
        "list-type=3",
        "list-type=2&continuation-token=err-token",
        "list-type=2&fetch-owner=perhaps",
        &format!("prefix={}", "p".repeat(1_024)),
    ] {
        assert_eq!(get(&service, &format!("/bkt/?{query}"), &[]).await.refusal(), bad, "{query}");
    }
    assert_eq!(get(&service, "/none/", &[]).await.refusal(), is(404, "NoSuchBucket", "0015-00000101"));
}

#[tokio::test]
async fn versions_and_markers_are_listed() {
    let service = service().await;
    versioning(&service, "Enabled").await;
    for body in [b"2", b"3"] {
        put(&service, "/bkt/a.txt", &[], body).await;
    }
    delete(&service, "/bkt/fun/test.jpg").await;
    delete(&service, "/bkt/none").await;
    let whole: VersionList = get(&service, "/bkt/?versions", &[]).await.document();
    let ids: Vec<_> = whole.version.iter().filter(|version| version.key == "a.txt").collect();
    assert_eq!(ids.iter().map(|version| version.is_latest).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(ids[2].version_id, "null");
    let markers: Vec<_> =
        whole.delete_marker.iter().map(|marker| (marker.key.as_str(), marker.is_latest)).collect();
    assert_eq!(markers, [("fun/test.jpg", true), ("none", true)]);
    assert_eq!(whole.version.len(), KEYS.len() + 2);
    // What has a marker is no object any more.
    let objects: ObjectList = get(&service, "/bkt/", &[]).await.document();
    assert_eq!(objects.contents.len(), KEYS.len() - 1);

    for query in ["", "&delimiter=/", "&prefix=fun/&delimiter=/"] {
        let whole: VersionList = get(&service, &format!("/bkt/?versions{query}"), &[]).await.document();
        let mut joined = VersionList::default();
        let (mut key, mut id) = (String::new(), String::new());
        loop {
            let target = format!(
                "/bkt/?versions{query}&max-keys=1&key-marker={}&version-id-marker={id}",
                oss_protocol::encode::component(&key)
            );
            let page: VersionList = get(&service, &target, &[]).await.document();
            joined.version.extend(page.version);
            joined.delete_marker.extend(page.delete_marker);
            joined.common_prefixes.extend(page.common_prefixes);
            if !page.is_truncated {
                break;
            }
            (key, id) = (page.next_key_marker.unwrap(), page.next_version_id_marker.unwrap());
        }
        assert_eq!(joined.version, whole.version, "{query}");
        assert_eq!(joined.delete_marker, whole.delete_marker, "{query}");
        assert_eq!(joined.common_prefixes, whole.common_prefixes, "{query}");
    }
    let alone = get(&service, "/bkt/?versions&version-id-marker=null", &[]).await;
    assert_eq!(alone.refusal(), is(400, "InvalidArgument", ""));
}

async fn begin(service: &Service, key: &str) -> String {
    let answer: Answer = post(service, &format!("/bkt/{key}?uploads"), &[], "").await;
    answer.document::<InitiateMultipartUploadResult>().upload_id
}

#[tokio::test]
async fn uploads_are_listed() {
    let service = service().await;
    let mut begun = Vec::new();
    for key in ["m/a", "m/a", "m/b", "x"] {
        begun.push((key.to_owned(), begin(&service, key).await));
    }
    begun.sort();
    let read = |list: &UploadList| -> Vec<_> {
        list.upload.iter().map(|upload| (upload.key.clone(), upload.upload_id.clone())).collect()
    };
    let whole: UploadList = get(&service, "/bkt/?uploads", &[]).await.document();
    assert_eq!((read(&whole), whole.max_uploads, whole.is_truncated), (begun.clone(), 1_000, false));
    assert!(whole.upload[0].initiated.ends_with(".000Z"));
    let (mut found, mut key, mut id) = (Vec::new(), String::new(), String::new());
    loop {
        let target = format!("/bkt/?uploads&max-uploads=1&key-marker={key}&upload-id-marker={id}");
        let page: UploadList = get(&service, &target, &[]).await.document();
        found.extend(read(&page));
        if !page.is_truncated {
            break;
        }
        (key, id) = (page.next_key_marker, page.next_upload_id_marker);
    }
    assert_eq!(found, begun);
    let behind: UploadList = get(&service, "/bkt/?uploads&key-marker=m/a", &[]).await.document();
    assert_eq!(read(&behind), begun[2..]);
    let grouped: UploadList = get(&service, "/bkt/?uploads&delimiter=/", &[]).await.document();
    assert_eq!((read(&grouped), prefixes(&grouped.common_prefixes)), (begun[3..].to_vec(), vec!["m/"]));
}
