//! Every document, and any document as a tree.

use oss_protocol::{
    ErrorDocument, Names,
    bucket::{
        AccessControlList, BucketInfoDocument, BucketList, BucketStat, CreateBucketConfiguration,
        LocationConstraint,
    },
    encryption::EncryptionRule,
    lifecycle::LifecycleConfiguration,
    listing::{ObjectList, ObjectListV2},
    logging::BucketLoggingStatus,
    multipart::{
        CompleteMultipartUpload, CompleteMultipartUploadResult, CopyPartResult,
        InitiateMultipartUploadResult, PartList, UploadList,
    },
    object::{AccessControlPolicy, CopyObjectResult, DeleteObjects, DeleteResult, RestoreRequest},
    referer::RefererConfiguration,
    request_payment::RequestPaymentConfiguration,
    tagging::Tagging,
    versioning::{VersionList, VersioningConfiguration},
    worm::{ExtendWormConfiguration, InitiateWormConfiguration, WormConfiguration},
    xml::{self, Element},
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The worst there is, `<a><a><a>…`, takes 55: seven bytes for an element with room for four children.
const MEMORY_PER_BYTE: usize = 56;

pub(super) fn run(bytes: &[u8]) {
    let Ok(root) = Element::parse(bytes) else {
        // What is no document is nobody's document.
        assert!(xml::from_bytes::<ErrorDocument>(bytes).is_err());
        return;
    };
    assert!(depth(&root) <= xml::MAX_DEPTH);
    assert!(weight(&root) <= MEMORY_PER_BYTE * bytes.len(), "{} bytes take {}", bytes.len(), weight(&root));
    match root.name.as_str() {
        "AccessControlPolicy" => {
            drop((holds::<AccessControlPolicy>(bytes), xml::from_bytes::<AccessControlList>(bytes)))
        }
        "BucketInfo" => drop(holds::<BucketInfoDocument>(bytes)),
        "BucketLoggingStatus" => drop(holds::<BucketLoggingStatus>(bytes)),
        "BucketStat" => drop(holds::<BucketStat>(bytes)),
        "CompleteMultipartUpload" => drop(holds::<CompleteMultipartUpload>(bytes)),
        "CompleteMultipartUploadResult" => drop(holds::<CompleteMultipartUploadResult>(bytes)),
        "CopyObjectResult" => drop(holds::<CopyObjectResult>(bytes)),
        "CopyPartResult" => drop(holds::<CopyPartResult>(bytes)),
        "CreateBucketConfiguration" => drop(holds::<CreateBucketConfiguration>(bytes)),
        "Delete" => drop(holds::<DeleteObjects>(bytes)),
        "DeleteResult" => names(holds::<DeleteResult>(bytes)),
        "Error" => drop(holds::<ErrorDocument>(bytes)),
        "ExtendWormConfiguration" => drop(holds::<ExtendWormConfiguration>(bytes)),
        "InitiateMultipartUploadResult" => drop(holds::<InitiateMultipartUploadResult>(bytes)),
        "InitiateWormConfiguration" => drop(holds::<InitiateWormConfiguration>(bytes)),
        "LifecycleConfiguration" => drop(holds::<LifecycleConfiguration>(bytes)),
        "ListAllMyBucketsResult" => drop(holds::<BucketList>(bytes)),
        "ListBucketResult" => {
            names(holds::<ObjectList>(bytes));
            names(holds::<ObjectListV2>(bytes));
        }
        "ListMultipartUploadsResult" => names(holds::<UploadList>(bytes)),
        "ListPartsResult" => drop(holds::<PartList>(bytes)),
        "ListVersionsResult" => names(holds::<VersionList>(bytes)),
        "LocationConstraint" => drop(holds::<LocationConstraint>(bytes)),
        "RefererConfiguration" => drop(holds::<RefererConfiguration>(bytes)),
        "RequestPaymentConfiguration" => drop(holds::<RequestPaymentConfiguration>(bytes)),
        "RestoreRequest" => drop(holds::<RestoreRequest>(bytes)),
        "ServerSideEncryptionRule" => drop(holds::<EncryptionRule>(bytes)),
        "Tagging" => drop(holds::<Tagging>(bytes)),
        "VersioningConfiguration" => drop(holds::<VersioningConfiguration>(bytes)),
        "WormConfiguration" => drop(holds::<WormConfiguration>(bytes)),
        _ => assert!(xml::from_bytes::<ErrorDocument>(bytes).is_err(), "the root is another"),
    }
}

/// What is read and written is read again, and the same.
fn holds<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> Option<T> {
    let read: T = xml::from_bytes(bytes).ok()?;
    let written = xml::to_bytes(&read);
    let text = String::from_utf8_lossy(&written);
    if xml::carries(&text) {
        let again: T = xml::from_bytes(&written).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(again, read, "{text}");
    }
    Some(read)
}

/// Names are encoded, and decoded again.
fn names<T: Names + PartialEq + Debug + Clone>(list: Option<T>) {
    let Some(Ok(plain)) = list.map(Names::decode) else { return };
    let mut there = plain.clone();
    // With another encoding than the one there is, names are left alone.
    *there.encoding() = None;
    assert_eq!(there.clone().encode().decode(), Ok(there));
}

fn depth(element: &Element) -> usize {
    1 + element.children.iter().map(depth).max().unwrap_or_default()
}

/// Bytes of memory that it takes, as far as it is asked for.
fn weight(element: &Element) -> usize {
    let Element { name, attributes, children, text } = element;
    let attribute = |(name, value): &(String, String)| name.capacity() + value.capacity();
    size_of::<Element>() * (1 + children.capacity() - children.len())
        + name.capacity()
        + text.capacity()
        + size_of::<(String, String)>() * attributes.capacity()
        + attributes.iter().map(attribute).sum::<usize>()
        + children.iter().map(weight).sum::<usize>()
}
