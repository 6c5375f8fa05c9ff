//! Documents to bytes and back.

mod element;
mod root;
mod walk;

pub use element::Element;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use std::{
    fmt::{Display, Write},
    str::FromStr,
};
use walk::{Node, walk};

/// How deep elements may lie in each other. OSS uses seven levels.
pub const MAX_DEPTH: usize = 64;

/// How many elements a document may have. The longest, an upload of 10,000 parts, has 30,000; each takes a hundred bytes
/// and more in memory, however short it is in the document.
pub const MAX_ELEMENTS: usize = 200_000;

/// How many attributes an element may have. OSS uses one.
pub const MAX_ATTRIBUTES: usize = 64;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Text that is not the document it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct XmlError(String);

impl XmlError {
    fn new(what: impl ToString) -> Self {
        Self(what.to_string())
    }
}

/// Writes a document: declaration, line feed, one line.
pub fn to_bytes<T: Serialize>(document: &T) -> Vec<u8> {
    let mut text = String::from(DECLARATION);
    let mut serializer = quick_xml::se::Serializer::new(&mut text);
    serializer.expand_empty_elements(true); // `<a></a>`, as ali-oss writes it
    document.serialize(serializer).expect("our documents are structs of text and numbers");
    numbered(text).into_bytes()
}

/// The text with numbers for characters that no document holds as they are. A carriage return would be read as a line feed.
fn numbered(text: String) -> String {
    let numbered = |c| c == '\r' || is_control(c);
    if !text.contains(numbered) {
        return text;
    }
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        if numbered(c) {
            let _ = write!(result, "&#{};", u32::from(c));
        } else {
            result.push(c);
        }
    }
    result
}

/// Whether a document can carry `text` at all.
pub fn carries(text: &str) -> bool {
    !text.contains(['\0', '\u{fffe}', '\u{ffff}'])
}

/// Whether `text` has characters that a document carries as numbers only, so that an answer should hold it encoded.
pub fn is_delicate(text: &str) -> bool {
    text.contains(is_control)
}

/// No XML 1.0 holds these, not even as numbers; the service reads the numbers all the same (the official Go SDK's live
/// test `TestDeleteMultipleObjects`).
fn is_control(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}')
}

/// Reads a document. Elements it does not know are passed over.
///
/// # Errors
/// When the bytes are no document by [`Element::parse`], have another root, or lack what `T` requires.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, XmlError> {
    // The deserializer passes over what it does not need, however broken it is.
    let root = root_of(bytes)?;
    check_root::<T>(&root)?;
    quick_xml::de::from_str(decode(bytes)?).map_err(XmlError::new)
}

/// Reads a document that `T` could be read from as the tree that it is. Its fields are for the caller to look at.
///
/// # Errors
/// When the bytes are no document by [`Element::parse`], or have another root.
pub fn tree_of<T: DeserializeOwned>(bytes: &[u8]) -> Result<Element, XmlError> {
    let tree = Element::parse(bytes)?;
    check_root::<T>(&tree.name)?;
    Ok(tree)
}

/// A login page of some network is not an empty list.
fn check_root<T: DeserializeOwned>(root: &str) -> Result<(), XmlError> {
    match root::expected::<T>() {
        Some(expected) if expected != root => {
            Err(XmlError(format!("the root element is {root}, not {expected}")))
        }
        _ => Ok(()),
    }
}

/// The name of the root element of what is a document from its beginning to its end.
fn root_of(bytes: &[u8]) -> Result<String, XmlError> {
    let mut root = None;
    walk(bytes, |node| {
        if let (None, Node::Open(start)) = (&root, node) {
            root = Some(start.name().as_ref().to_owned());
        }
        Ok(())
    })?;
    root.ok_or_else(|| XmlError("no root element".into()))
}

/// For `deserialize_with`: a number or `true`; 0 or `false` where the element is empty, as the official Go SDK reads it.
pub(crate) fn scalar<'de, D, N>(deserializer: D) -> Result<N, D::Error>
where
    D: Deserializer<'de>,
    N: FromStr<Err: Display> + Default,
{
    optional(deserializer).map(Option::unwrap_or_default)
}

/// The same for what need not be there: nothing where the element is empty.
pub(crate) fn optional<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: FromStr<Err: Display>,
{
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().map_err(serde::de::Error::custom)).transpose()
}

fn decode(bytes: &[u8]) -> Result<&str, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|e| XmlError(format!("not UTF-8: {e}")))?;
    Ok(text.trim_start_matches('\u{feff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encryption::{EncryptionRule, ServerSideEncryption};
    use proptest::prelude::*;

    #[test]
    fn hostile_documents_are_errors() {
        let wrap = |inner: &str| {
            format!("<ServerSideEncryptionRule>{inner}</ServerSideEncryptionRule>").into_bytes()
        };
        let rule = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>";
        let deep = format!("{rule}{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        let cases: [Vec<u8>; 9] = [
            Vec::new(),
            b"   ".to_vec(),
            b"<html><body>502</body></html>".to_vec(),
            b"not xml".to_vec(),
            b"<ServerSideEncryptionRule><Apply".to_vec(),
            wrap(""),
            wrap(&deep),
            wrap(
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>&lol;</SSEAlgorithm></ApplyServerSideEncryptionByDefault>",
            ),
            vec![0xff, 0xfe, 0x00],
        ];
        for bytes in cases {
            assert!(from_bytes::<EncryptionRule>(&bytes).is_err(), "{:.60}", String::from_utf8_lossy(&bytes));
        }
        assert!(from_bytes::<EncryptionRule>(&wrap(rule)).is_ok());
    }

    #[test]
    fn what_is_long_and_legal_is_read_and_what_is_only_long_is_not() {
        use crate::{
            listing::{ObjectList, ObjectSummary},
            multipart::{CompleteMultipartUpload, CompletedPart},
        };
        let object = ObjectSummary {
            key: "k".repeat(1_023),
            owner: Some(Default::default()),
            restore_info: Some("ongoing-request=\"true\"".into()),
            ..Default::default()
        };
        let list = ObjectList { contents: vec![object; 1_000], ..Default::default() };
        assert_eq!(from_bytes::<ObjectList>(&to_bytes(&list)).unwrap(), list);
        let part =
            (1..=10_000).map(|part_number| CompletedPart { part_number, etag: "E".repeat(34) }).collect();
        let parts = CompleteMultipartUpload { part };
        assert_eq!(from_bytes::<CompleteMultipartUpload>(&to_bytes(&parts)).unwrap(), parts);
        assert_eq!(Element::parse(&to_bytes(&parts)).unwrap().children.len(), 10_000);

        let within = |inner: String| format!("<ListBucketResult>{inner}</ListBucketResult>");
        let numbered = |count: usize| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
        for text in [
            within("<a/>".repeat(MAX_ELEMENTS)),
            within(format!("<a{}/>", numbered(MAX_ATTRIBUTES + 1))),
            within(format!("<a{}/>", numbered(10_000))),
            within("<a b='' b=''/>".into()),
        ] {
            assert!(from_bytes::<ObjectList>(text.as_bytes()).is_err(), "{text:.60}");
            assert!(Element::parse(text.as_bytes()).is_err(), "{text:.60}");
        }
        let most = within(format!("<a{}/>", numbered(MAX_ATTRIBUTES)));
        assert_eq!(Element::parse(most.as_bytes()).unwrap().children[0].attributes.len(), MAX_ATTRIBUTES);
    }

    /// Text that a document can carry.
    fn text() -> impl Strategy<Value = String> {
        "[\\x01-\\x7e\u{a0}-\u{d7ff}\u{10000}-\u{1ffff}]{1,40}"
    }

    proptest! {
        #[test]
        fn values_survive_the_round_trip(algorithm in text(), key_id in text(), data in text()) {
            let settings = crate::encryption::EncryptionSettings { algorithm, key_id: Some(key_id), data_encryption: Some(data) };
            let rule = EncryptionRule { default: settings };
            let bytes = to_bytes(&rule);
            prop_assert_eq!(from_bytes::<EncryptionRule>(&bytes).unwrap(), rule.clone());
            let element = Element::parse(&bytes).unwrap();
            prop_assert_eq!(&element.child("ApplyServerSideEncryptionByDefault").unwrap().child("KMSMasterKeyID").unwrap().text,
                rule.default.key_id.as_ref().unwrap());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), text in "[<>/a&;!\\[\\]?\"'= -]{0,80}") {
            let _ = from_bytes::<EncryptionRule>(&bytes);
            let _ = Element::parse(&bytes);
            let _ = from_bytes::<EncryptionRule>(text.as_bytes());
            let _ = Element::parse(text.as_bytes());
        }
    }

    #[test]
    fn a_known_rule_is_read() {
        let bytes = to_bytes(&EncryptionRule::from(ServerSideEncryption::Sm4));
        assert_eq!(from_bytes::<EncryptionRule>(&bytes).unwrap().default.algorithm, "SM4");
    }
}
