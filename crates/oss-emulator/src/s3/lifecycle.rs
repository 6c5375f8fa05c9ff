//! Rules of a lifecycle. The service has prefix and tags in the rule itself, S3 in a filter; some names differ.
//!
//! Sources: AWS's page "PutBucketLifecycleConfiguration", the service's "PutBucketLifecycle". That `Date` is refused is said by EC
//! 0014-00000056.

use super::{
    documents::{leaf, node, only},
    values,
};
use crate::reason::{Reason, Refusal};
use oss_protocol::xml::Element;

const RULE: [&str; 9] = [
    "ID",
    "Prefix",
    "Status",
    "Filter",
    "Expiration",
    "Transition",
    "AbortIncompleteMultipartUpload",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
];
const SIZES: [&str; 2] = ["ObjectSizeGreaterThan", "ObjectSizeLessThan"];

/// The document as the service has it.
pub(super) fn read(mut document: Element) -> Result<Element, Refusal> {
    document.attributes.clear();
    for rule in &mut document.children {
        if rule.name != "Rule" {
            return Err(Reason::MalformedXml.into());
        }
        only(rule, &RULE)?;
        let mut children = Vec::new();
        for child in std::mem::take(&mut rule.children) {
            match child.name.as_str() {
                "Filter" => filter(child, &mut children)?,
                "AbortIncompleteMultipartUpload" => {
                    only(&child, &["DaysAfterInitiation"])?;
                    let days = child.child("DaysAfterInitiation").map(|days| leaf("Days", &days.text));
                    children.push(node("AbortMultipartUpload", days.into_iter().collect()));
                }
                "Transition" | "NoncurrentVersionTransition" => {
                    only(&child, &["Days", "NoncurrentDays", "StorageClass"])?;
                    children.push(classes(child, values::class));
                }
                "NoncurrentVersionExpiration" => {
                    only(&child, &["NoncurrentDays"])?;
                    children.push(child);
                }
                _ => children.push(child),
            }
        }
        rule.children = children;
    }
    Ok(document)
}

/// What a filter says, as elements of the rule.
fn filter(filter: Element, rule: &mut Vec<Element>) -> Result<(), Refusal> {
    let mut sizes = Vec::new();
    let mut parts = filter.children;
    if let Some(at) = parts.iter().position(|part| part.name == "And") {
        let and = parts.remove(at);
        parts.extend(and.children);
    }
    for part in parts {
        match part.name.as_str() {
            "Prefix" | "Tag" => rule.push(part),
            name if SIZES.contains(&name) => sizes.push(part),
            _ => return Err(Reason::MalformedXml.into()),
        }
    }
    if !sizes.is_empty() {
        rule.push(node("Filter", sizes));
    }
    Ok(())
}

fn classes(mut element: Element, name: fn(&str) -> &str) -> Element {
    for class in element.children.iter_mut().filter(|child| child.name == "StorageClass") {
        class.text = name(class.text.trim()).to_owned();
    }
    element
}

/// The document as S3 has it.
pub(super) fn write(document: &mut Element) {
    for rule in &mut document.children {
        let (mut filter, mut children) = (Vec::new(), Vec::new());
        for child in std::mem::take(&mut rule.children) {
            match child.name.as_str() {
                "Prefix" | "Tag" => filter.push(child),
                "Filter" => filter.extend(child.children),
                "AbortMultipartUpload" => {
                    let days = child.child("Days").map(|days| leaf("DaysAfterInitiation", &days.text));
                    children.push(node("AbortIncompleteMultipartUpload", days.into_iter().collect()));
                }
                _ => children.push(classes(child, values::s3_class)),
            }
        }
        if filter.len() > 1 {
            filter = vec![node("And", filter)];
        }
        children.push(node("Filter", filter));
        rule.children = children;
    }
}
