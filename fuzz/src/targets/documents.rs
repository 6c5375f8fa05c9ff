//! The corpus of the target `xml`, for targets that need documents.

use crate::drive::corpus;
use arbitrary::{Arbitrary, Result, Unstructured};
use bytes::Bytes;
use std::sync::LazyLock;

static DOCUMENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| corpus("xml"));

/// The first document whose root begins so.
pub(super) fn named(root: &str) -> Bytes {
    let text = |document: &&Vec<u8>| String::from_utf8_lossy(document).contains(root);
    DOCUMENTS.iter().find(text).cloned().unwrap_or_default().into()
}

/// A document, as it is or with some places changed.
pub(super) fn changed(input: &mut Unstructured<'_>) -> Result<Bytes> {
    let mut document = input.choose(&DOCUMENTS)?.clone();
    for _ in 0..input.int_in_range(0..=2)? {
        let from = input.int_in_range(0..=document.len())?;
        let to = input.int_in_range(from..=document.len().min(from + 32))?;
        document.splice(from..to, <&str>::arbitrary(input)?.bytes());
    }
    Ok(document.into())
}
